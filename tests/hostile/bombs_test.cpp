// However much an endpoint sends, and in whatever form: memory stays within a small multiple of the
// largest reply that is allowed.
#include <gtest/gtest.h>

#include <fstream>

#include "chain/nodes.hpp"
#include "tests/support/fake_chain_json.hpp"
#include "tests/support/fake_http.hpp"
#include "tests/support/fake_messages.hpp"
#include "tests/support/gzip.hpp"

namespace interlock::hostile
{
namespace
{
using testing::HttpAnswer;

constexpr size_t kMaxReply = size_t{4} << 20U;
/// The buffer while it grows, the parser's index of the text, and what is made of it.
constexpr size_t kLargestMultiple = 10;

/// The most memory this process ever had since the last reset; nothing where it cannot be told.
class PeakMemory
{
public:
    [[nodiscard]] static bool reset()
    {
        std::ofstream file{"/proc/self/clear_refs"};
        file << "5" << std::flush;
        return file.good();
    }
    [[nodiscard]] static size_t bytes() { return field("VmHWM:"); }
    [[nodiscard]] static size_t now_bytes() { return field("VmRSS:"); }

private:
    static size_t field(const std::string& wanted)
    {
        std::ifstream file{"/proc/self/status"};
        std::string name;
        size_t kib = 0;
        while (file >> name)
        {
            if (name == wanted && file >> kib)
                return kib * 1'024;
        }
        return 0;
    }
};

std::string repeat(const std::string& text, size_t bytes)
{
    std::string out;
    out.reserve(bytes + text.size());
    while (out.size() < bytes)
        out += text;
    return out;
}

HttpAnswer json_answer(std::string body)
{
    return {.body = std::move(body)};
}

HttpAnswer array_of(const std::string& element)
{
    const auto elements = repeat(element + ",", kMaxReply - 200);
    return json_answer(R"({"jsonrpc":"2.0","id":1,"result":[)" + elements + element + "]}");
}

struct Bomb
{
    const char* name;
    HttpAnswer (*make)();
};

const Bomb kBombs[]{
    {"endless spaces", [] { return HttpAnswer{.body = " ", .stream_bytes = testing::kEndless}; }},
    {"gzip of 64 MiB",
        []
        {
            return HttpAnswer{.headers = {{"Content-Encoding", "gzip"}},
                .body = testing::gzip_bomb(size_t{64} << 20U)};
        }},
    {"as many values as fit", [] { return array_of("0"); }},
    {"as many objects as fit", [] { return array_of("{}"); }},
    {"as many replies as fit", []
        { return json_answer("[" + repeat(R"({"id":1,"result":0},)", kMaxReply - 200) + "0]"); }},
    {"as deep as fits", [] { return json_answer(std::string(kMaxReply - 1, '[')); }},
    {"one long string",
        [] {
            return json_answer(
                "{\"id\":1,\"result\":\"" + std::string(kMaxReply - 99, 'x') + "\"}");
        }},
    {"headers without end",
        [] {
            return HttpAnswer{.headers = {{"X-Much", std::string(kMaxReply, 'x')}}, .body = "{}"};
        }},
};

/// Asks for everything there is to ask.
void ask(chain::BlockSource& node)
{
    EXPECT_FALSE(node.chain_id());
    EXPECT_FALSE(node.seal(chain::BlockTag::latest));
    EXPECT_FALSE(node.blocks(1, 50));
}

/// The most that was in use during `work`, beyond what was before.
template <typename Work>
std::optional<size_t> peak_of(Work work)
{
    if (!PeakMemory::reset())
        return std::nullopt;
    const auto before = PeakMemory::now_bytes();
    work();
    const auto peak = PeakMemory::bytes();
    return peak - std::min(peak, before);
}

chain::RequestLimits limits()
{
    return {.timeout = std::chrono::milliseconds{60'000}, .max_reply_bytes = kMaxReply};
}

std::unique_ptr<chain::BlockSource> node_at(const testing::FakeHttpServer& server)
{
    const auto url = "http://127.0.0.1:" + std::to_string(server.port());
    return chain::make_execution_node(*chain::Endpoint::parse(url), limits());
}

void expect_bounded(
    [[maybe_unused]] const char* name, [[maybe_unused]] const std::optional<size_t>& peak)
{
// Sanitizers keep what is freed.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    if (!peak)
        GTEST_SKIP() << "this system does not tell the peak of memory";
    EXPECT_LT(*peak, kLargestMultiple * kMaxReply) << name;
    if (std::getenv("INTERLOCK_HOSTILE_SEEDS") != nullptr)
        std::cout << name << ": " << *peak / (1 << 20) << " MiB for replies of "
                  << kMaxReply / (1 << 20) << " MiB\n";
#endif
}
}  // namespace

TEST(bombs, take_a_small_multiple_of_the_largest_reply)
{
    for (const auto& bomb : kBombs)
    {
        SCOPED_TRACE(bomb.name);
        const auto answer = bomb.make();
        testing::FakeHttpServer server{[&](const testing::HttpRequest&) { return answer; }};
        const auto node = node_at(server);
        expect_bounded(bomb.name, peak_of([&] { ask(*node); }));
    }
}
}  // namespace interlock::hostile
