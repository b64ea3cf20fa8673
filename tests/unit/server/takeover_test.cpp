#include "server/app/takeover.hpp"

#include <gtest/gtest.h>

#include "server/ingest/indexer.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
constexpr auto kAlpha = ChainId::from_u64(901);
constexpr auto kBeta = ChainId::from_u64(902);
}  // namespace

TEST(takeover, what_was_recorded_is_read_again)
{
    FakeChain chain;
    chain.extend(10);
    const ChainConfig alpha{kAlpha, 2, 7};
    TestIndex index{{alpha, {kBeta, 1, std::nullopt}}};
    BeginIndex begin{kAlpha, 1'234, chain.at(6).id(), {}};
    for (uint64_t number = 4; number <= 10; ++number)
        begin.blocks.push_back(digest_of(chain.at(number)));
    const auto set = *DependencySet::create({alpha}, 0);
    ASSERT_TRUE((Indexer{index.store(), set}.apply(begin, 1)));
    ASSERT_TRUE(record_configuration(index.store(), *DependencySet::create({alpha}, 50)));
    index.reopen();

    const auto state = read_index_state(**index.store().open_view());
    ASSERT_TRUE(state);
    EXPECT_EQ(state->expiry_window_s, 50U);
    EXPECT_EQ(earliest_anchor_s(*state, set), chain.at(6).header.timestamp_s);
    ASSERT_EQ(state->chains.size(), 2U);
    EXPECT_EQ(state->chains[0].record, (storage::ChainRecord{alpha, true}));
    ASSERT_TRUE(state->chains[0].start);
    EXPECT_EQ(state->chains[0].start->number, 4U);
    EXPECT_EQ(state->chains[0].start->covered_since_s, 1'234U);
    EXPECT_FALSE(state->chains[1].record.followed);
    EXPECT_FALSE(state->chains[1].start);
}

TEST(takeover, a_new_index_fits_everything)
{
    TestIndex index{{}};
    const auto state = read_index_state(**index.store().open_view());
    ASSERT_TRUE(state);
    EXPECT_TRUE(state->chains.empty());
    EXPECT_EQ(state->expiry_window_s, kMaxExpiryWindowS);
}
}  // namespace interlock::server
