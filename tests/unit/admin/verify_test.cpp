// Comparing the index with what nodes have.
#include "server/admin/verify.hpp"

#include <gmock/gmock.h>

#include "tests/support/fake_messages.hpp"
#include "tests/support/must.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
constexpr auto kChain = ChainId::from_u64(901);
const storage::OnProgress kGoOn = [](const storage::JobProgress&) { return true; };

std::shared_ptr<FakeChain> a_chain(uint64_t other_from = UINT64_MAX)
{
    auto chain = std::make_shared<FakeChain>();
    for (uint64_t number = 1; number <= 40; ++number)
        chain->append({{some_log(number >= other_from ? number + 1'000 : number)}});
    return chain;
}

std::vector<std::unique_ptr<chain::BlockSource>> sources_of(
    std::vector<std::shared_ptr<FakeChain>> chains)
{
    std::vector<std::unique_ptr<chain::BlockSource>> out;
    for (auto& chain : chains)
        out.push_back(std::make_unique<ScriptedSource>(std::move(chain)));
    return out;
}
}  // namespace

TEST(verify, numbers_are_chosen_without_repeating)
{
    EXPECT_THAT(choose_numbers(5, 5, 1, 1), ElementsAre(5));
    EXPECT_THAT(choose_numbers(5, 7, 3, 1), ElementsAre(5, 6, 7));
    EXPECT_THAT(choose_numbers(5, 7, 100, 1), ElementsAre(5, 6, 7));
    const auto some = choose_numbers(100, 200, 50, 7);
    EXPECT_EQ(some.size(), 50U);
    EXPECT_TRUE(std::is_sorted(some.begin(), some.end()));
    EXPECT_EQ(std::adjacent_find(some.begin(), some.end()), some.end());
    EXPECT_GE(some.front(), 100U);
    EXPECT_LE(some.back(), 200U);
    EXPECT_NE(choose_numbers(100, 200, 50, 8), some);
}

TEST(verify, another_branch_is_told_block_by_block)
{
    const auto indexed = a_chain();
    TestIndex index{{{kChain, 2, 0}}};
    index.append(*indexed, 0, 40);
    const VerifyPlan plan{kChain, choose_numbers(0, 40, 41, 1)};
    const auto same = verify_blocks(index.store(), sources_of({indexed}), plan, kGoOn);
    ASSERT_TRUE(same);
    EXPECT_THAT(same->differences, ElementsAre());
    EXPECT_EQ(same->blocks, 41U);

    const auto other = verify_blocks(index.store(), sources_of({a_chain(39)}), plan, kGoOn);
    ASSERT_TRUE(other);
    EXPECT_THAT(other->differences,
        ElementsAre(HasSubstr("chain 901, block 39: the index has 0x"), HasSubstr("block 40")));
    EXPECT_EQ(other->blocks, 41U);
}

TEST(verify, a_node_that_lacks_blocks_is_no_difference)
{
    const auto indexed = a_chain();
    const auto shorter = std::make_shared<FakeChain>();
    TestIndex index{{{kChain, 2, 0}}};
    index.append(*indexed, 0, 40);
    const VerifyPlan plan{kChain, {39, 40}};
    const auto alone = verify_blocks(index.store(), sources_of({shorter}), plan, kGoOn);
    ASSERT_FALSE(alone);
    EXPECT_THAT(alone.error().message, HasSubstr("block 39 cannot be fetched"));
    const auto both = verify_blocks(index.store(), sources_of({shorter, indexed}), plan, kGoOn);
    ASSERT_TRUE(both);
    EXPECT_EQ(both->blocks, 2U);
    const auto stopped = verify_blocks(index.store(), sources_of({indexed}), plan,
        [](const storage::JobProgress&) { return false; });
    ASSERT_FALSE(stopped);
    EXPECT_TRUE(stopped.error().cancelled);
}
}  // namespace interlock::server
