// The commands `block` and `message`.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
pb::ExecutingLog executing(const pb::Verdict& verdict)
{
    pb::ExecutingLog out;
    out.set_chain_id(wire::to_proto(samples::kChainB));
    out.set_block_number(20);
    out.set_log_index(1);
    *out.mutable_message() = wire::to_proto(samples::message());
    *out.mutable_verdict() = verdict;
    return out;
}

pb::GetBlockReply block(int logs)
{
    pb::GetBlockReply out;
    *out.mutable_block() = wire::to_proto(samples::seal(20));
    out.set_state_root(wire::to_proto(samples::word(0xcc)));
    for (int i = 0; i < logs; ++i)
        out.add_log_hashes(wire::to_proto(samples::word(static_cast<uint8_t>(i))));
    out.set_log_count(static_cast<uint32_t>(logs));
    out.add_levels(pb::SAFETY_LEVEL_UNSAFE);
    out.add_levels(pb::SAFETY_LEVEL_LOCAL_SAFE);
    return out;
}

/// Accepted by the newest views; by the others it waits.
grpc::Status check_block(
    grpc::ServerContext&, const pb::CheckBlockRequest& request, pb::CheckBlockReply& reply)
{
    if (request.hash() != wire::to_proto(samples::word(0xaa)))
        return {grpc::StatusCode::NOT_FOUND, "no such block"};
    *reply.mutable_block() = wire::to_proto(samples::seal(20));
    const bool safe = request.level() == pb::SAFETY_LEVEL_SAFE;
    *reply.mutable_decision() = safe ? samples::wait() : samples::accept();
    reply.set_canonical(true);
    return grpc::Status::OK;
}

LogPosition position()
{
    return {.chain_id = samples::kChainA,
        .block_number = 20,
        .timestamp_s = samples::seal(20).timestamp_s,
        .log_index = 3};
}

pb::GetMessageReply message()
{
    pb::GetMessageReply out;
    *out.mutable_block() = wire::to_proto(samples::seal(20));
    out.set_log_index(3);
    out.set_log_hash(wire::to_proto(samples::word(0xdd)));
    out.set_checksum(wire::to_proto(message_checksum(samples::word(0xdd), position())));
    out.add_levels(pb::SAFETY_LEVEL_UNSAFE);
    return out;
}
}  // namespace

