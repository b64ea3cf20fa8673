// Decisions on blocks and derivation inputs, over real gRPC.
#include "tests/unit/api/served_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

class BlocksTest : public ::testing::Test
{
protected:
    BlocksTest() { served.start(); }

    struct Checked
    {
        grpc::Status status;
        std::string cause;
        pb::CheckBlockReply reply;
    };
    Checked check(const pb::CheckBlockRequest& request)
    {
        Call call;
        Checked out;
        out.status = served.supervisor().CheckBlock(call, request, &out.reply);
        out.cause = call.cause();
        return out;
    }
    static pb::CheckBlockRequest request(
        uint64_t number, pb::SafetyLevel level = pb::SAFETY_LEVEL_CROSS_UNSAFE)
    {
        pb::CheckBlockRequest out;
        out.set_chain_id(wire::to_proto(kAlpha));
        out.set_number(number);
        out.set_level(level);
        return out;
    }
    grpc::Status derive(
        const pb::GetDerivationInputsRequest& request, pb::GetDerivationInputsReply& reply)
    {
        return served.supervisor().GetDerivationInputs(Call{}, request, &reply);
    }
    static pb::GetDerivationInputsRequest range(uint64_t first, uint64_t last)
    {
        pb::GetDerivationInputsRequest out;
        out.set_chain_id(wire::to_proto(kAlpha));
        out.set_first_number(first);
        out.set_last_number(last);
        out.set_level(pb::SAFETY_LEVEL_CROSS_UNSAFE);
        return out;
    }

    ServedWorld served;
    SafetyWorld& world = served.world;
};
}  // namespace

TEST_F(BlocksTest, each_kind_of_decision_arrives)
{
    world.extend(kBeta, 5);
    world.extend(kAlpha, 5);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 6, 0))});
    world.extend(kAlpha, 8);

    const auto accepted = check(request(5));
    ASSERT_TRUE(accepted.status.ok()) << accepted.status.error_message();
    EXPECT_TRUE(accepted.reply.decision().has_accept());
    EXPECT_TRUE(accepted.reply.canonical());
    EXPECT_EQ(accepted.reply.block().id().hash(), wire::to_proto(world.block(kAlpha, 5).id.hash));

    const auto waits = check(request(6)).reply.decision().wait();
    EXPECT_EQ(waits.reason(), pb::WAIT_REASON_PEER_NOT_SEEN);
    EXPECT_EQ(waits.chain_id(), wire::to_proto(kBeta));
    EXPECT_EQ(waits.timestamp(), 1'012U);
    EXPECT_EQ(waits.number(), 0U);
    EXPECT_EQ(waits.message().log_index(), 2U);
    EXPECT_GT(waits.since(), 0U);
    EXPECT_FALSE(waits.explanation().empty());

    const auto later = check(request(8)).reply.decision().wait();
    EXPECT_EQ(later.reason(), pb::WAIT_REASON_EARLIER_BLOCK);
    EXPECT_EQ(later.number(), 6U);
    EXPECT_FALSE(later.has_message());
    EXPECT_EQ(check(request(8, pb::SAFETY_LEVEL_SAFE)).reply.decision().wait().reason(),
        pb::WAIT_REASON_LOCAL_LEVEL);

    const auto invalid = world.replace_newest(kAlpha);
    EXPECT_EQ(invalid.id.number, 8U);
    world.rewind(kAlpha, 5);
    const auto bad =
        world.append(kAlpha, {executing(2, with_wrong_payload(world.message_of(kBeta, 3, 1)))});
    const auto replace = check(request(6)).reply.decision().replace();
    EXPECT_EQ(replace.reason(), pb::INVALID_REASON_PAYLOAD_MISMATCH);
    EXPECT_EQ(replace.message().message().identifier().block_number(), 3U);

    const auto good = world.replace_newest(kAlpha);
    auto by_hash = request(0);
    by_hash.set_hash(wire::to_proto(bad.id.hash));
    const auto replaced = check(by_hash);
    ASSERT_TRUE(replaced.status.ok()) << replaced.status.error_message();
    EXPECT_TRUE(replaced.reply.decision().has_replace());
    EXPECT_FALSE(replaced.reply.canonical());
    EXPECT_EQ(replaced.reply.replaced_by().hash(), wire::to_proto(good.id.hash));
    by_hash.set_hash(wire::to_proto(good.id.hash));
    EXPECT_TRUE(check(by_hash).reply.decision().has_accept());
}

