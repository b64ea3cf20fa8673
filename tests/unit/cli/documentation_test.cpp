// What is made from the grammar, of the real program: help, completions, the manual page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "client/cli/app.hpp"
#include "client/cli/args.hpp"
#include "client/cli/options.hpp"
#include "console/grammar_of.hpp"
#include "tests/support/shells.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/client/fake_service.hpp"

namespace interlock::client::cli
{
namespace
{
using interlock::testing::bash_offers;
using interlock::testing::fish_offers;
using interlock::testing::run_shell;
using interlock::testing::zsh_complaints;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

/// Each command's words, "explain block", and itself.
std::vector<console::PlacedCommand> commands()
{
    static const auto grammar = []
    {
        CLI::App app{"", "interlock"};
        Request request;
        add_options(app, request);
        return console::grammar_of(app);
    }();
    return all_commands(grammar);
}

std::vector<std::string> words_of(const console::PlacedCommand& command)
{
    std::istringstream path{command.path};
    std::vector<std::string> out{std::istream_iterator<std::string>{path}, {}};
    out.erase(out.begin());
    return out;
}
}  // namespace

TEST(help, of_each_command_has_a_summary_examples_and_exit_codes)
{
    for (const auto& command : commands())
    {
        SCOPED_TRACE(command.path);
        auto args = words_of(command);
        args.push_back("--help");
        const auto help = run_program(args);
        EXPECT_EQ(help.code, 0);
        EXPECT_FALSE(command.command->summary.empty());
        EXPECT_THAT(help.out, HasSubstr(command.command->summary));
        EXPECT_THAT(help.out, HasSubstr("Exit code"));
        EXPECT_THAT(help.out, HasSubstr("\nExamples:\n  interlock "));
        // An example of the command itself.
        if (command.command->commands.empty())
        {
            EXPECT_THAT(help.out, HasSubstr(command.path.substr(command.path.find(' ') + 1)));
        }
    }
}

TEST(help, values_that_are_listed_are_understood)
{
    size_t lists = 0;
    for (const auto& command : commands())
    {
        for (const auto& option : command.command->options)
        {
            for (const auto& value : option.choices())
            {
                ++lists;
                auto args = words_of(command);
                if (!option.is_argument())
                    args.push_back(option.names.front());
                args.push_back(value);
                args.insert(args.end(), {"--server", "127.0.0.1:1"});  // Nobody is there.
                // It may lack other arguments, but says nothing against the value.
                EXPECT_EQ(run_program(args).err.find("'" + value + "' is not"), std::string::npos)
                    << command.path << " " << value;
            }
        }
    }
    EXPECT_GT(lists, 15U);
}

TEST(completion_command, bash_completes_the_real_program)
{
    const auto script = run_program({"completion", "bash"});
    ASSERT_EQ(script.code, 0) << script.err;
    const auto offers = [&](std::vector<std::string> words)
    {
        words.insert(words.begin(), "interlock");
        return bash_offers(script.out, words);
    };
    EXPECT_THAT(offers({""}), IsSupersetOf({"status", "doctor", "check", "explain", "completion"}));
    EXPECT_THAT(offers({"st"}), ElementsAre("status"));
    EXPECT_THAT(offers({"explain", ""}), ElementsAre("block", "head"));
    EXPECT_THAT(
        offers({"--server", "127.0.0.1", ":", "7545", "explain", "h"}), ElementsAre("head"));
    EXPECT_THAT(offers({"check", "--level", "l"}), ElementsAre("local-safe"));
    EXPECT_THAT(offers({"explain", "block", "--level", ""}), ElementsAre("cross-unsafe", "safe"));
    EXPECT_THAT(offers({"graph", "--format", "=", "m"}), ElementsAre("mermaid"));
    EXPECT_THAT(offers({"db", "stats", "--j"}), ElementsAre("--json", "--jwt-secret"));
    EXPECT_THAT(offers({"completion", ""}), ElementsAre("bash", "fish", "zsh"));
}

TEST(completion_command, the_other_shells)
{
    EXPECT_EQ(zsh_complaints(run_program({"completion", "zsh"}).out), "");
    const auto script = run_program({"completion", "fish"}).out;
    EXPECT_THAT(fish_offers(script, "interlock explain "), ElementsAre("block", "head"));
    EXPECT_THAT(fish_offers(script, "interlock explain block --le"), ElementsAre("--level"));
    EXPECT_THAT(fish_offers(script, "interlock check --level l"), ElementsAre("local-safe"));
}

TEST(manual, names_every_command_and_option)
{
    const auto page = run_program({"--print-man"});
    ASSERT_EQ(page.code, 0) << page.err;
    for (const auto& command : commands())
    {
        if (command.path != "interlock")
        {
            const auto path = std::regex_replace(command.path, std::regex{"-"}, "\\-");
            EXPECT_THAT(page.out, HasSubstr(".SS \"" + path + "\"\n"));
        }
    }
    EXPECT_THAT(page.out, HasSubstr("\\fB\\-\\-tls\\-ca\\fR \\fIFILE\\fR"));
    EXPECT_THAT(page.out, HasSubstr("\\fBINTERLOCK_SERVER\\fR"));
}

TEST(manual, is_clean_for_groff)
{
    interlock::testing::TempDir dir;
    const auto file = dir.write("interlock.1", run_program({"--print-man"}).out);
    const auto run = run_shell("groff -ww -b -man -Tutf8 -z '" + file.string() + "'");
    EXPECT_EQ(run.status, 0);
    EXPECT_EQ(run.out, "");
}
}  // namespace interlock::client::cli
