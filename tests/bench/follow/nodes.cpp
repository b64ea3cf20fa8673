#include "tests/bench/follow/nodes.hpp"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <ctime>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <thread>

#include "tests/support/fake_http.hpp"
#include "tests/support/fake_websocket.hpp"

namespace interlock::bench
{
namespace
{
using nlohmann::json;
using std::chrono::nanoseconds;
using testing::HttpAnswer;
using testing::HttpRequest;

constexpr size_t kMaxChains = 256;
}  // namespace

struct Nodes::Shared
{
    struct Chain
    {
        std::atomic<uint16_t> http_port;
        std::atomic<uint16_t> websocket_port;
        std::atomic<uint64_t> requests;
        std::atomic<uint64_t> reply_bytes;
    };
    std::atomic<bool> serves;
    std::atomic<int64_t> grows_since_ns;  // By the steady clock; 0: not yet.
    std::array<Chain, kMaxChains> chains;

    [[nodiscard]] Time time_of(const NodesOptions& options, size_t chain, uint64_t number) const
    {
        const auto& growth = options.growth[chain];
        return Time{nanoseconds{grows_since_ns.load()}} + growth.offset +
               growth.interval * (number - growth.history - 1);
    }
    [[nodiscard]] uint64_t newest(const NodesOptions& options, size_t chain) const
    {
        const auto& growth = options.growth[chain];
        if (grows_since_ns == 0)
            return growth.history;
        const auto since = std::chrono::steady_clock::now() -
                           Time{nanoseconds{grows_since_ns.load()} + growth.offset};
        if (since < nanoseconds{0})
            return growth.history;
        const auto grown = static_cast<uint64_t>(since / growth.interval) + 1;
        return std::min(growth.history + grown, options.chains[chain].last);
    }
};

namespace
{
/// Answers like an execution node whose safe and finalized blocks are its history.
class Node
{
public:
    Node(const LongChain& chain, uint64_t history, std::function<uint64_t()> newest)
      : chain_{chain}, history_{history}, newest_{std::move(newest)}
    {
    }

    [[nodiscard]] HttpAnswer answer(const HttpRequest& request) const
    {
        const auto asked = json::parse(request.body);
        HttpAnswer out;
        out.headers["Content-Type"] = "application/json";
        if (!asked.is_array())
        {
            append_reply(out.body, asked);
            return out;
        }
        out.body = "[";
        for (const auto& one : asked)
        {
            append_reply(out.body, one);
            out.body += ',';
        }
        out.body.back() = ']';
        return out;
    }

private:
    void append_reply(std::string& out, const json& asked) const
    {
        out += R"({"jsonrpc":"2.0","id":)" + asked.at("id").dump() + R"(,"result":)";
        const std::string& method = asked.at("method").get_ref<const std::string&>();
        if (method == "eth_chainId")
            out += '"' + quantity_to_hex(chain_.id().value.to_u64().value()) + '"';
        else if (const auto number = block_of(asked.at("params").at(0)); !number)
            out += "null";
        else if (method == "eth_getBlockReceipts")
            chain_.append_receipts(out, *number);
        else
            chain_.append_block(out, *number);
        out += '}';
    }

    [[nodiscard]] std::optional<uint64_t> block_of(const std::string& which) const
    {
        if (which == "latest")
            return newest_();
        if (which == "safe" || which == "finalized")
            return history_;
        const auto hash = fixed_from_hex<Hash32>(which);
        const auto number =
            hash ? chain_.find(*hash)
                 : std::optional<uint64_t>{quantity_from_hex(which).value_or(UINT64_MAX)};
        return number && *number <= newest_() ? number : std::nullopt;
    }

    const LongChain& chain_;
    const uint64_t history_;
    const std::function<uint64_t()> newest_;
};
}  // namespace

Nodes::Nodes(const NodesOptions& options) : options_{options}
{
    if (options.chains.size() > kMaxChains)
        throw std::runtime_error{"at most " + std::to_string(kMaxChains) + " chains"};
    void* memory =
        ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        throw std::runtime_error{"no memory to share"};
    shared_ = new (memory) Shared{};
    process_ = ::fork();
    if (process_ < 0)
        throw std::runtime_error{"cannot fork"};
    if (process_ == 0)
    {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        // Elsewhere in life: they are not to take the cores from service and client.
        ::setpriority(PRIO_PROCESS, 0, 19);
        serve(options_, *shared_);
    }
    while (!shared_->serves)
    {
        if (::waitpid(process_, nullptr, WNOHANG) != 0)
            throw std::runtime_error{"the nodes do not start"};
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

void Nodes::serve(const NodesOptions& options, Shared& shared)
{
    std::vector<std::unique_ptr<LongChain>> chains;
    std::vector<std::unique_ptr<testing::FakeHttpServer>> servers;
    std::vector<std::unique_ptr<testing::FakeWebSocket>> sockets;
    for (size_t i = 0; i < options.chains.size(); ++i)
    {
        auto& use = shared.chains[i];
        chains.push_back(std::make_unique<LongChain>(options.chains[i]));
        const Node node{*chains.back(), options.growth[i].history,
            [&, i] { return shared.newest(options, i); }};
        servers.push_back(std::make_unique<testing::FakeHttpServer>(
            [node, &use](const HttpRequest& request)
            {
                auto answer = node.answer(request);
                ++use.requests;
                use.reply_bytes += answer.body.size();
                return answer;
            }));
        sockets.push_back(std::make_unique<testing::FakeWebSocket>());
        use.http_port = servers.back()->port();
        use.websocket_port = sockets.back()->port();
    }
    shared.serves = true;

    std::vector<uint64_t> announced;
    for (const auto& growth : options.growth)
        announced.push_back(growth.history);
    for (;;)
    {
        for (size_t i = 0; i < sockets.size(); ++i)
        {
            const auto newest = shared.newest(options, i);
            if (newest != std::exchange(announced[i], newest))
                sockets[i]->announce();
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
}

Nodes::~Nodes()
{
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    ::munmap(shared_, sizeof(Shared));
}

uint16_t Nodes::http_port(size_t chain) const
{
    return shared_->chains[chain].http_port;
}

uint16_t Nodes::websocket_port(size_t chain) const
{
    return shared_->chains[chain].websocket_port;
}

NodeUse Nodes::use_of(size_t chain) const
{
    return {shared_->chains[chain].requests, shared_->chains[chain].reply_bytes};
}

nanoseconds Nodes::cpu_time() const
{
    clockid_t clock = 0;
    timespec time{};
    if (::clock_getcpuclockid(process_, &clock) != 0 || ::clock_gettime(clock, &time) != 0)
        throw std::runtime_error{"cannot read the nodes' clock"};
    return std::chrono::seconds{time.tv_sec} + nanoseconds{time.tv_nsec};
}

void Nodes::begin_to_grow()
{
    shared_->grows_since_ns = std::chrono::steady_clock::now().time_since_epoch().count();
}

Nodes::Time Nodes::time_of(size_t chain, uint64_t number) const
{
    return shared_->time_of(options_, chain, number);
}
}  // namespace interlock::bench
