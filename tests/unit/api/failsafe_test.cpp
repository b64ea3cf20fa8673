// What a client sees of failsafes.
#include "tests/support/must.hpp"
#include "tests/unit/api/served_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

class FailsafeTest : public ::testing::Test
{
protected:
    FailsafeTest() { served.start(); }

    ServedWorld served;
};
}  // namespace

TEST_F(FailsafeTest, one_for_all_refuses_also_what_announces_nothing)
{
    pb::CheckAccessListRequest request;
    request.set_min_safety(pb::SAFETY_LEVEL_UNSAFE);
    request.mutable_executing()->set_chain_id(wire::to_proto(kAlpha));
    request.mutable_executing()->set_timestamp(2'000);
    pb::CheckAccessListReply reply;
    Call before;
    EXPECT_TRUE(served.supervisor().CheckAccessList(before, request, &reply).ok());

    must(served.failsafes.raise(FailsafeScope::all(), "an attack", "ada", 7));
    Call during;
    const auto status = served.supervisor().CheckAccessList(during, request, &reply);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
    EXPECT_EQ(status.error_message(), "failsafe for all chains (manual): an attack");
    EXPECT_EQ(during.cause(), "CANNOT_TELL_CAUSE_FAILSAFE");
}

TEST_F(FailsafeTest, status_tells_all_of_it)
{
    must(served.failsafes.raise(FailsafeScope::between(kBeta, kAlpha), "an attack", "ada", 7));
    Call call;
    pb::GetStatusReply reply;
    EXPECT_TRUE(served.index().GetStatus(call, {}, &reply).ok());
    ASSERT_EQ(reply.failsafes_size(), 1);
    const auto& told = reply.failsafes(0);
    ASSERT_EQ(told.chain_ids_size(), 2);
    EXPECT_EQ(told.chain_ids(0), wire::to_proto(kAlpha));
    EXPECT_EQ(told.chain_ids(1), wire::to_proto(kBeta));
    EXPECT_EQ(told.cause(), pb::FAILSAFE_CAUSE_MANUAL);
    EXPECT_EQ(told.reason(), "an attack");
    EXPECT_EQ(told.by(), "ada");
    EXPECT_EQ(told.since(), 7U);
    EXPECT_TRUE(told.held());
}
}  // namespace interlock::server
