// The grammar, the errors and the exit codes that all commands share.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "client/cli/app.hpp"
#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
TEST(app, help_and_version_are_no_errors)
{
    const auto help = run_program({"--help"});
    EXPECT_EQ(help.code, 0);
    EXPECT_NE(help.out.find("Exit codes:"), std::string::npos);
    EXPECT_NE(help.out.find("Examples:"), std::string::npos);
    EXPECT_EQ(help.err, "");
    EXPECT_EQ(run_program({"check", "--help"}).code, 0);
    const auto nested = run_program({"explain", "block", "--help"});
    EXPECT_EQ(nested.code, 0);
    EXPECT_NE(nested.out.find("Exit code: 0 accepted"), std::string::npos) << nested.out;
    const auto version = run_program({"--version"});
    EXPECT_EQ(version.code, 0);
    EXPECT_TRUE(version.out.starts_with("interlock ")) << version.out;
}

TEST(app, wrong_usage_is_2_and_says_what_is_wrong)
{
    struct Case
    {
        std::vector<std::string> args;
        const char* said;
    };
    const Case cases[]{
        {{},
            "a COMMAND (status, chains, doctor, check, block, message, explain, derive, superroot, "
            "graph, messages, transaction, watch, sync, failsafe, bench, log-level, db or "
            "completion) "
            "is required"},
        {{"frobnicate"}, "frobnicate"},
        {{"status", "--nope"}, "--nope"},
        {{"block", "901"}, "number is required"},
        {{"block", "901", "-1"}, "'-1' is not a number"},
        {{"block", "901", "010"}, "'010' is not a number"},
        {{"message", "901", "1", "4294967296"}, "'4294967296' is not a log index"},
        {{"explain"}, "A subcommand is required"},
        {{"explain", "block", "901", "0x12345678901234567"}, "is not a block: a number of"},
        {{"explain", "block", "901", "1", "--level", "local-safe"},
            "'local-safe' is not a level that whole blocks are decided at"},
        {{"explain", "head", "901"}, "level is required"},
        {{"derive", "901"}, "first is required"},
        {{"completion"}, "shell is required"},
        {{"completion", "ksh"}, "'ksh' is not a shell: bash, zsh or fish"},
        {{"watch", "--after", "x"}, "'x' is not a number"},
        {{"failsafe"}, "A subcommand is required"},
        {{"failsafe", "on", "--jwt-secret", "x"}, "--reason is required"},
        {{"failsafe", "on", "--reason", "r"}, "--jwt-secret FILE is missing"},
        {{"failsafe", "off", "1", "2", "3", "--jwt-secret", "x"}, "3"},
        {{"db"}, "A subcommand is required"},
        {{"db", "stats"}, "--jwt-secret FILE is missing"},
        {{"db", "stats", "--jwt-secret", "/no/such"}, "--jwt-secret: /no/such: there is no such"},
        {{"db", "backup"}, "path is required"},
        {{"db", "rewind", "901"}, "number is required"},
        {{"db", "verify", "901", "--sample", "-1"}, "'-1' is not a count"},
        {{"--server", "nowhere", "status"}, "'nowhere' is not an address"},
        {{"--deadline", "0", "status"}, "'0' is not a time in seconds"},
        {{"check", "--access-list", ""}, "--on is required"},
        {{"check", "--on", "1", "--level", "sure", "--access-list", ""}, "'sure' is not a safety"},
        {{"check", "--on", "1", "--chain", "2"},
            "missing: --origin, --block, --log, --timestamp, --payload or --payload-hash"},
        {{"check", "--on", "1", "--access-list", "", "--block", "2"},
            "--access-list and --block exclude each other"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.said);
        const auto run = run_program(c.args);
        EXPECT_EQ(run.code, 2);
        EXPECT_EQ(run.out, "");
        EXPECT_TRUE(run.err.starts_with("interlock: ")) << run.err;
        EXPECT_NE(run.err.find(c.said), std::string::npos) << run.err;
    }
}

TEST(app, global_options_may_follow_the_command)
{
    const FakeService service;
    const auto run = run_program({"chains", "--json", "--server", service.address()});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_TRUE(run.out.starts_with("{")) << run.out;
}

