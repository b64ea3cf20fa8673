#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
pb::GetStatusReply status()
{
    pb::GetStatusReply out;
    out.set_version("0.1.0");
    out.set_started_at(samples::kNowS - 3'720);
    out.set_ready(true);
    auto& a = *out.add_chains();
    a.set_chain_id(wire::to_proto(samples::kChainA));
    a.set_name("op-a");
    a.set_state(pb::CHAIN_STATE_FOLLOWING);
    a.set_ready(true);
    a.set_endpoint("http://127.0.0.1:8545");
    *a.mutable_first() = wire::to_proto(samples::seal(0));
    *a.mutable_head() = wire::to_proto(samples::seal(48));
    a.set_node_head(50);
    a.set_reorgs(1);
    auto& b = *out.add_chains();
    b.set_chain_id(wire::to_proto(samples::kChainB));
    b.set_state(pb::CHAIN_STATE_CONNECTING);
    b.set_endpoint("http://127.0.0.1:8546");
    b.set_trouble("connection\nrefused");
    b.set_label_trouble("no node tells\nits labels");
    return out;
}

pb::GetHeadsReply heads()
{
    pb::GetHeadsReply out;
    auto& a = *out.add_chains();
    a.set_chain_id(wire::to_proto(samples::kChainA));
    auto& unsafe = *a.add_heads();
    unsafe.set_level(pb::SAFETY_LEVEL_UNSAFE);
    *unsafe.mutable_block() = wire::to_proto(samples::seal(48));
    auto& cross = *a.add_heads();
    cross.set_level(pb::SAFETY_LEVEL_CROSS_UNSAFE);
    *cross.mutable_cannot_tell() = samples::cannot_tell();
    return out;
}

void script(FakeService& service)
{
    service.get_status = always<pb::GetStatusRequest>(status());
    service.get_heads = always<pb::GetHeadsRequest>(heads());
}
}  // namespace

TEST(status, text)
{
    FakeService service;
    script(service);
    const auto run = run_program(service, {"status"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.out, "interlockd 0.1.0 at " + service.address() +
                           ": ready, up 1h 2m\n"
                           "\n"
                           "CHAIN       STATE       FIRST  NEWEST  LAG  REORGS  REFUSED  ENDPOINT\n"
                           "op-a (901)  following       0      48    2       1        0  "
                           "http://127.0.0.1:8545\n"
                           "902         connecting      -       -    -       0        0  "
                           "http://127.0.0.1:8546\n"
                           "\n"
                           "! 902: connection\\x0arefused\n"
                           "! 902: safe and finalized heads stand still: "
                           "no node tells\\x0aits labels\n"
                           "\n"
                           "CHAIN       LEVEL         HEAD  HASH                 AGE\n"
                           "op-a (901)  unsafe          48  0xaaaaaaaa…aaaaaaaa  4s ago\n"
                           "            cross-unsafe     -  not ready\n");
}

TEST(status, not_ready_is_4)
{
    FakeService service;
    script(service);
    auto reply = status();
    reply.set_ready(false);
    service.get_status = always<pb::GetStatusRequest>(reply);
    const auto run = run_program(service, {"status"});
    EXPECT_EQ(run.code, 4);
    EXPECT_NE(run.out.find("not ready"), std::string::npos);
}

TEST(status, is_shown_without_heads_too)
{
    FakeService service;
    script(service);
    service.get_heads = failing<pb::GetHeadsRequest, pb::GetHeadsReply>(
        grpc::StatusCode::INTERNAL, "disk I/O error", "CANNOT_TELL_CAUSE_STORAGE");
    const auto run = run_program(service, {"status"});
    EXPECT_EQ(run.code, 0);
    EXPECT_NE(run.out.find("heads: disk I/O error"), std::string::npos) << run.out;
    const auto json = nlohmann::json::parse(run_program(service, {"status", "--json"}).out);
    EXPECT_EQ(json["heads_error"]["cause"], "storage");
    EXPECT_EQ(json["chains"][0]["heads"], nullptr);
}

TEST(status, json)
{
    FakeService service;
    script(service);
    const auto run = run_program(service, {"status", "--json"});
    EXPECT_EQ(run.code, 0);
    const auto hex = [](uint8_t byte) { return to_hex(samples::word(byte)); };
    const auto block = [&](uint64_t number)
    {
        return R"({"number":)" + std::to_string(number) + R"(,"hash":")" + hex(0xaa) +
               R"(","parent_hash":")" + hex(0xbb) + R"(","timestamp":)" +
               std::to_string(1'700'000'000 + 2 * number) + "}";
    };
    EXPECT_EQ(run.out,
        R"({"version":"0.1.0","started_at":1699996380,"ready":true,"failsafes":[],"chains":[)"
        R"({"chain_id":"901","name":"op-a","state":"following","ready":true,"trouble":"",)"
        R"("endpoint":"http://127.0.0.1:8545","first":)" +
            block(0) + R"(,"newest":)" + block(48) +
            R"(,"node_head":50,"lag_blocks":2,"reorgs":1,"refused_blocks":0,"label_trouble":"",)"
            R"("pending":[],"divergence":null,"nodes":[],"disagreement":"",)"
            R"("subscription":null,"heads":[)"
            R"({"level":"unsafe","block":)" +
            block(48) +
            R"(,"cannot_tell":null},{"level":"cross-unsafe","block":null,"cannot_tell":)"
            R"({"cause":"not_ready","explanation":"there is no source for it"}}]},)"
            R"({"chain_id":"902","name":"","state":"connecting","ready":false,)"
            R"("trouble":"connection\nrefused","endpoint":"http://127.0.0.1:8546","first":null,)"
            R"("newest":null,"node_head":null,"lag_blocks":null,"reorgs":0,"refused_blocks":0,)"
            R"("label_trouble":"no node tells\nits labels","pending":[],"divergence":null,"nodes":[],"disagreement":"",)"
            R"("subscription":null,"heads":[]}],"heads_error":null})"
            "\n");
}

