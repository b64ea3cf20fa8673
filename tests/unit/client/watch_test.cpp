// Subscriptions: the client's calls, and going on after outages.
#include "client/watch.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/client/streams.hpp"

namespace interlock::client
{
namespace
{
using namespace streams;

/// Collects the sequence numbers, until there are `enough`.
OnChange<HeadChange> collecting(std::vector<uint64_t>& into, size_t enough)
{
    return [&into, enough](const HeadChange& change)
    {
        into.push_back(change.sequence);
        return into.size() < enough;
    };
}
}  // namespace

TEST(watch, the_subscription_arrives_as_it_was_asked)
{
    FakeService service;
    pb::WatchHeadsRequest seen;
    service.watch_heads = [&](auto&, const auto& request, auto& stream)
    {
        seen = request;
        stream.Write(head(8));
        return kTooSlow;
    };
    std::vector<HeadChange> changes;
    const auto keep = [&](const HeadChange& change)
    {
        changes.push_back(change);
        return true;
    };
    const auto end = service.client().watch_heads({.chains = {samples::kChainA}, .after = 7}, keep);
    EXPECT_EQ(seen.after(), 7U);
    ASSERT_EQ(seen.chain_ids_size(), 1);
    EXPECT_EQ(seen.chain_ids(0), wire::to_proto(samples::kChainA));
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].chain_id, samples::kChainA);
    EXPECT_EQ(changes[0].level, SafetyLevel::safe);
    EXPECT_EQ(changes[0].block, samples::seal(8));
    EXPECT_EQ(changes[0].at_s, 1'700'000'050U);
    EXPECT_EQ(end.sequence, 8U);
    ASSERT_TRUE(end.error.has_value());
    EXPECT_EQ(end.error->kind, ErrorKind::cannot_tell);

    (void)service.client().watch_heads({}, keep);
    EXPECT_FALSE(seen.has_after());
}

TEST(watch, the_callback_ends_it)
{
    FakeService service;
    service.watch_heads = telling(1'000, grpc::Status::OK);
    std::vector<uint64_t> seen;
    const auto end = service.client().watch_heads({}, collecting(seen, 3));
    EXPECT_EQ(seen, (std::vector<uint64_t>{1, 2, 3}));
    EXPECT_EQ(end.sequence, 3U);
    EXPECT_FALSE(end.error.has_value());
}

TEST(watch, a_stop_ends_a_silent_stream)
{
    FakeService service;
    std::stop_source stop;
    service.watch_heads = [&](grpc::ServerContext& context, const auto&, auto&)
    {
        stop.request_stop();
        while (!context.IsCancelled())
            std::this_thread::yield();
        return grpc::Status::CANCELLED;
    };
    std::vector<uint64_t> seen;
    const auto end = service.client().watch_heads({}, collecting(seen, 1), stop.get_token());
    EXPECT_EQ(end.sequence, std::nullopt);
    EXPECT_FALSE(end.error.has_value());
    // Stopped already, it does not even begin.
    const auto again = service.client().watch_heads({}, collecting(seen, 1), stop.get_token());
    EXPECT_FALSE(again.error.has_value());
}

TEST(watch, what_makes_no_sense_ends_it)
{
    struct Case
    {
        const char* said;
        pb::HeadChange change;
    };
    auto no_level = head(9);
    no_level.clear_level();
    auto short_chain = head(9);
    short_chain.set_chain_id("x");
    auto no_block = head(9);
    no_block.clear_block();
    const Case cases[]{
        {"level is missing, expected a safety level", no_level},
        {"chain_id is 1 bytes, expected 32", short_chain},
        {"block.id is missing", no_block},
        {"sequence is 7 after 8", head(7)},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.said);
        FakeService service;
        service.watch_heads = [&](auto&, const auto&, auto& stream)
        {
            stream.Write(head(8));
            stream.Write(c.change);
            return grpc::Status::OK;
        };
        std::vector<uint64_t> seen;
        const auto end = service.client().watch_heads({}, collecting(seen, 10));
        EXPECT_EQ(end.sequence, 8U);
        ASSERT_TRUE(end.error.has_value());
        EXPECT_EQ(end.error->kind, ErrorKind::other);
        EXPECT_EQ(end.error->message, "the reply makes no sense: " + std::string{c.said});
    }
}

