#include "client/client.hpp"

#include <gtest/gtest.h>

#include <future>

#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
constexpr CheckTerms kTerms{.executing_chain = samples::kChainB,
    .timestamp_s = samples::kNowS,
    .timeout_s = 30,
    .min_safety = SafetyLevel::local_safe};
}  // namespace

TEST(client, a_question_arrives_as_it_was_asked)
{
    FakeService service;
    pb::CheckMessagesRequest seen;
    service.check_messages = [&](auto&, const auto& request, auto& reply)
    {
        seen = request;
        *reply.add_results()->mutable_verdict() = samples::valid();
        return grpc::Status::OK;
    };
    const auto message = samples::message();
    const auto answers = service.client().check_messages({&message, 1}, kTerms);
    ASSERT_TRUE(answers.has_value()) << answers.error().message;
    ASSERT_EQ(answers->size(), 1U);
    EXPECT_EQ(std::get<Valid>(*answers->front()).initiating_block, samples::seal(12));
    EXPECT_EQ(wire::from_proto(seen.messages(0), "m"), message);
    EXPECT_EQ(seen.min_safety(), pb::SAFETY_LEVEL_LOCAL_SAFE);
    EXPECT_EQ(seen.executing().chain_id(), wire::to_proto(samples::kChainB));
    EXPECT_EQ(seen.executing().timestamp(), samples::kNowS);
    EXPECT_EQ(seen.executing().timeout(), 30U);
}

TEST(client, statuses_become_kinds_by_what_the_caller_can_do)
{
    struct Case
    {
        const char* name;
        grpc::StatusCode code;
        const char* cause;
        ErrorKind kind;
        pb::CannotTellCause want_cause;
    };
    using enum grpc::StatusCode;
    static constexpr Case kCases[]{
        {"not ready", UNAVAILABLE, "CANNOT_TELL_CAUSE_NOT_READY", ErrorKind::cannot_tell,
            pb::CANNOT_TELL_CAUSE_NOT_READY},
        {"storage", INTERNAL, "CANNOT_TELL_CAUSE_STORAGE", ErrorKind::cannot_tell,
            pb::CANNOT_TELL_CAUSE_STORAGE},
        {"a failsafe", FAILED_PRECONDITION, "CANNOT_TELL_CAUSE_FAILSAFE", ErrorKind::cannot_tell,
            pb::CANNOT_TELL_CAUSE_FAILSAFE},
        {"a cause of a newer service", UNAVAILABLE, "CANNOT_TELL_CAUSE_NEW", ErrorKind::cannot_tell,
            pb::CANNOT_TELL_CAUSE_UNSPECIFIED},
        {"unavailable without a cause", UNAVAILABLE, "", ErrorKind::unreachable, {}},
        {"overload without a cause", RESOURCE_EXHAUSTED, "", ErrorKind::cannot_tell, {}},
        {"failsafe without a cause", FAILED_PRECONDITION, "", ErrorKind::cannot_tell, {}},
        {"bad request", INVALID_ARGUMENT, "", ErrorKind::invalid_argument, {}},
        {"no block", NOT_FOUND, "", ErrorKind::not_found, {}},
        {"changes of long ago", OUT_OF_RANGE, "", ErrorKind::gone, {}},
        {"a crash", INTERNAL, "", ErrorKind::other, {}},
        {"not offered", UNIMPLEMENTED, "", ErrorKind::other, {}},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.name);
        FakeService service;
        service.get_block = failing<pb::GetBlockRequest, pb::GetBlockReply>(c.code, "why", c.cause);
        const auto answer = service.client().block(samples::kChainA, 1);
        ASSERT_FALSE(answer.has_value());
        EXPECT_EQ(answer.error().kind, c.kind);
        EXPECT_EQ(answer.error().cause, c.want_cause);
        EXPECT_NE(answer.error().message.find("why"), std::string::npos);
    }
}

TEST(client, nobody_there_is_unreachable)
{
    std::string address;
    {
        const FakeService gone;
        address = gone.address();
    }
    const Client client{{.server = address, .deadline = FakeService::kLong}};
    const auto answer = client.status();
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::unreachable);
}

TEST(client, a_service_that_hangs_is_given_up_at_the_deadline)
{
    FakeService service;
    std::promise<void> open;
    service.get_status = [gate = open.get_future().share()](auto&, const auto&, auto&)
    {
        gate.wait();
        return grpc::Status::OK;
    };
    const Client client{{.server = service.address(), .deadline = std::chrono::milliseconds{50}}};
    const auto answer = client.status();
    open.set_value();
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::unreachable);
}

TEST(client, a_reply_that_makes_no_sense_is_an_error)
{
    FakeService service;
    service.get_block = always<pb::GetBlockRequest>(pb::GetBlockReply{});
    const auto answer = service.client().block(samples::kChainA, 1);
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::other);
    EXPECT_EQ(answer.error().message, "the reply makes no sense: block.id is missing");
}

TEST(client, entries_that_cannot_be_right_are_refused_without_a_call)
{
    FakeService service;
    bool called = false;
    service.check_access_list = [&](auto&, const auto&, auto&)
    {
        called = true;
        return grpc::Status::OK;
    };
    const std::vector entries{samples::word(0x07)};
    const auto answer = service.client().check_access_list(entries, kTerms);
    ASSERT_FALSE(answer.has_value());
    EXPECT_EQ(answer.error().kind, ErrorKind::invalid_argument);
    EXPECT_FALSE(called);
}
}  // namespace interlock::client
