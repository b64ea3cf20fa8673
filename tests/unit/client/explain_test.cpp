// The command `explain`.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
using samples::kChainA;
using samples::kChainB;
using ExplainScript = Script<pb::ExplainRequest, pb::ExplainReply>;

pb::ExplainReply explaining(const std::vector<pb::PendingBlock>& steps)
{
    pb::ExplainReply out;
    auto& unsafe = *out.add_heads();
    unsafe.set_level(pb::SAFETY_LEVEL_UNSAFE);
    *unsafe.mutable_block() = wire::to_proto(samples::seal(20));
    out.add_heads()->set_level(pb::SAFETY_LEVEL_SAFE);
    for (const auto& step : steps)
        *out.add_steps() = step;
    out.set_canonical(true);
    return out;
}

/// The same steps for both views, as far as levels go.
ExplainScript always_explaining(const pb::ExplainReply& reply)
{
    return always<pb::ExplainRequest>(reply);
}

pb::BlockDecision wait_for_block(pb::WaitReason reason, const ChainId& chain, uint64_t number)
{
    auto out = samples::wait(reason);
    out.mutable_wait()->set_chain_id(wire::to_proto(chain));
    out.mutable_wait()->set_number(number);
    return out;
}

Run explain(const pb::ExplainReply& reply, std::vector<std::string> more = {})
{
    FakeService service;
    service.explain = always_explaining(reply);
    std::vector<std::string> args{"explain", "block", "902", "17", "--level", "safe"};
    args.insert(args.end(), more.begin(), more.end());
    return run_program(service, args);
}

const std::string kTop =
    "902 block 17 0xaaaaaaaa…aaaaaaaa, 2023-11-14 22:13:54 UTC, 1m 6s ago\n"
    "  heads  unsafe 20, safe none\n"
    "\n";
}  // namespace

TEST(explain, each_decision_has_its_text_and_exit_code)
{
    struct Case
    {
        pb::BlockDecision decision;
        int code;
        const char* out;
    };
    const Case cases[]{
        {samples::accept(), 0, "safe  ACCEPTED\n"},
        {samples::replace(), 1,
            "safe  INVALID\n"
            "  reason    payload_mismatch: the log at that place is another one\n"
            "  expected  0x11\n"
            "  found     0x22\n"
            "  message   log 1 executes op-a (901) block 12 log 3\n"
            "  since     2023-11-14 22:14:00 UTC, 1m ago\n"},
        {samples::wait(), 3,
            "safe  WAITS\n"
            "  reason     initiating_level\n"
            "  waits for  op-a (901) block 12 to reach safe\n"
            "  message    log 1 executes op-a (901) block 12 log 3\n"
            "  since      2023-11-14 22:14:48 UTC, 12s ago\n"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.code);
        const auto run = explain(explaining({samples::pending(kChainB, 17, c.decision)}));
        EXPECT_EQ(run.code, c.code) << run.err;
        EXPECT_EQ(run.out, kTop + c.out);
    }
}

TEST(explain, each_reason_to_wait_says_for_what)
{
    struct Case
    {
        pb::WaitReason reason;
        const char* waits_for;
        bool explained = false;  // The service has more to say.
    };
    static constexpr Case kCases[]{
        {pb::WAIT_REASON_LOCAL_LEVEL, "the local-safe head of op-a (901) to come to it"},
        {pb::WAIT_REASON_EARLIER_BLOCK, "op-a (901) block 12 to be decided first"},
        {pb::WAIT_REASON_INITIATING_NOT_SEEN,
            "op-a (901) to be seen up to 2023-11-14 22:15:10 UTC, in 10s"},
        {pb::WAIT_REASON_INITIATING_LEVEL, "op-a (901) block 12 to reach safe"},
        {pb::WAIT_REASON_BEFORE_INDEX, "a block of op-a (901) that is older than the index", true},
        {pb::WAIT_REASON_PEER_NOT_SEEN,
            "op-a (901), which has a part in it, to be seen up to 2023-11-14 22:15:10 UTC, in "
            "10s"},
        {pb::WAIT_REASON_PEER_LEVEL,
            "op-a (901) block 12, the last before its time, to reach safe"},
        {pb::WAIT_REASON_PEER_ON_CYCLE,
            "op-a (901) block 12 of the same time, which is on a cycle, to be replaced"},
        {pb::WAIT_REASON_PEER_INVALID,
            "op-a (901) block 12 of the same time, which is invalid, to be replaced"},
        {pb::WAIT_REASON_PEER_WAITS, "op-a (901) block 12 of the same time, which waits itself"},
        {pb::WAIT_REASON_HALTED, "op-a (901), which is halted, to be mended", true},
    };
    EXPECT_EQ(std::size(kCases) + 1, static_cast<size_t>(pb::WaitReason_ARRAYSIZE));
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.waits_for);
        const auto run =
            explain(explaining({samples::pending(kChainB, 17, samples::wait(c.reason))}));
        EXPECT_EQ(run.code, 3);
        EXPECT_NE(
            run.out.find("  waits for  " + std::string{c.waits_for} + "\n"), std::string::npos)
            << run.out;
        EXPECT_EQ(run.out.find("something is awaited") != std::string::npos, c.explained)
            << run.out;
    }
}

