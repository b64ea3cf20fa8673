// Status, explanations and the graph, over real gRPC.
#include "tests/unit/api/served_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

class InspectionTest : public ::testing::Test
{
protected:
    InspectionTest() { served.start(); }

    pb::ChainStatus status_of(const ChainId& chain)
    {
        pb::GetStatusReply reply;
        EXPECT_TRUE(served.index().GetStatus(Call{}, {}, &reply).ok());
        for (const auto& status : reply.chains())
        {
            if (status.chain_id() == wire::to_proto(chain))
                return status;
        }
        return {};
    }
    static pb::ExplainRequest explain(const ChainId& chain, pb::SafetyLevel level)
    {
        pb::ExplainRequest request;
        request.set_chain_id(wire::to_proto(chain));
        request.mutable_head();
        request.set_level(level);
        return request;
    }
    pb::ExplainReply ask(const pb::ExplainRequest& request)
    {
        pb::ExplainReply reply;
        const auto status = served.index().Explain(Call{}, request, &reply);
        EXPECT_TRUE(status.ok()) << status.error_message();
        return reply;
    }

    ServedWorld served;
    SafetyWorld& world = served.world;
};

std::string number(uint64_t value)
{
    return std::to_string(value);
}
}  // namespace

TEST_F(InspectionTest, status_tells_what_heads_wait_for)
{
    EXPECT_EQ(status_of(kAlpha).pending_size(), 0);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 1, 0))});
    world.tell_local_safe(kAlpha, 1);
    const auto status = status_of(kAlpha);
    ASSERT_EQ(status.pending_size(), 2);
    EXPECT_EQ(status.pending(0).level(), pb::SAFETY_LEVEL_CROSS_UNSAFE);
    EXPECT_EQ(status.pending(1).level(), pb::SAFETY_LEVEL_SAFE);
    for (const auto& pending : status.pending())
    {
        EXPECT_EQ(pending.chain_id(), wire::to_proto(kAlpha));
        EXPECT_EQ(pending.block().id().number(), 1U);
        EXPECT_EQ(pending.decision().wait().reason(), pb::WAIT_REASON_PEER_NOT_SEEN);
    }
    EXPECT_EQ(status_of(kBeta).pending_size(), 0);
    EXPECT_FALSE(status.has_divergence());
}

TEST_F(InspectionTest, status_tells_of_a_divergence)
{
    world.extend(kBeta, 5);
    world.extend(kAlpha, 5);
    world.append(kAlpha, {executing(2, with_wrong_payload(world.message_of(kBeta, 3, 1)))});
    world.tell_local_safe(kBeta, 5);
    world.tell_finalized(kAlpha, 6);
    const auto divergence = status_of(kAlpha).divergence();
    EXPECT_EQ(divergence.claimed(), pb::SAFETY_LEVEL_FINALIZED);
    EXPECT_EQ(divergence.claimed_head().number(), 6U);
    EXPECT_EQ(divergence.block().id().number(), 6U);
    EXPECT_EQ(divergence.why().reason(), pb::INVALID_REASON_PAYLOAD_MISMATCH);
    EXPECT_FALSE(divergence.why().found().empty());
    EXPECT_TRUE(divergence.failsafe());
    EXPECT_EQ(divergence.initiating_chain_id(), wire::to_proto(kBeta));
    EXPECT_FALSE(status_of(kBeta).has_divergence());
}

TEST_F(InspectionTest, status_and_explanations_tell_of_a_halt)
{
    world.halt_alpha();
    const auto status = status_of(kAlpha);
    EXPECT_NE(status.trouble().find("rests on blocks of another chain"), std::string::npos);
    EXPECT_EQ(status.state(), pb::CHAIN_STATE_FOLLOWING);
    EXPECT_TRUE(status.ready());

    const auto reply = ask(explain(kAlpha, pb::SAFETY_LEVEL_SAFE));
    ASSERT_EQ(reply.steps_size(), 1);
    EXPECT_EQ(reply.steps(0).decision().wait().reason(), pb::WAIT_REASON_HALTED);
    EXPECT_NE(reply.explanation().find("rests on blocks of another chain"), std::string::npos);
}

