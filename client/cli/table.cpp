#include "client/cli/table.hpp"

#include <algorithm>

namespace interlock::client::cli
{
namespace
{
/// The index of the row's last cell with text; 0 when there is none.
size_t last_filled(const std::vector<Cell>& row) noexcept
{
    size_t last = 0;
    for (size_t i = 0; i < row.size(); ++i)
        last = row[i].text.empty() ? last : i;
    return last;
}
}  // namespace

Table::Table(std::vector<Align> columns, size_t indent)
  : columns_{std::move(columns)}, indent_{indent}
{
}

void Table::add(std::vector<Cell> row)
{
    row.resize(columns_.size());
    rows_.push_back(std::move(row));
}

void Table::add_heading(const std::vector<std::string>& titles)
{
    std::vector<Cell> row;
    for (const auto& title : titles)
        row.push_back({.text = title, .style = Style::heading});
    add(std::move(row));
}

std::vector<size_t> Table::widths() const
{
    std::vector<size_t> out(columns_.size());
    for (const auto& row : rows_)
    {
        const auto last = last_filled(row);
        for (size_t i = 0; i < row.size(); ++i)
        {
            // Nothing follows the last cell, so it may be longer than its column is wide: a long
            // note does not push the columns of other rows apart.
            if (i != last || columns_[i] == Align::right)
                out[i] = std::max(out[i], display_width(row[i].text));
        }
    }
    return out;
}

std::string Table::str(bool colour) const
{
    std::string out;
    for (const auto& line : lines({.colour = colour}))
        out += line + '\n';
    return out;
}

std::vector<std::string> Table::lines(const TableLook& look) const
{
    const auto width = widths();
    std::vector<std::string> out;
    for (const auto& row : rows_)
    {
        auto& line = out.emplace_back();
        size_t left = look.max_width;
        // Blanks are held back until something follows them.
        size_t blanks = indent_;
        for (size_t i = 0; i < row.size(); ++i)
        {
            const size_t own = display_width(row[i].text);
            const size_t padding = std::max(width[i], own) - own;
            if (columns_[i] == Align::right)
                blanks += padding;
            if (!row[i].text.empty() && blanks < left)
            {
                line.append(blanks, ' ');
                const auto text = clipped(row[i].text, left - blanks);
                line += styled(text, row[i].style, look.colour);
                left -= blanks + display_width(text);
                blanks = 0;
            }
            blanks += 2 + (columns_[i] == Align::left ? padding : 0);
        }
    }
    return out;
}
}  // namespace interlock::client::cli
