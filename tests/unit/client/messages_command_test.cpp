// The commands `messages` and `transaction`.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
using nlohmann::json;
using ::testing::HasSubstr;

pb::ListedMessage listed(uint64_t number, const pb::Verdict& verdict)
{
    pb::ListedMessage out;
    auto& executing = *out.mutable_executing();
    executing.set_chain_id(wire::to_proto(samples::kChainB));
    executing.set_block_number(number);
    executing.set_log_index(1);
    *executing.mutable_message() = wire::to_proto(samples::message());
    *executing.mutable_verdict() = verdict;
    *out.mutable_executing_block() = wire::to_proto(samples::seal(number));
    out.add_levels(pb::SAFETY_LEVEL_UNSAFE);
    out.add_levels(pb::SAFETY_LEVEL_CROSS_UNSAFE);
    return out;
}

pb::MessengerMessage transfer()
{
    const auto address = [](char byte) { return std::string(20, byte); };
    pb::MessengerMessage out;
    out.set_destination(wire::to_proto(samples::kChainB));
    out.set_target(address('\x28'));
    out.set_sender(address('\x28'));
    out.set_nonce(std::string(31, '\0') + '\x07');
    auto& told = *out.mutable_transfer();
    told.set_token(address('\x11'));
    told.set_from(address('\x22'));
    told.set_to(address('\x33'));
    told.set_amount(std::string(30, '\0') + "\x03\xe8");
    auto& relayed = *out.mutable_relayed();
    relayed.set_log_index(2);
    relayed.set_message_hash(wire::to_proto(samples::word(0x55)));
    return out;
}

/// Two pages.
grpc::Status two_pages(
    grpc::ServerContext&, const pb::ListMessagesRequest& request, pb::ListMessagesReply& reply)
{
    if (request.page_token().empty())
    {
        *reply.add_messages() = listed(21, samples::invalid());
        reply.set_next_page_token("next");
    }
    else
        *reply.add_messages() = listed(20, samples::valid());
    return grpc::Status::OK;
}

pb::FindTransactionReply found()
{
    pb::FindTransactionReply out;
    auto& one = *out.add_found();
    one.set_chain_id(wire::to_proto(samples::kChainB));
    *one.mutable_block() = wire::to_proto(samples::seal(20));
    one.set_index(3);
    one.set_succeeded(true);
    auto& log = *one.add_logs();
    log.set_log_index(1);
    log.set_origin(std::string(20, '\x42'));
    log.set_log_hash(wire::to_proto(samples::word(0xdd)));
    *log.mutable_executes() = listed(20, samples::valid()).executing();
    auto& unasked = *out.add_unasked();
    unasked.set_chain_id(wire::to_proto(samples::kChainA));
    unasked.set_why("its node does not answer");
    return out;
}

const std::string kHash = "0x" + std::string(64, 'a');
}  // namespace

