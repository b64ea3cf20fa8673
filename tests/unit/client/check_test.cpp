#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "interop/access_list.hpp"
#include "interop/eth/hash.hpp"
#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
using MessagesScript = Script<pb::CheckMessagesRequest, pb::CheckMessagesReply>;
using ListScript = Script<pb::CheckAccessListRequest, pb::CheckAccessListReply>;

MessagesScript answering(const pb::Verdict& verdict)
{
    pb::CheckMessagesReply reply;
    *reply.add_results()->mutable_verdict() = verdict;
    return always<pb::CheckMessagesRequest>(reply);
}

std::vector<std::string> identifier_args()
{
    const auto message = samples::message();
    return {"check", "--on", "902", "--chain", "op-a", "--block", "12", "--log", "3", "--timestamp",
        "1700000024", "--origin", to_hex(message.id.origin), "--payload-hash",
        to_hex(message.payload_hash)};
}

Hash32 checksum()
{
    auto out = samples::word(0x33);
    out.bytes[0] = 0x03;
    return out;
}

std::string entries()
{
    std::string out;
    for (const auto& entry :
        encode_access({.at = samples::message().id.at, .checksum = checksum()}))
        out += to_hex(entry) + ",";
    return out;
}

void add_message(pb::CheckAccessListReply& reply, const pb::Verdict& verdict)
{
    auto& message = *reply.add_messages();
    *message.mutable_announced() = wire::to_proto(samples::message().id);
    message.mutable_announced()->clear_origin();
    message.set_checksum(wire::to_proto(checksum()));
    *message.mutable_verdict() = verdict;
}

ListScript answering_list(const pb::Verdict& overall, const std::vector<pb::Verdict>& verdicts)
{
    pb::CheckAccessListReply reply;
    *reply.mutable_overall() = overall;
    for (const auto& verdict : verdicts)
        add_message(reply, verdict);
    return always<pb::CheckAccessListRequest>(reply);
}
}  // namespace

TEST(check, each_answer_has_its_text_and_exit_code)
{
    struct Case
    {
        pb::Verdict verdict;
        int code;
        const char* out;
    };
    const Case cases[]{
        {samples::valid(), 0,
            "VALID  op-a (901) block 12 log 3\n"
            "  in block  12 0xaaaaaaaa…aaaaaaaa, 2023-11-14 22:13:44 UTC, 1m 16s ago\n"},
        {samples::invalid(), 1,
            "INVALID  op-a (901) block 12 log 3\n"
            "  reason    no_such_log: the block has fewer logs\n"
            "  expected  log 3\n"
            "  found     2 logs\n"},
        {samples::not_yet(), 3,
            "NOT YET  op-a (901) block 12 log 3\n"
            "  reason     not_seen\n"
            "  waits for  op-a (901) to be seen up to 2023-11-14 22:15:10 UTC, in 10s\n"
            "  its head   9 0xaaaaaaaa…aaaaaaaa, 2023-11-14 22:13:38 UTC, 1m 22s ago\n"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.code);
        FakeService service;
        service.check_messages = answering(c.verdict);
        const auto run = run_program(service, identifier_args());
        EXPECT_EQ(run.code, c.code);
        EXPECT_EQ(run.out, c.out);
        EXPECT_EQ(run.err, "");
    }
}

TEST(check, waiting_for_a_level_names_it)
{
    auto verdict = samples::not_yet();
    verdict.mutable_not_yet()->set_reason(pb::NOT_YET_REASON_LEVEL);
    verdict.mutable_not_yet()->set_awaited_level(pb::SAFETY_LEVEL_FINALIZED);
    FakeService service;
    service.check_messages = answering(verdict);
    const auto run = run_program(service, identifier_args());
    EXPECT_NE(run.out.find("waits for  op-a (901) to reach finalized\n"), std::string::npos)
        << run.out;
}

TEST(check, waiting_for_its_block_says_so)
{
    auto verdict = samples::not_yet();
    verdict.mutable_not_yet()->set_reason(pb::NOT_YET_REASON_BLOCK);
    verdict.mutable_not_yet()->set_awaited_level(pb::SAFETY_LEVEL_CROSS_UNSAFE);
    FakeService service;
    service.check_messages = answering(verdict);
    const auto run = run_program(service, identifier_args());
    EXPECT_EQ(run.code, 3);
    EXPECT_NE(run.out.find("waits for  the block that executes it to reach cross-unsafe\n"),
        std::string::npos)
        << run.out;
}

