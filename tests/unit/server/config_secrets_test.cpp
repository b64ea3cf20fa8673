// Whatever is wrong with a value that may hold credentials, no message repeats it.
#include <gmock/gmock.h>

#include "config_support.hpp"

namespace interlock::server::test
{
namespace
{
using testing::HasSubstr;
using testing::Not;

TEST(config_secrets, no_problem_shows_them)
{
    struct Case
    {
        const char* name;
        std::string file;
        std::vector<std::string> arguments;
        Environment environment;
    };
    const Case cases[]{
        {"not a list", "[chains.901]\nexecution = \"http://u:hunter2@h\"", {}, {}},
        {"wrong scheme", "[chains.901]\nexecution = [\"ftp://u:hunter2@h\"]", {}, {}},
        {"space", "[chains.901]\nexecution = [\"http://u:hunter2@h /\"]", {}, {}},
        {"bad port", "[chains.901]\nexecution = [\"http://u:hunter2@h:99999\"]", {}, {}},
        {"twice",
            "[chains.901]\nexecution = [\"http://u:hunter2@h/hunter2?hunter2\", "
            "\"http://u:hunter2@h/hunter2?hunter2\"]",
            {}, {}},
        {"mixed list", "[chains.901]\nexecution = [\"http://u:hunter2@h\", 1]", {}, {}},
        {"table in list", "[chains.901]\nexecution = [{ url = \"hunter2\" }]", {}, {}},
        {"misspelt key", "[chains.901]\nexection = [\"http://u:hunter2@h\"]", {}, {}},
        {"misspelt section", "[chain.901]\nexecution = [\"http://u:hunter2@h\"]", {}, {}},
        {"scheme of another setting", "", {"--chains.901.subscribe=http://u:hunter2@h/hunter2"},
            {}},
        {"bad header",
            "[chains.901]\nexecution = [\"http://h\"]\nexecution_headers = "
            "[\"Authorization Bearer hunter2\"]",
            {}, {}},
        {"line break in header",
            "[chains.901]\nexecution = [\"http://h\"]\nexecution_headers = "
            "[\"A: hunter2\\r\\nB: hunter2\"]",
            {}, {}},
        {"headers without nodes",
            "[chains.901]\nexecution = [\"http://h\"]\nconsensus_headers = "
            "[\"A: hunter2\"]",
            {}, {}},
        {"no quotes", "[chains.901]\nexecution = [http://u:hunter2@h]", {}, {}},
        {"no quotes, no list", "[chains.901]\nexecution = hunter2", {}, {}},
        {"number without quotes", "[chains.901]\nexecution_headers = [0xhunter2]", {}, {}},
        {"like a number", "[chains.901]\nexecution = 99999999999999999999hunter2", {}, {}},
        {"like a boolean", "[chains.901]\nexecution = thunter2", {}, {}},
        {"open quote", "[chains.901]\nexecution = [\"http://u:hunter2@h]", {}, {}},
        {"bad escape", "[chains.901]\nexecution = [\"http://u:hunter2\\q@h\"]", {}, {}},
        {"value as a key", "[chains.901]\n\"http://u:hunter2@h\" = 1", {}, {}},
        {"value as a section", "[chains.\"http://u:hunter2@h\"]\nname = \"a\"", {}, {}},
        {"flag", "", {"--chains.901.execution=ftp://u:hunter2@h"}, {}},
        {"colon for equals sign", "", {"--chains.901.execution:http://u:hunter2@h", "x"}, {}},
        {"id and value", "", {"--chains.901:http://u:hunter2@h.execution", "x"}, {}},
        {"stray argument", "", {"--chains.901.execution", "http://h", "http://u:hunter2@h"}, {}},
        {"value as a flag", "", {"--http://u:hunter2@h"}, {}},
        {"misspelt flag", "", {"--chains.901.exection=http://u:hunter2@h"}, {}},
        {"mode with a value", "", {"--help=http://u:hunter2@h"}, {}},
        {"too long", "", {"--chains.901.execution=http://hunter2" + std::string(5'000, 'x')}, {}},
        {"variable", "", {}, {{"INTERLOCK_CHAINS_901_EXECUTION", "ftp://u:hunter2@h"}}},
        {"misspelt variable", "", {}, {{"INTERLOCK_CHAINS_901_EXECUTON", "http://u:hunter2@h"}}},
        {"two variables", "", {},
            {{"INTERLOCK_CHAINS_901_EXECUTION", "http://u:hunter2@h"},
                {"INTERLOCK_CHAINS_0x385_EXECUTION", "http://hunter2"}}},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        const auto problems = problems_of(load_file(c.file, c.arguments, c.environment));
        EXPECT_NE(problems, "");
        EXPECT_THAT(problems, Not(HasSubstr("hunter2")));
    }
}

TEST(config_secrets, what_the_parser_quotes_is_left_out)
{
    // The parser repeats a number that it cannot represent; this one stands where a secret belongs.
    const auto problems = problems_of(load_file("[chains.901]\nexecution = 27182818284590452353"));
    EXPECT_THAT(problems, HasSubstr("'…' is not representable in 64 bits"));
    EXPECT_THAT(problems, Not(HasSubstr("2718281828")));
    EXPECT_THAT(problems_of(load_file("data_dir = true!")), HasSubstr("saw '!'"));
}

TEST(config_secrets, a_refused_secret_still_says_what_would_be_right)
{
    EXPECT_THAT(problems_of(load({"--chains.901.execution=http://a,ftp://u:hunter2@h"})),
        HasSubstr("chains.901.execution is refused (its value may hold credentials and is not "
                  "shown): item 2: "));
}

TEST(config_secrets, values_that_are_not_secret_are_shown_without_control_characters)
{
    EXPECT_THAT(problems_of(load(with_chain({"--log.level=a\x1b[31mb"}))),
        HasSubstr("log.level is \"a?[31mb\""));
}
}  // namespace
}  // namespace interlock::server::test
