#include "client/decode.hpp"

#include <gtest/gtest.h>

#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
MessageAccess announced()
{
    return {.at = samples::message().id.at, .checksum = samples::word(0x03)};
}

pb::AccessVerdict access_verdict(const pb::Verdict& verdict)
{
    pb::AccessVerdict out;
    *out.mutable_announced() = wire::to_proto(samples::message().id);
    out.set_checksum(wire::to_proto(announced().checksum));
    *out.mutable_verdict() = verdict;
    return out;
}

pb::CheckAccessListReply access_reply(const pb::Verdict& overall, const pb::Verdict& message)
{
    pb::CheckAccessListReply out;
    *out.mutable_overall() = overall;
    *out.add_messages() = access_verdict(message);
    return out;
}
}  // namespace

TEST(decode, a_verdict_must_be_set)
{
    EXPECT_EQ(
        decode(pb::Verdict{}, "overall").error(), "overall has no verdict that this client knows");
    pb::CheckMessagesReply reply;
    reply.add_results();
    EXPECT_EQ(decode(reply, 1).error(), "results[0] has neither a verdict nor a cause");
}

TEST(decode, answers_must_match_the_questions)
{
    EXPECT_EQ(decode(pb::CheckMessagesReply{}, 1).error(), "results has 0 answers to 1 messages");
    const auto reply = access_reply(samples::valid(), samples::valid());
    EXPECT_EQ(decode(reply, std::vector<MessageAccess>{}).error(),
        "messages has 1 answers to 0 messages");
    auto other = announced();
    other.at.log_index += 1;
    EXPECT_EQ(decode(reply, std::vector{other}).error(),
        "messages[0] is not the message that was asked about");
}

TEST(decode, a_list_is_no_better_than_its_worst_message)
{
    struct Case
    {
        const char* name;
        pb::Verdict overall;
        pb::Verdict message;
        bool consistent;
    };
    const Case cases[]{
        {"valid of valid", samples::valid(), samples::valid(), true},
        {"valid of invalid", samples::valid(), samples::invalid(), false},
        {"valid of not yet", samples::valid(), samples::not_yet(), false},
        {"not yet of not yet", samples::not_yet(), samples::not_yet(), true},
        {"not yet of invalid", samples::not_yet(), samples::invalid(), false},
        {"invalid of invalid", samples::invalid(), samples::invalid(), true},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        const auto answer = decode(access_reply(c.overall, c.message), std::vector{announced()});
        EXPECT_EQ(answer.has_value(), c.consistent);
    }
}

TEST(decode, cannot_tell_stands_only_beside_an_invalid_message)
{
    auto reply = access_reply(samples::valid(), samples::valid());
    *reply.mutable_messages(0)->mutable_cannot_tell() = samples::cannot_tell();
    EXPECT_EQ(decode(reply, std::vector{announced()}).error(),
        "messages[0] contradicts the overall verdict");
    *reply.mutable_overall() = samples::invalid();
    EXPECT_TRUE(decode(reply, std::vector{announced()}).has_value());
}

TEST(decode, an_unknown_reason_is_still_invalid)
{
    auto verdict = samples::invalid();
    verdict.mutable_invalid()->set_reason(static_cast<pb::InvalidReason>(99));
    const auto decoded = decode(verdict, "v");
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(std::get<Invalid>(*decoded).reason, 99);
}

TEST(decode, wrong_lengths_name_their_field)
{
    auto verdict = samples::not_yet();
    verdict.mutable_not_yet()->set_chain_id("x");
    EXPECT_EQ(decode(verdict, "v").error(), "v.not_yet.chain_id is 1 bytes, expected 32");
    auto valid = samples::valid();
    valid.mutable_valid()->mutable_initiating_block()->clear_parent_hash();
    EXPECT_EQ(
        decode(valid, "v").error(), "v.valid.initiating_block.parent_hash is 0 bytes, expected 32");

    pb::GetHeadsReply heads;
    heads.add_chains()->set_chain_id(wire::to_proto(samples::kChainA));
    heads.mutable_chains(0)->add_heads()->set_level(pb::SAFETY_LEVEL_UNSAFE);
    EXPECT_EQ(decode(heads).error(), "chains[0].heads[0] has neither a block nor a cause");

    pb::GetBlockReply block;
    *block.mutable_block() = wire::to_proto(samples::seal(1));
    block.set_state_root(wire::to_proto(samples::word(1)));
    EXPECT_FALSE(decode(block).value().block.withdrawals_root.has_value());
    block.set_withdrawals_root("short");
    EXPECT_EQ(decode(block).error(), "withdrawals_root is 5 bytes, expected 32");
    block.clear_withdrawals_root();
    block.add_log_hashes("x");
    EXPECT_EQ(decode(block).error(), "log_hashes[0] is 1 bytes, expected 32");
}

TEST(decode, unknown_levels_of_a_newer_service_are_left_out)
{
    pb::GetMessageReply reply;
    reply.add_levels(pb::SAFETY_LEVEL_UNSAFE);
    reply.add_levels(static_cast<pb::SafetyLevel>(42));
    EXPECT_EQ(decode_levels(reply.levels()), std::vector{SafetyLevel::unsafe});
}
}  // namespace interlock::client
