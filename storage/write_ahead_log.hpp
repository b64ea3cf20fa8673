// The write-ahead log beside the database: turning it on, and keeping it from growing for ever.
#pragma once

#include "storage/sqlite.hpp"

namespace interlock::storage
{
/// For the thread that writes.
class WriteAheadLog
{
public:
    /// Past this size readers are waited for; a log that was larger is cut back to it.
    static constexpr uint64_t kLimitBytes = uint64_t{64} << 20U;

    /// `file` is the database that `connection` writes.
    [[nodiscard]] static Result<WriteAheadLog> enable(
        sqlite::Connection& connection, const std::filesystem::path& file);

    /// Called between two steps. Starts the log over when it has grown past its limit, which waits
    /// at most 100 ms for the views that still read from it; a view that stays longer is waited for
    /// again only when the log has grown by as much again.
    [[nodiscard]] Result<void> keep_small(sqlite::Connection& connection);

private:
    explicit WriteAheadLog(std::filesystem::path file) : file_{std::move(file)} {}

    std::filesystem::path file_;
    uint64_t patience_bytes_ = kLimitBytes;
};
}  // namespace interlock::storage
