// Counts cases and prints each failure with what was expected and what was found.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "interop/chain_id.hpp"
#include "tests/conformance/fields.hpp"

namespace interlock::conformance
{
/// The results of a run. For one thread.
class Report
{
public:
    Report(std::ostream& out, std::ostream& err) : out_{out}, err_{err} {}

    /// From now on, cases belong to this file.
    void start_file(std::string name) { file_ = std::move(name); }
    void skip_file(std::string_view why);

    void count_passed() noexcept { ++passed_; }
    void count_failed() noexcept { ++failed_; }
    void print_failure(std::string_view case_name, std::string_view message);
    /// "N passed, M failed"
    void print_totals();

    /// Something ran and nothing failed.
    [[nodiscard]] bool is_good() const noexcept { return passed_ > 0 && failed_ == 0; }

private:
    std::ostream& out_;
    std::ostream& err_;
    std::string file_;
    size_t passed_ = 0;
    size_t failed_ = 0;
};

[[nodiscard]] std::string show(std::string_view text);
[[nodiscard]] std::string show(ByteView bytes);
[[nodiscard]] std::string show(const ChainId& id);
[[nodiscard]] inline std::string show(bool value)
{
    return value ? "true" : "false";
}
[[nodiscard]] inline std::string show(uint64_t value)
{
    return std::to_string(value);
}
[[nodiscard]] inline std::string show(uint32_t value)
{
    return std::to_string(value);
}

/// One case of a data file. It has passed when it ends with nothing found wrong.
class Case
{
public:
    Case(Report& report, std::string name) : report_{report}, name_{std::move(name)} {}
    Case(const Case&) = delete;
    Case& operator=(const Case&) = delete;
    ~Case() { failed_ ? report_.count_failed() : report_.count_passed(); }

    void fail(std::string_view message);

    /// False, and a failure, when the data file itself is malformed there.
    [[nodiscard]] bool accepts(const Fields& fields);

    template <typename T>
    void equal(std::string_view what, const T& expected, const T& found)
    {
        if (!(expected == found))
            differs(what, show(expected), show(found));
    }
    /// The same for what is compared by its text.
    void equal_text(std::string_view what, std::string_view expected, std::string_view found);

private:
    void differs(std::string_view what, std::string_view expected, std::string_view found);

    Report& report_;
    std::string name_;
    bool failed_ = false;
};
}  // namespace interlock::conformance
