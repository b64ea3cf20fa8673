// Every statement that reads or changes the index, in one place, so that a test can ask SQLite how
// it would run each: all are b-tree searches, and none sorts.
#pragma once

namespace interlock::storage::queries
{
// clang-format off
#define INTERLOCK_BLOCK_COLUMNS \
    "block.id, hash, parent_hash, timestamp, log_count, state_root, withdrawals_root"
#define INTERLOCK_MESSAGE_COLUMNS \
    "block_id, log_index, target_chain, target_number, target_log_index, target_timestamp, " \
    "origin, payload_hash"

// The rows of logs' hashes, see storage/log_runs.hpp. So many fill a page of 16 KiB.
#define INTERLOCK_LOGS_IN_RUN 510
#define INTERLOCK_TEXT_OF(number) #number
#define INTERLOCK_TEXT(number) INTERLOCK_TEXT_OF(number)
/// The key of the row that holds a place of the chain that block `id` is of.
#define INTERLOCK_RUN_KEY(id, place) \
    "(" id " >> 44 << 44 | (" place ") / " INTERLOCK_TEXT(INTERLOCK_LOGS_IN_RUN) ")"
/// The hash at that place, in that row.
#define INTERLOCK_HASH_IN_RUN(place) \
    "substr(hashes, 1 + 32 * ((" place ") % " INTERLOCK_TEXT(INTERLOCK_LOGS_IN_RUN) "), 32)"

/// Reads a table, and so takes the snapshot that a deferred transaction has not taken yet.
inline constexpr const char* kTakeSnapshot = "SELECT 1 FROM chain LIMIT 1";

inline constexpr const char* kChains =
    "SELECT chain_id, block_time, activation, followed FROM chain ORDER BY chain_id";
inline constexpr const char* kChainIx = "SELECT ix FROM chain WHERE chain_id = ?";
inline constexpr const char* kChainAt = "SELECT chain_id FROM chain WHERE ix = ?";
inline constexpr const char* kSetting = "SELECT value FROM setting WHERE key = ?";

inline constexpr const char* kBlock =
    "SELECT " INTERLOCK_BLOCK_COLUMNS " FROM block WHERE id = ?";
inline constexpr const char* kFirstBlock =
    "SELECT " INTERLOCK_BLOCK_COLUMNS " FROM block WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1";
inline constexpr const char* kLastBlock =
    "SELECT " INTERLOCK_BLOCK_COLUMNS " FROM block WHERE id BETWEEN ? AND ?"
    " ORDER BY id DESC LIMIT 1";
inline constexpr const char* kHead =
    "SELECT " INTERLOCK_BLOCK_COLUMNS " FROM head JOIN block ON block.id = head.block_id"
    " WHERE head.ix = ? AND head.level = ?";

/// A block, the place of its first log, and the hash of the log of an index that it has.
inline constexpr const char* kLog =
    "SELECT " INTERLOCK_BLOCK_COLUMNS ", first_log, " INTERLOCK_HASH_IN_RUN("first_log + ?2")
    " FROM block LEFT JOIN log_run ON ?2 < log_count AND log_run.id = "
    INTERLOCK_RUN_KEY("block.id", "first_log + ?2") " WHERE block.id = ?1";
inline constexpr const char* kLogsOf = "SELECT first_log, log_count FROM block WHERE id = ?";
inline constexpr const char* kLogRuns =
    "SELECT id, hashes FROM log_run WHERE id BETWEEN ? AND ? ORDER BY id";

inline constexpr const char* kExecutingIn =
    "SELECT " INTERLOCK_MESSAGE_COLUMNS " FROM executing_message"
    " WHERE block_id = ? ORDER BY log_index";
/// Chain by chain, because ids are in the order of `ix` and the answer in that of chain ids:
/// sorting instead would first read every message that names a popular log.
inline constexpr const char* kExecutingOf =
    "SELECT " INTERLOCK_MESSAGE_COLUMNS ", chain_id FROM chain CROSS JOIN executing_message"
    " ON target_chain = ?1 AND target_number = ?2 AND target_log_index = ?3"
    " AND block_id BETWEEN ix << 44 AND ix << 44 | 0xfffffffffff"
    " ORDER BY chain_id, block_id, log_index LIMIT ?4";

inline constexpr const char* kLastChainIx = "SELECT max(ix) FROM chain";
inline constexpr const char* kInsertChain =
    "INSERT INTO chain (ix, chain_id, block_time, activation, followed) VALUES (?, ?, ?, ?, ?)";
inline constexpr const char* kUpdateChain =
    "UPDATE chain SET block_time = ?2, activation = ?3, followed = ?4 WHERE ix = ?1";
inline constexpr const char* kPutSetting =
    "INSERT INTO setting (key, value) VALUES (?, ?)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value";
inline constexpr const char* kPutHead =
    "INSERT INTO head (ix, level, block_id) VALUES (?, ?, ?)"
    " ON CONFLICT (ix, level) DO UPDATE SET block_id = excluded.block_id";
inline constexpr const char* kCapHeads =
    "UPDATE head SET block_id = ?2 WHERE ix = ?1 AND block_id > ?2";

inline constexpr const char* kInsertBlock =
    "INSERT INTO block (id, hash, parent_hash, timestamp, log_count, state_root,"
    " withdrawals_root, first_log) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr const char* kInsertLogRun =
    "INSERT OR REPLACE INTO log_run (id, hashes)"
    " VALUES (?, zeroblob(32 * " INTERLOCK_TEXT(INTERLOCK_LOGS_IN_RUN) "))";
inline constexpr const char* kInsertMessage =
    "INSERT INTO executing_message (" INTERLOCK_MESSAGE_COLUMNS ")"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr const char* kDeleteBlocks = "DELETE FROM block WHERE id > ? AND id <= ?";
inline constexpr const char* kDeleteLogRuns = "DELETE FROM log_run WHERE id BETWEEN ? AND ?";
inline constexpr const char* kDeleteMessages =
    "DELETE FROM executing_message WHERE block_id > ? AND block_id <= ?";

inline constexpr const char* kAnchor = "SELECT number, hash FROM anchor WHERE ix = ?";
inline constexpr const char* kProgress =
    "SELECT " INTERLOCK_BLOCK_COLUMNS ", pending_hash, pending_timestamp, reason, log_index, awaited_chain, awaited,"
    " since FROM progress JOIN block ON block.id = progress.verified_id"
    " WHERE progress.ix = ? AND progress.view = ?";
inline constexpr const char* kClaim = "SELECT number, hash FROM claim WHERE ix = ? AND level = ?";
inline constexpr const char* kNextExecuting =
    "SELECT block_id FROM executing_message WHERE block_id > ? AND block_id <= ?"
    " ORDER BY block_id LIMIT 1";
inline constexpr const char* kExecutorsOf =
    "SELECT block_id >> 44, block_id FROM executing_message"
    " WHERE target_chain = ? AND target_number > ? AND target_number <= ?";
inline constexpr const char* kDerivedFrom =
    "SELECT l1_number, l1_hash FROM derived WHERE block_id BETWEEN ? AND ?"
    " ORDER BY block_id LIMIT 1";
inline constexpr const char* kLastDerived =
    "SELECT block_id, l1_number FROM derived WHERE block_id BETWEEN ? AND ?"
    " ORDER BY block_id DESC LIMIT 1";
inline constexpr const char* kClaimedL1 =
    "SELECT l1_number, l1_hash, confirms FROM claim WHERE ix = ? AND level = ?";
inline constexpr const char* kSafeHeadFrom =
    "SELECT block_id, l1_number, l1_hash, exact FROM safe_head WHERE block_id BETWEEN ? AND ?"
    " ORDER BY block_id LIMIT 1";
inline constexpr const char* kSafeHeadUpTo =
    "SELECT block_id, l1_number, l1_hash, exact FROM safe_head WHERE block_id BETWEEN ? AND ?"
    " ORDER BY block_id DESC LIMIT 1";
inline constexpr const char* kOriginal =
    "SELECT block_id, hash, parent_hash, timestamp, state_root, withdrawals_root, l1_number, l1_hash"
    " FROM original WHERE block_id = ?";
inline constexpr const char* kIsLate = "SELECT 1 FROM late_block WHERE block_id = ?";
inline constexpr const char* kMessagesL1 =
    "SELECT l1_number, l1_hash FROM messages_l1 WHERE block_id BETWEEN ? AND ?"
    " ORDER BY block_id DESC LIMIT 1";

#define INTERLOCK_HEAD_CHANGE_COLUMNS "ix, at, level, number, hash, parent_hash, timestamp"
#define INTERLOCK_VERDICT_CHANGE_COLUMNS \
    "ix, at, view, number, hash, parent_hash, timestamp, reason, log_index, target_chain," \
    " target_number, target_log_index, target_timestamp, origin, payload_hash, replaced_by"
inline constexpr const char* kHeadChanges =
    "SELECT seq, " INTERLOCK_HEAD_CHANGE_COLUMNS " FROM head_change WHERE seq > ?"
    " ORDER BY seq LIMIT ?";
inline constexpr const char* kVerdictChanges =
    "SELECT seq, " INTERLOCK_VERDICT_CHANGE_COLUMNS " FROM verdict_change WHERE seq > ?"
    " ORDER BY seq LIMIT ?";
inline constexpr const char* kVerdictOn =
    "SELECT seq, " INTERLOCK_VERDICT_CHANGE_COLUMNS " FROM verdict_change"
    " WHERE hash = ? AND view = ? ORDER BY seq DESC LIMIT 1";
inline constexpr const char* kFoundInvalid =
    "SELECT seq, " INTERLOCK_VERDICT_CHANGE_COLUMNS " FROM verdict_change"
    " WHERE hash = ? AND view = ? AND reason IS NOT NULL ORDER BY seq DESC LIMIT 1";
inline constexpr const char* kFirstHeadChange = "SELECT min(seq) FROM head_change";
inline constexpr const char* kLastHeadChange = "SELECT max(seq) FROM head_change";
inline constexpr const char* kFirstVerdictChange = "SELECT min(seq) FROM verdict_change";
inline constexpr const char* kLastVerdictChange = "SELECT max(seq) FROM verdict_change";

inline constexpr const char* kPutAnchor =
    "INSERT INTO anchor (ix, number, hash) VALUES (?, ?, ?)"
    " ON CONFLICT (ix) DO UPDATE SET number = excluded.number, hash = excluded.hash";
inline constexpr const char* kPutProgress =
    "INSERT INTO progress (ix, view, verified_id, pending_hash, pending_timestamp, reason, log_index,"
    " awaited_chain, awaited, since) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (ix, view) DO UPDATE SET verified_id = excluded.verified_id,"
    " pending_hash = excluded.pending_hash, pending_timestamp = excluded.pending_timestamp, reason = excluded.reason,"
    " log_index = excluded.log_index, awaited_chain = excluded.awaited_chain,"
    " awaited = excluded.awaited, since = excluded.since";
inline constexpr const char* kPutClaim =
    "INSERT INTO claim (ix, level, number, hash) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (ix, level) DO UPDATE SET number = excluded.number, hash = excluded.hash";
inline constexpr const char* kPutClaimedL1 =
    "UPDATE claim SET l1_number = ?3, l1_hash = ?4, confirms = ?5 WHERE ix = ?1 AND level = ?2";
inline constexpr const char* kPutSafeHead =
    "INSERT INTO safe_head (block_id, l1_number, l1_hash, exact) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (block_id) DO UPDATE SET l1_number = excluded.l1_number,"
    " l1_hash = excluded.l1_hash, exact = excluded.exact";
inline constexpr const char* kDropSafeHeads =
    "DELETE FROM safe_head WHERE block_id > ? AND block_id <= ?";
inline constexpr const char* kPutOriginal =
    "INSERT INTO original (block_id, hash, parent_hash, timestamp, state_root, withdrawals_root,"
    " l1_number, l1_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (block_id) DO UPDATE SET hash = excluded.hash,"
    " parent_hash = excluded.parent_hash, timestamp = excluded.timestamp,"
    " state_root = excluded.state_root, withdrawals_root = excluded.withdrawals_root,"
    " l1_number = excluded.l1_number, l1_hash = excluded.l1_hash";
inline constexpr const char* kPutOriginalL1 =
    "UPDATE original SET l1_number = ?3, l1_hash = ?4 WHERE block_id = ?1 AND hash = ?2";
inline constexpr const char* kDropOriginals =
    "DELETE FROM original WHERE block_id > ? AND block_id <= ?";
inline constexpr const char* kPutLate =
    "INSERT INTO late_block (block_id) VALUES (?) ON CONFLICT (block_id) DO NOTHING";
inline constexpr const char* kDropLate =
    "DELETE FROM late_block WHERE block_id > ? AND block_id <= ?";
inline constexpr const char* kPutDerived =
    "INSERT INTO derived (block_id, l1_number, l1_hash) VALUES (?, ?, ?)"
    " ON CONFLICT (block_id) DO UPDATE SET l1_number = excluded.l1_number,"
    " l1_hash = excluded.l1_hash";
inline constexpr const char* kPutMessagesL1 =
    "INSERT INTO messages_l1 (block_id, l1_number, l1_hash) VALUES (?, ?, ?)"
    " ON CONFLICT (block_id) DO UPDATE SET l1_number = excluded.l1_number,"
    " l1_hash = excluded.l1_hash";
inline constexpr const char* kDropDerived = "DELETE FROM derived WHERE block_id > ? AND block_id <= ?";
inline constexpr const char* kDropMessagesL1 =
    "DELETE FROM messages_l1 WHERE block_id > ? AND block_id <= ?";
inline constexpr const char* kAddHeadChange =
    "INSERT INTO head_change (seq, " INTERLOCK_HEAD_CHANGE_COLUMNS ")"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr const char* kAddVerdictChange =
    "INSERT INTO verdict_change (seq, " INTERLOCK_VERDICT_CHANGE_COLUMNS ")"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr const char* kTrimHeadChanges = "DELETE FROM head_change WHERE seq <= ?";
inline constexpr const char* kTrimVerdictChanges = "DELETE FROM verdict_change WHERE seq <= ?";

#undef INTERLOCK_HEAD_CHANGE_COLUMNS
#undef INTERLOCK_VERDICT_CHANGE_COLUMNS
#undef INTERLOCK_BLOCK_COLUMNS
#undef INTERLOCK_MESSAGE_COLUMNS
// clang-format on

/// All of them, for the test.
inline constexpr const char* kAll[]{kTakeSnapshot, kChains, kChainIx, kChainAt, kSetting, kBlock,
    kFirstBlock, kLastBlock, kHead, kLog, kLogsOf, kLogRuns, kExecutingIn, kExecutingOf,
    kLastChainIx, kInsertChain, kUpdateChain, kPutSetting, kPutHead, kCapHeads, kInsertBlock,
    kInsertLogRun, kInsertMessage, kDeleteBlocks, kDeleteLogRuns, kDeleteMessages, kAnchor,
    kProgress, kClaim, kNextExecuting, kExecutorsOf, kDerivedFrom, kLastDerived, kMessagesL1,
    kHeadChanges, kVerdictChanges, kVerdictOn, kFoundInvalid, kFirstHeadChange, kLastHeadChange,
    kFirstVerdictChange, kLastVerdictChange, kPutAnchor, kPutProgress, kPutClaim, kPutDerived,
    kPutMessagesL1, kDropDerived, kDropMessagesL1, kAddHeadChange, kAddVerdictChange,
    kTrimHeadChanges, kTrimVerdictChanges, kClaimedL1, kSafeHeadFrom, kSafeHeadUpTo, kOriginal,
    kPutClaimedL1, kPutSafeHead, kDropSafeHeads, kPutOriginal, kPutOriginalL1, kDropOriginals,
    kIsLate, kPutLate, kDropLate};
}  // namespace interlock::storage::queries
