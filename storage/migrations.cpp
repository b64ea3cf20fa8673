// The schema, version by version. A migration that has been released is never changed: a new one
// is added below it.
//
// Numbers: block numbers and timestamps that others chose are unsigned 64-bit, kept as the signed
// number of the same bits. They are compared for equality only; a block's id is always in order.
#include <array>

#include "storage/schema.hpp"

namespace interlock::storage
{
namespace
{
constexpr Migration kChainsAndBlocks{R"sql(
-- `ix` is the small number that stands for a chain in the ids of its blocks. Never reused.
CREATE TABLE chain (
    ix INTEGER PRIMARY KEY CHECK (ix BETWEEN 0 AND 524287),
    chain_id BLOB NOT NULL UNIQUE CHECK (length(chain_id) = 32),  -- big-endian
    block_time INTEGER NOT NULL,  -- seconds
    activation INTEGER,           -- seconds; NULL: never
    followed INTEGER NOT NULL CHECK (followed IN (0, 1))
) STRICT;

CREATE TABLE block (
    id INTEGER PRIMARY KEY,  -- chain.ix << 44 | number
    hash BLOB NOT NULL,
    parent_hash BLOB NOT NULL,
    timestamp INTEGER NOT NULL,
    log_count INTEGER NOT NULL,
    state_root BLOB NOT NULL,
    withdrawals_root BLOB
) STRICT;

-- Apart from `block`, whose rows stay small and close together: in one table a page holds so few
-- blocks that a quarter more space is lost. Blocks without logs have no row.
CREATE TABLE block_logs (
    id INTEGER PRIMARY KEY,  -- block.id
    hashes BLOB NOT NULL     -- 32 bytes a log, by log index
) STRICT;

-- A message's target is kept as it was claimed: that chain may be none of ours, and its number
-- beyond any id. A malformed message has no target: NULLs, which no look-up finds.
CREATE TABLE executing_message (
    block_id INTEGER NOT NULL,
    log_index INTEGER NOT NULL,
    target_chain BLOB,
    target_number INTEGER,
    target_log_index INTEGER,
    target_timestamp INTEGER,
    origin BLOB,
    payload_hash BLOB,
    PRIMARY KEY (block_id, log_index)
) STRICT, WITHOUT ROWID;
CREATE INDEX executing_message_by_target
    ON executing_message (target_chain, target_number, target_log_index, block_id, log_index);

-- The newest block has no row here: it is the highest id.
CREATE TABLE head (
    ix INTEGER NOT NULL REFERENCES chain (ix),
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 4),  -- cross-unsafe, local-safe, safe, finalized
    block_id INTEGER NOT NULL,
    PRIMARY KEY (ix, level)
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql"};

constexpr std::array kMigrations{kChainsAndBlocks};
}  // namespace

std::span<const Migration> migrations() noexcept
{
    return kMigrations;
}
}  // namespace interlock::storage