TEST(explain, a_reason_that_only_a_newer_service_knows_is_explained)
{
    auto decision = samples::wait(static_cast<pb::WaitReason>(77));
    decision.mutable_wait()->set_explanation("because\x1b[2J");
    const auto run = explain(explaining({samples::pending(kChainB, 17, decision)}));
    EXPECT_EQ(run.code, 3);
    EXPECT_NE(run.out.find("  reason   unknown_77: because\\x1b[2J\n"), std::string::npos)
        << run.out;
}

TEST(explain, waits_are_followed_to_the_root)
{
    const auto run = explain(explaining({samples::pending(kChainB, 17, samples::wait()),
        samples::pending(kChainA, 12, wait_for_block(pb::WAIT_REASON_EARLIER_BLOCK, kChainA, 11)),
        samples::pending(kChainA, 11, samples::replace())}));
    EXPECT_EQ(run.code, 3);
    EXPECT_NE(
        run.out.find("\n\n"
                     "  902 block 17 WAITS for op-a (901) block 12 to reach safe, since 12s\n"
                     "    op-a (901) block 12 WAITS for op-a (901) block 11 to be decided first, "
                     "since 12s\n"
                     "      root: op-a (901) block 11 INVALID: payload_mismatch: the log at that "
                     "place is another one, since 1m\n"),
        std::string::npos)
        << run.out;
}

TEST(explain, a_loop_is_said_to_be_one)
{
    const auto run = explain(explaining({samples::pending(kChainB, 17, samples::wait()),
        samples::pending(kChainA, 12, wait_for_block(pb::WAIT_REASON_PEER_WAITS, kChainB, 17))}));
    EXPECT_TRUE(
        run.out.ends_with("      loop: 902 block 17 is in the list already; they wait for "
                          "each other\n"))
        << run.out;
    EXPECT_EQ(run.out.find("root:"), std::string::npos);
}

TEST(explain, a_list_that_the_service_cut_has_no_root)
{
    std::vector<pb::PendingBlock> steps{samples::pending(kChainB, 17, samples::wait())};
    for (uint64_t number = 200; steps.size() < 100; --number)
        steps.push_back(samples::pending(
            kChainA, number, wait_for_block(pb::WAIT_REASON_EARLIER_BLOCK, kChainA, number - 1)));
    const auto run = explain(explaining(steps));
    EXPECT_TRUE(run.out.ends_with("  … and more\n")) << run.out;
    EXPECT_EQ(run.out.find("root:"), std::string::npos);
}

TEST(explain, both_views_are_shown_and_the_worse_is_the_exit_code)
{
    FakeService service;
    std::vector<pb::ExplainRequest> seen;
    service.explain = [&](auto&, const auto& request, auto& reply)
    {
        seen.push_back(request);
        const bool safe = request.level() == pb::SAFETY_LEVEL_SAFE;
        reply =
            explaining({samples::pending(kChainB, 17, safe ? samples::wait() : samples::accept())});
        return grpc::Status::OK;
    };
    const auto run = run_program(service, {"explain", "block", "902", "0x11"});
    EXPECT_EQ(run.code, 3) << run.err;
    EXPECT_TRUE(run.out.starts_with(kTop + "cross-unsafe  ACCEPTED\n\nsafe  WAITS\n")) << run.out;
    ASSERT_EQ(seen.size(), 2U);
    EXPECT_EQ(seen[0].chain_id(), wire::to_proto(kChainB));
    EXPECT_EQ(seen[0].number(), 17U);
    EXPECT_EQ(seen[0].level(), pb::SAFETY_LEVEL_CROSS_UNSAFE);
    // The same block, also when the chain has another one by now.
    EXPECT_EQ(seen[1].hash(), wire::to_proto(samples::word(0xaa)));
}

TEST(explain, a_block_that_is_gone_can_be_asked_for_by_its_hash)
{
    auto reply = explaining({samples::pending(kChainB, 17, samples::replace())});
    reply.set_canonical(false);
    FakeService service;
    service.explain = always_explaining(reply);
    const auto hash = to_hex(samples::word(0xaa));
    const auto run = run_program(service, {"explain", "block", "902", hash});
    EXPECT_EQ(run.code, 1) << run.err;
    EXPECT_NE(run.out.find("  canonical  no: the chain does not have this block any more\n"),
        std::string::npos)
        << run.out;
}

