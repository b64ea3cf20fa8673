// What is done to a whole index now and then: measured, checked, copied. Each function opens the
// file for itself and only reads it, beside a store that writes or without one; what it reads is
// the index of one moment. While it runs, the write-ahead log of a store that writes cannot start
// over, and grows.
#pragma once

#include <filesystem>
#include <functional>

#include "storage/store.hpp"

namespace interlock::storage
{
/// How far a long job is.
struct JobProgress
{
    std::string_view doing;  // "check blocks"
    uint64_t done = 0;
    uint64_t total = 0;  // Zero: not known.
};
/// Told now and then, on the job's thread; false ends the job with `cancelled`.
using OnProgress = std::function<bool(const JobProgress&)>;
/// Told before an older index is brought up to date, which takes minutes when it is large: from
/// which version of the schema to which.
using OnMigration = std::function<void(size_t from, size_t to)>;

struct TableSize
{
    std::string name;  // Of a table or an index of one.
    uint64_t rows = 0;
    uint64_t bytes = 0;
};
struct ChainSize
{
    ChainRecord record;
    std::optional<BlockSeal> first;
    std::optional<BlockSeal> last;
    uint64_t logs = 0;  // Only when counted.
};
struct IndexSize
{
    uint64_t file_bytes = 0;
    uint64_t write_ahead_log_bytes = 0;
    uint64_t free_disk_bytes = 0;  // Of the disk that the file is on.
    uint64_t page_bytes = 0;
    uint64_t pages = 0;
    uint64_t free_pages = 0;  // Among them: reused before the file grows.
    std::vector<ChainSize> chains;
    std::vector<TableSize> tables;  // Only when counted.
};

enum class Counting
{
    none,   // what is known at once
    whole,  // reads the whole file
};
[[nodiscard]] Result<IndexSize> measure(
    const std::filesystem::path& file, Counting counting, const OnProgress& on_progress);

/// At most so many findings are told.
inline constexpr size_t kMaxFindings = 100;

struct CheckReport
{
    std::vector<std::string> findings;  // What is wrong; empty: the index is sound.
    uint64_t blocks = 0;                // Checked.
    uint64_t logs = 0;
    uint64_t messages = 0;
};
enum class CheckDepth
{
    quick,  // without comparing SQLite's indexes with their tables
    whole,
};
/// Whether the file is sound as SQLite's, and as an index: each chain of blocks is gapless and
/// linked, each block has the hashes of as many logs as it says, nothing hangs on a block that is
/// not there, heads are in order, and messages of promoted blocks match the logs they name. An
/// error means that it could not be checked.
[[nodiscard]] Result<CheckReport> check_index(
    const std::filesystem::path& file, CheckDepth depth, const OnProgress& on_progress);

/// Copies the index of this moment to a new file, and makes that durable. `conflict` when there is
/// a file at `target` already. A copy that fails leaves nothing behind.
/// Returns the size of the copy in bytes.
[[nodiscard]] Result<uint64_t> back_up(const std::filesystem::path& file,
    const std::filesystem::path& target, const OnProgress& on_progress);

/// Puts a copy of `backup` in the place of `file`, which no store may have open. The backup is
/// checked first; what was there is kept beside it, under a name that is returned (empty when there
/// was nothing). `conflict` when the backup is not sound.
[[nodiscard]] Result<std::filesystem::path> restore(const std::filesystem::path& backup,
    const std::filesystem::path& file, const OnProgress& on_progress);
}  // namespace interlock::storage
