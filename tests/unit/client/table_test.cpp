#include "client/cli/table.hpp"

#include <gtest/gtest.h>

namespace interlock::client::cli
{
TEST(table, columns_align_by_width_and_lines_end_without_blanks)
{
    Table table{{Align::left, Align::right, Align::left}, 2};
    table.add_heading({"CHAIN", "HEAD", "NOTE"});
    table.add({{.text = "鎖-a"}, {.text = "7"}, {.text = "x"}});
    table.add({{.text = "b"}, {.text = "12345"}});
    table.add({{}, {}, {.text = "y"}});
    EXPECT_EQ(table.str(false),
        "  CHAIN   HEAD  NOTE\n"
        "  鎖-a       7  x\n"
        "  b      12345\n"
        "                y\n");
}

TEST(table, a_long_last_cell_does_not_push_other_rows_apart)
{
    Table table{{Align::left, Align::left, Align::left}};
    table.add({{.text = "a"}, {.text = "a long note in the place of a value"}});
    table.add({{.text = "b"}, {.text = "12"}, {.text = "x"}});
    EXPECT_EQ(table.str(false),
        "a  a long note in the place of a value\n"
        "b  12  x\n");
}

TEST(table, colour_does_not_change_the_alignment)
{
    Table table{{Align::left, Align::left}};
    table.add({{.text = "ok", .style = Style::good}, {.text = "1"}});
    table.add({{.text = "wrong", .style = Style::bad}, {.text = "2"}});
    EXPECT_EQ(table.str(true), "\x1b[1;32mok\x1b[0m     1\n\x1b[1;31mwrong\x1b[0m  2\n");
}
}  // namespace interlock::client::cli
