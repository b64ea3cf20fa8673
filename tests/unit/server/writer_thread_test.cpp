#include "server/ingest/writer_thread.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
constexpr auto kAlpha = ChainId::from_u64(901);
constexpr auto kBeta = ChainId::from_u64(902);
const DependencySet kSet = *DependencySet::create({{kAlpha, 2, 0}, {kBeta, 2, 0}}, 0);

AppendBlocks append(FakeChain& chain, uint64_t first, uint64_t last)
{
    AppendBlocks event{chain.options().id, {}};
    for (auto number = first; number <= last; ++number)
        event.blocks.push_back(digest_of(chain.at(number)));
    return event;
}
}  // namespace

TEST(indexer, an_event_is_taken_whole_or_not_at_all)
{
    FakeChain chain;
    chain.extend(6);
    TestIndex index{{{kAlpha, 2, 0}}};
    Indexer indexer{index.store(), kSet};
    ASSERT_TRUE(indexer.apply(append(chain, 0, 2), 1));

    auto gap = append(chain, 3, 6);
    gap.blocks.erase(gap.blocks.begin() + 2);
    const auto refused = indexer.apply(gap, 1);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, storage::ErrorKind::conflict);
    EXPECT_EQ(index.head(kAlpha, SafetyLevel::unsafe), 2U);
    EXPECT_TRUE(indexer.apply(append(chain, 3, 6), 1));
    EXPECT_TRUE(index.equals(chain, 0));
}

TEST(indexer, a_branch_is_replaced_in_one_step)
{
    FakeChain chain;
    chain.extend(6);
    TestIndex index{{{kAlpha, 2, 0}}};
    Indexer indexer{index.store(), kSet};
    ASSERT_TRUE(indexer.apply(append(chain, 0, 6), 1));
    chain.rewind(3);
    chain.extend(2);
    auto branch = append(chain, 4, 5).blocks;
    EXPECT_TRUE(indexer.apply(ReplaceBranch{kAlpha, 3, branch}, 1));
    EXPECT_TRUE(index.equals(chain, 0));
    // A branch that does not follow the ancestor leaves all as it was.
    EXPECT_FALSE(indexer.apply(ReplaceBranch{kAlpha, 2, branch}, 1));
    EXPECT_TRUE(index.equals(chain, 0));
}

TEST(indexer, labels_are_taken_only_for_indexed_blocks)
{
    FakeChain chain;
    chain.extend(6);
    TestIndex index{{{kAlpha, 2, 0}}};
    Indexer indexer{index.store(), kSet};
    auto first = append(chain, 0, 4);
    ASSERT_TRUE(indexer.apply(BeginIndex{kAlpha, 0, chain.at(0).id(), first.blocks}, 1));
    const auto tell = [&](std::optional<BlockId> safe, std::optional<BlockId> finalized) {
        return indexer.apply(UpdateLabels{kAlpha, {safe, finalized, {}}}, 1).has_value();
    };

    EXPECT_TRUE(tell(chain.at(6).id(), chain.at(5).id()));          // Ahead of the index.
    EXPECT_EQ(index.head(kAlpha, SafetyLevel::local_safe), 0U);     // Where it began.
    EXPECT_TRUE(tell(BlockId{3, chain.at(2).hash}, std::nullopt));  // Of another branch.
    EXPECT_EQ(index.head(kAlpha, SafetyLevel::local_safe), 0U);     // Where it began.
    EXPECT_TRUE(tell(chain.at(4).id(), chain.at(2).id()));
    EXPECT_EQ(index.head(kAlpha, SafetyLevel::local_safe), 4U);
    EXPECT_EQ(index.head(kAlpha, SafetyLevel::finalized), 2U);
    EXPECT_TRUE(tell(chain.at(3).id(), chain.at(1).id()));  // Safe may go back; finalized not.
    EXPECT_EQ(index.head(kAlpha, SafetyLevel::local_safe), 3U);
    EXPECT_EQ(index.head(kAlpha, SafetyLevel::finalized), 2U);
    EXPECT_TRUE(tell(chain.at(1).id(), chain.at(1).id()));  // But not below what is final.
    EXPECT_EQ(index.head(kAlpha, SafetyLevel::local_safe), 2U);
}

TEST(writer_thread, takes_events_of_many_chains_at_once)
{
    auto options = FakeChainOptions{.id = kBeta};
    FakeChain alpha;
    FakeChain beta{options};
    alpha.extend(200);
    beta.extend(200);
    TestIndex index{{{kAlpha, 2, 0}, {kBeta, 2, 0}}};
    {
        size_t commits = 0;
        WriterThread writer{
            Indexer{index.store(), kSet}, {.queue_limit = 1,
                                              .now_s = [] { return uint64_t{1}; },
                                              .committed = [&](const SafetyNews&) { ++commits; }}};
        const auto feed = [&](FakeChain& chain)
        {
            for (uint64_t number = 0; number <= 200; ++number)
                ASSERT_TRUE(writer.submit(append(chain, number, number)));
        };
        std::thread other{[&] { feed(beta); }};
        feed(alpha);
        other.join();
    }
    EXPECT_TRUE(index.equals(alpha, 0));
    EXPECT_TRUE(index.equals(beta, 0));
}
}  // namespace interlock::server
