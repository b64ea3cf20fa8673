#include "tests/conformance/report.hpp"

#include <ostream>

namespace interlock::conformance
{
namespace
{
/// Longer values are cut: a bloom or a payload would bury the line.
constexpr size_t kMaxShown = 160;

std::string cut(std::string text)
{
    if (text.size() <= kMaxShown)
        return text;
    const size_t size = text.size();
    text.resize(kMaxShown);
    return text + "… (" + std::to_string(size) + " characters)";
}
}  // namespace

void Report::skip_file(std::string_view why)
{
    err_ << "skipped " << file_ << ": " << why << '\n';
}

void Report::print_failure(std::string_view case_name, std::string_view message)
{
    out_ << "FAILED " << file_ << ": " << case_name << ": " << message << '\n';
}

void Report::print_totals()
{
    out_ << passed_ << " passed, " << failed_ << " failed" << std::endl;
}

std::string show(std::string_view text)
{
    return cut(std::string{text});
}

std::string show(ByteView bytes)
{
    return cut(to_hex(bytes));
}

std::string show(const ChainId& id)
{
    return to_string(id);
}

void Case::fail(std::string_view message)
{
    failed_ = true;
    report_.print_failure(name_, message);
}

bool Case::accepts(const Fields& fields)
{
    if (fields.fault())
        fail("malformed data: " + *fields.fault());
    return !fields.fault();
}

void Case::equal_text(std::string_view what, std::string_view expected, std::string_view found)
{
    if (expected != found)
        differs(what, show(expected), show(found));
}

void Case::differs(std::string_view what, std::string_view expected, std::string_view found)
{
    fail(std::string{what} + ": expected " + std::string{expected} + ", found " +
         std::string{found});
}
}  // namespace interlock::conformance
