// From rows of the database to the records of the interface.
#pragma once

#include "storage/sqlite.hpp"

namespace interlock::storage
{
/// A row of kChains.
[[nodiscard]] Result<ChainRecord> read_chain(sqlite::Rows& rows);

/// How many columns a block has.
inline constexpr int kBlockColumns = 7;
/// They are read from the first one on.
[[nodiscard]] BlockRecord read_block_columns(sqlite::Rows& rows);

/// The block in the only row, of a query for the columns of a block; nullopt without a row.
[[nodiscard]] Result<std::optional<BlockRecord>> read_block(sqlite::Rows rows);

/// A row of the columns of an executing message that stands in a block of `chain`.
[[nodiscard]] Result<ExecutingRecord> read_message(sqlite::Rows& rows, const ChainId& chain);

/// The columns of a message and its place: target_chain (NULL: malformed) to payload_hash, from
/// `column` on.
[[nodiscard]] ExecutingLog read_executing(sqlite::Rows& rows, uint32_t log_index, int column);
}  // namespace interlock::storage
