// The index in one SQLite database.
#pragma once

#include <filesystem>

#include "storage/maintenance.hpp"
#include "storage/store.hpp"

namespace interlock::storage
{
struct SqliteOptions
{
    std::filesystem::path file;
    /// Views open at the same time; one more is refused as busy.
    size_t max_views = 64;
    OnMigration on_migration = {};
};

/// Owns the database. Opens it (creating or migrating it) in create(); the destructor closes it.
/// open_view() may be called from any thread; begin() only from the one thread that writes.
/// Every View and Step must be gone before the store is.
class SqliteStore final : public ViewSource, public Writer
{
public:
    /// Fails with a message that names the file: newer_version, read_only, full, corrupt, or io;
    /// busy when another process has it open for writing.
    [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> create(const SqliteOptions& options);
    ~SqliteStore() override;

    [[nodiscard]] Result<std::unique_ptr<View>> open_view() override;
    [[nodiscard]] Result<std::unique_ptr<Step>> begin() override;
    /// Any thread.
    [[nodiscard]] size_t open_views() const;
    /// Rewrites the file so that no free pages are left in it. Between two steps, on the thread
    /// that writes; views go on, but need not see the file shrink before they are gone. Needs free
    /// disk of twice what is in use.
    [[nodiscard]] Result<void> compact(const OnProgress& on_progress);

    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;

private:
    struct State;
    explicit SqliteStore(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};
}  // namespace interlock::storage
