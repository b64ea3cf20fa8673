#include <gmock/gmock.h>

#include "config_support.hpp"

namespace interlock::server::test
{
namespace
{
using testing::HasSubstr;

CommandLine parse(std::vector<std::string> arguments)
{
    return parse_command_line(arguments);
}

TEST(command_line, modes)
{
    struct Case
    {
        std::vector<std::string> arguments;
        CommandMode want;
    };
    const Case cases[]{
        {{}, CommandMode::run},
        {{"--config", "x.toml"}, CommandMode::run},
        {{"--check-config"}, CommandMode::check_config},
        {{"--print-config-template"}, CommandMode::print_config_template},
        {{"--print-metrics"}, CommandMode::print_metrics},
        {{"--version"}, CommandMode::print_version},
        {{"--help"}, CommandMode::print_help},
        {{"-h"}, CommandMode::print_help},
        {{"--help", "--check-config"}, CommandMode::print_help},
        {{"--check-config", "--version"}, CommandMode::print_version},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(testing::PrintToString(c.arguments));
        const auto line = parse(c.arguments);
        EXPECT_EQ(line.mode, c.want);
        EXPECT_EQ(all(line.problems), "");
    }
}

TEST(command_line, settings_with_and_without_equals_sign)
{
    const auto line = parse({"--grpc.listen", "127.0.0.1:1", "--log.level=debug",
        "--chains.901.execution=http://a/?x=y", "--config", "f.toml", "--ingest.batch_blocks",
        "-5"});
    EXPECT_EQ(all(line.problems), "");
    EXPECT_EQ(line.config_file, "f.toml");
    const std::vector<FlagSetting> want{
        {"grpc.listen", "127.0.0.1:1"},
        {"log.level", "debug"},
        {"chains.901.execution", "http://a/?x=y"},
        {"ingest.batch_blocks", "-5"},
    };
    EXPECT_EQ(line.settings, want);
}

TEST(command_line, what_has_no_shape_is_named)
{
    struct Case
    {
        std::vector<std::string> arguments;
        std::string want;
    };
    const Case cases[]{
        {{"run"}, "argument 1 is not a flag"},
        {{"--log.level", "info", "extra"}, "argument 3 is not a flag"},
        {{"--"}, "argument 1 is not a flag"},
        {{"-c"}, "argument 1 is not a flag"},
        {{"--log.level"}, "--log.level needs a value"},
        {{"--log.level", "--check-config"}, "--log.level needs a value"},
        {{"--config"}, "--config needs a value"},
        {{"--config", "a", "--config", "b"}, "--config is given twice"},
        {{"--check-config=yes"}, "--check-config takes no value"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(testing::PrintToString(c.arguments));
        const auto line = parse(c.arguments);
        ASSERT_EQ(line.problems.size(), 1U);
        EXPECT_THAT(to_string(line.problems[0]), HasSubstr(c.want));
    }
}

TEST(command_line, its_problems_are_reported_with_all_others)
{
    const auto problems = problems_of(load({"stray", "--log.level=loud"}));
    EXPECT_THAT(problems, HasSubstr("argument 1 is not a flag"));
    EXPECT_THAT(problems, HasSubstr("log.level is \"loud\""));
    EXPECT_THAT(problems, HasSubstr("chains has none"));
}
}  // namespace
}  // namespace interlock::server::test
