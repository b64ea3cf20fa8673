// From schema version 3 to 4.
#pragma once

#include "storage/sqlite.hpp"

namespace interlock::storage
{
/// Moves the hashes of logs from a row a block to rows of many blocks. Inside a transaction.
[[nodiscard]] Result<void> pack_logs(sqlite::Connection& connection);
}  // namespace interlock::storage
