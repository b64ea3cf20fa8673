// The paths that every check and every block takes, each alone, for counting their instructions.
//
//   hot-paths            the names of the paths
//   hot-paths NAME COUNT runs one so many times, in measured()
#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "server/api/check_requests.hpp"
#include "server/ingest/indexer.hpp"
#include "server/rpc/dispatcher.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/bench/growing_chains.hpp"
#include "tests/bench/sample_ingest.hpp"
#include "tests/support/must.hpp"
#include "tests/unit/api/served_world.hpp"

namespace interlock::bench
{
/// What is counted: count.mjs knows it by its name.
[[gnu::noinline]] void measured(const std::function<void()>& act, uint64_t times)
{
    for (uint64_t i = 0; i < times; ++i)
        act();
}

namespace
{
using namespace testing;

/// A service without doors.
class World
{
public:
    World() { served_.world.extend(kBeta, 50); }

    [[nodiscard]] const server::ApiContext& context() const { return context_; }
    [[nodiscard]] MessageAccess access() const
    {
        const auto message = served_.world.message_of(kBeta, 25, 1);
        const auto log = log_hash(message.id.origin, message.payload_hash);
        return {message.id.at, message_checksum(log, message.id.at)};
    }
    [[nodiscard]] uint64_t executed_s() const { return SafetyWorld::kGenesisS + 100; }

    [[nodiscard]] pb::CheckAccessListRequest request() const
    {
        pb::CheckAccessListRequest out;
        for (const auto& entry : encode_access(access()))
            out.add_entries(wire::to_proto(entry));
        out.set_min_safety(pb::SAFETY_LEVEL_UNSAFE);
        out.mutable_executing()->set_chain_id(wire::to_proto(kAlpha));
        out.mutable_executing()->set_timestamp(executed_s());
        return out;
    }
    [[nodiscard]] std::string rpc_body() const
    {
        std::string entries;
        for (const auto& entry : encode_access(access()))
            entries += (entries.empty() ? "\"" : ",\"") + to_hex(entry) + '"';
        return fmt::format(
            R"({{"jsonrpc":"2.0","id":1,"method":"interop_checkAccessList","params":[[{}],)"
            R"("unsafe",{{"chainID":"{}","timestamp":"{}"}}]}})",
            entries, to_string(kAlpha), quantity_to_hex(executed_s()));
    }

private:
    ServedWorld served_;
    const server::Judge judge_{served_.world.set(), {}};
    const std::map<ChainId, std::string> names_;
    const server::ApiContext context_{.set = served_.world.set(),
        .names = names_,
        .views = served_.world.store(),
        .judge = judge_,
        .board = served_.board,
        .failsafes = served_.failsafes,
        .commits = served_.commits,
        .checks = served_.checks,
        .version = "test"};
};

void judge_alone(uint64_t times)
{
    const World world;
    const auto claim = server::claim_of(world.access());
    const auto view = must(world.context().views.open_view());
    const server::Execution execution{.chain_id = kAlpha, .timestamp_s = world.executed_s()};
    measured(
        [&]
        {
            const auto answer = world.context().judge.judge(*view, {}, claim, execution);
            ensure(answer && std::holds_alternative<server::Valid>(*answer), "not valid");
        },
        times);
}

void check_over_grpc(uint64_t times)
{
    const World world;
    const auto request = world.request();
    measured(
        [&]
        {
            pb::CheckAccessListReply reply;
            ensure(server::answer_access_list(world.context(), request, reply).has_value() &&
                       reply.overall().has_valid(),
                "not valid");
        },
        times);
}

void check_over_json_rpc(uint64_t times)
{
    const World world;
    const server::rpc::Dispatcher dispatcher{{.api = world.context()}, 100};
    server::rpc::RequestParser parser;
    const auto body = world.rpc_body();
    measured(
        [&]
        {
            ensure(dispatcher.answer(parser, body) == R"({"jsonrpc":"2.0","id":1,"result":null})",
                "not valid");
        },
        times);
}

void hundred_checks_of_a_stream(uint64_t times)
{
    const World world;
    pb::CheckStreamRequest request;
    for (int i = 0; i < 100; ++i)
        *request.add_checks() = world.request();
    measured(
        [&]
        {
            const auto reply = server::answer_streamed(world.context(), request);
            ensure(reply.answers_size() == 100 && reply.answers(99).overall().has_valid(),
                "not valid");
        },
        times);
}

void verified_block_of_hundred_logs(uint64_t times)
{
    const SampleReply sample{1};
    simdjson::ondemand::parser parser;
    measured([&] { ensure(!ingest(parser, sample).digest.log_hashes.empty(), "no logs"); }, times);
}

void indexed_block_of_hundred_logs(uint64_t times)
{
    const TempDir dir;
    const auto set = set_of(1);
    const auto store = must(storage::SqliteStore::create({.file = dir.path() / "index.db"}));
    auto step = must(store->begin());
    must(step->put_chain({.config = set.chains().front(), .followed = true}));
    must(step->commit());
    step.reset();
    server::Indexer indexer{*store, set};
    GrowingChains chains{1};
    auto first = chains.grow(0, 100);
    const auto anchor = first.front().seal;
    must(indexer.apply(
        server::BeginIndex{chain_at(0), anchor.timestamp_s, anchor.id, std::move(first)}, 1));
    auto blocks = chains.grow(0, times);
    auto next = blocks.begin();
    measured(
        [&] {
            must(indexer.apply(server::AppendBlocks{chain_at(0), {std::move(*next++)}}, 1));
        },
        times);
}

struct Path
{
    const char* name;
    void (*run)(uint64_t times);
};
constexpr Path kPaths[]{{"judge", &judge_alone}, {"check-grpc", &check_over_grpc},
    {"check-json-rpc", &check_over_json_rpc}, {"stream-of-100", &hundred_checks_of_a_stream},
    {"verify-block", &verified_block_of_hundred_logs},
    {"index-block", &indexed_block_of_hundred_logs}};

void run(int argc, char** argv)
{
    if (argc != 3)
    {
        for (const auto& path : kPaths)
            fmt::print("{}\n", path.name);
        return;
    }
    uint64_t times = 0;
    std::from_chars(argv[2], argv[2] + std::strlen(argv[2]), times);
    for (const auto& path : kPaths)
    {
        if (std::string_view{path.name} == argv[1] && times > 0)
            return path.run(times);
    }
    throw std::runtime_error{"no such path, or no times"};
}
}  // namespace
}  // namespace interlock::bench

int main(int argc, char** argv)
{
    try
    {
        interlock::bench::run(argc, argv);
        return 0;
    }
    catch (const std::exception& error)
    {
        fmt::print(stderr, "hot-paths: {}\n", error.what());
        return 1;
    }
}
