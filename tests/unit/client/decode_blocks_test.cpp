// Replies about blocks that are not what the contract says.
#include <gtest/gtest.h>

#include "client/decode.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
constexpr uint64_t kNumber = 17;
constexpr NumberRange kRange{.first = kNumber, .last = kNumber};

pb::CheckBlockReply check_reply(const pb::BlockDecision& decision)
{
    pb::CheckBlockReply out;
    *out.mutable_block() = wire::to_proto(samples::seal(kNumber));
    *out.mutable_decision() = decision;
    out.set_canonical(true);
    return out;
}

pb::ExplainReply explain_reply(const pb::PendingBlock& step)
{
    pb::ExplainReply out;
    *out.add_steps() = step;
    out.set_canonical(true);
    return out;
}

pb::PendingBlock step()
{
    return samples::pending(samples::kChainB, kNumber, samples::wait());
}

pb::GetStatusReply diverging()
{
    pb::GetStatusReply out;
    auto& chain = *out.add_chains();
    chain.set_chain_id(wire::to_proto(samples::kChainB));
    *chain.add_pending() = step();
    auto& divergence = *chain.mutable_divergence();
    divergence.set_claimed(pb::SAFETY_LEVEL_FINALIZED);
    *divergence.mutable_claimed_head() = wire::to_proto(samples::seal(20).id);
    *divergence.mutable_block() = wire::to_proto(samples::seal(kNumber));
    *divergence.mutable_why() = samples::replace().replace();
    divergence.set_failsafe(true);
    divergence.set_initiating_chain_id(wire::to_proto(samples::kChainA));
    return out;
}

/// A message with one field broken by `spoil`, and what is said about it.
template <typename Wire>
struct Spoilt
{
    const char* said;
    void (*spoil)(Wire&);
};

template <typename Wire, size_t count, typename Decode>
void expect_errors(const Wire& good, const Spoilt<Wire> (&cases)[count], Decode&& decode_it)
{
    EXPECT_TRUE(decode_it(good).has_value());
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.said);
        auto broken = good;
        c.spoil(broken);
        const auto decoded = decode_it(broken);
        EXPECT_EQ(decoded.has_value() ? "no error" : decoded.error(), c.said);
    }
}
}  // namespace

TEST(decode_blocks, a_decision_is_whole_or_none)
{
    using Wire = pb::BlockDecision;
    static constexpr Spoilt<Wire> kCases[]{
        {"d is none that this client knows", [](Wire& d) { d.clear_decision(); }},
        {"d.wait.chain_id is 1 bytes, expected 32",
            [](Wire& d) { d.mutable_wait()->set_chain_id("x"); }},
        {"d.wait.message.message.identifier is missing",
            [](Wire& d) { d.mutable_wait()->mutable_message()->mutable_message()->Clear(); }},
    };
    const auto decode_it = [](const Wire& wire) { return decode(wire, "d"); };
    expect_errors(samples::wait(), kCases, decode_it);

    auto replace = samples::replace();
    replace.mutable_replace()->mutable_message()->mutable_message()->set_payload_hash("x");
    EXPECT_EQ(decode_it(replace).error(),
        "d.replace.message.message.payload_hash is 1 bytes, expected 32");
}

