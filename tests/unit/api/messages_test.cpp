// Lists of messages, over real gRPC.
#include "tests/unit/api/served_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

class MessagesTest : public ::testing::Test
{
protected:
    MessagesTest()
    {
        served.start();
        world.extend(kBeta, 4);
        world.extend(kAlpha, 4);
        const auto good = world.message_of(kBeta, 3, 0);
        world.append(kAlpha, {executing(2, good), executing(3, with_wrong_payload(good))});
        world.append(kAlpha, {malformed(2)});
    }

    pb::ListMessagesReply ask(const pb::ListMessagesRequest& request)
    {
        pb::ListMessagesReply reply;
        const auto status = served.index().ListMessages(Call{}, request, &reply);
        EXPECT_TRUE(status.ok()) << status.error_message();
        return reply;
    }
    grpc::Status refused(const pb::ListMessagesRequest& request)
    {
        pb::ListMessagesReply reply;
        return served.index().ListMessages(Call{}, request, &reply);
    }

    ServedWorld served;
    SafetyWorld& world = served.world;
};
}  // namespace

TEST_F(MessagesTest, are_told_with_their_blocks_and_levels)
{
    const auto reply = ask({});
    ASSERT_EQ(reply.messages_size(), 3);
    EXPECT_EQ(reply.next_page_token(), "");
    const auto& newest = reply.messages(0);
    EXPECT_FALSE(newest.executing().has_message());
    EXPECT_TRUE(newest.executing().verdict().has_invalid());
    EXPECT_EQ(newest.executing_block().id().number(), 6U);
    const auto& valid = reply.messages(2);
    EXPECT_TRUE(valid.executing().verdict().has_valid());
    EXPECT_EQ(valid.executing().chain_id(), wire::to_proto(kAlpha));
    EXPECT_EQ(valid.executing_block().timestamp(), world.block(kAlpha, 5).timestamp_s);
    ASSERT_EQ(valid.levels_size(), 1);
    EXPECT_EQ(valid.levels(0), pb::SAFETY_LEVEL_UNSAFE);
}

TEST_F(MessagesTest, come_in_pages_and_by_filters)
{
    pb::ListMessagesRequest request;
    request.set_limit(2);
    const auto first = ask(request);
    EXPECT_EQ(first.messages_size(), 2);
    request.set_page_token(first.next_page_token());
    const auto second = ask(request);
    ASSERT_EQ(second.messages_size(), 1);
    EXPECT_TRUE(second.messages(0).executing().verdict().has_valid());
    EXPECT_EQ(second.next_page_token(), "");

    pb::ListMessagesRequest filtered;
    filtered.add_initiating_chain_ids(wire::to_proto(kBeta));
    filtered.add_states(pb::MESSAGE_STATE_INVALID);
    const auto invalid = ask(filtered);
    ASSERT_EQ(invalid.messages_size(), 1);
    EXPECT_EQ(invalid.messages(0).executing().log_index(), 3U);
    pb::ListMessagesRequest on_beta;
    on_beta.add_executing_chain_ids(wire::to_proto(kBeta));
    EXPECT_EQ(ask(on_beta).messages_size(), 0);
    pb::ListMessagesRequest early;
    early.set_until(world.block(kAlpha, 5).timestamp_s);
    EXPECT_EQ(ask(early).messages_size(), 2);
}

TEST_F(MessagesTest, senseless_questions_are_refused)
{
    pb::ListMessagesRequest many;
    many.set_limit(1'001);
    EXPECT_EQ(refused(many).error_message(), "limit is 1001, at most 1000 messages are told");
    pb::ListMessagesRequest decoded;
    decoded.set_limit(51);
    decoded.set_decode(true);
    EXPECT_EQ(refused(decoded).error_message(), "limit is 51, at most 50 messages are decoded");
    pb::ListMessagesRequest token;
    token.set_page_token("next");
    EXPECT_EQ(refused(token).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    pb::ListMessagesRequest state;
    state.add_states(pb::MESSAGE_STATE_UNSPECIFIED);
    EXPECT_EQ(refused(state).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    pb::ListMessagesRequest stranger;
    stranger.add_executing_chain_ids(wire::to_proto(ChainId::from_u64(999)));
    EXPECT_EQ(refused(stranger).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(MessagesTest, where_no_node_can_be_asked_no_transaction_is_found)
{
    pb::FindTransactionRequest request;
    request.set_hash(std::string(32, 'x'));
    pb::FindTransactionReply reply;
    EXPECT_EQ(served.index().FindTransaction(Call{}, request, &reply).error_code(),
        grpc::StatusCode::FAILED_PRECONDITION);
    request.set_hash("short");
    EXPECT_EQ(served.index().FindTransaction(Call{}, request, &reply).error_code(),
        grpc::StatusCode::INVALID_ARGUMENT);
}
}  // namespace interlock::server