TEST_F(BlocksTest, senseless_questions_are_refused)
{
    struct Case
    {
        const char* name;
        std::function<void(pb::CheckBlockRequest&)> change;
        grpc::StatusCode code;
        const char* says;
    };
    const Case cases[]{
        {"no block", [](auto& r) { r.clear_number(); }, grpc::StatusCode::INVALID_ARGUMENT,
            "the block is missing"},
        {"short hash", [](auto& r) { r.set_hash("x"); }, grpc::StatusCode::INVALID_ARGUMENT,
            "hash is 1 bytes"},
        {"no level", [](auto& r) { r.clear_level(); }, grpc::StatusCode::INVALID_ARGUMENT,
            "level is missing"},
        {"a local level", [](auto& r) { r.set_level(pb::SAFETY_LEVEL_LOCAL_SAFE); },
            grpc::StatusCode::INVALID_ARGUMENT, "expected cross-unsafe or safe"},
        {"short chain", [](auto& r) { r.set_chain_id("x"); }, grpc::StatusCode::INVALID_ARGUMENT,
            "chain_id is 1 bytes"},
        {"unknown chain", [](auto& r) { r.set_chain_id(wire::to_proto(ChainId::from_u64(7))); },
            grpc::StatusCode::NOT_FOUND, "chain 7"},
        {"beyond the index", [](auto& r) { r.set_number(9); }, grpc::StatusCode::NOT_FOUND,
            "block 9 of chain 901 is not indexed; blocks 0 to 0 are"},
        {"unknown hash", [](auto& r) { r.set_hash(std::string(32, 'x')); },
            grpc::StatusCode::NOT_FOUND, "is not indexed"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        auto asked = request(0);
        c.change(asked);
        const auto status = check(asked).status;
        EXPECT_EQ(status.error_code(), c.code);
        EXPECT_NE(status.error_message().find(c.says), std::string::npos) << status.error_message();
    }
}

TEST_F(BlocksTest, a_chain_that_is_not_ready_is_not_decided_on)
{
    served.board.update(kAlpha, [](ChainStatus& status) { status.ready = false; });
    const auto checked = check(request(0));
    EXPECT_EQ(checked.status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(checked.cause, "CANNOT_TELL_CAUSE_NOT_READY");
}

TEST_F(BlocksTest, more_than_can_be_worked_on_is_refused)
{
    served.stop();
    served.start({.work = {.threads = 1, .waiting = 0}});
    auto by_hash = request(0);
    by_hash.set_hash(wire::to_proto(world.block(kAlpha, 0).id.hash));
    const auto checked = check(by_hash);
    EXPECT_EQ(checked.status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_EQ(checked.cause, "CANNOT_TELL_CAUSE_OVERLOAD");
    EXPECT_TRUE(check(request(0)).status.ok()) << "what reads little is answered all the same";
}

TEST_F(BlocksTest, derivation_inputs_come_in_order_up_to_the_index)
{
    world.extend(kBeta, 5);
    world.extend(kAlpha, 5);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 3, 1)), malformed(3)});
    pb::GetDerivationInputsReply reply;
    ASSERT_TRUE(derive(range(4, 100), reply).ok());
    ASSERT_EQ(reply.blocks_size(), 3);
    EXPECT_EQ(reply.blocks(0).block().id().number(), 4U);
    EXPECT_TRUE(reply.blocks(1).decision().has_accept());
    EXPECT_TRUE(reply.blocks(2).decision().has_replace());
    ASSERT_EQ(reply.blocks(2).messages_size(), 2);
    const auto& good = reply.blocks(2).messages(0);
    EXPECT_EQ(good.initiating_block().id().number(), 3U);
    EXPECT_TRUE(good.verdict().has_valid());
    EXPECT_EQ(good.levels_size(), 2);
    EXPECT_FALSE(reply.blocks(2).messages(1).message().has_message());
    EXPECT_TRUE(reply.blocks(2).messages(1).verdict().has_invalid());

    pb::GetDerivationInputsReply beyond;
    EXPECT_TRUE(derive(range(7, 8), beyond).ok());
    EXPECT_EQ(beyond.blocks_size(), 0);
}

TEST_F(BlocksTest, derivation_inputs_are_bounded)
{
    world.extend(kAlpha, 1'200);
    pb::GetDerivationInputsReply reply;
    ASSERT_TRUE(derive(range(1, 1'000), reply).ok());
    EXPECT_EQ(reply.blocks_size(), 1'000);
    const auto too_many = derive(range(1, 1'001), reply);
    EXPECT_EQ(too_many.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(too_many.error_message(), "last_number is 1001, but at most 1000 blocks are taken");
    EXPECT_EQ(derive(range(5, 4), reply).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(derive(range(0, UINT64_MAX), reply).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(BlocksTest, a_reply_of_many_messages_ends_before_it_is_too_large)
{
    std::vector<ExecutingLog> many;
    for (uint32_t i = 0; i < 4'000; ++i)
        many.push_back(executing(i + 2, world.message_of(kBeta, 0, 1)));
    for (size_t i = 0; i < 4; ++i)
        world.append(kAlpha, many);
    pb::GetDerivationInputsReply reply;
    ASSERT_TRUE(derive(range(1, 4), reply).ok());
    EXPECT_GE(reply.blocks_size(), 1);
    EXPECT_LE(reply.blocks_size(), 2) << "10,000 messages at the most";
    EXPECT_LT(reply.ByteSizeLong(), size_t{4} << 20U);
    const auto next = static_cast<uint64_t>(reply.blocks_size()) + 1;
    ASSERT_TRUE(derive(range(next, 4), reply).ok());
    EXPECT_EQ(reply.blocks(0).block().id().number(), next);
}
}  // namespace interlock::server
