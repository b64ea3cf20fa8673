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
                           "            cross-unsafe     -  level not computed\n");
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
        R"({"version":"0.1.0","started_at":1699996380,"ready":true,"chains":[)"
        R"({"chain_id":"901","name":"op-a","state":"following","ready":true,"trouble":"",)"
        R"("endpoint":"http://127.0.0.1:8545","first":)" +
            block(0) + R"(,"newest":)" + block(48) +
            R"(,"node_head":50,"lag_blocks":2,"reorgs":1,"refused_blocks":0,"label_trouble":"",)"
            R"("heads":[)"
            R"({"level":"unsafe","block":)" +
            block(48) +
            R"(,"cannot_tell":null},{"level":"cross-unsafe","block":null,"cannot_tell":)"
            R"({"cause":"level_not_computed","explanation":"there is no source for it"}}]},)"
            R"({"chain_id":"902","name":"","state":"connecting","ready":false,)"
            R"("trouble":"connection\nrefused","endpoint":"http://127.0.0.1:8546","first":null,)"
            R"("newest":null,"node_head":null,"lag_blocks":null,"reorgs":0,"refused_blocks":0,)"
            R"("label_trouble":"no node tells\nits labels","heads":[]}],"heads_error":null})"
            "\n");
}

TEST(chains, text)
{
    const FakeService service;
    const auto run = run_program(service, {"chains"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.out,
        "CHAIN       BLOCK TIME  MESSAGING SINCE\n"
        "op-a (901)          2s  2023-11-14 22:13:20 UTC, 1m 40s ago\n"
        "902                 1s  never\n"
        "\n"
        "Messages expire after 7d.\n");
}

TEST(chains, json)
{
    const FakeService service;
    EXPECT_EQ(run_program(service, {"chains", "--json"}).out,
        R"({"expiry_window":604800,"chains":[{"chain_id":"901","name":"op-a","block_time":2,)"
        R"("activation_time":1700000000},{"chain_id":"902","name":"","block_time":1,)"
        R"("activation_time":null}]})"
        "\n");
}
}  // namespace interlock::client
