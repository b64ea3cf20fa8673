// Super roots over real gRPC, and read back by the client.
#include <gmock/gmock.h>

#include "client/client.hpp"
#include "interop/roots.hpp"
#include "tests/unit/api/served_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using ::testing::HasSubstr;

class SuperRootCallTest : public ::testing::Test
{
protected:
    SuperRootCallTest()
    {
        served.start();
        for (const auto& chain : {kAlpha, kBeta, kGamma})
        {
            world.extend(chain, 4);
            world.tell_record(chain, {{3, 11}, {4, 12}}, l1_block(13));
        }
    }

    grpc::Status ask(const pb::GetSuperRootRequest& request)
    {
        Call call;
        const auto status = served.supervisor().GetSuperRoot(call, request, &reply);
        cause = call.cause();
        return status;
    }
    static pb::GetSuperRootRequest at(uint64_t number)
    {
        pb::GetSuperRootRequest out;
        out.set_timestamp(SafetyWorld::kGenesisS + number * SafetyWorld::kBlockTimeS);
        return out;
    }

    ServedWorld served;
    SafetyWorld& world = served.world;
    pb::GetSuperRootReply reply;
    std::string cause;
};
}  // namespace

TEST_F(SuperRootCallTest, is_told_in_full)
{
    ASSERT_TRUE(ask(at(4)).ok());
    EXPECT_EQ(reply.timestamp(), at(4).timestamp());
    EXPECT_EQ(wire::from_proto(reply.current_l1(), ""), l1_block(13));
    EXPECT_EQ(reply.safe_timestamp(), world.block(kAlpha, 4).timestamp_s);
    EXPECT_EQ(reply.local_safe_timestamp(), world.block(kAlpha, 4).timestamp_s);
    EXPECT_EQ(reply.finalized_timestamp(), world.block(kAlpha, 0).timestamp_s);
    ASSERT_EQ(reply.chain_ids_size(), 3);
    EXPECT_EQ(reply.chain_ids(2), wire::to_proto(kGamma));
    ASSERT_EQ(reply.optimistic_size(), 3);
    const auto& beta = reply.optimistic(1);
    EXPECT_EQ(beta.chain_id(), wire::to_proto(kBeta));
    EXPECT_EQ(beta.block().id().number(), 4U);
    EXPECT_EQ(beta.output().block_hash(), wire::to_proto(world.block(kBeta, 4).id.hash));
    EXPECT_EQ(wire::from_proto(beta.required_l1(), ""), l1_block(12));
    ASSERT_EQ(reply.data().chains_size(), 3);
    EXPECT_EQ(reply.data().chains(1).output_root(), beta.output_root());
    EXPECT_EQ(wire::from_proto(reply.data().verified_required_l1(), ""), l1_block(12));

    const client::Client client{{.server = served.address(), .deadline = kLong}};
    const auto read = client.super_root(at(4).timestamp());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(wire::to_proto(read->data->super_root), reply.data().super_root());
    EXPECT_EQ(read->optimistic[1].block, world.block(kBeta, 4));
}

TEST_F(SuperRootCallTest, has_no_data_before_it_is_verified)
{
    ASSERT_TRUE(ask(at(5)).ok());
    EXPECT_FALSE(reply.has_data());
    EXPECT_EQ(reply.optimistic_size(), 0);
}

TEST_F(SuperRootCallTest, is_refused_with_the_cause)
{
    auto status = ask({});
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(status.error_message(), "timestamp is missing");
    status = ask(at(0));
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(cause, "CANNOT_TELL_CAUSE_BEFORE_INDEX");
    world.tell(kBeta, {.local_safe = world.block(kBeta, 4).id, .current_l1 = std::nullopt});
    status = ask(at(4));
    EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(cause, "CANNOT_TELL_CAUSE_NO_SOURCE");
    EXPECT_THAT(status.error_message(), HasSubstr("chain 902"));
}
}  // namespace interlock::server