TEST(check, a_reason_to_wait_that_only_a_newer_service_knows_is_explained)
{
    auto verdict = samples::not_yet();
    verdict.mutable_not_yet()->set_reason(static_cast<pb::NotYetReason>(9));
    FakeService service;
    service.check_messages = answering(verdict);
    const auto run = run_program(service, identifier_args());
    EXPECT_EQ(run.code, 3);
    EXPECT_NE(
        run.out.find("reason    unknown_9: the chain has not come that far\n"), std::string::npos)
        << run.out;
}

TEST(check, the_service_that_cannot_tell_is_an_answer_too)
{
    FakeService service;
    service.check_messages = failing<pb::CheckMessagesRequest, pb::CheckMessagesReply>(
        grpc::StatusCode::UNAVAILABLE, "chain 901 is being indexed", "CANNOT_TELL_CAUSE_NOT_READY");
    const auto run = run_program(service, identifier_args());
    EXPECT_EQ(run.code, 4);
    EXPECT_EQ(run.out, "CANNOT TELL\n  cause  not_ready: chain 901 is being indexed\n");

    auto args = identifier_args();
    args.emplace_back("--json");
    const auto json = run_program(service, args);
    EXPECT_EQ(json.code, 4);
    EXPECT_EQ(json.out, R"({"verdict":"cannot_tell","cannot_tell":{"cause":"not_ready",)"
                        R"("explanation":"chain 901 is being indexed"},"messages":[]})"
                        "\n");
}

TEST(check, json_of_an_invalid_message)
{
    FakeService service;
    service.check_messages = answering(samples::invalid());
    auto args = identifier_args();
    args.emplace_back("--json");
    const auto run = run_program(service, args);
    EXPECT_EQ(run.code, 1);
    EXPECT_EQ(run.out,
        R"({"verdict":"invalid","cannot_tell":null,"messages":[{"chain_id":"901",)"
        R"("block_number":12,"log_index":3,"timestamp":1700000024,)"
        R"("origin":"0x1111111111111111111111111111111111111111",)"
        R"("payload_hash":"0x2222222222222222222222222222222222222222222222222222222222222222",)"
        R"("verdict":"invalid","reason":"no_such_log","explanation":"the block has fewer logs",)"
        R"("expected":"log 3","found":"2 logs"}]})"
        "\n");
}