TEST(block, text)
{
    FakeService service;
    auto reply = block(2);
    *reply.add_executing() = executing(samples::valid());
    auto& malformed = *reply.add_executing();
    malformed = executing(samples::invalid());
    malformed.clear_message();
    service.get_block = always<pb::GetBlockRequest>(reply);
    service.check_block = check_block;
    const auto run = run_program(service, {"block", "902", "20"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.out,
        "block 20 of 902\n"
        "  hash          " +
            to_hex(samples::word(0xaa)) +
            "\n"
            "  parent        " +
            to_hex(samples::word(0xbb)) +
            "\n"
            "  time          2023-11-14 22:14:00 UTC, 1m ago (1700000040)\n"
            "  state root    " +
            to_hex(samples::word(0xcc)) +
            "\n"
            "  levels        unsafe, local-safe\n"
            "  cross-unsafe  ACCEPTED\n"
            "  safe          WAITS for op-a (901) block 12 to reach safe, since 12s\n"
            "  logs          2\n"
            "  executes      2\n"
            "\n"
            "  LOG  HASH\n"
            "    0  " +
            to_hex(samples::word(0)) +
            "\n"
            "    1  " +
            to_hex(samples::word(1)) +
            "\n"
            "\n"
            "  LOG  EXECUTES                   VERDICT  REASON\n"
            "    1  op-a (901) block 12 log 3  VALID\n"
            "    1  malformed event            INVALID  no_such_log: the block has fewer logs\n");
}

TEST(block, is_shown_without_decisions_too)
{
    FakeService service;
    service.get_block = always<pb::GetBlockRequest>(block(0));
    service.check_block = failing<pb::CheckBlockRequest, pb::CheckBlockReply>(
        grpc::StatusCode::UNAVAILABLE, "chain 901 is\nindexed", "CANNOT_TELL_CAUSE_NOT_READY");
    const auto run = run_program(service, {"block", "902", "20"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_NE(
        run.out.find("  safe          cannot tell: chain 901 is\\x0aindexed\n"), std::string::npos)
        << run.out;
    const auto json =
        nlohmann::json::parse(run_program(service, {"block", "902", "20", "--json"}).out);
    EXPECT_EQ(json["decisions"][1]["level"], "safe");
    EXPECT_EQ(json["decisions"][1]["decision"], nullptr);
    EXPECT_EQ(json["decisions"][1]["error"]["cause"], "not_ready");
}

TEST(block, lists_ten_logs_unless_told_otherwise)
{
    FakeService service;
    service.get_block = always<pb::GetBlockRequest>(block(12));
    const auto few = run_program(service, {"block", "901", "20"}).out;
    EXPECT_NE(few.find("… and 2 more; --logs lists all\n"), std::string::npos) << few;
    EXPECT_EQ(few.find(to_hex(samples::word(10))), std::string::npos);
    const auto all = run_program(service, {"block", "901", "20", "--logs"}).out;
    EXPECT_EQ(all.find("more"), std::string::npos);
    EXPECT_NE(all.find(to_hex(samples::word(11))), std::string::npos);
    const auto json = run_program(service, {"block", "901", "20", "--json"}).out;
    EXPECT_EQ(nlohmann::json::parse(json)["log_hashes"].size(), 12U);
}

TEST(block, asks_for_what_was_named)
{
    FakeService service;
    pb::GetBlockRequest seen;
    service.get_block = [&](auto&, const auto& request, auto& reply)
    {
        seen = request;
        reply = block(0);
        return grpc::Status::OK;
    };
    ASSERT_EQ(run_program(service, {"block", "op-a", "0x14"}).code, 0);
    EXPECT_EQ(seen.chain_id(), wire::to_proto(samples::kChainA));
    EXPECT_EQ(seen.number(), 20U);
}

TEST(block, json)
{
    FakeService service;
    auto reply = block(1);
    *reply.add_executing() = executing(samples::valid());
    service.get_block = always<pb::GetBlockRequest>(reply);
    service.check_block = check_block;
    const auto json =
        nlohmann::json::parse(run_program(service, {"block", "902", "20", "--json"}).out);
    EXPECT_EQ(json["chain_id"], "902");
    EXPECT_EQ(json["number"], 20);
    EXPECT_EQ(json["hash"], to_hex(samples::word(0xaa)));
    EXPECT_EQ(json["withdrawals_root"], nullptr);
    EXPECT_EQ(json["levels"], (nlohmann::json{"unsafe", "local-safe"}));
    EXPECT_EQ(
        json["decisions"][0], (nlohmann::json{{"level", "cross-unsafe"}, {"decision", "accept"}}));
    EXPECT_EQ(json["decisions"][1]["decision"], "wait");
    EXPECT_EQ(json["decisions"][1]["awaited_number"], 12);
    EXPECT_EQ(json["executing"][0]["verdict"], "valid");
    EXPECT_EQ(json["executing"][0]["message"]["chain_id"], "901");
    EXPECT_EQ(json["executing"][0]["message"]["payload_hash"], to_hex(samples::word(0x22)));
}

TEST(message, text)
{
    FakeService service;
    auto reply = message();
    *reply.mutable_executes() = executing(samples::invalid());
    *reply.add_executed_by() = executing(samples::valid());
    service.get_message = always<pb::GetMessageRequest>(reply);
    const auto run = run_program(service, {"message", "op-a", "20", "3"});
    EXPECT_EQ(run.code, 0) << run.err;
    const auto checksum = to_hex(message_checksum(samples::word(0xdd), position()));
    EXPECT_EQ(run.out,
        "op-a (901) block 20 log 3\n"
        "  block hash   " +
            to_hex(samples::word(0xaa)) +
            "\n"
            "  time         2023-11-14 22:14:00 UTC, 1m ago (1700000040)\n"
            "  levels       unsafe\n"
            "  log hash     " +
            to_hex(samples::word(0xdd)) +
            "\n"
            "  checksum     " +
            checksum +
            "\n"
            "  access list  0x010000000000000000000385000000000000001400000000"
            "6553f12800000003\n"
            "               " +
            checksum +
            "\n"
            "\n"
            "  executes  op-a (901) block 12 log 3\n"
            "  verdict   INVALID\n"
            "  reason    no_such_log: the block has fewer logs\n"
            "  expected  log 3\n"
            "  found     2 logs\n"
            "\n"
            "  EXECUTED ON  BLOCK  LOG  VERDICT  REASON\n"
            "  902             20    1  VALID\n");
}

TEST(message, says_when_more_execute_it_than_are_shown)
{
    FakeService service;
    auto reply = message();
    *reply.add_executed_by() = executing(samples::valid());
    reply.set_more_executed_by(true);
    service.get_message = always<pb::GetMessageRequest>(reply);
    const auto text = run_program(service, {"message", "901", "20", "3"}).out;
    EXPECT_TRUE(text.ends_with("1  VALID\n  … and more\n")) << text;
    const auto json =
        nlohmann::json::parse(run_program(service, {"message", "901", "20", "3", "--json"}).out);
    EXPECT_EQ(json["more_executed_by"], true);
}

TEST(message, json)
{
    FakeService service;
    service.get_message = always<pb::GetMessageRequest>(message());
    const auto json =
        nlohmann::json::parse(run_program(service, {"message", "901", "20", "3", "--json"}).out);
    EXPECT_EQ(json["chain_id"], "901");
    EXPECT_EQ(json["block"]["number"], 20);
    EXPECT_EQ(json["log_index"], 3);
    EXPECT_EQ(json["log_hash"], to_hex(samples::word(0xdd)));
    EXPECT_EQ(json["access_list"].size(), 2U);
    EXPECT_EQ(json["access_list"][1], json["checksum"]);
    EXPECT_EQ(json["executes"], nullptr);
    EXPECT_EQ(json["executed_by"], nlohmann::json::array());
    EXPECT_EQ(json["more_executed_by"], false);
}

TEST(message, another_one_than_asked_for_is_not_passed_on)
{
    FakeService service;
    service.get_message = always<pb::GetMessageRequest>(message());
    service.get_block = always<pb::GetBlockRequest>(block(0));
    EXPECT_EQ(run_program(service, {"message", "901", "20", "4"}).code, 4);
    EXPECT_EQ(run_program(service, {"message", "901", "21", "3"}).code, 4);
    EXPECT_EQ(run_program(service, {"block", "901", "21"}).code, 4);
}

TEST(message, a_wrong_checksum_is_not_passed_on)
{
    FakeService service;
    auto reply = message();
    reply.set_log_hash(wire::to_proto(samples::word(0xde)));
    service.get_message = always<pb::GetMessageRequest>(reply);
    const auto run = run_program(service, {"message", "901", "20", "3"});
    EXPECT_EQ(run.code, 4);
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(
        run.err, "interlock: the reply makes no sense: checksum is not that of the log_hash\n");
}
}  // namespace interlock::client
