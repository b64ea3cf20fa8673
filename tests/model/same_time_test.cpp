// Messages within one timestamp: one tiny world for each sentence about them. All blocks 1 are at
// 1002, all blocks 2 at 1004, unless a chain has another block time.
#include <gtest/gtest.h>

#include "tests/model/cycle_graph.hpp"
#include "tests/model/tiny_world.hpp"

namespace interlock::model
{
namespace
{
const std::string kCycle = "0, 1 is invalid: cycle";
const std::string kWaits = "0, 1 waits";

/// A message of a block 1 that names log `index` of another chain's block 1.
Message now(uint32_t log_index, const std::string& chain, uint32_t index)
{
    return message({log_index, chain, 1, index, 1002});
}

Message lie_now(uint32_t log_index, const std::string& chain, uint32_t index)
{
    return lie({log_index, chain, 1, index, 1002});
}

TinyWorld two_chains()
{
    return TinyWorld{{{"901"}, {"902"}}};
}

TinyWorld four_chains()
{
    return TinyWorld{{{"901"}, {"902"}, {"903"}, {"904"}}};
}

// How far the others must have come.

TEST(SameTime, a_block_waits_until_the_other_chain_is_past_it)
{
    TinyWorld world = two_chains().block("901", 1, {now(0, "902", 0)});
    EXPECT_EQ(world.unsafe("901"), kWaits);
    EXPECT_EQ(world.blocks("902", 1).unsafe("901"), "1");
}

TEST(SameTime, a_chain_without_a_block_then_is_past_it_by_its_block_time)
{
    TinyWorld world{{{"901"}, {"902", 3, 1000}}};
    world.block("901", 1, {message({0, "902", 0, 0, 1002})});
    EXPECT_EQ(world.unsafe("901"), "0, 1 is invalid: timestamp_mismatch");
}

TEST(SameTime, a_chain_that_begins_later_is_past_it)
{
    TinyWorld world{{{"901"}, {"902", 2, 1005}}};
    world.block("901", 1, {message({0, "902", 0, 0, 1002})});
    EXPECT_EQ(world.unsafe("901"), "0, 1 is invalid: timestamp_mismatch");
}

TEST(SameTime, the_other_chain_must_be_cross_verified_until_then)
{
    TinyWorld world = two_chains();
    world.blocks("901", 1).block("901", 1, {message({0, "902", 2, 0, 1004})});
    world.block("902", 1, {message({0, "999", 0, 0, 1000})}).blocks("902", 1);
    EXPECT_EQ(world.unsafe("901"), "1, 2 waits");
    EXPECT_EQ(world.replace("902", 1).unsafe("901"), "2");
}

/// 902's next block after it may be whatever it likes.
TEST(SameTime, the_other_chain_need_not_be_verified_beyond)
{
    TinyWorld world = two_chains().block("901", 1, {now(0, "902", 0)}).blocks("902", 1);
    world.block("902", 1, {message({0, "999", 0, 0, 1000})});
    EXPECT_EQ(world.unsafe("901"), "1");
}

TEST(SameTime, a_chain_behind_the_other_counts_as_well)
{
    TinyWorld world{{{"901"}, {"902"}, {"903"}}};
    world.block("901", 1, {now(0, "902", 0)}).block("902", 2, {now(1, "903", 0)});
    EXPECT_EQ(world.unsafe("901"), kWaits);
    EXPECT_EQ(world.unsafe("902"), kWaits);
    world.blocks("903", 1);
    EXPECT_EQ(world.unsafe("901"), "1");
    EXPECT_EQ(world.unsafe("902"), "1");
}

TEST(SameTime, a_chain_that_nobody_names_counts_for_nothing)
{
    TinyWorld world = four_chains().block("901", 1, {now(0, "902", 0)}).blocks("902", 1);
    EXPECT_EQ(world.unsafe("901"), "1");
}

/// 902 names 903 at another time, and 903 did not come so far: 901 waits for 902's own sake.
TEST(SameTime, the_blocks_it_depends_on_must_be_good_themselves)
{
    TinyWorld world{{{"901"}, {"902"}, {"903", 1}}};
    world.block("901", 1, {now(0, "902", 0)});
    world.block("902", 2, {message({1, "903", 1, 0, 1001})});
    EXPECT_EQ(world.unsafe("901"), kWaits);
    EXPECT_EQ(world.blocks("903", 1).unsafe("901"), "1");
}

TEST(SameTime, a_block_waits_while_one_it_depends_on_is_invalid)
{
    TinyWorld world = two_chains().block("901", 1, {now(0, "902", 0)});
    world.block("902", 2, {message({1, "999", 0, 0, 1000})});
    EXPECT_EQ(world.unsafe("902"), "0, 1 is invalid: unknown_chain");
    EXPECT_EQ(world.unsafe("901"), kWaits);
}

TEST(SameTime, a_log_of_a_deposit_survives_the_replacement)
{
    TinyWorld world = two_chains().block("901", 1, {now(0, "902", 0)});
    world.block("902", 2, {message({1, "999", 0, 0, 1000})}).replace("902", 1, 1);
    EXPECT_EQ(world.unsafe("901"), "1");
}

TEST(SameTime, any_other_log_is_lost_with_its_block)
{
    TinyWorld world = two_chains().block("901", 1, {now(0, "902", 1)});
    world.block("902", 2, {message({0, "999", 0, 0, 1000})}).replace("902", 1, 1);
    EXPECT_EQ(world.unsafe("901"), "0, 1 is invalid: no_such_log");
}

TEST(SameTime, a_fault_is_found_only_once_all_have_come)
{
    const Message stranger = message({1, "999", 0, 0, 1000});
    TinyWorld world = two_chains().block("901", 2, {now(0, "902", 0), stranger});
    EXPECT_EQ(world.unsafe("901"), kWaits);
    EXPECT_EQ(world.blocks("902", 1).unsafe("901"), "0, 1 is invalid: unknown_chain");
}

TEST(SameTime, a_stranger_keeps_nobody_waiting)
{
    TinyWorld world = two_chains().block("901", 1, {now(0, "999", 0)});
    EXPECT_EQ(world.unsafe("901"), "0, 1 is invalid: unknown_chain");
}

// Dependence without a cycle.

TEST(SameTime, mutual_dependence_is_promoted_together)
{
    TinyWorld world = two_chains();
    world.block("901", 2, {now(1, "902", 0)});
    EXPECT_EQ(world.unsafe("901"), kWaits);
    world.block("902", 2, {now(1, "901", 0)});
    EXPECT_EQ(world.unsafe("901"), "1");
    EXPECT_EQ(world.unsafe("902"), "1");
}

TEST(SameTime, mutual_dependence_falls_together)
{
    TinyWorld world = two_chains();
    world.block("901", 2, {now(1, "902", 0)}).block("902", 2, {lie_now(1, "901", 0)});
    EXPECT_EQ(world.unsafe("901"), kWaits);
    EXPECT_EQ(world.unsafe("902"), "0, 1 is invalid: payload_mismatch");
}

TEST(SameTime, an_earlier_log_of_its_own_block_is_no_cycle)
{
    EXPECT_EQ(two_chains().block("901", 2, {now(1, "901", 0)}).unsafe("901"), "1");
}

TEST(SameTime, an_earlier_message_of_its_own_block_is_no_cycle)
{
    TinyWorld world = two_chains().block("901", 3, {now(1, "901", 0), now(2, "901", 1)});
    EXPECT_EQ(world.unsafe("901"), "1");
}

TEST(SameTime, a_log_just_below_the_others_message_is_no_cycle)
{
    TinyWorld world = two_chains();
    world.block("901", 3, {now(2, "902", 1)}).block("902", 2, {now(1, "901", 1)});
    EXPECT_EQ(world.unsafe("901"), "1");
    EXPECT_EQ(world.unsafe("902"), "1");
}

/// 901 names 902's message, which names 901's log below its first message.
TEST(SameTime, one_way_dependence_is_no_cycle)
{
    TinyWorld world = two_chains();
    world.block("901", 3, {now(1, "902", 1), now(2, "902", 1)});
    world.block("902", 2, {now(1, "901", 0)});
    EXPECT_EQ(world.unsafe("901"), "1");
    EXPECT_EQ(world.unsafe("902"), "1");
}

// Cycles.

TEST(Cycle, a_message_that_names_itself)
{
    EXPECT_EQ(two_chains().block("901", 1, {now(0, "901", 0)}).unsafe("901"), kCycle);
}

TEST(Cycle, a_message_that_names_a_later_log_of_its_block)
{
    EXPECT_EQ(two_chains().block("901", 2, {now(0, "901", 1)}).unsafe("901"), kCycle);
}

TEST(Cycle, a_message_that_names_a_later_message_of_its_block)
{
    TinyWorld world = two_chains().block("901", 3, {now(1, "901", 2), now(2, "901", 0)});
    EXPECT_EQ(world.unsafe("901"), kCycle);
}

TEST(Cycle, a_later_log_that_is_not_there)
{
    EXPECT_EQ(two_chains().block("901", 1, {now(0, "901", 77)}).unsafe("901"), kCycle);
}

TEST(Cycle, of_two_chains)
{
    TinyWorld world = two_chains();
    world.block("901", 1, {now(0, "902", 0)}).block("902", 1, {now(0, "901", 0)});
    EXPECT_EQ(world.unsafe("901"), kCycle);
    EXPECT_EQ(world.unsafe("902"), kCycle);
}

TEST(Cycle, through_logs_after_the_messages)
{
    TinyWorld world = two_chains();
    world.block("901", 2, {now(0, "902", 1)}).block("902", 2, {now(0, "901", 1)});
    EXPECT_EQ(world.unsafe("901"), kCycle);
    EXPECT_EQ(world.unsafe("902"), kCycle);
}

TEST(Cycle, of_three_chains)
{
    TinyWorld world = four_chains();
    world.block("901", 1, {now(0, "902", 0)}).block("902", 1, {now(0, "903", 0)});
    EXPECT_EQ(world.unsafe("901"), kWaits);
    world.block("903", 1, {now(0, "901", 0)});
    EXPECT_EQ(world.unsafe("901"), kCycle);
    EXPECT_EQ(world.unsafe("902"), kCycle);
    EXPECT_EQ(world.unsafe("903"), kCycle);
}

/// 902 names 901's second message, which names nothing of 902 but comes after the first, which
/// does.
TEST(Cycle, through_the_previous_message_of_a_block)
{
    TinyWorld world = two_chains();
    world.block("901", 3, {now(1, "902", 0), now(2, "901", 0)});
    world.block("902", 1, {now(0, "901", 2)});
    EXPECT_EQ(world.unsafe("901"), kCycle);
    EXPECT_EQ(world.unsafe("902"), kCycle);
}

/// Only messages within the timestamp come "after" each other.
TEST(Cycle, a_message_of_another_time_links_nothing)
{
    TinyWorld world = two_chains();
    world.block("901", 3, {now(1, "902", 0), message({2, "901", 0, 0, 1000})});
    world.block("902", 1, {message({0, "901", 0, 0, 1000})});
    EXPECT_EQ(world.unsafe("901"), "1");
    EXPECT_EQ(world.unsafe("902"), "1");
}

TEST(Cycle, a_malformed_message_is_no_part_of_one)
{
    Message broken = now(0, "902", 0);
    broken.malformed = true;
    TinyWorld world = two_chains().block("901", 1, {broken}).block("902", 1, {now(0, "901", 0)});
    EXPECT_EQ(world.unsafe("901"), "0, 1 is invalid: malformed");
    EXPECT_EQ(world.unsafe("902"), kWaits);
}

/// Number, payload and the existence of the log play no part.
TEST(Cycle, a_wrong_message_is_part_of_one)
{
    for (const Message& wrong : {lie_now(0, "902", 0), message({0, "902", 9, 0, 1002}),
             message({0, "902", 0, 0, 1002}), now(0, "902", 99)})
    {
        TinyWorld world = two_chains();
        world.block("901", 1, {wrong}).block("902", 1, {now(0, "901", 0)});
        EXPECT_EQ(world.unsafe("901"), kCycle);
        EXPECT_EQ(world.unsafe("902"), kCycle);
    }
}

/// It names a chain that is not there, but still comes between two messages of its block.
TEST(Cycle, a_message_of_an_unknown_chain_is_part_of_one)
{
    TinyWorld world = two_chains();
    world.block("901", 3, {now(1, "902", 0), now(2, "999", 0)});
    world.block("902", 1, {now(0, "901", 2)});
    EXPECT_EQ(world.unsafe("901"), kCycle);
    EXPECT_EQ(world.unsafe("902"), kCycle);
}

TEST(Cycle, comes_before_every_other_fault)
{
    TinyWorld world{{{"901", 2, 1000, 1002}, {"902"}}, 1};
    world.block("901", 3, {malformed(0), message({1, "999", 0, 0, 1000}), now(2, "901", 2)});
    EXPECT_EQ(world.unsafe("901"), kCycle);
}

TEST(Cycle, needs_the_blocks_of_all_to_be_there)
{
    TinyWorld world = two_chains().block("901", 2, {now(0, "901", 0), now(1, "902", 0)});
    EXPECT_EQ(world.unsafe("901"), kWaits);
    EXPECT_EQ(world.blocks("902", 1).unsafe("901"), kCycle);
}

/// 901's first message depends on 903's; 903 names only what is older than its own messages.
TEST(Cycle, who_only_feeds_it_is_not_invalid)
{
    TinyWorld world = four_chains();
    world.block("901", 2, {now(0, "903", 1), now(1, "902", 0)});
    world.block("902", 1, {now(0, "901", 1)});
    world.block("903", 2, {now(1, "904", 0)}).blocks("904", 1);
    EXPECT_EQ(world.unsafe("901"), kCycle);
    EXPECT_EQ(world.unsafe("902"), kCycle);
    EXPECT_EQ(world.unsafe("903"), "1");
}

/// The same, and 903 names a log of 901 below its messages: 903's block is decided with the cycle,
/// but no message of it is on one.
TEST(Cycle, who_feeds_it_and_depends_on_its_block_waits)
{
    TinyWorld world{{{"901"}, {"902"}, {"903"}}};
    world.block("901", 3, {now(1, "903", 0), now(2, "902", 0)});
    world.block("902", 1, {now(0, "901", 2)}).block("903", 1, {now(0, "901", 0)});
    EXPECT_EQ(world.unsafe("901"), kCycle);
    EXPECT_EQ(world.unsafe("902"), kCycle);
    EXPECT_EQ(world.unsafe("903"), kWaits);
    EXPECT_EQ(world.replace("901", 1, 1).replace("902", 1).unsafe("903"), "1");
}

TEST(Cycle, who_only_depends_on_it_waits_for_the_replacement)
{
    TinyWorld world{{{"901"}, {"902"}, {"903"}, {"904"}}};
    world.block("901", 2, {now(1, "902", 0)}).block("902", 1, {now(0, "901", 1)});
    world.block("903", 1, {now(0, "901", 0)}).block("904", 1, {now(0, "901", 1)});
    EXPECT_EQ(world.unsafe("903"), kWaits);
    EXPECT_EQ(world.unsafe("904"), kWaits);
    world.replace("901", 1, 1).replace("902", 1);
    EXPECT_EQ(world.unsafe("903"), "1");
    EXPECT_EQ(world.unsafe("904"), "0, 1 is invalid: no_such_log");
}

/// 903 names a log below all messages of 901, so no node of the cycle; but the block it is in.
TEST(Cycle, elsewhere_is_waited_for_by_chain_and_not_by_message)
{
    TinyWorld world = four_chains().block("901", 2, {now(1, "901", 1)});
    world.block("903", 1, {now(0, "901", 0)});
    EXPECT_EQ(world.unsafe("901"), kCycle);
    EXPECT_EQ(world.unsafe("903"), kWaits);
}

TEST(Cycle, elsewhere_comes_before_the_own_faults)
{
    TinyWorld world = two_chains().block("901", 1, {now(0, "901", 0)});
    world.block("902", 2, {now(0, "901", 0), message({1, "999", 0, 0, 1000})});
    EXPECT_EQ(world.unsafe("902"), kWaits);
    EXPECT_EQ(world.replace("901", 1).unsafe("902"), "0, 1 is invalid: no_such_log");
}

TEST(Cycle, one_of_its_own_beside_one_elsewhere)
{
    TinyWorld world = two_chains().block("901", 1, {now(0, "901", 0)});
    world.block("902", 2, {now(0, "901", 0), now(1, "902", 1)});
    EXPECT_EQ(world.unsafe("901"), kCycle);
    EXPECT_EQ(world.unsafe("902"), kCycle);
}

TEST(Cycle, of_others_at_the_same_time_stalls_nobody_else)
{
    TinyWorld world = four_chains().block("901", 1, {now(0, "901", 0)});
    world.block("902", 2, {now(1, "903", 0)}).blocks("903", 1);
    world.block("904", 1, {message({0, "901", 0, 0, 1000})});
    EXPECT_EQ(world.unsafe("901"), kCycle);
    EXPECT_EQ(world.unsafe("902"), "1");
    EXPECT_EQ(world.unsafe("904"), "1");
}

TEST(Cycle, of_what_is_not_local_safe_is_in_one_view_only)
{
    TinyWorld world = two_chains();
    world.block("901", 1, {now(0, "902", 0)}).block("902", 1, {now(0, "901", 0)});
    world.local_safe("901", 1);
    EXPECT_EQ(world.unsafe("901"), kCycle);
    EXPECT_EQ(world.safe("901"), kWaits);
    world.local_safe("902", 1);
    EXPECT_EQ(world.safe("901"), kCycle);
}

TEST(Graph, dependencies_are_the_previous_and_the_named)
{
    TinyWorld world = two_chains();
    world.block("901", 4, {now(0, "902", 1), malformed(1), now(3, "902", 0)});
    world.block("902", 2, {now(1, "901", 2)});
    const Graph graph = graph_at(world.world(), {"901", "902"}, 1002);
    ASSERT_EQ(graph.size(), 3U);
    EXPECT_EQ(previous_node(graph, 0), std::nullopt);
    EXPECT_EQ(previous_node(graph, 1), 0U);
    EXPECT_EQ(previous_node(graph, 2), std::nullopt);
    EXPECT_EQ(initiating_node(graph, 0), 2U);
    EXPECT_EQ(initiating_node(graph, 1), std::nullopt);
    EXPECT_EQ(initiating_node(graph, 2), 0U);
    EXPECT_EQ(chains_on_cycles(graph), (std::set<std::string>{"901", "902"}));
}
}  // namespace
}  // namespace interlock::model