TEST(status, heads_that_stand_still_have_a_line)
{
    struct Case
    {
        const char* name;
        pb::BlockDecision decision;
        const char* line;
    };
    auto fresh = samples::wait();
    fresh.mutable_wait()->set_since(samples::kNowS - 4);  // Four blocks of 1 s.
    auto ever = samples::wait();
    ever.mutable_wait()->clear_since();
    const Case cases[]{
        {"waits for long", samples::wait(),
            "\n! safe of 902 at block 17 WAITS for op-a (901) block 12 to reach safe, since 12s\n"},
        {"waits in passing", fresh, ""},
        {"since when is not known", ever,
            "\n! safe of 902 at block 17 WAITS for op-a (901) block 12 to reach safe\n"},
        {"waits to become local-safe", samples::wait(pb::WAIT_REASON_LOCAL_LEVEL), ""},
        {"is invalid", samples::replace(),
            "\n! safe of 902 stands before block 17, INVALID: payload_mismatch: the log at that "
            "place is another one, since 1m\n"},
        {"is promoted by now", samples::accept(), ""},
    };
    FakeService service;
    script(service);
    const auto usual = run_program(service, {"status"}).out;
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        auto reply = status();
        *reply.mutable_chains(1)->add_pending() =
            samples::pending(samples::kChainB, 17, c.decision);
        service.get_status = always<pb::GetStatusRequest>(reply);
        const auto run = run_program(service, {"status"});
        EXPECT_EQ(run.code, 0);
        EXPECT_EQ(run.out, usual + c.line);
    }
}

TEST(status, a_subscription_stands_below_the_nodes)
{
    struct Case
    {
        pb::SubscriptionState state;
        const char* text;
    };
    FakeService service;
    script(service);
    for (const auto& c : {Case{pb::SUBSCRIPTION_STATE_FAILING, "failing"},
             Case{pb::SUBSCRIPTION_STATE_LISTENING, "listening"},
             Case{pb::SUBSCRIPTION_STATE_PROVEN, "proven"}})
    {
        SCOPED_TRACE(c.text);
        auto reply = status();
        auto& node = *reply.mutable_chains(0)->add_nodes();
        node.set_name("http://127.0.0.1:8545");
        node.set_state(pb::NODE_STATE_FIT);
        node.set_in_use(true);
        auto& subscription = *reply.mutable_chains(0)->mutable_subscription();
        subscription.set_endpoint("ws://127.0.0.1:8546");
        subscription.set_state(c.state);
        subscription.set_announcements(12);
        subscription.set_failures(3);
        subscription.set_trouble("broke\noff");
        service.get_status = always<pb::GetStatusRequest>(reply);
        const auto text = run_program(service, {"status"}).out;
        EXPECT_NE(text.find("ws://127.0.0.1:8546    " + std::string{c.text}), std::string::npos)
            << text;
        EXPECT_NE(text.find("3  broke\\x0aoff\n"), std::string::npos) << text;
        const auto json = nlohmann::json::parse(run_program(service, {"status", "--json"}).out);
        const auto& told = json["chains"][0]["subscription"];
        EXPECT_EQ(told["endpoint"], "ws://127.0.0.1:8546");
        EXPECT_EQ(told["state"], c.text);
        EXPECT_EQ(told["announcements"], 12);
        EXPECT_EQ(told["failures"], 3);
    }
}

