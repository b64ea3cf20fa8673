// The questions a view answers, as statements on one connection. Knows of no transaction: whoever
// owns the connection makes the answers consistent. For one thread at a time.
#pragma once

#include <unordered_map>

#include "storage/block_memo.hpp"
#include "storage/log_runs.hpp"

namespace interlock::storage
{
class Reader
{
public:
    explicit Reader(sqlite::Connection& connection) noexcept;

    /// Takes the snapshot of the transaction that has just begun.
    [[nodiscard]] Result<void> take_snapshot();
    /// Of which moment the snapshot is, in a transaction that changes nothing: what was read of it
    /// is remembered.
    void see(const std::optional<Moment>& moment) { memo_.see(moment); }

    // What View declares, in its order.
    [[nodiscard]] Result<std::vector<ChainRecord>> chains();
    [[nodiscard]] Result<std::optional<std::string>> setting(std::string_view key);
    [[nodiscard]] Result<std::optional<BlockRecord>> head(const ChainId& chain, SafetyLevel level);
    [[nodiscard]] Result<std::optional<BlockRecord>> first(const ChainId& chain);
    [[nodiscard]] Result<std::optional<BlockRecord>> block(const ChainId& chain, uint64_t number);
    [[nodiscard]] Result<std::optional<LogRecord>> log(
        const ChainId& chain, uint64_t number, uint32_t log_index);
    [[nodiscard]] Result<std::vector<Hash32>> log_hashes(const ChainId& chain, uint64_t number);
    [[nodiscard]] Result<std::vector<ExecutingRecord>> executing_in(
        const ChainId& chain, uint64_t number);
    [[nodiscard]] Result<std::vector<ExecutingRecord>> executing_of(
        const ChainId& chain, uint64_t number, uint32_t log_index, size_t limit);

    /// The chain's small number; nullopt when it is not recorded.
    [[nodiscard]] Result<std::optional<uint32_t>> ix(const ChainId& chain);
    /// The chain of a small number that the database holds; `corrupt` when it has none.
    [[nodiscard]] Result<ChainId> chain_at(uint32_t ix);
    /// Where a block's logs are; nullopt without the block.
    [[nodiscard]] Result<std::optional<LogRange>> logs_of(int64_t key);
    /// The key of a block; nullopt when the chain is not recorded or the number out of bounds.
    [[nodiscard]] Result<std::optional<int64_t>> key(const ChainId& chain, uint64_t number);
    /// Must be called when chains recorded since the last commit are taken back.
    void forget_chains() noexcept { ixs_.clear(); }

private:
    [[nodiscard]] Result<void> remember(
        int64_t key, const BlockRecord& block, const LogRange& logs);
    [[nodiscard]] Result<std::optional<BlockRecord>> read_head(uint32_t ix, SafetyLevel level);
    [[nodiscard]] Result<std::optional<BlockRecord>> read_first(uint32_t ix);

    BlockMemo memo_;
    /// Valid in every later snapshot: chains are never removed.
    std::unordered_map<ChainId, uint32_t> ixs_;

    sqlite::Statement take_snapshot_;
    sqlite::Statement chains_;
    sqlite::Statement chain_ix_;
    sqlite::Statement chain_at_;
    sqlite::Statement setting_;
    sqlite::Statement block_;
    sqlite::Statement first_block_;
    sqlite::Statement last_block_;
    sqlite::Statement head_;
    sqlite::Statement log_;
    sqlite::Statement logs_of_;
    LogRuns runs_;
    sqlite::Statement executing_in_;
    sqlite::Statement executing_of_;
};
}  // namespace interlock::storage
