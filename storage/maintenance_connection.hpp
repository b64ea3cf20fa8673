// The connection of a maintenance job.
#pragma once

#include "storage/maintenance.hpp"
#include "storage/sqlite.hpp"

namespace interlock::storage
{
/// Opens an index of this release's schema to read it whole; statements give up when `on_progress`
/// says so, which must outlive the connection.
[[nodiscard]] Result<std::unique_ptr<sqlite::Connection>> open_to_look(
    const std::filesystem::path& file, const OnProgress& on_progress);

/// Tells how far the job is; `cancelled` when nobody wants it any more.
[[nodiscard]] Result<void> tell(const OnProgress& on_progress, const JobProgress& progress);
}  // namespace interlock::storage
