#include "console/finding.hpp"

#include <gtest/gtest.h>

#include "console/bytes_text.hpp"

namespace interlock::console
{
namespace
{
const std::vector<Finding> kFindings{
    {Severity::ok, "service", "answers in 3 ms", ""},
    {Severity::warn, "op-a (901)", "its only node is slow", "use one that is nearer"},
    {Severity::fail, "disk", "12 B are free", "free space"},
};
}  // namespace

TEST(finding, text)
{
    EXPECT_EQ(findings_text(kFindings),
        "ok    service     answers in 3 ms\n"
        "warn  op-a (901)  its only node is slow\n"
        "                  > use one that is nearer\n"
        "fail  disk        12 B are free\n"
        "                  > free space\n"
        "\n"
        "1 failed, 1 to look at, 1 well\n");
    const std::span only_first{kFindings.data(), 1};
    EXPECT_EQ(findings_text(only_first), "ok    service  answers in 3 ms\n\nall well: 1 checks\n");
}

TEST(finding, the_severity_is_painted)
{
    const auto paint = [](std::string_view name, Severity severity)
    { return "<" + std::string{name} + (severity == Severity::fail ? "!>" : ">"); };
    const auto text = findings_text(std::span{kFindings}.subspan(2), paint);
    EXPECT_TRUE(text.starts_with("<fail!>  disk  12 B")) << text;
}

TEST(finding, json)
{
    EXPECT_EQ(findings_json(std::span{kFindings}.subspan(1, 1)).dump(),
        R"x({"worst":"warn","findings":[{"severity":"warn","subject":"op-a (901)",)x"
        R"x("what":"its only node is slow","mend":"use one that is nearer"}]})x");
    EXPECT_EQ(findings_json({}).dump(), R"({"worst":"ok","findings":[]})");
    EXPECT_TRUE(findings_json(std::span{kFindings}.subspan(0, 1))["findings"][0]["mend"].is_null());
}

TEST(finding, the_worst_counts)
{
    EXPECT_EQ(worst_of({}), Severity::ok);
    EXPECT_EQ(worst_of(kFindings), Severity::fail);
    EXPECT_EQ(worst_of(std::span{kFindings}.subspan(0, 2)), Severity::warn);
}

TEST(bytes, for_people)
{
    EXPECT_EQ(bytes_text(1'023), "1023 B");
    EXPECT_EQ(bytes_text(1'536), "1.5 KiB");
    EXPECT_EQ(bytes_text(uint64_t{3} << 30U), "3.0 GiB");
}
}  // namespace interlock::console
