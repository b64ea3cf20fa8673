// Requests that make no sense: INVALID_ARGUMENT that names the field, over real gRPC.
#include <grpcpp/grpcpp.h>

#include "interlock/v1/index.grpc.pb.h"
#include "interlock/v1/supervisor.grpc.pb.h"
#include "proto/wire/convert.hpp"
#include "tests/integration/running_service.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;
namespace pb = ::interlock::v1;

class BadRequestsTest : public ::testing::Test
{
protected:
    BadRequestsTest()
    {
        auto app = start_service(flags_for(alpha, beta, data_dir.path()));
        EXPECT_TRUE(app);
        app_ = *std::move(app);
        auto channel = grpc::CreateChannel(
            "127.0.0.1:" + std::to_string(app_->grpc_port()), grpc::InsecureChannelCredentials());
        supervisor = pb::Supervisor::NewStub(channel);
        index = pb::Index::NewStub(channel);
    }

    static pb::CheckAccessListRequest good_request()
    {
        pb::CheckAccessListRequest request;
        request.set_min_safety(pb::SAFETY_LEVEL_UNSAFE);
        request.mutable_executing()->set_chain_id(wire::to_proto(kBeta));
        request.mutable_executing()->set_timestamp(1'700'000'100);
        return request;
    }

    grpc::Status check(const pb::CheckAccessListRequest& request)
    {
        grpc::ClientContext call;
        pb::CheckAccessListReply reply;
        return supervisor->CheckAccessList(&call, request, &reply);
    }

    FakeNode alpha{FakeChain{{.id = kAlpha}}};
    FakeNode beta{FakeChain{{.id = kBeta}}};
    TempDir data_dir;
    std::unique_ptr<server::App> app_;
    std::unique_ptr<pb::Supervisor::Stub> supervisor;
    std::unique_ptr<pb::Index::Stub> index;
};

std::string entry(uint8_t type, size_t nonzero_at = 0, size_t size = 32)
{
    std::string out(size, '\0');
    out[0] = static_cast<char>(type);
    if (nonzero_at != 0)
        out[nonzero_at] = 1;
    return out;
}
}  // namespace

TEST_F(BadRequestsTest, malformed_access_lists_are_refused_by_their_entry)
{
    struct Case
    {
        const char* name;
        std::vector<std::string> entries;
        const char* says;
    };
    const Case cases[]{
        {"too short", {entry(1, 0, 31)}, "entries[0] is 31 bytes, expected 32"},
        {"too long", {entry(1), entry(3, 0, 33)}, "entries[1] is 33 bytes, expected 32"},
        {"unknown type", {entry(4)}, "entries[0]"},
        {"checksum first", {entry(3)}, "entries[0]"},
        {"extension first", {entry(2)}, "entries[0]"},
        {"two look-ups", {entry(1), entry(1)}, "entries[1]"},
        {"two extensions", {entry(1), entry(2), entry(2)}, "entries[2]"},
        {"reserved byte of a look-up", {entry(1, 2), entry(3)}, "entries[0]"},
        {"reserved byte of an extension", {entry(1), entry(2, 7), entry(3)}, "entries[1]"},
        {"ends after a look-up", {entry(1)}, "entries[1]"},
        {"ends after an extension", {entry(1), entry(2)}, "entries[2]"},
        {"ends in the second message", {entry(1), entry(3), entry(1)}, "entries[3]"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        auto request = good_request();
        for (const auto& word : c.entries)
            request.add_entries(word);
        const auto status = check(request);
        EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
        EXPECT_NE(status.error_message().find(c.says), std::string::npos) << status.error_message();
    }
}

TEST_F(BadRequestsTest, bounds_are_answered_not_met)
{
    auto request = good_request();
    for (int i = 0; i < 3'001; ++i)
        request.add_entries(entry(i % 2 == 0 ? 1 : 3));
    const auto too_many = check(request);
    EXPECT_EQ(too_many.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(too_many.error_message(), "entries: 3001 given, at most 3000 are taken");

    pb::CheckMessagesRequest messages;
    messages.set_min_safety(pb::SAFETY_LEVEL_UNSAFE);
    *messages.mutable_executing() = request.executing();
    for (int i = 0; i < 1'001; ++i)
        messages.add_messages();
    grpc::ClientContext call;
    pb::CheckMessagesReply reply;
    const auto status = supervisor->CheckMessages(&call, messages, &reply);
    EXPECT_EQ(status.error_message(), "messages: 1001 given, at most 1000 are taken");
}

TEST_F(BadRequestsTest, fields_are_named)
{
    auto no_level = good_request();
    no_level.clear_min_safety();
    EXPECT_NE(check(no_level).error_message().find("min_safety"), std::string::npos);
    auto unknown_level = good_request();
    unknown_level.set_min_safety(static_cast<pb::SafetyLevel>(77));
    EXPECT_NE(check(unknown_level).error_message().find("min_safety"), std::string::npos);
    auto no_time = good_request();
    no_time.mutable_executing()->clear_timestamp();
    EXPECT_EQ(check(no_time).error_message(), "executing.timestamp is missing");
    auto short_chain = good_request();
    short_chain.mutable_executing()->set_chain_id("\x03\x85");
    EXPECT_EQ(check(short_chain).error_message(), "executing.chain_id is 2 bytes, expected 32");
}

TEST_F(BadRequestsTest, what_is_not_there_is_not_found)
{
    grpc::ClientContext call;
    pb::GetBlockRequest request;
    pb::GetBlockReply reply;
    request.set_chain_id(wire::to_proto(ChainId::from_u64(7)));
    const auto status = index->GetBlock(&call, request, &reply);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
    EXPECT_EQ(status.error_message(), "chain 7 is not in the dependency set");
}

TEST_F(BadRequestsTest, an_empty_access_list_is_valid_once_all_is_ready)
{
    pb::CheckAccessListReply reply;
    EXPECT_TRUE(eventually(
        [&]
        {
            grpc::ClientContext call;
            return supervisor->CheckAccessList(&call, good_request(), &reply).ok();
        }));
    EXPECT_TRUE(reply.overall().has_valid());
    EXPECT_EQ(reply.messages_size(), 0);
}
}  // namespace interlock
