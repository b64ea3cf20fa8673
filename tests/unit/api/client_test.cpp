// What the server says, the client library understands.
#include "client/client.hpp"
#include "tests/unit/api/served_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

class ClientTest : public ::testing::Test
{
protected:
    ClientTest()
    {
        served.start();
        client.emplace(client::Options{.server = served.address(), .deadline = kLong});
    }

    ServedWorld served;
    SafetyWorld& world = served.world;
    std::optional<client::Client> client;
};
}  // namespace

TEST_F(ClientTest, decisions_on_blocks_are_understood)
{
    world.extend(kBeta, 5);
    world.extend(kAlpha, 5);
    const auto wrong = with_wrong_payload(world.message_of(kBeta, 3, 1));
    const auto bad = world.append(kAlpha, {executing(2, wrong)});
    const auto good = world.replace_newest(kAlpha, {executing(2, world.message_of(kGamma, 4, 0))});

    const auto accepted = client->check_block(kAlpha, uint64_t{5}, SafetyLevel::cross_unsafe);
    ASSERT_TRUE(accepted) << accepted.error().message;
    EXPECT_TRUE(std::holds_alternative<client::Accept>(accepted->decision));
    const auto waits = client->check_block(kAlpha, good.id.hash, SafetyLevel::cross_unsafe);
    ASSERT_TRUE(waits) << waits.error().message;
    EXPECT_EQ(std::get<client::Wait>(waits->decision).chain_id, kGamma);
    const auto replaced = client->check_block(kAlpha, bad.id.hash, SafetyLevel::cross_unsafe);
    ASSERT_TRUE(replaced) << replaced.error().message;
    EXPECT_EQ(replaced->replaced_by, good.id);
    EXPECT_EQ(std::get<client::Replace>(replaced->decision).message, executing(2, wrong));

    for (const client::BlockRef& block :
        {client::BlockRef{uint64_t{5}}, {uint64_t{6}}, {bad.id.hash}, {good.id.hash}})
    {
        const auto explained = client->explain(kAlpha, block, SafetyLevel::cross_unsafe);
        EXPECT_TRUE(explained) << explained.error().message;
    }
    for (const auto level : kSafetyLevels)
        EXPECT_TRUE(client->explain_head(kAlpha, level)) << to_string(level);
    const auto gone = client->check_block(kAlpha, Hash32{}, SafetyLevel::safe);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().kind, client::ErrorKind::not_found);
}

TEST_F(ClientTest, inputs_and_graph_are_understood)
{
    world.extend(kBeta, 5);
    world.extend(kAlpha, 1'500);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 3, 1)), malformed(3)});
    const auto inputs =
        client->derivation_inputs(kAlpha, {.first = 1, .last = 9'999}, SafetyLevel::cross_unsafe);
    ASSERT_TRUE(inputs) << inputs.error().message;
    EXPECT_EQ(inputs->size(), 1'501U) << "in two pages";
    EXPECT_EQ(inputs->back().messages.size(), 2U);
    const auto beyond =
        client->derivation_inputs(kAlpha, {.first = 2'000, .last = 2'001}, SafetyLevel::safe);
    EXPECT_EQ(beyond.error().kind, client::ErrorKind::not_found);

    const auto graph =
        client->graph({.timestamp_s = world.block(kAlpha, 1'501).timestamp_s, .radius_s = 10});
    ASSERT_TRUE(graph) << graph.error().message;
    EXPECT_EQ(graph->messages.size(), 2U);
    const auto status = client->status();
    ASSERT_TRUE(status) << status.error().message;
    EXPECT_EQ(status->chains[0].pending.size(), 1U);
}

TEST_F(ClientTest, streams_are_understood_and_gone_on_with)
{
    world.append(kAlpha, {malformed(2)});
    std::vector<client::VerdictChange> verdicts;
    const auto first = client->watch_verdicts({},
        [&](const client::VerdictChange& change)
        {
            verdicts.push_back(change);
            return false;
        });
    EXPECT_FALSE(first.error);
    ASSERT_EQ(verdicts.size(), 1U);
    world.rewind(kAlpha, 0);
    const auto second = client->watch_verdicts({.chains = {kAlpha}, .after = first.sequence},
        [&](const client::VerdictChange& change)
        {
            verdicts.push_back(change);
            return false;
        });
    EXPECT_FALSE(second.error);
    ASSERT_EQ(verdicts.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<client::Withdrawn>(verdicts[1].change));

    std::vector<uint64_t> sequences;
    const auto heads = client->watch_heads({},
        [&](const client::HeadChange& change)
        {
            sequences.push_back(change.sequence);
            return sequences.size() < 15;
        });
    EXPECT_FALSE(heads.error) << heads.error->message;
    EXPECT_EQ(heads.sequence, client->heads()->sequence);
    const auto nothing = [](const client::HeadChange&) { return true; };
    const auto too_old = client->watch_heads({.after = 1}, nothing);
    ASSERT_TRUE(too_old.error);
    EXPECT_EQ(too_old.error->kind, client::ErrorKind::gone);
}

TEST_F(ClientTest, streamed_checks_are_understood)
{
    world.extend(kBeta, 3);
    const auto message = world.message_of(kBeta, 2, 1);
    const auto log = log_hash(message.id.origin, message.payload_hash);
    const MessageAccess access{message.id.at, message_checksum(log, message.id.at)};
    const client::CheckTerms terms{
        .executing_chain = kAlpha, .timestamp_s = message.id.at.timestamp_s + 2};
    client::StreamedCheck good{.entries = encode_access(access), .transaction = {}, .terms = terms};
    auto wrong = good;
    wrong.entries.back().bytes[31] ^= 1U;
    auto senseless = good;
    senseless.entries.pop_back();
    const auto stream = client->open_check_stream();
    ASSERT_TRUE(stream->write(8, std::vector{good, wrong, senseless}));
    ASSERT_TRUE(stream->write(9, std::vector<client::StreamedCheck>(1'001, good)));
    stream->done_writing();
    std::map<uint64_t, client::StreamedReply> replies;
    while (auto reply = stream->read())
        replies.emplace(reply->id, *std::move(reply));
    EXPECT_TRUE(stream->finish());
    ASSERT_EQ(replies.size(), 2U);
    const auto& answers = replies.at(8).answers;
    ASSERT_TRUE(answers) << answers.error().message;
    EXPECT_TRUE(std::holds_alternative<client::Valid>(*answers->at(0).overall));
    EXPECT_TRUE(std::holds_alternative<client::Invalid>(*answers->at(1).overall));
    EXPECT_EQ(answers->at(2).overall.error().kind, client::ErrorKind::invalid_argument);
    ASSERT_FALSE(replies.at(9).answers);
    EXPECT_EQ(replies.at(9).answers.error().kind, client::ErrorKind::invalid_argument);
    // Breaking off needs no farewell.
    EXPECT_TRUE(client->open_check_stream()->write(1, std::vector{good}));
}
}  // namespace interlock::server