TEST_F(InspectionTest, an_explanation_walks_to_the_root)
{
    world.extend(kBeta, 2);
    world.append(kBeta, {executing(2, world.message_of(kGamma, 2, 0))});
    world.extend(kAlpha, 4);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 3, 0))});
    served.board.update(
        kGamma, [](ChainStatus& status) { status.trouble = "its node does not answer"; });
    const auto reply = ask(explain(kAlpha, pb::SAFETY_LEVEL_CROSS_UNSAFE));
    ASSERT_EQ(reply.steps_size(), 2);
    EXPECT_EQ(reply.steps(0).chain_id(), wire::to_proto(kAlpha));
    EXPECT_EQ(reply.steps(0).level(), pb::SAFETY_LEVEL_CROSS_UNSAFE);
    EXPECT_EQ(reply.steps(1).chain_id(), wire::to_proto(kBeta));
    EXPECT_NE(reply.explanation().find("its node does not answer"), std::string::npos);
    EXPECT_EQ(reply.heads_size(), 5);
    EXPECT_EQ(reply.heads(0).block().id().number(), 5U);
    EXPECT_TRUE(reply.canonical());

    auto of_block = explain(kAlpha, pb::SAFETY_LEVEL_CROSS_UNSAFE);
    of_block.set_number(5);
    EXPECT_EQ(ask(of_block).steps_size(), 2);
    of_block.set_hash(wire::to_proto(world.block(kAlpha, 5).id.hash));
    EXPECT_EQ(ask(of_block).steps_size(), 2);
}

TEST_F(InspectionTest, every_level_of_a_head_can_be_explained)
{
    world.extend(kAlpha, 3);
    for (const auto level : kSafetyLevels)
    {
        const auto reply = ask(explain(kAlpha, wire::to_proto(level)));
        EXPECT_EQ(reply.steps_size(), 0) << to_string(level);
        EXPECT_FALSE(reply.explanation().empty()) << to_string(level);
    }
}

TEST_F(InspectionTest, senseless_questions_are_refused)
{
    auto no_subject = explain(kAlpha, pb::SAFETY_LEVEL_SAFE);
    no_subject.clear_subject();
    auto local_block = explain(kAlpha, pb::SAFETY_LEVEL_FINALIZED);
    local_block.set_number(0);
    auto no_level = explain(kAlpha, pb::SAFETY_LEVEL_UNSPECIFIED);
    for (const auto& request : {no_subject, local_block, no_level})
    {
        pb::ExplainReply reply;
        EXPECT_EQ(served.index().Explain(Call{}, request, &reply).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT)
            << request.ShortDebugString();
    }
    auto beyond = explain(kAlpha, pb::SAFETY_LEVEL_SAFE);
    beyond.set_number(77);
    pb::ExplainReply reply;
    EXPECT_EQ(
        served.index().Explain(Call{}, beyond, &reply).error_code(), grpc::StatusCode::NOT_FOUND);

    pb::GetGraphRequest wide;
    wide.set_radius(3'601);
    pb::GetGraphReply graph;
    const auto status = served.index().GetGraph(Call{}, wide, &graph);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(status.error_message(), "radius is 3601, at most 3600 s are taken");
}

TEST_F(InspectionTest, the_graph_has_blocks_and_messages)
{
    world.extend(kBeta, 4);
    world.extend(kAlpha, 4);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 3, 0)), malformed(3)});
    pb::GetGraphRequest request;
    request.set_timestamp(world.block(kAlpha, 5).timestamp_s);
    request.set_radius(4);
    pb::GetGraphReply reply;
    ASSERT_TRUE(served.index().GetGraph(Call{}, request, &reply).ok());
    std::string blocks;
    for (const auto& block : reply.blocks())
    {
        const auto chain = block.chain_id() == wire::to_proto(kAlpha) ? "a" : "b";
        blocks += chain + number(block.block().id().number()) + (block.invalid() ? "! " : " ");
    }
    EXPECT_EQ(blocks, "a3 a4 a5! b3 b4 ");
    ASSERT_EQ(reply.messages_size(), 2);
    EXPECT_EQ(reply.messages(0).executing_number(), 5U);
    EXPECT_TRUE(reply.messages(0).verdict().has_valid());
    EXPECT_FALSE(reply.messages(1).message().has_message());
    EXPECT_FALSE(reply.truncated());
}
}  // namespace interlock::server
