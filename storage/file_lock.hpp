// Keeps a second process from writing the same database.
#pragma once

#include <filesystem>

#include "storage/store.hpp"

namespace interlock::storage
{
/// An exclusive lock on a file beside the database, held while this lives; the system releases it
/// when the process dies, however it dies. SQLite's own locks last only for a transaction.
/// The file stays when the lock goes: removing it would race with the next to lock it.
class FileLock
{
public:
    /// Locks `file`.lock; `busy` when another process (or another store of this one) has it.
    [[nodiscard]] static Result<FileLock> acquire(const std::filesystem::path& file);
    ~FileLock();
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&&) = delete;

private:
    explicit FileLock(int descriptor) noexcept : descriptor_{descriptor} {}
    int descriptor_;  // -1 when moved from.
};
}  // namespace interlock::storage