TEST(explain, another_block_than_asked_for_is_not_passed_on)
{
    struct Case
    {
        pb::ExplainReply reply;
        const char* said;
    };
    const Case cases[]{
        {explaining({samples::pending(kChainB, 18, samples::accept())}),
            "steps[0].block is not the one that was asked for"},
        {explaining({samples::pending(kChainA, 17, samples::accept())}),
            "steps[0] is of another chain"},
        {explaining({}), "steps lacks the block that was asked for"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.said);
        const auto run = explain(c.reply);
        EXPECT_EQ(run.code, 4);
        EXPECT_EQ(run.out, "");
        EXPECT_NE(run.err.find(c.said), std::string::npos) << run.err;
    }
}

TEST(explain, json_of_a_block)
{
    const auto run =
        explain(explaining({samples::pending(kChainB, 17, samples::wait())}), {"--json"});
    EXPECT_EQ(run.code, 3);
    const auto json = nlohmann::json::parse(run.out);
    EXPECT_EQ(json["chain_id"], "902");
    EXPECT_EQ(json["block"]["number"], 17);
    const auto& view = json["views"][0];
    EXPECT_EQ(view["level"], "safe");
    EXPECT_EQ(view["canonical"], true);
    EXPECT_EQ(view["heads"][0]["level"], "unsafe");
    EXPECT_EQ(view["heads"][0]["block"]["number"], 20);
    EXPECT_EQ(view["heads"][1]["block"], nullptr);
    const auto& step = view["steps"][0];
    EXPECT_EQ(step["level"], "safe");
    EXPECT_EQ(step["chain_id"], "902");
    EXPECT_EQ(step["decision"], "wait");
    EXPECT_EQ(step["reason"], "initiating_level");
    EXPECT_EQ(step["explanation"], "something is awaited");
    EXPECT_EQ(step["awaited_chain_id"], "901");
    EXPECT_EQ(step["awaited_number"], 12);
    EXPECT_EQ(step["awaited_timestamp"], nullptr);
    EXPECT_EQ(step["message"]["log_index"], 1);
    EXPECT_EQ(step["message"]["message"]["chain_id"], "901");
    EXPECT_EQ(step["since"], samples::kNowS - 12);
}

TEST(explain, json_of_an_invalid_block)
{
    const auto run =
        explain(explaining({samples::pending(kChainB, 17, samples::replace())}), {"--json"});
    const auto step = nlohmann::json::parse(run.out)["views"][0]["steps"][0];
    EXPECT_EQ(step["decision"], "replace");
    EXPECT_EQ(step["reason"], "payload_mismatch");
    EXPECT_EQ(step["expected"], "0x11");
    EXPECT_EQ(step["found"], "0x22");
    EXPECT_EQ(step["since"], samples::kNowS - 60);
}

TEST(explain, a_head_shows_the_block_that_comes_next)
{
    FakeService service;
    pb::ExplainRequest seen;
    service.explain = [&](auto&, const auto& request, auto& reply)
    {
        seen = request;
        reply = explaining({samples::pending(kChainB, 17, samples::wait())});
        reply.set_canonical(false);  // Says nothing about a head.
        return grpc::Status::OK;
    };
    const auto run = run_program(service, {"explain", "head", "902", "safe"});
    EXPECT_EQ(run.code, 3) << run.err;
    EXPECT_EQ(run.out,
        "safe head of 902\n"
        "  heads  unsafe 20, safe none\n"
        "\n"
        "next  block 17 0xaaaaaaaa…aaaaaaaa, 2023-11-14 22:13:54 UTC, 1m 6s ago  WAITS\n"
        "  reason     initiating_level\n"
        "  waits for  op-a (901) block 12 to reach safe\n"
        "  message    log 1 executes op-a (901) block 12 log 3\n"
        "  since      2023-11-14 22:14:48 UTC, 12s ago\n");
    EXPECT_TRUE(seen.has_head());
    EXPECT_EQ(seen.level(), pb::SAFETY_LEVEL_SAFE);
}

TEST(explain, a_head_that_nodes_tell_has_its_reason_in_words)
{
    auto reply = explaining({});
    reply.set_explanation("the chain's nodes say\n what is finalized");
    FakeService service;
    service.explain = always_explaining(reply);
    const auto run = run_program(service, {"explain", "head", "op-a", "finalized"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.out,
        "finalized head of op-a (901)\n"
        "  heads  unsafe 20, safe none\n"
        "\n"
        "waits for nothing here: the chain's nodes say\\x0a what is finalized\n");
    const auto json = nlohmann::json::parse(
        run_program(service, {"explain", "head", "op-a", "finalized", "--json"}).out);
    EXPECT_EQ(json["level"], "finalized");
    EXPECT_EQ(json["steps"], nlohmann::json::array());
    EXPECT_EQ(json["explanation"], "the chain's nodes say\n what is finalized");
}
}  // namespace interlock::client
