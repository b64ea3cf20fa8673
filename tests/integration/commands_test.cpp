// Every command of `interlock` against a whole service.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "client/cli/app.hpp"
#include "client/cli/options.hpp"
#include "console/grammar_of.hpp"
#include "server/app/grammar.hpp"
#include "server/config/command_line.hpp"
#include "server/config/setting.hpp"
#include "tests/integration/running_service.hpp"
#include "tests/support/log_level.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;
using console::Option;

/// Something that fits where `option` is.
std::string value_for(const Option& option, const TempDir& files)
{
    if (const auto choices = option.choices(); !choices.empty())
        return choices.back();
    if (option.value == "CHAIN")
        return "901";
    if (option.value == "PATH")
        return (files.path() / "backup.db").string();
    if (option.value == "TIME")
        return "1700000004";
    if (option.value == "HASH")
        return to_hex(Hash32{});
    return option.value == "INDEX" ? "0" : "2";
}

/// What a command needs that its grammar does not say, and what makes it end soon.
std::vector<std::string> more_for(const std::string& path)
{
    if (path == "check")
        return {"--access-list", ""};
    if (path == "bench")
        return {"--seconds", "1"};
    if (path == "sync")
        return {"--once"};
    return {};
}
}  // namespace

TEST(commands, each_answers_in_json)
{
    const LogLevelScope changed_by_a_command{spdlog::get_level()};
    RunningService service;
    const TempDir files;
    const auto secret = files.write("jwt.hex", std::string(64, '7'));
    service.start({"--admin.listen=127.0.0.1:0", "--admin.jwt_secret=" + secret.string()});
    ASSERT_TRUE(eventually([&] { return service.follows_all(); }));
    const auto admin = "127.0.0.1:" + std::to_string(service.admin_port().value());

    CLI::App app{"", "interlock"};
    client::cli::Request request;
    client::cli::add_options(app, request);
    const auto grammar = console::grammar_of(app);
    size_t asked = 0;
    for (const auto& [path, command, options] : all_commands(grammar))
    {
        if (!command->commands.empty() || command->name == "completion")
            continue;  // Not a command by itself, or a script.
        SCOPED_TRACE(path);
        const auto words = path.substr(path.find(' ') + 1);
        std::istringstream stream{words};
        std::vector<std::string> args{std::istream_iterator<std::string>{stream}, {}};
        for (const auto& option : command->options)
        {
            if (!option.is_required)
                continue;
            if (!option.is_argument())
                args.push_back(option.names.front());
            args.push_back(value_for(option, files));
        }
        const auto more = more_for(words);
        args.insert(args.end(), more.begin(), more.end());
        args.insert(args.end(), {"--json", "--server", service.address()});
        if (words.starts_with("db ") || words.starts_with("failsafe o") || words == "log-level")
            args.insert(args.end(), {"--admin", admin, "--jwt-secret", secret.string()});

        // A watch ends when nobody reads on; what it told until then counts.
        std::stop_source stop;
        std::istringstream in;
        std::ostringstream out;
        std::ostringstream err;
        if (words == "watch")
            stop.request_stop();
        const auto code = client::cli::run(
            args, {.in = in, .out = out, .err = err, .now_s = 1'700'000'020, .on_interrupt = [&] {
                       return stop.get_token();
                   }});
        ++asked;
        EXPECT_NE(code, 2) << err.str();
        EXPECT_NE(code, 5) << err.str();
        std::istringstream lines{out.str()};
        size_t count = 0;
        for (std::string line; std::getline(lines, line); ++count)
            EXPECT_TRUE(nlohmann::json::accept(line)) << line;
        if (words != "watch" && words != "messages")  // A line for each, and there are none.
        {
            EXPECT_GT(count, 0U) << err.str();
        }
    }
    EXPECT_GT(asked, 20U);
}

TEST(commands, the_grammar_of_interlockd_is_whole)
{
    const auto grammar = server::daemon_grammar();
    const auto has = [&](const std::string& name)
    {
        return std::any_of(grammar.options.begin(), grammar.options.end(),
            [&](const Option& option) { return option.names.front() == name; });
    };
    for (const auto flag : server::command_flags())
        EXPECT_TRUE(has("--" + std::string{flag})) << flag;
    for (const auto& setting : server::settings())
        EXPECT_TRUE(has("--" + std::string{setting.key})) << setting.key;
    std::vector<std::string> names;
    for (const auto& command : grammar.commands)
        names.push_back(command.name);
    EXPECT_THAT(names, ::testing::ElementsAre("db", "doctor", "completion"));
    EXPECT_THAT(server::daemon_man_page(), ::testing::HasSubstr(".SS \"interlockd db restore\"\n"));
}
}  // namespace interlock
