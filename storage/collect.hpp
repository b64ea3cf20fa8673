// From the rows of a query to values.
#pragma once

#include "storage/sqlite.hpp"

namespace interlock::storage
{
/// What `read` makes of every row.
template <typename T, typename Read>
[[nodiscard]] Result<std::vector<T>> collect(sqlite::Rows& rows, Read read)
{
    std::vector<T> out;
    for (;;)
    {
        const auto more = rows.next();
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            return out;
        auto row = read(rows);
        if (!row)
            return tl::unexpected(std::move(row.error()));
        out.push_back(std::move(*row));
    }
}

/// What `read` makes of the first row, itself optional; nullopt without one.
template <typename T, typename Read>
[[nodiscard]] Result<std::optional<T>> at_most_one(sqlite::Rows& rows, Read read)
{
    const auto found = rows.next();
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return std::nullopt;
    return read(rows);
}
}  // namespace interlock::storage