namespace
{
pb::GetStatusReply diverging()
{
    auto out = status();
    auto& divergence = *out.mutable_chains(1)->mutable_divergence();
    divergence.set_claimed(pb::SAFETY_LEVEL_SAFE);
    *divergence.mutable_claimed_head() = wire::to_proto(samples::seal(20).id);
    *divergence.mutable_block() = wire::to_proto(samples::seal(17));
    *divergence.mutable_why() = samples::replace().replace();
    divergence.mutable_why()->set_found("0x22\x1b[2J");
    divergence.set_failsafe(true);
    divergence.set_initiating_chain_id(wire::to_proto(samples::kChainA));
    return out;
}
}  // namespace

TEST(status, a_divergence_is_shown_with_its_evidence)
{
    FakeService service;
    script(service);
    service.get_status = always<pb::GetStatusRequest>(diverging());
    const auto run = run_program(service, {"status"});
    EXPECT_EQ(run.code, 0);
    EXPECT_TRUE(run.out.ends_with(
        "\n"
        "!!! DIVERGENCE: the node of 902 calls block 17 safe, but it is INVALID\n"
        "  claimed   safe up to 20 0xaaaaaaaa…aaaaaaaa\n"
        "  block     17 0xaaaaaaaa…aaaaaaaa, 2023-11-14 22:13:54 UTC, 1m 6s ago\n"
        "  reason    payload_mismatch: the log at that place is another one\n"
        "  expected  0x11\n"
        "  found     0x22\\x1b[2J\n"
        "  message   log 1 executes op-a (901) block 12 log 3\n"
        "  since     2023-11-14 22:14:00 UTC, 1m ago\n"
        "  failsafe  ON: checks of messages between 902 and op-a (901) are refused\n"))
        << run.out;
}

TEST(status, a_divergence_in_json)
{
    FakeService service;
    script(service);
    auto reply = diverging();
    *reply.mutable_chains(1)->add_pending() =
        samples::pending(samples::kChainB, 17, samples::wait());
    service.get_status = always<pb::GetStatusRequest>(reply);
    const auto json = nlohmann::json::parse(run_program(service, {"status", "--json"}).out);
    const auto& chain = json["chains"][1];
    EXPECT_EQ(chain["pending"][0]["decision"], "wait");
    EXPECT_EQ(chain["pending"][0]["level"], "safe");
    const auto& divergence = chain["divergence"];
    EXPECT_EQ(divergence["claimed"], "safe");
    EXPECT_EQ(divergence["claimed_head"]["number"], 20);
    EXPECT_EQ(divergence["block"]["number"], 17);
    EXPECT_EQ(divergence["failsafe"], true);
    EXPECT_EQ(divergence["initiating_chain_id"], "901");
    EXPECT_EQ(divergence["reason"], "payload_mismatch");
    EXPECT_EQ(divergence["message"]["log_index"], 1);
}

namespace
{
pb::GetStatusReply with_failsafes()
{
    auto out = status();
    auto& pair = *out.add_failsafes();
    pair.add_chain_ids(wire::to_proto(samples::kChainA));
    pair.add_chain_ids(wire::to_proto(samples::kChainB));
    pair.set_cause(pb::FAILSAFE_CAUSE_DIVERGENCE);
    pair.set_reason("they differ\x1b");
    pair.set_by("interlock");
    pair.set_since(samples::kNowS - 5);
    auto& all = *out.add_failsafes();
    all.set_cause(pb::FAILSAFE_CAUSE_MANUAL);
    all.set_reason("an attack");
    all.set_by("ada");
    all.set_since(samples::kNowS - 90);
    all.set_held(true);
    return out;
}

constexpr const char* kFailsafes =
    "FAILSAFE         CAUSE       SINCE       BY         UNTIL    WHY\n"
    "op-a (901), 902  divergence  5s ago      interlock  healed   they differ\\x1b\n"
    "ALL              manual      1m 30s ago  ada        cleared  an attack\n";
}  // namespace

