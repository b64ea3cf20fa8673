// The hashes of a chain's logs: one after the other, in rows of so many that a row fills a page,
// however many each block has. The place of a log in its chain is that of its block's first log and
// its index; where the first log of a chain's first block stands is nobody's matter.
#pragma once

#include <span>

#include "storage/keys.hpp"
#include "storage/queries.hpp"
#include "storage/sqlite.hpp"

namespace interlock::storage
{
inline constexpr uint64_t kLogsInRun = INTERLOCK_LOGS_IN_RUN;
inline constexpr uint64_t kRunBytes = kLogsInRun * Hash32::kSize;

/// Places of logs are below it; two more rows have keys.
inline constexpr uint64_t kPlaceLimit = (kBlockNumberLimit - 2) * kLogsInRun;

/// The key of the row that holds a place. Preconditions: ix < kChainLimit, and the place is at most
/// a row above the limit.
[[nodiscard]] constexpr int64_t run_key(uint32_t ix, uint64_t place) noexcept
{
    return *block_key(ix, place / kLogsInRun);
}

/// Keys of rows, without the last one.
struct RunKeys
{
    int64_t begin = 0;
    int64_t end = 0;
};

/// The logs of one block, or of several that follow each other.
struct LogRange
{
    uint64_t first = 0;  // A place.
    uint64_t count = 0;

    [[nodiscard]] constexpr uint64_t end() const noexcept { return first + count; }
    [[nodiscard]] constexpr bool is_in_bounds() const noexcept
    {
        return first <= kPlaceLimit && count <= kPlaceLimit - first;
    }
    /// The rows that hold them; and where there are none, the one that is begun there, if it is.
    /// Precondition: is_in_bounds().
    [[nodiscard]] constexpr RunKeys runs(uint32_t ix) const noexcept
    {
        return {run_key(ix, first), run_key(ix, end() + kLogsInRun - 1)};
    }
};

/// The range in the only row of a query for a block's first_log and log_count; nullopt without a
/// row.
[[nodiscard]] Result<std::optional<LogRange>> read_log_range(sqlite::Rows rows);

class LogRuns
{
public:
    explicit LogRuns(sqlite::Connection& connection) noexcept;

    /// `corrupt` when not all of them are there. Precondition: they are in bounds.
    [[nodiscard]] Result<std::vector<Hash32>> read(uint32_t ix, const LogRange& range);

private:
    sqlite::Connection& connection_;
    sqlite::Statement runs_;
};

class LogRunsWriter
{
public:
    explicit LogRunsWriter(sqlite::Connection& connection) noexcept;

    /// Puts hashes behind the last ones of the chain. Precondition: `place` is where these end, and
    /// the new ones are in bounds.
    [[nodiscard]] Result<void> append(uint32_t ix, uint64_t place, std::span<const Hash32> hashes);
    /// Removes the rows that hold nothing before `end`.
    [[nodiscard]] Result<void> cut_after(uint32_t ix, uint64_t end);
    /// Removes the rows that hold nothing from `first` on.
    [[nodiscard]] Result<void> cut_before(uint32_t ix, uint64_t first);

private:
    sqlite::Connection& connection_;
    sqlite::Statement insert_;
    sqlite::Statement delete_;
};
}  // namespace interlock::storage
