// The command `watch`.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "client/cli/app.hpp"
#include "tests/unit/client/streams.hpp"

namespace interlock::client
{
using namespace streams;

TEST(watch_command, a_line_for_each_head)
{
    FakeService service;
    service.watch_heads = telling(2, kTooSlow);
    const auto run = run_program(service, {"watch"});
    EXPECT_EQ(run.code, 4);
    EXPECT_EQ(run.out,
        "2023-11-14 22:14:10 UTC  op-a (901)  safe          1 0xaaaaaaaa…aaaaaaaa\n"
        "2023-11-14 22:14:10 UTC  op-a (901)  safe          2 0xaaaaaaaa…aaaaaaaa\n");
    EXPECT_EQ(run.err,
        "interlock: to go on from here: --after 2\n"
        "interlock: read too slowly\n");
}

TEST(watch_command, a_head_that_is_told_first_has_no_time)
{
    FakeService service;
    service.watch_heads = [](auto&, const auto&, auto& stream)
    {
        auto head = framed<pb::HeadChange>(1);
        head.clear_at();
        stream.Write(head);
        return kTooSlow;
    };
    EXPECT_EQ(run_program(service, {"watch"}).out,
        "now                      op-a (901)  safe          1 0xaaaaaaaa…aaaaaaaa\n");
    EXPECT_NE(
        run_program(service, {"watch", "--json"}).out.find(R"("at":null)"), std::string::npos);
}

TEST(watch_command, a_line_for_each_verdict)
{
    FakeService service;
    service.watch_verdicts = [&](auto&, const auto&, auto& stream)
    {
        auto change = framed<pb::VerdictChange>(17);
        *change.mutable_invalid() = samples::replace().replace();
        change.mutable_invalid()->set_explanation("an\x1b[2J other");
        stream.Write(change);
        *change.mutable_replaced_by() = wire::to_proto(samples::seal(17).id);
        stream.Write(change);
        change.mutable_withdrawn();
        stream.Write(change);
        return kTooSlow;
    };
    const std::string frame =
        "2023-11-14 22:14:10 UTC  op-a (901)  safe          17 0xaaaaaaaa…aaaaaaaa  ";
    const auto run = run_program(service, {"watch", "--verdicts"});
    EXPECT_EQ(run.code, 4);
    EXPECT_EQ(run.out, frame +
                           "INVALID: payload_mismatch: an\\x1b[2J other; log 1 executes "
                           "op-a (901) block 12 log 3\n" +
                           frame + "REPLACED by 17 0xaaaaaaaa…aaaaaaaa\n" + frame +
                           "WITHDRAWN: not invalid any more\n");

    const auto json = run_program(service, {"watch", "--verdicts", "--json"});
    std::istringstream lines{json.out};
    std::string line;
    std::getline(lines, line);
    const auto invalid = nlohmann::json::parse(line);
    EXPECT_EQ(invalid["change"], "invalid");
    EXPECT_EQ(invalid["reason"], "payload_mismatch");
    EXPECT_EQ(invalid["message"]["log_index"], 1);
    std::getline(lines, line);
    EXPECT_EQ(nlohmann::json::parse(line)["replaced_by"]["number"], 17);
    std::getline(lines, line);
    EXPECT_EQ(nlohmann::json::parse(line)["change"], "withdrawn");
    std::getline(lines, line);
    EXPECT_EQ(nlohmann::json::parse(line)["error"]["kind"], "cannot_tell");
}

TEST(watch_command, json_lines)
{
    FakeService service;
    service.watch_heads = telling(1, kTooSlow);
    const auto run = run_program(service, {"watch", "--json"});
    const auto hex = [](uint8_t byte) { return to_hex(samples::word(byte)); };
    EXPECT_EQ(run.out, R"({"sequence":1,"chain_id":"901","level":"safe","block":{"number":1,)"
                       R"("hash":")" +
                           hex(0xaa) + R"(","parent_hash":")" + hex(0xbb) +
                           R"(","timestamp":1700000002},"at":1700000050})"
                           "\n"
                           R"({"error":{"kind":"cannot_tell","cause":"unspecified",)"
                           R"("message":"read too slowly"}})"
                           "\n");
}

TEST(watch_command, asks_for_what_was_named)
{
    FakeService service;
    pb::WatchHeadsRequest seen;
    service.watch_heads = [&](auto&, const auto& request, auto&)
    {
        seen = request;
        return kTooSlow;
    };
    EXPECT_EQ(run_program(service, {"watch", "op-a", "902", "--after", "5"}).code, 4);
    EXPECT_EQ(seen.after(), 5U);
    ASSERT_EQ(seen.chain_ids_size(), 2);
    EXPECT_EQ(seen.chain_ids(1), wire::to_proto(samples::kChainB));
    EXPECT_EQ(run_program(service, {"watch", "op-x"}).code, 2);
}

TEST(watch_command, changes_that_are_not_kept_are_6)
{
    FakeService service;
    service.watch_heads =
        telling(0, {grpc::StatusCode::OUT_OF_RANGE, "changes before 90 are gone"});
    const auto run = run_program(service, {"watch", "--after", "5"});
    EXPECT_EQ(run.code, 6);
    EXPECT_EQ(run.err,
        "interlock: changes so long ago are not kept; begin anew without --after\n"
        "interlock: changes before 90 are gone\n");
}

TEST(watch_command, an_outage_is_told_once_and_an_interrupt_is_no_failure)
{
    FakeService service;
    std::stop_source stop;
    int calls = 0;
    service.watch_heads = [&](grpc::ServerContext& context, const auto& request, auto& stream)
    {
        if (++calls < 3)  // The second time there is nothing new.
            return telling(1, kDown)(context, request, stream);
        stream.Write(head(2));
        stop.request_stop();
        while (!context.IsCancelled())
            std::this_thread::yield();
        return grpc::Status::CANCELLED;
    };
    const auto run = run_program(service, {"watch"}, {.in = {}, .interrupt = stop.get_token()});
    EXPECT_EQ(run.code, 0);
    EXPECT_TRUE(run.err.starts_with("interlock: going down; trying again\ninterlock: stopped\n"))
        << run.err;
    EXPECT_EQ(calls, 3);
}

TEST(watch_command, nobody_there_is_5)
{
    std::string address;
    {
        const FakeService gone;
        address = gone.address();
    }
    EXPECT_EQ(run_program({"--server", address, "watch"}).code, 5);
}

TEST(watch_command, ends_when_nobody_reads)
{
    FakeService service;
    service.watch_heads = telling(1'000'000, grpc::Status::OK);
    std::istringstream in;
    std::ostream broken{nullptr};
    std::ostringstream err;
    const std::vector<std::string> args{"--server", service.address(), "watch"};
    EXPECT_EQ(
        cli::run(args, {.in = in, .out = broken, .err = err, .colour = false, .now_s = 0}), 4);
}
}  // namespace interlock::client
