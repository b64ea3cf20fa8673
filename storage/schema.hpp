// The database's schema: which file is ours, which version it has, and how it is brought up to
// date.
#pragma once

#include "storage/maintenance.hpp"
#include "storage/sqlite.hpp"

namespace interlock::storage
{
/// "ILCK" in the file's header: how we know our own.
inline constexpr uint32_t kApplicationId = 0x494c'434b;

/// One step of the schema; its place in migrations() is the version it leads from.
struct Migration
{
    const char* sql;
    /// What SQL does not say, done afterwards.
    Result<void> (*then)(sqlite::Connection&) = nullptr;
};
[[nodiscard]] std::span<const Migration> migrations() noexcept;

/// Refuses a file with content that is not one of our databases, without touching it: SQLite would
/// roll back another program's journal on opening. A missing or empty file passes, and one whose
/// creation was cut off, which becomes empty when it is opened.
[[nodiscard]] Result<void> check_file(const std::filesystem::path& file);

/// Creates or migrates the schema, each version in one transaction; newer_version when the file
/// has one that this release does not know.
[[nodiscard]] Result<void> migrate(sqlite::Connection& connection,
    const std::filesystem::path& file, const OnMigration& on_migration = {});
}  // namespace interlock::storage