TEST(decode_blocks, a_wait_is_kept_as_it_is)
{
    const auto decision = decode(samples::wait(static_cast<pb::WaitReason>(77)), "d");
    ASSERT_TRUE(decision.has_value());
    const auto& wait = std::get<Wait>(*decision);
    EXPECT_EQ(wait.reason, 77);
    EXPECT_EQ(wait.chain_id, samples::kChainA);
    EXPECT_EQ(wait.number, 12U);
    EXPECT_EQ(wait.timestamp_s, 1'700'000'110U);
    EXPECT_EQ(wait.message,
        (ExecutingLog{.log_index = 1, .message = samples::message(), .malformed = false}));
    EXPECT_EQ(wait.since_s, samples::kNowS - 12);
    EXPECT_FALSE(names_block(wait.reason));

    auto bare = samples::wait();
    bare.mutable_wait()->clear_chain_id();
    bare.mutable_wait()->clear_message();
    EXPECT_TRUE(decode(bare, "d").has_value());
}

TEST(decode_blocks, a_malformed_event_has_no_message)
{
    auto decision = samples::replace();
    decision.mutable_replace()->mutable_message()->clear_message();
    const auto why = std::get<Replace>(decode(decision, "d").value());
    ASSERT_TRUE(why.message.has_value());
    EXPECT_TRUE(why.message->malformed);
    EXPECT_EQ(message_of(*why.message), std::nullopt);
}

TEST(decode_blocks, a_checked_block_is_the_one_asked_for)
{
    using Wire = pb::CheckBlockReply;
    static constexpr Spoilt<Wire> kCases[]{
        {"block.id is missing", [](Wire& r) { r.clear_block(); }},
        {"block is not the one that was asked for",
            [](Wire& r) { r.mutable_block()->mutable_id()->set_number(18); }},
        {"decision is none that this client knows", [](Wire& r) { r.clear_decision(); }},
        {"decision accepts a block that the chain does not have",
            [](Wire& r) { r.set_canonical(false); }},
        {"replaced_by.hash is 0 bytes, expected 32", [](Wire& r) { r.mutable_replaced_by(); }},
    };
    expect_errors(check_reply(samples::accept()), kCases,
        [](const Wire& wire) { return decode(wire, BlockRef{kNumber}); });
    const auto by_hash = [](const Wire& wire, uint8_t hash)
    { return decode(wire, BlockRef{samples::word(hash)}); };
    EXPECT_TRUE(by_hash(check_reply(samples::accept()), 0xaa).has_value());
    EXPECT_EQ(by_hash(check_reply(samples::accept()), 0xab).error(),
        "block is not the one that was asked for");
}

TEST(decode_blocks, a_block_that_was_replaced)
{
    auto reply = check_reply(samples::replace());
    reply.set_canonical(false);
    *reply.mutable_replaced_by() = wire::to_proto(samples::seal(kNumber).id);
    const auto check = decode(reply, BlockRef{samples::word(0xaa)});
    ASSERT_TRUE(check.has_value()) << check.error();
    EXPECT_FALSE(check->canonical);
    EXPECT_EQ(check->replaced_by, samples::seal(kNumber).id);
}

TEST(decode_blocks, an_explanation)
{
    using Wire = pb::ExplainReply;
    static constexpr Spoilt<Wire> kCases[]{
        {"steps lacks the block that was asked for", [](Wire& r) { r.clear_steps(); }},
        {"steps[0].block is not the one that was asked for",
            [](Wire& r) { r.mutable_steps(0)->mutable_block()->mutable_id()->set_number(1); }},
        {"steps[0].level is missing, expected a safety level",
            [](Wire& r) { r.mutable_steps(0)->clear_level(); }},
        {"steps[0].chain_id is 0 bytes, expected 32",
            [](Wire& r) { r.mutable_steps(0)->clear_chain_id(); }},
        {"steps[0].block.id is missing", [](Wire& r) { r.mutable_steps(0)->clear_block(); }},
        {"steps[0].decision is none that this client knows",
            [](Wire& r) { r.mutable_steps(0)->clear_decision(); }},
        {"heads[0].level is missing, expected a safety level", [](Wire& r) { r.add_heads(); }},
        {"heads[0].block.id is missing",
            [](Wire& r)
            {
                r.add_heads()->set_level(pb::SAFETY_LEVEL_SAFE);
                r.mutable_heads(0)->mutable_block();
            }},
    };
    expect_errors(explain_reply(step()), kCases,
        [](const Wire& wire) { return decode(wire, BlockRef{kNumber}); });
    EXPECT_TRUE(decode(pb::ExplainReply{}, std::nullopt)->steps.empty());
}

TEST(decode_blocks, derivation_inputs)
{
    using Wire = pb::GetDerivationInputsReply;
    static constexpr Spoilt<Wire> kCases[]{
        {"blocks[0].block.id is missing", [](Wire& r) { r.mutable_blocks(0)->clear_block(); }},
        {"blocks[0].decision is none that this client knows",
            [](Wire& r) { r.mutable_blocks(0)->clear_decision(); }},
        {"blocks[0].derived_from.hash is 0 bytes, expected 32",
            [](Wire& r) { r.mutable_blocks(0)->mutable_derived_from(); }},
        {"blocks[0].required_l1.hash is 0 bytes, expected 32",
            [](Wire& r) { r.mutable_blocks(0)->mutable_required_l1(); }},
        {"blocks[0].messages[0] has neither a verdict nor a cause",
            [](Wire& r) { r.mutable_blocks(0)->mutable_messages(0)->clear_result(); }},
        {"blocks[0].messages[0].required_l1.hash is 0 bytes, expected 32",
            [](Wire& r) { r.mutable_blocks(0)->mutable_messages(0)->mutable_required_l1(); }},
        {"blocks[0].messages[0].initiating_block.id is missing",
            [](Wire& r) { r.mutable_blocks(0)->mutable_messages(0)->mutable_initiating_block(); }},
    };
    Wire good;
    auto& block = *good.add_blocks();
    *block.mutable_block() = wire::to_proto(samples::seal(kNumber));
    *block.mutable_decision() = samples::accept();
    *block.add_messages()->mutable_verdict() = samples::valid();
    expect_errors(good, kCases, [](const Wire& wire) { return decode(wire, kRange); });
}

TEST(decode_blocks, a_graph)
{
    using Wire = pb::GetGraphReply;
    static constexpr Spoilt<Wire> kCases[]{
        {"blocks[0].chain_id is 0 bytes, expected 32",
            [](Wire& r) { r.mutable_blocks(0)->clear_chain_id(); }},
        {"blocks[0].block.id is missing", [](Wire& r) { r.mutable_blocks(0)->clear_block(); }},
        {"messages[0].executing_chain_id is 0 bytes, expected 32",
            [](Wire& r) { r.mutable_messages(0)->clear_executing_chain_id(); }},
        {"messages[0].message.message.identifier is missing",
            [](Wire& r) { r.mutable_messages(0)->mutable_message()->mutable_message()->Clear(); }},
        {"messages[0] has neither a verdict nor a cause",
            [](Wire& r) { r.mutable_messages(0)->clear_result(); }},
    };
    Wire good;
    auto& block = *good.add_blocks();
    block.set_chain_id(wire::to_proto(samples::kChainB));
    *block.mutable_block() = wire::to_proto(samples::seal(kNumber));
    auto& message = *good.add_messages();
    message.set_executing_chain_id(wire::to_proto(samples::kChainB));
    *message.mutable_message() = samples::executed();
    *message.mutable_verdict() = samples::valid();
    expect_errors(good, kCases, [](const Wire& wire) { return decode(wire); });
}

TEST(decode_blocks, a_status)
{
    using Wire = pb::GetStatusReply;
    static constexpr auto kDivergence = [](Wire& r) -> pb::Divergence&
    { return *r.mutable_chains(0)->mutable_divergence(); };
    static constexpr Spoilt<Wire> kCases[]{
        {"chains[0].pending[0].decision is none that this client knows",
            [](Wire& r) { r.mutable_chains(0)->mutable_pending(0)->clear_decision(); }},
        {"chains[0].divergence.claimed is missing, expected a safety level",
            [](Wire& r) { kDivergence(r).clear_claimed(); }},
        {"chains[0].divergence.claimed_head.hash is 0 bytes, expected 32",
            [](Wire& r) { kDivergence(r).clear_claimed_head(); }},
        {"chains[0].divergence.block.id is missing", [](Wire& r) { kDivergence(r).clear_block(); }},
        {"chains[0].divergence.initiating_chain_id is 1 bytes, expected 32",
            [](Wire& r) { kDivergence(r).set_initiating_chain_id("x"); }},
    };
    expect_errors(diverging(), kCases, [](const Wire& wire) { return decode(wire); });
    const auto divergence = decode(diverging())->chains[0].divergence.value();
    EXPECT_EQ(divergence.claimed, SafetyLevel::finalized);
    EXPECT_EQ(divergence.why.fault.reason, pb::INVALID_REASON_PAYLOAD_MISMATCH);
    EXPECT_EQ(divergence.initiating_chain_id, samples::kChainA);
    EXPECT_TRUE(divergence.failsafe);
}

TEST(decode_blocks, heads_know_where_watching_goes_on)
{
    pb::GetHeadsReply reply;
    reply.set_sequence(41);
    EXPECT_EQ(decode(reply)->sequence, 41U);
}
}  // namespace interlock::client
