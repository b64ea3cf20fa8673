// The service under load: what `interlock bench` sees, and what happens to more than fits.
#include <gmock/gmock.h>

#include <random>
#include <sstream>
#include <thread>

#include "client/cli/app.hpp"
#include "client/load/load.hpp"
#include "tests/integration/running_service.hpp"
#include "tests/unit/rpc/http_client.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;
using namespace std::chrono_literals;
using ::testing::Contains;
using ::testing::Key;

class LoadTest : public ::testing::Test
{
protected:
    void start(const std::vector<std::string>& flags = {})
    {
        auto all = flags;
        all.push_back("--rpc.listen=127.0.0.1:0");
        service.start(all);
        EXPECT_TRUE(eventually([&] { return service.follows_all(); }));
    }

    nlohmann::json bench(std::vector<std::string> args)
    {
        args.insert(
            args.begin(), {"--server", service.address(), "--json", "bench", "--seconds", "1"});
        std::stringstream in;
        std::stringstream out;
        std::stringstream err;
        EXPECT_EQ(client::cli::run(args, {.in = in, .out = out, .err = err, .now_s = 0}), 0)
            << err.str();
        return nlohmann::json::parse(out.str(), nullptr, false);
    }

    std::vector<client::Question> questions() const
    {
        return *client::draw_questions(service.client(), 100, 1, 1);
    }
    std::unique_ptr<client::Door> rpc_door(size_t connections) const
    {
        return client::make_rpc_door(
            questions(), {.host = "127.0.0.1",
                             .port = std::to_string(service.rpc_port().value()),
                             .door = {.connections = connections, .deadline = 30s}});
    }

    RunningService service;
};
}  // namespace

TEST_F(LoadTest, bench_gets_valid_answers_through_every_door)
{
    start();
    const auto rpc = "127.0.0.1:" + std::to_string(service.rpc_port().value());
    for (const auto& args : std::vector<std::vector<std::string>>{{}, {"--messages", "10"},
             {"--stream", "20", "--connections", "2"}, {"--rpc", rpc},
             {"--rpc", rpc, "--connect-anew"}, {"--rate", "200"}})
    {
        const auto result = bench(args);
        SCOPED_TRACE(result.dump());
        EXPECT_GT(result["outcomes"]["valid"], 0);
        EXPECT_EQ(result["outcomes"].size(), 1U);
        EXPECT_EQ(result["not_asked"], 0);
        EXPECT_GT(result["latency_ms"]["p50"], 0.0);
    }
}

TEST_F(LoadTest, what_is_too_much_for_json_rpc_is_refused_clearly_and_the_rest_is_answered)
{
    start({"--rpc.max_in_flight=4", "--rpc.max_connections=64",
        "--rpc.max_connections_per_address=64"});
    auto door = rpc_door(96);
    const auto newest = service.alpha.chain().head().header.number;
    std::jthread chain{[&](const std::stop_token& stop)
        {
            while (!stop.stop_requested())
            {
                RunningService::extend(service.alpha, 1);
                std::this_thread::sleep_for(20ms);
            }
        }};
    const auto result =
        client::run_load(*door, {.questions = 100, .in_flight = 96, .time = 2s}, {});
    chain.request_stop();
    chain.join();
    EXPECT_THAT(result.outcomes, Contains(Key("valid")));
    EXPECT_THAT(result.outcomes, Contains(Key("HTTP status 503")));
    // A connection that is one too many may be gone before its client has read why.
    for (const auto& [outcome, count] : result.outcomes)
        EXPECT_TRUE(outcome == "valid" || outcome == "HTTP status 503" || outcome == "no answer")
            << outcome;
    // It went on following, and is as before once those that were turned away are gone.
    EXPECT_GT(service.alpha.chain().head().header.number, newest);
    EXPECT_TRUE(eventually([&] { return service.follows_all(); }));
    door.reset();  // Its connections have places for as long as they are open.
    EXPECT_TRUE(eventually(
        [&]
        {
            const auto after = client::run_load(
                *rpc_door(2), {.questions = 100, .in_flight = 2, .time = 300ms}, {});
            return after.outcomes.size() == 1 && after.outcomes.contains("valid");
        }));
}

TEST_F(LoadTest, what_is_no_http2_hurts_nobody_else)
{
    start();
    const auto asked = questions();
    constexpr uint64_t kConnections = 500;
    for (uint64_t seed = 0; seed < kConnections; ++seed)
    {
        std::mt19937_64 random{seed};
        // Half of them begin as they should; then come frames of any type, flags, stream and
        // length, with a payload that is whole or not.
        std::string bytes = seed % 2 == 0 ? "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" : "";
        for (auto frames = random() % 20; frames > 0; --frames)
        {
            const auto length = random() % 64;
            bytes += {'\0', '\0', static_cast<char>(length), static_cast<char>(random() % 12),
                static_cast<char>(random()), '\0', '\0', '\0', static_cast<char>(random() % 8)};
            for (auto left = random() % 8 == 0 ? length / 2 : length; left > 0; --left)
                bytes += static_cast<char>(random());
        }
        RawConnection connection{service.grpc_port()};
        connection.send(bytes);
        if (seed % 100 == 0)
        {
            const auto answer =
                service.client().check_access_list(asked[0].entries, asked[0].terms);
            ASSERT_TRUE(answer) << answer.error().message;
            EXPECT_TRUE(std::holds_alternative<client::Valid>(answer->overall));
        }
    }
    EXPECT_TRUE(service.client().status());
}

TEST_F(LoadTest, more_than_grpc_can_answer_waits_with_its_clients_and_nothing_breaks)
{
    start();
    const auto asked = questions();
    const client::Options server{.server = service.address()};
    const auto door = client::make_unary_door(server, asked, {.connections = 20, .deadline = 30s});
    const auto result =
        client::run_load(*door, {.questions = asked.size(), .in_flight = 2'000, .time = 1s}, {});
    for (const auto& [outcome, count] : result.outcomes)
        EXPECT_TRUE(outcome == "valid" || outcome == "cannot tell: CANNOT_TELL_CAUSE_OVERLOAD")
            << outcome;
    EXPECT_THAT(result.outcomes, Contains(Key("valid")));
    EXPECT_TRUE(service.client().check_access_list(asked[0].entries, asked[0].terms));
}
}  // namespace interlock