TEST(app, the_environment_names_the_server_unless_an_option_does)
{
    const FakeService service;
    ASSERT_EQ(setenv("INTERLOCK_SERVER", service.address().c_str(), 1), 0);
    EXPECT_EQ(run_program({"chains"}).code, 0);
    ASSERT_EQ(setenv("INTERLOCK_SERVER", "nowhere", 1), 0);
    EXPECT_EQ(run_program({"chains"}).code, 2);
    EXPECT_EQ(run_program(service, {"chains"}).code, 0);
    ASSERT_EQ(unsetenv("INTERLOCK_SERVER"), 0);
}

TEST(app, nobody_there_is_5_and_hints_at_the_address)
{
    std::string address;
    {
        const FakeService gone;
        address = gone.address();
    }
    for (const auto* const command : {"status", "chains"})
    {
        const auto run = run_program({"--server", address, command});
        EXPECT_EQ(run.code, 5);
        EXPECT_EQ(run.out, "");
        EXPECT_NE(run.err.find("is interlockd running there?"), std::string::npos) << run.err;
    }
    const auto json = run_program({"--server", address, "--json", "status"});
    EXPECT_EQ(json.code, 5);
    EXPECT_EQ(json.err, "");
    EXPECT_EQ(nlohmann::json::parse(json.out)["error"]["kind"], "unreachable");
}

TEST(app, failures_have_their_exit_codes)
{
    struct Case
    {
        grpc::StatusCode status;
        const char* cause;
        int code;
        const char* err;
    };
    const Case cases[]{
        {grpc::StatusCode::NOT_FOUND, "", 6, "interlock: blocks 0 to 9 are\\x0aindexed\n"},
        {grpc::StatusCode::INVALID_ARGUMENT, "", 2, "interlock: blocks 0 to 9 are\\x0aindexed\n"},
        {grpc::StatusCode::INTERNAL, "", 4, "interlock: blocks 0 to 9 are\\x0aindexed\n"},
        {grpc::StatusCode::UNAVAILABLE, "CANNOT_TELL_CAUSE_NOT_READY", 4,
            "interlock: cannot tell: not_ready: blocks 0 to 9 are\\x0aindexed\n"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.code);
        FakeService service;
        service.get_block = failing<pb::GetBlockRequest, pb::GetBlockReply>(
            c.status, "blocks 0 to 9 are\nindexed", c.cause);
        const auto run = run_program(service, {"block", "op-a", "10"});
        EXPECT_EQ(run.code, c.code);
        EXPECT_EQ(run.out, "");
        EXPECT_EQ(run.err, c.err);
    }
}

TEST(app, an_answer_that_cannot_be_written_is_no_success)
{
    const FakeService service;
    std::istringstream in;
    std::ostream broken{nullptr};
    std::ostringstream err;
    const std::vector<std::string> args{"--server", service.address(), "chains"};
    const auto code =
        cli::run(args, {.in = in, .out = broken, .err = err, .colour = false, .now_s = 0});
    EXPECT_EQ(code, 4);
    EXPECT_NE(err.str().find("could not be written"), std::string::npos);
}

TEST(app, colour_only_when_wanted)
{
    FakeService service;
    service.get_status = always<pb::GetStatusRequest>(pb::GetStatusReply{});
    service.get_heads = always<pb::GetHeadsRequest>(pb::GetHeadsReply{});
    const auto with = [&](std::vector<std::string> args, bool colour)
    {
        std::istringstream in;
        std::ostringstream out;
        args.insert(args.begin(), {"--server", service.address()});
        (void)cli::run(args, {.in = in, .out = out, .err = out, .colour = colour, .now_s = 0});
        return out.str().find('\x1b') != std::string::npos;
    };
    EXPECT_TRUE(with({"status"}, true));
    EXPECT_FALSE(with({"status"}, false));
    EXPECT_FALSE(with({"status", "--no-color"}, true));
    EXPECT_FALSE(with({"status", "--json"}, true));
}
}  // namespace interlock::client
