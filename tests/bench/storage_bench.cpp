// What the index costs: space a log, appends, whole answers, rewinds.
// Run: storage-bench; files go to the directory for temporary files (TMPDIR).
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <random>
#include <thread>

#include "storage/sqlite_store.hpp"
#include "tests/unit/storage/sample_blocks.hpp"

namespace
{
using namespace interlock;
using namespace interlock::storage;

constexpr uint32_t kLogsPerBlock = 100;

/// Ends the benchmark on any error: a number measured on a failure is worthless.
template <typename T>
T must(Result<T> result)
{
    if (!result)
    {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::abort();
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// A store with `chain_count` chains, in a directory of its own that goes with it.
class World
{
public:
    explicit World(uint32_t chain_count)
      : directory_{std::filesystem::temp_directory_path() /
                   ("storage-bench-" + std::to_string(::getpid()) + "-" + std::to_string(made_++))}
    {
        std::filesystem::remove_all(directory_);
        store_ = must(SqliteStore::create({.file = file()}));
        auto step = must(store_->begin());
        for (uint32_t i = 0; i < chain_count; ++i)
        {
            must(step->put_chain({.config = {.id = chain(i), .block_time_s = 2, .activation_s = 0},
                .followed = true}));
            tips_.emplace_back();
        }
        must(step->commit());
    }
    ~World()
    {
        store_.reset();
        std::filesystem::remove_all(directory_);
    }
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    static ChainId chain(uint32_t i) { return ChainId::from_u64(900 + i); }
    SqliteStore& store() { return *store_; }
    const BlockDigest& tip(uint32_t i) const { return tips_[i]; }

    /// Appends one block to each chain; one log in a hundred executes a message.
    void append_round(Step& step, uint32_t log_count = kLogsPerBlock)
    {
        for (uint32_t i = 0; i < tips_.size(); ++i)
            append(step, i, log_count);
    }

    /// The same with 0 to 200 logs in each block, evenly distributed.
    void append_uneven_round(Step& step, std::mt19937_64& random)
    {
        for (uint32_t i = 0; i < tips_.size(); ++i)
            append(step, i, static_cast<uint32_t>(random() % (2 * kLogsPerBlock + 1)));
    }

    void fill(uint32_t rounds)
    {
        for (uint32_t done = 0; done < rounds;)
        {
            auto step = must(store_->begin());
            for (uint32_t i = 0; i < 1000 && done < rounds; ++i, ++done)
                append_round(*step);
            must(step->commit());
        }
    }

    /// Forgets what was appended above `number`, as the store does.
    void rewind(uint64_t number)
    {
        auto step = must(store_->begin());
        must(step->rewind(chain(0), number));
        must(step->commit());
        tips_[0].seal = must(must(store_->open_view())->block(chain(0), number))->seal;
    }

    uint64_t logs() const { return logs_; }

    void close() { store_.reset(); }
    void open()
    {
        store_ = must(SqliteStore::create({.file = file()}));
        static_cast<void>(must(must(store_->open_view())->head(chain(0), SafetyLevel::unsafe)));
    }

    /// All of the database, with nothing left in the write-ahead log.
    uint64_t closed_bytes()
    {
        store_.reset();
        const auto size = std::filesystem::file_size(file());
        store_ = must(SqliteStore::create({.file = file()}));
        return size;
    }

private:
    void append(Step& step, uint32_t i, uint32_t log_count)
    {
        auto block = samples::next(tips_[i], log_count);
        for (; next_executing_ < logs_ + log_count; next_executing_ += 100)
        {
            const auto log = static_cast<uint32_t>(next_executing_ - logs_);
            block.executing.push_back({.log_index = log,
                .message = samples::message_to({.chain_id = chain(0),
                                                   .block_number = block.seal.id.number - 1,
                                                   .timestamp_s = block.seal.timestamp_s - 2,
                                                   .log_index = log},
                    block.seal.id.number)});
        }
        logs_ += log_count;
        must(step.append(chain(i), block));
        tips_[i] = std::move(block);
    }
    std::filesystem::path file() const { return directory_ / "index.db"; }

    uint64_t logs_ = 0;
    uint64_t next_executing_ = 50;  // Counted over all blocks.
    static inline int made_ = 0;
    std::filesystem::path directory_;
    std::unique_ptr<SqliteStore> store_;
    std::vector<BlockDigest> tips_;
};

/// Logs a second into one chain, with range(0) blocks a commit.
void append(benchmark::State& state)
{
    World world{1};
    const auto blocks = static_cast<uint32_t>(state.range(0));
    for (auto _ : state)
    {
        auto step = must(world.store().begin());
        for (uint32_t i = 0; i < blocks; ++i)
            world.append_round(*step);
        must(step->commit());
    }
    state.SetItemsProcessed(state.iterations() * blocks * kLogsPerBlock);
}
BENCHMARK(append)->Arg(1)->Arg(1000)->Unit(benchmark::kMillisecond)->UseRealTime();

/// Bytes a log with range(0) chains interleaved.
void space(benchmark::State& state)
{
    const auto chains = static_cast<uint32_t>(state.range(0));
    const uint32_t rounds = 20'000 / chains;
    for (auto _ : state)
    {
        World world{chains};
        world.fill(rounds);
        const auto logs = static_cast<double>(world.logs());
        state.counters["bytes_per_log"] = static_cast<double>(world.closed_bytes()) / logs;
    }
}
BENCHMARK(space)->Arg(1)->Arg(20)->Iterations(1)->Unit(benchmark::kMillisecond);

/// The same with 0 to 200 logs in a block.
void space_uneven(benchmark::State& state)
{
    const auto chains = static_cast<uint32_t>(state.range(0));
    const uint32_t rounds = 20'000 / chains;
    for (auto _ : state)
    {
        World world{chains};
        std::mt19937_64 random{1};
        auto step = must(world.store().begin());
        for (uint32_t i = 0; i < rounds; ++i)
            world.append_uneven_round(*step, random);
        must(step->commit());
        step.reset();
        const auto logs = static_cast<double>(world.logs());
        state.counters["bytes_per_log"] = static_cast<double>(world.closed_bytes()) / logs;
    }
}
BENCHMARK(space_uneven)->Arg(1)->Arg(20)->Iterations(1)->Unit(benchmark::kMillisecond);

/// Whole answers about random logs by one thread while another one appends, ten blocks a commit.
void answer_while_appending(benchmark::State& state)
{
    World world{1};
    world.fill(10'000);
    std::atomic<bool> stop = false;
    uint64_t appended = 0;
    const auto begin = std::chrono::steady_clock::now();
    std::thread writer{[&]
        {
            for (; !stop; appended += 10 * kLogsPerBlock)
            {
                auto step = must(world.store().begin());
                for (int i = 0; i < 10; ++i)
                    world.append_round(*step);
                must(step->commit());
            }
        }};
    std::mt19937_64 random{1};
    for (auto _ : state)
    {
        const auto view = must(world.store().open_view());
        benchmark::DoNotOptimize(must(view->log_hash(World::chain(0), 1 + random() % 10'000,
            static_cast<uint32_t>(random() % kLogsPerBlock))));
    }
    stop = true;
    writer.join();
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    state.SetItemsProcessed(state.iterations());
    state.counters["appended/s"] = static_cast<double>(appended) / time.count();
}
BENCHMARK(answer_while_appending)->Unit(benchmark::kMicrosecond)->UseRealTime();

/// Opening an index that was closed, until it can be read.
void reopen(benchmark::State& state)
{
    World world{20};
    world.fill(2'000);
    for (auto _ : state)
    {
        state.PauseTiming();
        world.close();
        state.ResumeTiming();
        world.open();
    }
}
BENCHMARK(reopen)->Unit(benchmark::kMillisecond)->UseRealTime();

/// One whole answer about a random log: a view, the head, a block with the log.
void answer(benchmark::State& state)
{
    static const std::unique_ptr<World> world = []  // Shared by the threads.
    {
        auto out = std::make_unique<World>(20);
        out->fill(2'000);
        return out;
    }();
    std::mt19937_64 random{static_cast<uint64_t>(state.thread_index())};
    for (auto _ : state)
    {
        const auto chain = World::chain(static_cast<uint32_t>(random() % 20));
        const uint64_t number = 1 + random() % 2'000;
        const auto view = must(world->store().open_view());
        benchmark::DoNotOptimize(must(view->head(chain, SafetyLevel::unsafe)));
        benchmark::DoNotOptimize(
            must(view->log(chain, number, static_cast<uint32_t>(random() % kLogsPerBlock))));
    }
}
BENCHMARK(answer)->Threads(1)->Threads(2)->Unit(benchmark::kMicrosecond)->UseRealTime();

/// Look-ups of logs of one block of range(0) logs, in one view.
void log_hash(benchmark::State& state)
{
    World world{1};
    const auto log_count = static_cast<uint32_t>(state.range(0));
    auto step = must(world.store().begin());
    world.append_round(*step, log_count);
    must(step->commit());
    const auto view = must(world.store().open_view());
    std::mt19937_64 random{1};
    for (auto _ : state)
        benchmark::DoNotOptimize(
            must(view->log_hash(World::chain(0), 1, static_cast<uint32_t>(random() % log_count))));
}
BENCHMARK(log_hash)->Arg(100)->Arg(2'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMicrosecond);

/// Rewinding 1,000 blocks, with its commit, on top of 10,000.
void rewind(benchmark::State& state)
{
    World world{1};
    world.fill(10'000);
    for (auto _ : state)
    {
        state.PauseTiming();
        world.fill(1'000);
        state.ResumeTiming();
        world.rewind(10'000);
    }
}
BENCHMARK(rewind)->Iterations(20)->Unit(benchmark::kMillisecond)->UseRealTime();
}  // namespace

BENCHMARK_MAIN();
