// The schema, version by version. A migration that has been released is never changed: a new one
// is added below it.
//
// Numbers: block numbers and timestamps that others chose are unsigned 64-bit, kept as the signed
// number of the same bits. They are compared for equality only; a block's id is always in order.
#include <array>

#include "storage/pack_logs.hpp"
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

constexpr Migration kPromotion{R"sql(
-- The block from which on everything is verified here; it and those before are at every level.
CREATE TABLE anchor (
    ix INTEGER PRIMARY KEY REFERENCES chain (ix),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;

-- What a chain's nodes call local-safe, safe and finalized, indexed or not.
CREATE TABLE claim (
    ix INTEGER NOT NULL REFERENCES chain (ix),
    level INTEGER NOT NULL CHECK (level BETWEEN 2 AND 4),  -- as in `head`
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (ix, level)
) STRICT, WITHOUT ROWID;

-- How far promotion has come, and what keeps the next block; NULLs when there is none.
CREATE TABLE progress (
    ix INTEGER NOT NULL REFERENCES chain (ix),
    view INTEGER NOT NULL CHECK (view IN (0, 1)),  -- unsafe, safe
    verified_id INTEGER NOT NULL,                  -- block.id
    pending_hash BLOB,             -- of the block after it
    pending_timestamp INTEGER,
    reason INTEGER,        -- storage/codes.hpp
    log_index INTEGER,
    awaited_chain BLOB,
    awaited INTEGER,       -- a block number or a time
    since INTEGER,
    PRIMARY KEY (ix, view)
) STRICT, WITHOUT ROWID;

-- By this L1 block, the chain had been derived up to this block. Only where the L1 block changes.
CREATE TABLE derived (
    block_id INTEGER PRIMARY KEY,
    l1_number INTEGER NOT NULL,
    l1_hash BLOB NOT NULL
) STRICT;

-- The highest L1 block that the messages up to this block need; NULLs: not known. Only where it
-- changes.
CREATE TABLE messages_l1 (
    block_id INTEGER PRIMARY KEY,
    l1_number INTEGER,
    l1_hash BLOB
) STRICT;

-- The journals tell each change in full: the block may be gone when it is read. Numbering begins at
-- the time of the first change (seconds << 20), so that an index that is built anew goes on above.
CREATE TABLE head_change (
    seq INTEGER PRIMARY KEY,
    ix INTEGER NOT NULL,
    at INTEGER NOT NULL,
    level INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    parent_hash BLOB NOT NULL,
    timestamp INTEGER NOT NULL
) STRICT;

-- With a reason: found invalid by the message that follows. With replaced_by: the chain has that
-- block there now. With neither: withdrawn.
CREATE TABLE verdict_change (
    seq INTEGER PRIMARY KEY,
    ix INTEGER NOT NULL,
    at INTEGER NOT NULL,
    view INTEGER NOT NULL,
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    parent_hash BLOB NOT NULL,
    timestamp INTEGER NOT NULL,
    reason INTEGER,
    log_index INTEGER,
    target_chain BLOB,
    target_number INTEGER,
    target_log_index INTEGER,
    target_timestamp INTEGER,
    origin BLOB,
    payload_hash BLOB,
    replaced_by BLOB
) STRICT;
CREATE INDEX verdict_change_by_block ON verdict_change (hash, view, seq);

-- In an index from before promotion, it begins at what is final.
INSERT INTO anchor (ix, number, hash)
    SELECT head.ix, block.id & 0xfffffffffff, block.hash
    FROM head JOIN block ON block.id = head.block_id WHERE head.level = 4;
)sql"};

constexpr Migration kExactL1{R"sql(
-- What a consensus node has in its record of safe heads: by this L1 block the chain had been derived
-- up to this block. Where `exact`, the row before is the record's entry before: then the blocks in
-- between were derived by this L1 block and no earlier one.
CREATE TABLE safe_head (
    block_id INTEGER PRIMARY KEY,
    l1_number INTEGER NOT NULL,
    l1_hash BLOB NOT NULL,
    exact INTEGER NOT NULL CHECK (exact IN (0, 1))
) STRICT;

-- A block that was found invalid. It stays when the chain has another block there: what it committed
-- to is still asked for. The L1 block by which it was derived is NULL until that is known.
CREATE TABLE original (
    block_id INTEGER PRIMARY KEY,  -- chain.ix << 44 | number
    hash BLOB NOT NULL,
    parent_hash BLOB NOT NULL,
    timestamp INTEGER NOT NULL,
    state_root BLOB NOT NULL,
    withdrawals_root BLOB,
    l1_number INTEGER,
    l1_hash BLOB
) STRICT;

-- Blocks with nothing but deposits that were not seen here before they were local-safe: each may have
-- replaced an invalid block that was never seen here.
CREATE TABLE late_block (
    block_id INTEGER PRIMARY KEY
) STRICT;

-- With local-safe: the L1 block that the node was processing when it told (NULL: it did not say),
-- and whether what safe_head has of the chain agreed with its record then.
ALTER TABLE claim ADD COLUMN l1_number INTEGER;
ALTER TABLE claim ADD COLUMN l1_hash BLOB;
ALTER TABLE claim ADD COLUMN confirms INTEGER NOT NULL DEFAULT 0 CHECK (confirms IN (0, 1));
)sql"};

constexpr Migration kLogRuns{R"sql(
-- The place of the block's first log among all of its chain's. Places go on from block to block.
ALTER TABLE block ADD COLUMN first_log INTEGER NOT NULL DEFAULT 0;

-- The hashes of a chain's logs one after the other, 510 in a row: that fills a page, however many
-- logs a block has. What stands before the first block's logs and behind the last one's means
-- nothing.
CREATE TABLE log_run (
    id INTEGER PRIMARY KEY,  -- chain.ix << 44 | place / 510
    hashes BLOB NOT NULL     -- 32 bytes a log
) STRICT;
)sql",
    &pack_logs};

constexpr std::array kMigrations{kChainsAndBlocks, kPromotion, kExactL1, kLogRuns};
}  // namespace

std::span<const Migration> migrations() noexcept
{
    return kMigrations;
}
}  // namespace interlock::storage
