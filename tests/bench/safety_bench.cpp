// What promotion costs: blocks full of messages of their own time, decided together.
// Run: safety-bench; files go to the directory for temporary files (TMPDIR).
//
// Every chain has one block at the same time. Each of its messages executes a log of the next
// chain's block at that time, so that all blocks are one group. The last block to come decides it:
// what is timed is the step that it comes in, less the step that appends it when nothing is
// decided.
#include <benchmark/benchmark.h>

#include <chrono>
#include <filesystem>

#include "server/ingest/indexer.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/support/temp_dir.hpp"

namespace
{
using namespace interlock;
using server::Indexer;
using Seconds = std::chrono::duration<double>;

constexpr uint64_t kGenesisS = 1'000;
constexpr uint64_t kBlockTimeS = 2;

/// Ends the benchmark on any error: a number measured on a failure is worthless.
template <typename T>
T must(storage::Result<T> result)
{
    if (!result)
    {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::abort();
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

void ensure(bool holds, const char* what)
{
    if (holds)
        return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

Hash32 word(uint64_t a, uint64_t b)
{
    Hash32 out;
    std::memcpy(out.data(), &a, sizeof(a));
    std::memcpy(out.data() + sizeof(a), &b, sizeof(b));
    return out;
}

ChainId chain_id(uint64_t i)
{
    return ChainId::from_u64(901 + i);
}

enum class Shape
{
    good,   // Messages name ordinary logs: all blocks are promoted.
    cycle,  // They name each other: all blocks are invalid.
};

struct Group
{
    size_t chains = 0;
    uint32_t messages = 0;  // In each block.
    Shape shape = Shape::good;
};

BlockDigest genesis(uint64_t i)
{
    BlockDigest out;
    out.seal = {.id = {0, word(i, 1)}, .parent_hash = {}, .timestamp_s = kGenesisS};
    return out;
}

/// The block of chain `i`: as many ordinary logs as messages, then the messages.
BlockDigest full_block(const Group& group, uint64_t i)
{
    const auto next = (i + 1) % group.chains;
    BlockDigest out;
    out.seal = {.id = {1, word(i, 2)},
        .parent_hash = genesis(i).seal.id.hash,
        .timestamp_s = kGenesisS + kBlockTimeS};
    const uint32_t count = 2 * group.messages;
    out.log_hashes.reserve(count);
    for (uint32_t log = 0; log < count; ++log)
        out.log_hashes.push_back(log_hash(Address{}, word(i, 1'000 + log)));
    for (uint32_t m = 0; m < group.messages; ++m)
    {
        const auto named = group.shape == Shape::good ? m : group.messages + m;
        const LogPosition at{chain_id(next), 1, out.seal.timestamp_s, named};
        out.executing.push_back({.log_index = group.messages + m,
            .message = {.id = {Address{}, at}, .payload_hash = word(next, 1'000 + named)}});
    }
    return out;
}

class World
{
public:
    explicit World(const Group& group)
      : set_{set_of(group.chains)},
        store_{must(storage::SqliteStore::create({.file = dir_.path() / "index.db"}))},
        indexer_{*store_, set_}
    {
        auto step = must(store_->begin());
        for (const auto& chain : set_.chains())
            must(step->put_chain({.config = chain, .followed = true}));
        must(step->commit());
        step.reset();
        for (uint64_t i = 0; i < group.chains; ++i)
            apply(server::BeginIndex{chain_id(i), 0, genesis(i).seal.id, {genesis(i)}});
    }

    double apply(const server::IndexEvent& event)
    {
        const auto start = std::chrono::steady_clock::now();
        static_cast<void>(must(indexer_.apply(event, 1)));
        return Seconds{std::chrono::steady_clock::now() - start}.count();
    }

    uint64_t head(uint64_t i, SafetyLevel level)
    {
        return must(must(store_->open_view())->head(chain_id(i), level))->seal.id.number;
    }

private:
    static DependencySet set_of(size_t count)
    {
        std::vector<ChainConfig> chains;
        for (uint64_t i = 0; i < count; ++i)
            chains.push_back({chain_id(i), kBlockTimeS, 0});
        return *DependencySet::create(std::move(chains), 0);
    }

    testing::TempDir dir_;
    const DependencySet set_;
    std::unique_ptr<storage::SqliteStore> store_;
    Indexer indexer_;
};

/// The time in which the group is decided, in the unsafe view.
double decide(const Group& group)
{
    World world{group};
    double append_s = 0;
    for (uint64_t i = 0; i + 1 < group.chains; ++i)
        append_s = world.apply(server::AppendBlocks{chain_id(i), {full_block(group, i)}});
    const auto last = group.chains - 1;
    const auto total_s =
        world.apply(server::AppendBlocks{chain_id(last), {full_block(group, last)}});
    const uint64_t want = group.shape == Shape::good ? 1 : 0;
    for (uint64_t i = 0; i < group.chains; ++i)
        ensure(world.head(i, SafetyLevel::cross_unsafe) == want, "the group was decided wrongly");
    return std::max(total_s - append_s, 0.0);
}

void run(benchmark::State& state, Shape shape)
{
    const Group group{
        static_cast<size_t>(state.range(0)), static_cast<uint32_t>(state.range(1)), shape};
    for (auto _ : state)
        state.SetIterationTime(decide(group));
    const auto messages = static_cast<double>(group.chains) * group.messages;
    state.counters["messages"] = messages;
    state.counters["messages/s"] = benchmark::Counter(
        messages * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void good_groups(benchmark::State& state)
{
    run(state, Shape::good);
}

void cycles(benchmark::State& state)
{
    run(state, Shape::cycle);
}

void growth(benchmark::internal::Benchmark* bench)
{
    for (const int64_t messages : {1'000, 10'000, 100'000})
        bench->Args({20, messages / 20});
    bench->Args({20, 10'000});
    for (const int64_t chains : {2, 20, 100})
        bench->Args({chains, 20'000 / chains});
    bench->ArgNames({"chains", "messages"})
        ->UseManualTime()
        ->Iterations(3)
        ->Unit(benchmark::kMillisecond);
}
BENCHMARK(good_groups)->Apply(growth);
BENCHMARK(cycles)->Apply(growth);
}  // namespace

BENCHMARK_MAIN();