TEST(messages, are_a_line_each_over_all_pages)
{
    FakeService service;
    service.list_messages = two_pages;
    const auto run = run_program(service, {"messages"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.out,
        "2023-11-14 22:14:02 UTC  op-a (901) block 12 log 3 → 902 block 21 log 1  INVALID "
        "no_such_log: the block has fewer logs, cross-unsafe\n"
        "2023-11-14 22:14:00 UTC  op-a (901) block 12 log 3 → 902 block 20 log 1  VALID, "
        "cross-unsafe\n");
    const auto one = run_program(service, {"messages", "--count", "1", "--json"});
    EXPECT_EQ(json::parse(one.out)["block_number"], 21);
}

TEST(messages, what_is_asked_for_reaches_the_service)
{
    FakeService service;
    pb::ListMessagesRequest asked;
    service.list_messages = [&](auto&, const pb::ListMessagesRequest& request, auto&)
    {
        asked = request;
        return grpc::Status::OK;
    };
    const auto run =
        run_program(service, {"messages", "--from", "op-a", "--to", "902", "--state",
                                 "invalid,not_yet", "--since", "5", "--until", "9", "--decode"});
    EXPECT_EQ(run.out, "no such messages in the index\n");
    EXPECT_EQ(asked.initiating_chain_ids(0), wire::to_proto(samples::kChainA));
    EXPECT_EQ(asked.executing_chain_ids(0), wire::to_proto(samples::kChainB));
    EXPECT_EQ(asked.states_size(), 2);
    EXPECT_EQ(asked.states(1), pb::MESSAGE_STATE_NOT_YET);
    EXPECT_EQ(asked.since(), 5U);
    EXPECT_EQ(asked.until(), 9U);
    EXPECT_EQ(asked.limit(), 20U);
    EXPECT_TRUE(asked.decode());
    EXPECT_EQ(run_program(service, {"messages", "--state", "good"}).code, 2);
    EXPECT_EQ(run_program(service, {"messages", "--from", "nowhere"}).code, 2);
}

TEST(messages, a_transfer_is_told_from_end_to_end)
{
    FakeService service;
    pb::ListMessagesReply reply;
    *reply.add_messages() = listed(20, samples::valid());
    *reply.mutable_messages(0)->mutable_messenger() = transfer();
    *reply.add_messages() = listed(19, samples::valid());
    reply.mutable_messages(1)->set_undecoded("its block is not in the index");
    service.list_messages = always<pb::ListMessagesRequest>(reply);
    const auto run = run_program(service, {"messages", "--decode"});
    EXPECT_THAT(run.out, HasSubstr("transfer of 1000 of token 0x11"));
    EXPECT_THAT(run.out, HasSubstr(" on 902 (nonce 7); relayed, log 2\n"));
    EXPECT_THAT(run.out, HasSubstr("    not decoded: its block is not in the index\n"));
    const auto told = run_program(service, {"messages", "--decode", "--count", "2", "--json"}).out;
    const auto first = json::parse(told.substr(0, told.find('\n')));
    EXPECT_EQ(first["messenger"]["transfer"]["amount"], "1000");
    EXPECT_EQ(first["messenger"]["relayed"]["log_index"], 2);
    EXPECT_EQ(first["messenger"]["nonce"], "7");
}

TEST(messages, a_reply_that_makes_no_sense_is_refused)
{
    FakeService service;
    pb::ListMessagesReply reply;
    *reply.add_messages() = listed(20, samples::valid());
    reply.mutable_messages(0)->mutable_executing_block()->mutable_id()->set_number(21);
    service.list_messages = always<pb::ListMessagesRequest>(reply);
    const auto run = run_program(service, {"messages"});
    EXPECT_EQ(run.code, 4);
    EXPECT_THAT(run.err, HasSubstr("messages[0].executing_block is not that of executing"));
}

TEST(transaction, is_shown_with_its_messages_and_who_was_not_asked)
{
    FakeService service;
    service.find_transaction = always<pb::FindTransactionRequest>(found());
    const auto run = run_program(service, {"transaction", kHash});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_THAT(run.out, HasSubstr("902 block 20 transaction 3\n"));
    EXPECT_THAT(run.out, HasSubstr("executes op-a (901) block 12 log 3  VALID\n"));
    EXPECT_THAT(run.out, HasSubstr("not asked: op-a (901): its node does not answer\n"));
    const auto told = json::parse(run_program(service, {"--json", "transaction", kHash}).out);
    EXPECT_EQ(told["found"][0]["logs"][0]["executes"]["verdict"], "valid");
    EXPECT_EQ(told["unasked"][0]["chain_id"], "901");
}

TEST(transaction, that_nobody_has_is_not_found)
{
    FakeService service;
    service.find_transaction = failing<pb::FindTransactionRequest, pb::FindTransactionReply>(
        grpc::StatusCode::NOT_FOUND, "no chain's node has it");
    EXPECT_EQ(run_program(service, {"transaction", kHash}).code, 6);
    EXPECT_EQ(run_program(service, {"transaction", "0x12"}).code, 2);
}
}  // namespace interlock::client
