#include "console/man_page.hpp"

#include <gtest/gtest.h>

#include "tests/support/shells.hpp"
#include "tests/unit/console/small_program.hpp"

namespace interlock::console
{
TEST(man_page, says_all_that_the_grammar_does)
{
    const auto page = man_page(testing::small_program(),
        {.section = 1, .version = "0.1.0", .description = "Paints…", .see_also = "brush(1)"});
    for (const auto* const part :
        {
            ".TH TOOL 1 \"\" \"Interlock 0.1.0\" \"Interlock\"\n.SH NAME\ntool \\- paints things\n",
            ".SH DESCRIPTION\nPaints\\[u2026]\n",
            ".SS \"tool paint\"\n\\fBtool paint\\fR [\\fIOPTION\\fR]... \\fIwall|door\\fR\n",
            ".TP\n\\fB\\-\\-level\\fR \\fIlow|high\\fR\nHow much\n",
            ".TP\n\\fB\\-\\-dry\\fR\nDon\\[aq]t wait\n",
            ".PP\nIt dries.\n.PP\nExamples:\n.PP\n.EX\n  tool paint wall \\-\\-level high\n.EE\n",
            ".SS \"tool colour mix\"\n",
            ".TP\n\\fB\\-\\-config\\fR \\fIFILE\\fR\nSettings\\emore\n",
            ".SH ENVIRONMENT\n.TP\n\\fBTOOL_SERVER\\fR\nAs \\fB\\-\\-server\\fR.\n",
            ".SH NOTES\nExit code: 0 painted.\n",
            ".SH SEE ALSO\nbrush(1)\n",
        })
        EXPECT_NE(page.find(part), std::string::npos) << part << "\nin\n" << page;
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    EXPECT_TRUE(std::all_of(page.begin(), page.end(), is_ascii));
}
}  // namespace interlock::console
