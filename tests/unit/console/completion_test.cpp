// Completion scripts, judged by the shells themselves.
#include "console/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shells.hpp"
#include "tests/unit/console/small_program.hpp"

namespace interlock::console
{
using interlock::testing::bash_offers;
using interlock::testing::fish_offers;
using interlock::testing::zsh_complaints;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

namespace
{
std::vector<std::string> bash(std::vector<std::string> words)
{
    words.insert(words.begin(), "tool");
    return bash_offers(bash_completion(testing::small_program()), words);
}

std::vector<std::string> fish(const std::string& line)
{
    return fish_offers(fish_completion(testing::small_program()), line);
}
}  // namespace

TEST(completion, bash_offers_commands_options_and_values)
{
    EXPECT_THAT(bash({""}), ElementsAre("alone", "colour", "paint"));
    EXPECT_THAT(bash({"co"}), ElementsAre("colour"));
    EXPECT_THAT(bash({"colour", ""}), ElementsAre("mix"));
    EXPECT_THAT(bash({"--"}), ElementsAre("--config", "--help", "--server"));
    EXPECT_THAT(bash({"paint", "-"}),
        ElementsAre("--config", "--dry", "--help", "--level", "--server", "-h"));
    EXPECT_THAT(bash({"paint", ""}), ElementsAre("door", "wall"));
    EXPECT_THAT(bash({"paint", "--level", ""}), ElementsAre("high", "low"));
    EXPECT_THAT(bash({"paint", "--level", "h"}), ElementsAre("high"));
    EXPECT_THAT(bash({"alone", "--"}), IsEmpty());
}

TEST(completion, bash_knows_values_from_commands)
{
    // The value of an option is no command, and what is typed with = is its value.
    EXPECT_THAT(bash({"--server", "paint", ""}), ElementsAre("alone", "colour", "paint"));
    EXPECT_THAT(bash({"--server", "=", "paint", ""}), ElementsAre("alone", "colour", "paint"));
    EXPECT_THAT(bash({"--server", "paint", "colour", ""}), ElementsAre("mix"));
    EXPECT_THAT(bash({"paint", "--level", "=", "l"}), ElementsAre("low"));
    EXPECT_THAT(bash({"paint", "--level", "="}), ElementsAre("high", "low"));
    EXPECT_THAT(bash({"paint", "--server", ""}), IsEmpty());
}

TEST(completion, bash_offers_files_where_one_is_wanted)
{
    EXPECT_THAT(bash({"--config", "/etc/pass"}), Contains("/etc/passwd"));
    EXPECT_THAT(bash({"colour", "mix", "/etc/pass"}), Contains("/etc/passwd"));
    EXPECT_THAT(bash({"colour", "mix", "--s"}), ElementsAre("--server"));
    EXPECT_THAT(bash({"paint", "/etc/pass"}), IsEmpty());
}

TEST(completion, fish_offers_the_same)
{
    EXPECT_THAT(fish("tool "), ElementsAre("alone", "colour", "paint"));
    EXPECT_THAT(fish("tool colour "), ElementsAre("mix"));
    EXPECT_THAT(fish("tool paint --level "), ElementsAre("high", "low"));
    EXPECT_THAT(fish("tool paint --le"), ElementsAre("--level"));
    EXPECT_THAT(fish("tool paint "), ElementsAre("door", "wall"));
    EXPECT_THAT(fish("tool --server paint "), ElementsAre("alone", "colour", "paint"));
    EXPECT_THAT(fish("tool colour --le"), Not(Contains("--level")));
    EXPECT_THAT(fish("tool colour mix /etc/pass"), Contains("/etc/passwd"));
}

TEST(completion, zsh_can_read_its_script)
{
    EXPECT_EQ(zsh_complaints(zsh_completion(testing::small_program())), "");
}
}  // namespace interlock::console
