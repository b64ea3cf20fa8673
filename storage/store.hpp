// The index, as the rest of the house sees it: consistent views to read, steps to write.
// Nothing here names SQLite; storage/sqlite_store.hpp implements it.
//
// Shape: for each chain one gapless run of blocks, from the first indexed block to the tip. Each
// block has the hash of each of its logs and the executing messages among them. Beside the run, the
// chain has one head for each safety level that somebody has determined.
#pragma once

#include <memory>

#include "interop/dependency_set.hpp"
#include "storage/safety.hpp"

namespace interlock::storage
{
/// Block numbers stay below 2^44 (and chains below 2^19), so that a chain and a number share one
/// 64-bit key. A larger number is refused before a key is formed: it would alias another chain.
inline constexpr uint64_t kBlockNumberLimit = uint64_t{1} << 44U;
inline constexpr uint32_t kChainLimit = uint32_t{1} << 19U;

/// What the index was built for, remembered so that a changed configuration is noticed.
struct ChainRecord
{
    ChainConfig config;
    bool followed = true;  // False once the chain has left the configuration; its blocks are kept.

    friend bool operator==(const ChainRecord&, const ChainRecord&) = default;
};

/// A block as indexed, without its logs.
struct BlockRecord
{
    BlockSeal seal;
    uint32_t log_count = 0;
    Hash32 state_root;
    std::optional<Hash32> withdrawals_root;

    friend bool operator==(const BlockRecord&, const BlockRecord&) = default;
};

/// A block, and the hash of one of its logs where it has such a log.
struct LogRecord
{
    BlockRecord block;
    std::optional<Hash32> hash;
};

/// An executing message and where it stands.
struct ExecutingRecord
{
    ChainId chain_id;
    uint64_t block_number = 0;
    ExecutingLog log;

    friend bool operator==(const ExecutingRecord&, const ExecutingRecord&) = default;
};

/// One consistent snapshot of the index; an answer reads from exactly one.
/// For one thread at a time. Drop it soon: an open view keeps the write-ahead log from shrinking.
class View : public SafetyView
{
public:
    /// All chains ever configured, by ascending id.
    [[nodiscard]] virtual Result<std::vector<ChainRecord>> chains() const = 0;
    /// The setting kept under `key`; nullopt when there is none.
    [[nodiscard]] virtual Result<std::optional<std::string>> setting(
        std::string_view key) const = 0;

    /// The chain's head at `level`: for `unsafe` the newest block. nullopt when there is none yet
    /// (also for a chain that is not configured).
    [[nodiscard]] virtual Result<std::optional<BlockRecord>> head(
        const ChainId& chain, SafetyLevel level) const = 0;
    /// The oldest block of the chain that is indexed.
    [[nodiscard]] virtual Result<std::optional<BlockRecord>> first(const ChainId& chain) const = 0;
    /// The block of that number; nullopt when it is not indexed, whatever the number.
    [[nodiscard]] virtual Result<std::optional<BlockRecord>> block(
        const ChainId& chain, uint64_t number) const = 0;
    /// The block of that number with one of its logs; nullopt when it is not indexed.
    [[nodiscard]] virtual Result<std::optional<LogRecord>> log(
        const ChainId& chain, uint64_t number, uint32_t log_index) const = 0;
    /// The hash of a log; nullopt when the block is not indexed or has fewer logs.
    [[nodiscard]] Result<std::optional<Hash32>> log_hash(
        const ChainId& chain, uint64_t number, uint32_t log_index) const
    {
        return log(chain, number, log_index)
            .map([](const auto& found) { return found ? found->hash : std::nullopt; });
    }
    /// All log hashes of a block in order; empty when it is not indexed.
    [[nodiscard]] virtual Result<std::vector<Hash32>> log_hashes(
        const ChainId& chain, uint64_t number) const = 0;

    /// The executing messages of a block, by log index.
    [[nodiscard]] virtual Result<std::vector<ExecutingRecord>> executing_in(
        const ChainId& chain, uint64_t number) const = 0;
    /// At most `limit` executing messages that name this log, whether or not it exists, by
    /// ascending chain, block and log index. A malformed one names none.
    [[nodiscard]] virtual Result<std::vector<ExecutingRecord>> executing_of(
        const ChainId& chain, uint64_t number, uint32_t log_index, size_t limit) const = 0;
};

/// Opens views. May be shared between threads.
class ViewSource
{
public:
    virtual ~ViewSource() = default;
    /// A view of the newest committed step. Fails with `busy` when too many are open.
    [[nodiscard]] virtual Result<std::unique_ptr<View>> open_view() = 0;
};

/// One step: all of it is committed, or nothing. Dropping it uncommitted takes everything back.
/// It is also a view, of the index as the step has made it so far.
class Step : public View, public SafetyChanges
{
public:
    /// Records the chain, or changes what was recorded of it.
    [[nodiscard]] virtual Result<void> put_chain(const ChainRecord& chain) = 0;
    [[nodiscard]] virtual Result<void> put_setting(
        std::string_view key, std::string_view value) = 0;

    /// Appends the block to its chain. `conflict` unless it is the chain's first block or follows
    /// the tip: number one higher, parent hash equal, timestamp later.
    [[nodiscard]] virtual Result<void> append(const ChainId& chain, const BlockDigest& block) = 0;
    /// Removes every block above `number` and caps the heads to it. `conflict` when that would
    /// move the finalized head back, or when the block `number` itself is not indexed.
    [[nodiscard]] virtual Result<void> rewind(const ChainId& chain, uint64_t number) = 0;
    /// Removes every block below `number`, which becomes the chain's first. What is kept says the
    /// same as before. `conflict` when `number` is not indexed, or above the finalized head, any
    /// other head, or how far promotion has come.
    [[nodiscard]] virtual Result<void> prune(const ChainId& chain, uint64_t number) = 0;
    /// Sets the head of a level other than `unsafe`. `conflict` unless exactly that block is
    /// indexed, or when it would move the finalized head back.
    [[nodiscard]] virtual Result<void> set_head(
        const ChainId& chain, SafetyLevel level, const BlockId& block) = 0;

    /// Makes the step durable. After an error nothing of it is.
    [[nodiscard]] virtual Result<void> commit() = 0;
};

/// The only way to change the index. One thread at a time, one step at a time.
class Writer
{
public:
    virtual ~Writer() = default;
    [[nodiscard]] virtual Result<std::unique_ptr<Step>> begin() = 0;
};
}  // namespace interlock::storage
