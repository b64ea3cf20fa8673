#include "server/ingest/branch.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
constexpr auto kChain = ChainId::from_u64(901);
}  // namespace

TEST(branch, common_ancestor_at_every_depth)
{
    constexpr uint64_t kHead = 40;
    for (uint64_t fork = 0; fork <= kHead; ++fork)
    {
        SCOPED_TRACE(fork);
        auto chain = std::make_shared<FakeChain>();
        chain->extend(kHead);
        TestIndex index{{{kChain, 2, 0}}};
        index.append(*chain, 0, kHead);
        chain->rewind(fork);
        chain->extend(kHead - fork + 3);

        ScriptedSource source{chain};
        const auto ancestor = find_common_ancestor(source, index.store(), kChain, 0, kHead);
        ASSERT_TRUE(ancestor);
        ASSERT_TRUE(*ancestor);
        EXPECT_EQ((*ancestor)->id, chain->at(fork).id());
        EXPECT_LE(source.calls(), 12U);
    }
}

TEST(branch, none_when_the_lowest_differs)
{
    auto chain = std::make_shared<FakeChain>();
    chain->extend(20);
    TestIndex index{{{kChain, 2, 0}}};
    index.append(*chain, 0, 20);
    chain->rewind(4);
    chain->extend(30);
    ScriptedSource source{chain};
    EXPECT_EQ(find_common_ancestor(source, index.store(), kChain, 5, 20), std::nullopt);
    EXPECT_EQ(find_common_ancestor(source, index.store(), kChain, 5, 5), std::nullopt);
    EXPECT_EQ((*find_common_ancestor(source, index.store(), kChain, 4, 20))->id.number, 4U);
}

TEST(branch, a_failing_node_is_an_error)
{
    auto chain = std::make_shared<FakeChain>();
    chain->extend(5);
    TestIndex index{{{kChain, 2, 0}}};
    index.append(*chain, 0, 5);
    ScriptedSource source{chain};
    source.fail_next({chain::ErrorKind::unreachable, "gone"});
    EXPECT_FALSE(find_common_ancestor(source, index.store(), kChain, 0, 5));
}
}  // namespace interlock::server
