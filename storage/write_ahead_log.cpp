#include "storage/write_ahead_log.hpp"

#include "storage/errors.hpp"

namespace interlock::storage
{
namespace
{
// synchronous: a committed step survives a power cut, so that no head comes back lower than it was
// served.
// wal_autocheckpoint: SQLite's default. A commit that leaves more than 1,000 pages (16 MiB) in the
// log copies into the database what no open view needs in the log, without waiting for any.
// When all is copied and no view reads from the log, the next step starts it over. With many views
// that moment may never come by itself: hence keep_small().
constexpr const char* kSettings =
    "PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 1000;"
    "PRAGMA journal_size_limit = 67108864;";
static_assert(WriteAheadLog::kLimitBytes == 67'108'864);

constexpr const char* kReadLog = "SELECT 1 FROM sqlite_schema";

constexpr int kPatienceMs = 100;
}  // namespace

Result<WriteAheadLog> WriteAheadLog::enable(
    sqlite::Connection& connection, const std::filesystem::path& file)
{
    constexpr const char* kDoing = "turn on the write-ahead log";
    {
        sqlite::Statement statement{connection, "PRAGMA journal_mode = WAL", kDoing};
        auto rows = statement.query();
        const auto found = rows.next();
        if (!found)
            return tl::unexpected(found.error());
        if (!*found || rows.text(0) != "wal")
            return tl::unexpected(
                describe(ErrorKind::io, {file, kDoing, "the file system lacks shared memory"},
                    "put the file on a local disk"));
    }
    // A process that was killed may have left a step that it had not synced yet. It is served from
    // now on, so it must not be lost either.
    const auto ready = connection.execute(kSettings, kDoing)
                           .and_then([&] { return connection.execute(kReadLog, kDoing); })
                           .and_then([&] { return connection.sync_log(); });
    if (!ready)
        return tl::unexpected(ready.error());
    return WriteAheadLog{file.string() + "-wal"};
}

Result<void> WriteAheadLog::keep_small(sqlite::Connection& connection)
{
    std::error_code absent;
    const uint64_t size_bytes = std::filesystem::file_size(file_, absent);
    if (absent || size_bytes <= patience_bytes_)
        return {};
    const auto done = connection.start_log_over(kPatienceMs);
    if (!done)
        return tl::unexpected(done.error());
    patience_bytes_ = *done ? kLimitBytes : size_bytes + kLimitBytes;
    return {};
}
}  // namespace interlock::storage
