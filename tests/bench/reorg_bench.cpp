// What a reorg costs the writer: one step of the index, with the decisions that it takes back and
// makes anew, until it is durable.
// Run: reorg-bench; files go to the directory for temporary files (TMPDIR).
//
// Two chains, each block of 100 logs executing a message of the other chain's block before, are
// promoted to their ends in the unsafe view. Then the first one loses its newest blocks: to a
// shorter chain, and to as many other blocks. To compare, the time in which as many blocks are
// appended.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "server/ingest/indexer.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/bench/growing_chains.hpp"
#include "tests/bench/results.hpp"
#include "tests/support/must.hpp"
#include "tests/support/temp_dir.hpp"

namespace
{
using namespace interlock;
using bench::chain_at;
using bench::GrowingChains;
using testing::must;

constexpr uint64_t kBefore = 1'000;  // Blocks below those that are taken back.
constexpr uint64_t kOtherBranch = 1;

/// Milliseconds.
struct Times
{
    double append = 0;
    double shorten = 0;
    double swap = 0;
};

class World
{
public:
    World()
    {
        const auto step = must(store_->begin());
        for (const auto& chain : set_.chains())
            must(step->put_chain({.config = chain, .followed = true}));
        must(step->commit());
    }

    double apply(const server::IndexEvent& event)
    {
        const auto begin = std::chrono::steady_clock::now();
        must(indexer_.apply(event, 1));
        const std::chrono::duration<double, std::milli> time =
            std::chrono::steady_clock::now() - begin;
        return time.count();
    }
    void begin(uint64_t chain, std::vector<BlockDigest> blocks)
    {
        const auto anchor = blocks.front().seal;
        apply(server::BeginIndex{chain_at(chain), 0, anchor.id, std::move(blocks)});
    }
    void expect_promoted_to(uint64_t number) const
    {
        const auto head =
            must(must(store_->open_view())->head(chain_at(0), SafetyLevel::cross_unsafe));
        if (!head || head->seal.id.number != number)
            throw std::runtime_error{"blocks were not promoted as they should be"};
    }

private:
    testing::TempDir dir_;
    const DependencySet set_ = bench::set_of(2);
    std::unique_ptr<storage::SqliteStore> store_ =
        must(storage::SqliteStore::create({.file = dir_.path() / "index.db"}));
    server::Indexer indexer_{*store_, set_};
};

/// `depth` blocks more than were there before.
Times measure(uint64_t depth)
{
    World world;
    GrowingChains chains{2, 1};
    for (uint64_t i = 0; i < 2; ++i)
        world.begin(i, chains.grow(i, kBefore));
    const auto ancestor = chains;
    world.apply(server::AppendBlocks{chain_at(1), chains.grow(1, depth)});
    const auto lost = chains.grow(0, depth);
    const auto end = kBefore + depth;
    Times out;
    out.append = world.apply(server::AppendBlocks{chain_at(0), lost});
    world.expect_promoted_to(end);
    out.shorten = world.apply(server::ReplaceBranch{chain_at(0), kBefore, {}});
    world.expect_promoted_to(kBefore);
    world.apply(server::AppendBlocks{chain_at(0), lost});
    auto other = ancestor;
    out.swap = world.apply(
        server::ReplaceBranch{chain_at(0), kBefore, other.grow(0, depth, kOtherBranch)});
    world.expect_promoted_to(end);
    return out;
}

Times median(uint64_t depth)
{
    constexpr size_t kRuns = 5;
    std::vector<Times> runs;
    for (size_t i = 0; i < kRuns; ++i)
        runs.push_back(measure(depth));
    const auto middle = [&](double Times::*time)
    {
        std::sort(runs.begin(), runs.end(),
            [&](const Times& a, const Times& b) { return a.*time < b.*time; });
        return runs[kRuns / 2].*time;
    };
    return {middle(&Times::append), middle(&Times::shorten), middle(&Times::swap)};
}
}  // namespace

int main()
{
    try
    {
        fmt::print("{:>8} {:>14} {:>14} {:>14}   medians, 100 logs a block\n", "blocks",
            "taken back, ms", "swapped, ms", "appended, ms");
        for (const uint64_t depth : std::initializer_list<uint64_t>{1, 10, 100, 1'000})
        {
            const auto times = median(depth);
            fmt::print("{:>8} {:>14.2f} {:>14.2f} {:>14.2f}\n", depth, times.shorten, times.swap,
                times.append);
            bench::record("reorg", {{"blocks", depth}, {"taken_back_ms", times.shorten},
                                       {"swapped_ms", times.swap}, {"appended_ms", times.append}});
        }
        return 0;
    }
    catch (const std::exception& error)
    {
        fmt::print(stderr, "reorg-bench: {}\n", error.what());
        return 1;
    }
}
