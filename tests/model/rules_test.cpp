// The rules for one message, each at its boundaries, and the three answers kept apart: the worlds
// are so small that the outcome can be told from the protocol's text alone.
#include <gtest/gtest.h>

#include "tests/model/tiny_world.hpp"

namespace interlock::model
{
namespace
{
struct MessageCase
{
    const char* name;
    Message message;
    std::string outcome;
};

const std::string kValid = "5";

std::string invalid(const std::string& reason)
{
    return "4, 5 is invalid: " + reason;
}

/// 901's block 5, at 1010, executes one message; 902 has the blocks 1 … 6, at 1002 … 1012.
TEST(Rules, one_message_at_its_boundaries)
{
    const MessageCase cases[] = {
        {"valid", message({0, "902", 4, 1, 1008}), kValid},
        {"of the own chain", message({0, "901", 4, 1, 1008}), kValid},
        {"in the same second", message({0, "902", 5, 1, 1010}), kValid},
        {"as old as the window", message({0, "902", 2, 0, 1004}), kValid},
        {"one second older", message({0, "902", 1, 0, 1003}), invalid("expired")},
        {"of an unknown chain", message({0, "903", 4, 0, 1008}), invalid("unknown_chain")},
        {"of the next second", message({0, "902", 5, 0, 1011}), invalid("future")},
        {"of a block to come", message({0, "902", 6, 0, 1012}), invalid("future")},
        {"of the end of time", message({0, "902", 6, 0, UINT64_MAX}), invalid("future")},
        {"of a block that was never due", message({0, "902", 7, 0, 1008}),
            invalid("no_such_block")},
        {"of the last number there is", message({0, "902", UINT64_MAX, 0, 1008}),
            invalid("no_such_block")},
        {"at its parent's time", message({0, "902", 5, 0, 1008}), invalid("timestamp_mismatch")},
        {"a second early", message({0, "902", 4, 0, 1007}), invalid("timestamp_mismatch")},
        {"of the first index too high", message({0, "902", 4, 2, 1008}), invalid("no_such_log")},
        {"of the last index there is", message({0, "902", 4, UINT32_MAX, 1008}),
            invalid("no_such_log")},
        {"of another payload", lie({0, "902", 4, 1, 1008}), invalid("payload_mismatch")},
        {"of its own block, earlier", message({0, "901", 5, 0, 1008}),
            invalid("timestamp_mismatch")},
        {"of numbers beyond their types", malformed(0), invalid("malformed")},
    };
    for (const MessageCase& c : cases)
    {
        SCOPED_TRACE(c.name);
        TinyWorld world{{{"901"}, {"902"}}, 6};
        world.blocks("902", 6).blocks("901", 4).block("901", 2, {c.message});
        EXPECT_EQ(world.unsafe("901"), c.outcome);
        EXPECT_EQ(world.unsafe("902"), "6");
    }
}

/// Each message has the fault that is expected and all that come after it in the order.
TEST(Rules, the_first_fault_of_a_message_is_its_reason)
{
    const MessageCase cases[] = {
        {"malformed", malformed(0), invalid("malformed")},
        {"unknown_chain", lie({0, "999", 99, 9, 2000}), invalid("unknown_chain")},
        {"initiated_too_early", lie({0, "903", 99, 9, 1009}), invalid("initiated_too_early")},
        {"future", lie({0, "902", 99, 9, 2000}), invalid("future")},
        {"expired", lie({0, "902", 99, 9, 1000}), invalid("expired")},
        {"no_such_block", lie({0, "902", 99, 9, 1008}), invalid("no_such_block")},
        {"timestamp_mismatch", lie({0, "902", 3, 9, 1008}), invalid("timestamp_mismatch")},
        {"no_such_log", lie({0, "902", 4, 9, 1008}), invalid("no_such_log")},
    };
    for (const MessageCase& c : cases)
    {
        SCOPED_TRACE(c.name);
        TinyWorld world{{{"901"}, {"902"}, {"903", 2, 1000, std::nullopt}}, 6};
        world.blocks("902", 6).blocks("901", 4).block("901", 2, {c.message});
        EXPECT_EQ(world.unsafe("901"), c.outcome);
    }
}

TEST(Rules, execution_comes_before_initiation_in_the_order)
{
    TinyWorld world{{{"901", 2, 1000, 5000}, {"902", 2, 1000, 5000}, {"903"}}};
    world.block("901", 1, {lie({0, "902", 99, 9, 2000})});
    EXPECT_EQ(world.unsafe("901"), "0, 1 is invalid: executed_too_early");
}

TEST(Rules, the_first_faulty_message_gives_the_reason)
{
    TinyWorld world{{{"901"}, {"902"}}};
    world.blocks("902", 2).blocks("901", 1).block("901", 4,
        {message({0, "902", 1, 0, 1002}), lie({1, "902", 1, 0, 1002}),
            message({3, "999", 1, 0, 1002})});
    EXPECT_EQ(world.unsafe("901"), "1, 2 is invalid: payload_mismatch");
}

TEST(Rules, a_fault_beats_the_wait_of_an_earlier_message)
{
    TinyWorld world{{{"901"}, {"902"}}};
    world.blocks("901", 1).block(
        "901", 2, {message({0, "902", 1, 0, 1002}), message({1, "999", 1, 0, 1002})});
    EXPECT_EQ(world.unsafe("901"), "1, 2 is invalid: unknown_chain");
}

TEST(Rules, a_window_without_end_never_expires)
{
    TinyWorld world{{{"901", 2, UINT64_MAX - 9}, {"902", 2, 0}}, UINT64_MAX};
    world.blocks("902", 1).block("901", 1, {message({0, "902", 1, 0, 2})});
    EXPECT_EQ(world.unsafe("901"), "1");
}

struct ActivationCase
{
    const char* name;
    TinyChain chain;
    std::string outcome;
};

/// The chain's block 1 executes a message of 902, where the fork is active since long.
TEST(Activation, of_the_executing_chain)
{
    const std::string good = "1";
    const std::string early = "0, 1 is invalid: executed_too_early";
    const ActivationCase cases[] = {
        {"never", {"901", 2, 1000, std::nullopt}, early},
        {"after the block", {"901", 2, 1000, 1003}, early},
        {"at the block", {"901", 2, 1000, 1002}, early},
        {"just after its parent", {"901", 2, 1000, 1001}, early},
        {"at its parent", {"901", 2, 1000, 1000}, good},
        {"before its parent", {"901", 2, 1000, 999}, good},
        {"since the beginning of time", {"901", 2, 1000, 0}, good},
    };
    for (const ActivationCase& c : cases)
    {
        SCOPED_TRACE(c.name);
        TinyWorld world{{c.chain, {"902", 1, 990}}};
        world.blocks("902", 20).block("901", 1, {message({0, "902", 5, 0, 995})});
        EXPECT_EQ(world.unsafe("901"), c.outcome);
    }
}

/// 902 executes a message of the chain's block 1.
TEST(Activation, of_the_initiating_chain)
{
    const std::string good = "3";
    const std::string early = "2, 3 is invalid: initiated_too_early";
    const ActivationCase cases[] = {
        {"never", {"901", 2, 1000, std::nullopt}, early},
        {"after the block", {"901", 2, 1000, 1003}, early},
        {"at the block", {"901", 2, 1000, 1002}, early},
        {"just after its parent", {"901", 2, 1000, 1001}, early},
        {"at its parent", {"901", 2, 1000, 1000}, good},
        {"since the beginning of time", {"901", 2, 1000, 0}, good},
    };
    for (const ActivationCase& c : cases)
    {
        SCOPED_TRACE(c.name);
        TinyWorld world{{c.chain, {"902"}}};
        world.blocks("901", 3).blocks("902", 2).block("902", 1, {message({0, "901", 1, 0, 1002})});
        EXPECT_EQ(world.unsafe("902"), c.outcome);
    }
}

/// Where the parent's time would be before zero, it is zero. 902 executes a log of the chain's
/// block 0, which is at second 1.
TEST(Activation, near_the_beginning_of_time)
{
    const std::string good = "3";
    const std::string early = "2, 3 is invalid: initiated_too_early";
    const ActivationCase cases[] = {
        {"at zero", {"901", 2, 1, 0}, good},
        {"at one", {"901", 2, 1, 1}, early},
        {"at two", {"901", 2, 1, 2}, early},
        {"at zero, a block a second", {"901", 1, 1, 0}, good},
        {"at one, a block a second", {"901", 1, 1, 1}, early},
    };
    for (const ActivationCase& c : cases)
    {
        SCOPED_TRACE(c.name);
        TinyWorld world{{c.chain, {"902", 2, 0}}};
        world.blocks("901", 9).blocks("902", 2).block("902", 1, {message({0, "901", 0, 0, 1})});
        EXPECT_EQ(world.unsafe("902"), c.outcome);
    }
}

TEST(Activation, a_block_at_zero_is_none)
{
    TinyWorld world{{{"901", 2, 0, 0}}};
    world.block("901", 1, {message({0, "901", 0, 1, 0})});
    EXPECT_EQ(world.unsafe("901"), "1");
}

/// Until some chain has the fork, nobody executes messages, whatever logs say.
TEST(Activation, blocks_before_that_of_any_chain_are_not_checked)
{
    TinyWorld world{{{"901", 2, 1000, 1004}, {"902", 2, 1000, 1005}}};
    const Message self = message({0, "901", 1, 0, 1002});
    world.block("901", 3, {self, message({1, "999", 7, 7, 2000}), malformed(2)});
    EXPECT_EQ(world.unsafe("901"), "1");
    world.block("901", 3, {message({0, "901", 1, 0, 1002})});  // At 1004.
    EXPECT_EQ(world.unsafe("901"), "1, 2 is invalid: executed_too_early");
}

TEST(Activation, one_active_chain_is_enough_for_all_to_be_checked)
{
    TinyWorld world{{{"901", 2, 1000, 1006}, {"902", 2, 1000, 1002}}};
    world.block("901", 1, {message({0, "901", 0, 0, 1000})});
    EXPECT_EQ(world.unsafe("901"), "0, 1 is invalid: executed_too_early");
}

TEST(NotYet, a_block_waits_for_a_chain_that_was_not_seen_so_far)
{
    TinyWorld world{{{"901"}, {"902"}}};
    world.blocks("901", 2).block("901", 1, {message({0, "902", 2, 0, 1004})});
    EXPECT_EQ(world.unsafe("901"), "2, 3 waits");
    world.blocks("902", 1);
    EXPECT_EQ(world.unsafe("901"), "2, 3 waits");
    world.blocks("902", 1);
    EXPECT_EQ(world.unsafe("901"), "3");
}

/// 902 has a block every three seconds, so at 1003 it is past 1005 but not past 1006.
TEST(NotYet, a_chain_is_past_a_time_when_no_block_is_due_until_then)
{
    struct Case
    {
        uint64_t timestamp_s;
        std::string outcome;
    };
    const Case cases[] = {
        {1003, "4, 5 is invalid: no_such_block"},
        {1004, "4, 5 is invalid: no_such_block"},
        {1005, "4, 5 is invalid: no_such_block"},
        {1006, "4, 5 waits"},
        {1007, "4, 5 waits"},
    };
    for (const Case& c : cases)
    {
        SCOPED_TRACE(c.timestamp_s);
        TinyWorld world{{{"901"}, {"902", 3}}};
        world.blocks("902", 1).blocks("901", 4).block(
            "901", 1, {message({0, "902", 2, 0, c.timestamp_s})});
        EXPECT_EQ(world.unsafe("901"), c.outcome);
    }
}

TEST(NotYet, the_end_of_time_does_not_wrap)
{
    TinyWorld world{{{"901", 1, UINT64_MAX - 1}, {"902", 9, UINT64_MAX - 3}}};
    world.block("901", 1, {message({0, "902", 1, 0, UINT64_MAX - 1})});
    EXPECT_EQ(world.unsafe("901"), "0, 1 is invalid: no_such_block");
}

/// 902's block 1 is invalid, so what is above may come again, and differently.
class AboveAnInvalidBlock : public testing::Test
{
protected:
    /// 901's block 4, at 1008, executes it; 902 has come to its block 3, at 1006.
    static TinyWorld world_of(const Message& executing)
    {
        TinyWorld world{{{"901"}, {"902"}}};
        world.block("902", 1, {message({0, "999", 0, 0, 1000})}).blocks("902", 2);
        return world.blocks("901", 3).block("901", 2, {executing});
    }
};

TEST_F(AboveAnInvalidBlock, a_right_log_waits_for_its_block_to_be_cross_verified)
{
    TinyWorld world = world_of(message({0, "902", 2, 1, 1004}));
    EXPECT_EQ(world.unsafe("902"), "0, 1 is invalid: unknown_chain");
    EXPECT_EQ(world.unsafe("901"), "3, 4 waits");
    EXPECT_EQ(world.replace("902", 1).unsafe("901"), "4");
}

TEST_F(AboveAnInvalidBlock, a_wrong_log_waits_while_its_block_may_come_again)
{
    for (const Message& executing : {message({0, "902", 2, 2, 1004}), lie({0, "902", 2, 1, 1004})})
        EXPECT_EQ(world_of(executing).unsafe("901"), "3, 4 waits");
    EXPECT_EQ(world_of(message({0, "902", 2, 2, 1004})).replace("902", 1).unsafe("901"),
        "3, 4 is invalid: no_such_log");
    EXPECT_EQ(world_of(lie({0, "902", 2, 1, 1004})).replace("902", 1).unsafe("901"),
        "3, 4 is invalid: payload_mismatch");
}

/// Of the invalid block itself the parent is verified: what the replacement keeps, it has already.
TEST_F(AboveAnInvalidBlock, a_wrong_log_of_the_invalid_block_is_final)
{
    EXPECT_EQ(
        world_of(message({0, "902", 1, 1, 1002})).unsafe("901"), "3, 4 is invalid: no_such_log");
    EXPECT_EQ(
        world_of(lie({0, "902", 1, 0, 1002})).unsafe("901"), "3, 4 is invalid: payload_mismatch");
}

TEST_F(AboveAnInvalidBlock, a_wrong_time_or_number_is_final)
{
    EXPECT_EQ(world_of(message({0, "902", 3, 0, 1004})).unsafe("901"),
        "3, 4 is invalid: timestamp_mismatch");
    EXPECT_EQ(
        world_of(message({0, "902", 4, 0, 1006})).unsafe("901"), "3, 4 is invalid: no_such_block");
}

/// 902 is known from its block 3, at 1006, on.
TEST(BeforeTheFirstKnownBlock, only_the_time_can_be_judged)
{
    struct Case
    {
        uint64_t number;
        uint64_t timestamp_s;
        std::string outcome;
    };
    const Case cases[] = {
        {2, 1004, "3, 4 waits"},
        {2, 1005, "3, 4 waits"},
        {2, 1006, "3, 4 is invalid: timestamp_mismatch"},
        {0, 1007, "3, 4 is invalid: timestamp_mismatch"},
        {3, 1005, "3, 4 is invalid: timestamp_mismatch"},
    };
    for (const Case& c : cases)
    {
        SCOPED_TRACE(c.timestamp_s);
        TinyWorld world{{{"901"}, {"902"}}};
        world.blocks("902", 5).anchor("902", 4).begin("902", 3);
        world.blocks("901", 3).block("901", 1, {message({0, "902", c.number, 0, c.timestamp_s})});
        EXPECT_EQ(world.unsafe("901"), c.outcome);
    }
}

TEST(Heads, an_anchor_and_all_before_are_at_every_level)
{
    TinyWorld world{{{"901"}, {"902"}}};
    world.blocks("902", 1).block("902", 1, {message({0, "999", 0, 0, 1000})}).blocks("902", 1);
    world.anchor("902", 2).blocks("901", 2).block("901", 1, {message({0, "902", 1, 0, 1002})});
    EXPECT_EQ(world.unsafe("902"), "3");
    EXPECT_EQ(world.safe("902"), "2");
    EXPECT_EQ(world.unsafe("901"), "3");
}

TEST(Heads, a_chain_that_lags_stalls_only_who_waits_for_its_messages)
{
    TinyWorld world{{{"901"}, {"902"}, {"903"}}};
    world.blocks("902", 2).blocks("901", 2).block("901", 2, {message({0, "902", 2, 0, 1004})});
    world.block("902", 2, {message({0, "903", 1, 0, 1002})});
    EXPECT_EQ(world.unsafe("901"), "3");
    EXPECT_EQ(world.unsafe("902"), "2, 3 waits");
    EXPECT_EQ(world.unsafe("903"), "0");
}

TEST(Heads, a_chain_of_waits_moves_as_one_when_the_last_comes)
{
    TinyWorld world{{{"901"}, {"902"}, {"903"}}};
    world.blocks("901", 2).block("901", 1, {message({0, "902", 2, 0, 1004})});
    world.blocks("902", 1).block("902", 1, {message({0, "903", 1, 0, 1002})});
    EXPECT_EQ(world.unsafe("901"), "2, 3 waits");
    EXPECT_EQ(world.unsafe("902"), "1, 2 waits");
    world.blocks("903", 1);
    EXPECT_EQ(world.unsafe("901"), "3");
    EXPECT_EQ(world.unsafe("902"), "2");
}

TEST(Heads, cross_safe_sees_only_what_is_local_safe)
{
    TinyWorld world{{{"901"}, {"902"}}};
    world.blocks("902", 3).blocks("901", 2).block("901", 1, {message({0, "902", 2, 0, 1004})});
    world.local_safe("901", 3).local_safe("902", 1);
    EXPECT_EQ(world.unsafe("901"), "3");
    EXPECT_EQ(world.safe("901"), "2, 3 waits");
    EXPECT_EQ(world.safe("902"), "1");
    EXPECT_EQ(world.local_safe("902", 2).safe("901"), "3");
    EXPECT_EQ(world.local_safe("901", 2).safe("901"), "2");
}

TEST(Heads, what_is_not_local_safe_is_invalid_in_one_view_only)
{
    TinyWorld world{{{"901"}}};
    world.blocks("901", 1).block("901", 1, {message({0, "999", 0, 0, 1000})}).local_safe("901", 1);
    EXPECT_EQ(world.unsafe("901"), "1, 2 is invalid: unknown_chain");
    EXPECT_EQ(world.safe("901"), "1");
    EXPECT_EQ(world.local_safe("901", 2).safe("901"), "1, 2 is invalid: unknown_chain");
}

TEST(Heads, nothing_passes_an_invalid_block_until_it_is_replaced)
{
    TinyWorld world{{{"901"}}};
    world.block("901", 1, {message({0, "999", 0, 0, 1000})}).blocks("901", 2);
    EXPECT_EQ(world.unsafe("901"), "0, 1 is invalid: unknown_chain");
    EXPECT_EQ(world.replace("901", 1).unsafe("901"), "3");
}
}  // namespace
}  // namespace interlock::model