TEST(check, json_names_what_is_awaited)
{
    FakeService service;
    service.check_messages = answering(samples::not_yet());
    auto args = identifier_args();
    args.emplace_back("--json");
    const auto run = run_program(service, args);
    const auto message = nlohmann::json::parse(run.out)["messages"][0];
    EXPECT_EQ(message["reason"], "not_seen");
    EXPECT_EQ(message["awaited_chain_id"], "901");
    EXPECT_EQ(message["awaited_timestamp"], 1'700'000'110);
    EXPECT_EQ(message["awaited_level"], nullptr);
    EXPECT_EQ(message["head"]["number"], 9);
}

TEST(check, the_terms_arrive)
{
    FakeService service;
    pb::CheckMessagesRequest seen;
    service.check_messages = [&](auto&, const auto& request, auto& reply)
    {
        seen = request;
        *reply.add_results()->mutable_verdict() = samples::valid();
        return grpc::Status::OK;
    };
    ASSERT_EQ(run_program(service, identifier_args()).code, 0);
    EXPECT_EQ(wire::from_proto(seen.messages(0), "m"), samples::message());
    EXPECT_EQ(seen.executing().chain_id(), wire::to_proto(samples::kChainB));
    EXPECT_EQ(seen.executing().timestamp(), samples::kNowS);
    EXPECT_EQ(seen.executing().timeout(), 0U);
    EXPECT_EQ(seen.min_safety(), pb::SAFETY_LEVEL_UNSAFE);

    auto args = identifier_args();
    args.insert(args.end(), {"--at", "7", "--timeout", "8", "--level", "finalized"});
    ASSERT_EQ(run_program(service, args).code, 0);
    EXPECT_EQ(seen.executing().timestamp(), 7U);
    EXPECT_EQ(seen.executing().timeout(), 8U);
    EXPECT_EQ(seen.min_safety(), pb::SAFETY_LEVEL_FINALIZED);
}

TEST(check, a_payload_stands_for_its_hash)
{
    FakeService service;
    std::string seen;
    service.check_messages = [&](auto&, const auto& request, auto& reply)
    {
        seen = request.messages(0).payload_hash();
        *reply.add_results()->mutable_verdict() = samples::valid();
        return grpc::Status::OK;
    };
    auto args = identifier_args();
    args[args.size() - 2] = "--payload";
    args.back() = "0x616263";
    ASSERT_EQ(run_program(service, args).code, 0);
    const Bytes payload{'a', 'b', 'c'};
    EXPECT_EQ(seen, wire::to_proto(keccak256(payload)));
}

TEST(check, unknown_chain_names_are_wrong_usage)
{
    const FakeService service;
    auto args = identifier_args();
    args[2] = "op-x";
    const auto run = run_program(service, args);
    EXPECT_EQ(run.code, 2);
    EXPECT_EQ(run.err,
        "interlock: --on: 'op-x' is neither a chain id nor the name of a chain; there are: "
        "op-a (901), 902\n");
}

TEST(check, a_list_shows_each_message_and_the_whole)
{
    FakeService service;
    service.check_access_list =
        answering_list(samples::invalid(), {samples::valid(), samples::invalid()});
    const auto run =
        run_program(service, {"check", "--on", "902", "--access-list", entries(), entries()});
    EXPECT_EQ(run.code, 1) << run.err;
    EXPECT_EQ(run.out,
        "VALID  op-a (901) block 12 log 3\n"
        "  in block  12 0xaaaaaaaa…aaaaaaaa, 2023-11-14 22:13:44 UTC, 1m 16s ago\n"
        "\n"
        "INVALID  op-a (901) block 12 log 3\n"
        "  reason    no_such_log: the block has fewer logs\n"
        "  expected  log 3\n"
        "  found     2 logs\n"
        "\n"
        "INVALID  all 2 messages together\n");
}

TEST(check, a_list_from_standard_input)
{
    FakeService service;
    service.check_access_list = answering_list(samples::valid(), {samples::valid()});
    const auto run = run_program(service, {"check", "--on", "902", "--access-list", "-", "--json"},
        {.in = entries() + "\n"});
    EXPECT_EQ(run.code, 0) << run.out;
    const auto json = nlohmann::json::parse(run.out);
    EXPECT_EQ(json["verdict"], "valid");
    EXPECT_EQ(json["messages"][0]["checksum"], to_hex(checksum()));
    EXPECT_EQ(json["messages"][0]["initiating_block"]["number"], 12);
}

TEST(check, an_empty_list_is_valid)
{
    FakeService service;
    service.check_access_list = answering_list(pb::Verdict{samples::valid()}, {});
    const auto run = run_program(service, {"check", "--on", "902", "--access-list", ""});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_TRUE(run.out.starts_with("VALID  the list announces no messages\n")) << run.out;
}

TEST(check, a_broken_list_is_wrong_usage)
{
    const FakeService service;
    const auto cut = entries().substr(0, 66);
    EXPECT_EQ(run_program(service, {"check", "--on", "902", "--access-list", cut}).code, 2);
    const auto run = run_program(service, {"check", "--on", "902", "--access-list", "0x12"});
    EXPECT_EQ(run.code, 2);
    EXPECT_EQ(run.err,
        "interlock: --access-list: entry 0: '0x12' is not 32 bytes (0x and 64 hex digits)\n");
}

TEST(check, a_contradictory_reply_is_never_valid)
{
    FakeService service;
    service.check_access_list = answering_list(samples::valid(), {samples::invalid()});
    const auto run = run_program(service, {"check", "--on", "902", "--access-list", entries()});
    EXPECT_EQ(run.code, 4);
    EXPECT_EQ(run.out, "");
}

TEST(check, text_of_the_service_cannot_steer_the_terminal)
{
    auto verdict = samples::invalid();
    verdict.mutable_invalid()->set_found("\x1b[2J" + std::string(10'000, 'x'));
    FakeService service;
    service.check_messages = answering(verdict);
    const auto run = run_program(service, identifier_args());
    EXPECT_EQ(run.out.find('\x1b'), std::string::npos);
    EXPECT_NE(run.out.find("\\x1b[2Jxxx"), std::string::npos);
    EXPECT_LT(run.out.size(), 1'000U);
}
}  // namespace interlock::client
