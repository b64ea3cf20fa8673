#include "client/cli/terminal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/table.hpp"

namespace interlock::client::cli
{
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(terminal, keys_as_they_are_typed)
{
    using enum TerminalEvent;
    EXPECT_THAT(events_of("jkgG bq"), ElementsAre(down, up, first, last, page_down, page_up, quit));
    EXPECT_THAT(events_of("\x1b[A\x1b[B\x1bOA\x1b[5~\x1b[6~\x1b[H\x1b[F"),
        ElementsAre(up, down, up, page_up, page_down, first, last));
}

TEST(terminal, other_keys_mean_nothing)
{
    EXPECT_THAT(events_of(""), IsEmpty());
    EXPECT_THAT(events_of("x\x1b[15~\x1b[1;5C\x1b"), IsEmpty());
    EXPECT_THAT(events_of("\x1b[15~j"), ElementsAre(TerminalEvent::down));
    EXPECT_THAT(events_of("\x1b["), IsEmpty());
}

TEST(text, is_cut_to_columns)
{
    EXPECT_EQ(clipped("abcdef", 6), "abcdef");
    EXPECT_EQ(clipped("abcdef", 5), "abcd…");
    EXPECT_EQ(clipped("abcdef", 1), "…");
    EXPECT_EQ(clipped("abcdef", 0), "");
    // Wide characters take two columns.
    EXPECT_EQ(clipped("漢字x", 5), "漢字x");
    EXPECT_EQ(clipped("漢字x", 4), "漢…");
}

TEST(table, is_cut_to_columns)
{
    Table table{{Align::left, Align::left}};
    table.add({{.text = "name"}, {.text = "a long note"}});
    table.add({{.text = "n"}, {.text = "b"}});
    EXPECT_THAT(table.lines({.max_width = 10}), ElementsAre("name  a l…", "n     b"));
    EXPECT_THAT(table.lines({.max_width = 6}), ElementsAre("name", "n"));
    EXPECT_THAT(table.lines({.max_width = 3}), ElementsAre("na…", "n"));
    EXPECT_EQ(table.str(false), "name  a long note\nn     b\n");
}
}  // namespace interlock::client::cli
