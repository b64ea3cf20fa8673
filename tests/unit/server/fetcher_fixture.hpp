// A real fetcher over scripted nodes, into a real index, stepped by hand.
#pragma once

#include <gtest/gtest.h>

#include "server/ingest/fetcher.hpp"
#include "tests/support/fake_messages.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace test
{
using namespace interlock::testing;
using std::chrono::milliseconds;

inline constexpr auto kChain = ChainId::from_u64(901);
inline constexpr auto kPoll = milliseconds{100};

/// Commits events in the calling thread, and can refuse them.
class DirectSink : public EventSink
{
public:
    explicit DirectSink(storage::Writer& writer) : indexer{writer, set} {}

    storage::Result<void> submit(IndexEvent event) override
    {
        if (refusal)
            return tl::unexpected{*refusal};
        ++submitted;
        return indexer.apply(event, 1).map([](const SafetyNews&) {});
    }

    const DependencySet set = *DependencySet::create({{kChain, 2, 0}}, 0);
    Indexer indexer;
    std::optional<storage::Error> refusal;
    size_t submitted = 0;
};

/// A chain of 30 blocks, two logs in each, followed by a real fetcher into a real index.
class FetcherTest : public ::testing::Test
{
protected:
    FetcherTest() : index{{{kChain, 2, 0}}}, sink{index.store()}, board{set}
    {
        for (uint64_t i = 0; i < 30; ++i)
            chain->append({{some_log(i), some_log(i + 1'000)}});
    }

    void make_fetcher(std::optional<uint64_t> start_block = {})
    {
        nodes.clear();
        ChainNodes chain_nodes;
        for (const auto* name : {"first", "second"})
        {
            auto source = std::make_unique<ScriptedSource>(chain, name);
            nodes.push_back(source.get());
            chain_nodes.execution.push_back(std::move(source));
        }
        chain_nodes.labels = std::make_unique<ScriptedLabels>(chain);
        fetcher.emplace(ChainConfig{kChain, 2, 0},
            FetcherOptions{.batch_blocks = 8,
                .poll_interval = kPoll,
                .max_branch_logs = max_branch_logs,
                .start = {.activation_s = 0,
                    .expiry_window_s = 604'800,
                    .start_block = start_block}},
            std::move(chain_nodes),
            FetcherServices{index.store(), sink, anchors, board,
                [this] { return frozen.value_or(Anchors::Clock::now()); }});
    }

    /// Steps until nothing is left to do; the number of rounds.
    size_t settle()
    {
        size_t rounds = 1;
        while (fetcher->step() == milliseconds{0} && rounds < 100)
            ++rounds;
        return rounds;
    }

    /// The node says that the block is final.
    void finalize(uint64_t number)
    {
        const auto block = chain->at(number).id();
        ASSERT_TRUE(sink.submit(UpdateLabels{kChain, {.local_safe = block, .finalized = block}}));
    }
    void round() { static_cast<void>(fetcher->step()); }
    ChainStatus status() { return board.status(kChain); }
    void extend(size_t count)
    {
        for (size_t i = 0; i < count; ++i)
            chain->append({{some_log(chain->head().header.number * 7)}});
    }

    std::optional<Anchors::Clock::time_point> frozen;  // Instead of the time.
    size_t max_branch_logs = SIZE_MAX;
    std::shared_ptr<FakeChain> chain = std::make_shared<FakeChain>();
    TestIndex index;
    DirectSink sink;
    Anchors anchors{1, std::chrono::seconds{30}};
    DependencySet set = *DependencySet::create({{kChain, 2, 0}}, 0);
    StatusBoard board;
    std::vector<ScriptedSource*> nodes;
    std::optional<Fetcher> fetcher;
};
}  // namespace test
}  // namespace interlock::server