TEST(status, failsafes_in_force_are_shown)
{
    FakeService service;
    script(service);
    service.get_status = always<pb::GetStatusRequest>(with_failsafes());
    const auto run = run_program(service, {"status"});
    EXPECT_NE(run.out.find(std::string{"\n"} + kFailsafes), std::string::npos) << run.out;
    const auto json = nlohmann::json::parse(run_program(service, {"status", "--json"}).out);
    EXPECT_EQ(json["failsafes"].dump(),
        R"([{"by":"interlock","cause":"divergence","chain_ids":["901","902"],"held":false,)"
        R"("reason":"they differ\u001b","since":)" +
            std::to_string(samples::kNowS - 5) +
            R"(},{"by":"ada","cause":"manual","chain_ids":[],"held":true,"reason":"an attack",)"
            R"("since":)" +
            std::to_string(samples::kNowS - 90) + "}]");
}

TEST(status, failsafes_have_a_list_of_their_own)
{
    FakeService service;
    script(service);
    EXPECT_EQ(run_program(service, {"failsafe", "list"}).out,
        "no failsafe is in force: all messages are judged\n");
    service.get_status = always<pb::GetStatusRequest>(with_failsafes());
    EXPECT_EQ(run_program(service, {"failsafe", "list"}).out, kFailsafes);
    const auto json =
        nlohmann::json::parse(run_program(service, {"failsafe", "list", "--json"}).out);
    EXPECT_EQ(json["failsafes"].size(), 2U);
}

TEST(status, names_chains_also_when_the_service_does_not_list_them)
{
    FakeService service;
    script(service);
    service.get_dependency_set = failing<pb::GetDependencySetRequest, pb::GetDependencySetReply>(
        grpc::StatusCode::INTERNAL, "no");
    auto reply = status();
    *reply.mutable_chains(1)->add_pending() =
        samples::pending(samples::kChainB, 17, samples::wait());
    service.get_status = always<pb::GetStatusRequest>(reply);
    const auto run = run_program(service, {"status"});
    EXPECT_NE(run.out.find("WAITS for op-a (901) block 12"), std::string::npos) << run.out;
}

TEST(chains, text)
{
    FakeService service;
    auto reply = status();
    reply.mutable_chains(0)->add_nodes()->set_name("http://127.0.0.1:8545");
    reply.mutable_chains(0)->add_nodes()->set_name("http://10.0.0.8:8545");
    reply.mutable_chains(1)->add_nodes()->set_name("http://127.0.0.1:8546");
    service.get_status = always<pb::GetStatusRequest>(reply);
    const auto run = run_program(service, {"chains"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.out,
        "CHAIN       BLOCK TIME  MESSAGING SINCE                      STATE       NODES\n"
        "op-a (901)          2s  2023-11-14 22:13:20 UTC, 1m 40s ago  following   "
        "http://127.0.0.1:8545\n"
        "                                                                         "
        "http://10.0.0.8:8545\n"
        "902                 1s  never                                connecting  "
        "http://127.0.0.1:8546\n"
        "\n"
        "Messages expire after 7d.\n");
}

TEST(chains, of_a_service_without_status)
{
    const FakeService service;
    const auto run = run_program(service, {"chains"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.out,
        "CHAIN       BLOCK TIME  MESSAGING SINCE\n"
        "op-a (901)          2s  2023-11-14 22:13:20 UTC, 1m 40s ago\n"
        "902                 1s  never\n"
        "\n"
        "Messages expire after 7d.\n"
        "How they are followed: what answers is no Interlock service, or one of another "
        "version: not scripted\n");
}

TEST(chains, json)
{
    FakeService service;
    auto reply = status();
    reply.mutable_chains(0)->add_nodes()->set_name("http://127.0.0.1:8545");
    reply.mutable_chains()->RemoveLast();
    service.get_status = always<pb::GetStatusRequest>(reply);
    EXPECT_EQ(run_program(service, {"chains", "--json"}).out,
        R"({"expiry_window":604800,"chains":[{"chain_id":"901","name":"op-a","block_time":2,)"
        R"("activation_time":1700000000,"state":"following","nodes":["http://127.0.0.1:8545"]},)"
        R"({"chain_id":"902","name":"","block_time":1,"activation_time":null,"state":null,)"
        R"("nodes":null}]})"
        "\n");
}
}  // namespace interlock::client