TEST(watch, a_verdict_must_say_what_changed)
{
    FakeService service;
    service.watch_verdicts = [&](auto&, const auto&, auto& stream)
    {
        stream.Write(framed<pb::VerdictChange>(1));
        return grpc::Status::OK;
    };
    const auto end = service.client().watch_verdicts({}, [](const VerdictChange&) { return true; });
    ASSERT_TRUE(end.error.has_value());
    EXPECT_EQ(
        end.error->message, "the reply makes no sense: change is none that this client knows");
}

TEST(resume, goes_on_after_outages_and_misses_nothing)
{
    FakeService service;
    std::vector<std::optional<uint64_t>> asked;
    service.watch_heads = [&](auto& context, const auto& request, auto& stream)
    {
        asked.push_back(request.has_after() ? std::optional{request.after()} : std::nullopt);
        if (asked.size() == 2)  // Back, but not ready yet.
        {
            context.AddTrailingMetadata(wire::kCauseMetadata, "CANNOT_TELL_CAUSE_NOT_READY");
            return grpc::Status{grpc::StatusCode::UNAVAILABLE, "indexing"};
        }
        return telling(2 * asked.size(), kDown)(context, request, stream);
    };
    std::vector<uint64_t> seen;
    std::vector<std::string> outages;
    const auto client = service.client();
    const auto end = resume(
        {}, [&](const Subscription& from) { return client.watch_heads(from, collecting(seen, 5)); },
        [&](const Error& error) { outages.push_back(error.message); });
    EXPECT_EQ(seen, (std::vector<uint64_t>{1, 2, 3, 4, 5}));
    EXPECT_EQ(asked, (std::vector<std::optional<uint64_t>>{std::nullopt, 2, 2}));
    EXPECT_EQ(outages, (std::vector<std::string>{"going down", "indexing"}));
    EXPECT_EQ(end.sequence, 5U);
    EXPECT_FALSE(end.error.has_value());
}

TEST(resume, goes_on_when_the_service_is_started_anew)
{
    auto service = std::make_unique<FakeService>();
    const auto port = service->port();
    service->watch_heads = telling(2, kDown);
    const auto client = service->client();
    std::vector<uint64_t> seen;
    const auto end = resume(
        {}, [&](const Subscription& from) { return client.watch_heads(from, collecting(seen, 3)); },
        [&](const Error&)
        {
            // Gone for the first outage, back after the second.
            if (service)
            {
                service.reset();
                return;
            }
            service = std::make_unique<FakeService>(port);
            service->watch_heads = telling(3, kDown);
        });
    EXPECT_EQ(seen, (std::vector<uint64_t>{1, 2, 3}));
    EXPECT_EQ(end.sequence, 3U);
}

TEST(resume, does_not_go_on_where_waiting_does_not_help)
{
    for (const auto& status : {kTooSlow, grpc::Status{grpc::StatusCode::OUT_OF_RANGE, "too old"},
             grpc::Status{grpc::StatusCode::INVALID_ARGUMENT, "what?"},
             grpc::Status{grpc::StatusCode::UNIMPLEMENTED, "no"}})
    {
        SCOPED_TRACE(status.error_message());
        FakeService service;
        service.watch_heads = telling(2, status);
        const auto client = service.client();
        std::vector<uint64_t> seen;
        const auto end = resume(
            {},
            [&](const Subscription& from)
            { return client.watch_heads(from, collecting(seen, 10)); },
            [](const Error&) { FAIL(); });
        EXPECT_EQ(end.sequence, 2U);
        EXPECT_TRUE(end.error.has_value());
    }
}

TEST(resume, a_stop_ends_the_pause)
{
    std::stop_source stop;
    const auto end = resume(
        {.after = 6},
        [](const Subscription& from)
        {
            return WatchEnd{.sequence = from.after,
                .error = Error{.kind = ErrorKind::unreachable, .message = "gone"}};
        },
        [&](const Error&) { stop.request_stop(); }, stop.get_token());
    EXPECT_EQ(end.sequence, 6U);
    EXPECT_FALSE(end.error.has_value());
}
}  // namespace interlock::client
