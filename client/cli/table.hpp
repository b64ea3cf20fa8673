// Aligned columns. Single-threaded.
#pragma once

#include <cstdint>
#include <vector>

#include "client/cli/text.hpp"

namespace interlock::client::cli
{
/// One field. Its text must be printable already.
struct Cell
{
    std::string text;
    Style style = Style::plain;
};

enum class Align
{
    left,
    right,
};

struct TableLook
{
    bool colour = false;
    size_t max_width = SIZE_MAX;  // Lines are cut there.
};

/// Rows of the same number of cells; columns are as wide as their widest cell that is not its
/// row's last, two spaces apart, and lines end without blanks.
class Table
{
public:
    explicit Table(std::vector<Align> columns, size_t indent = 0);

    void add(std::vector<Cell> row);
    /// A row in the style of headings.
    void add_heading(const std::vector<std::string>& titles);
    [[nodiscard]] std::string str(bool colour) const;
    /// The same, a line each.
    [[nodiscard]] std::vector<std::string> lines(const TableLook& look) const;

private:
    [[nodiscard]] std::vector<size_t> widths() const;

    std::vector<Align> columns_;
    size_t indent_;
    std::vector<std::vector<Cell>> rows_;
};
}  // namespace interlock::client::cli
