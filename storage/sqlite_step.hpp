// Steps: the statements that change the index, and the transaction around them.
#pragma once

#include "storage/sqlite_view.hpp"

namespace interlock::storage
{
/// The one connection that writes. For one thread.
struct WriteConnection
{
    explicit WriteConnection(std::unique_ptr<sqlite::Connection> opened) noexcept;

    std::unique_ptr<sqlite::Connection> connection;
    Readers readers;
    bool in_step = false;

    sqlite::Statement last_ix;
    sqlite::Statement insert_chain;
    sqlite::Statement update_chain;
    sqlite::Statement put_setting;
    sqlite::Statement put_head;
    sqlite::Statement cap_heads;
    sqlite::Statement insert_block;
    sqlite::Statement insert_message;
    sqlite::Statement delete_blocks;
    sqlite::Statement delete_messages;
    LogRunsWriter runs;

    sqlite::Statement put_anchor;
    sqlite::Statement put_progress;
    sqlite::Statement put_claim;
    sqlite::Statement last_derived;
    sqlite::Statement put_derived;
    sqlite::Statement put_messages_l1;
    sqlite::Statement drop_derived;
    sqlite::Statement drop_messages_l1;
    sqlite::Statement put_claimed_l1;
    sqlite::Statement put_safe_head;
    sqlite::Statement drop_safe_heads;
    sqlite::Statement put_original;
    sqlite::Statement put_original_l1;
    sqlite::Statement drop_originals;
    sqlite::Statement put_late;
    sqlite::Statement drop_late;
    sqlite::Statement add_head_change;
    sqlite::Statement trim_head_changes;
    sqlite::Statement add_verdict_change;
    sqlite::Statement trim_verdict_changes;
};

/// A write transaction. A refusal (conflict, out_of_bounds) changes nothing and the step goes on;
/// after any other failure commit() refuses, since part of a change may be missing.
class SqliteStep final : public ReaderBacked<Step>
{
public:
    /// Precondition: no step is open on `writing`, which must outlive this one, as what `pause` is
    /// of must.
    [[nodiscard]] static Result<std::unique_ptr<Step>> begin(
        WriteConnection& writing, ViewPool::Pause pause);
    ~SqliteStep() override;

    Result<void> put_chain(const ChainRecord& chain) override;
    Result<void> put_setting(std::string_view key, std::string_view value) override;
    Result<void> append(const ChainId& chain, const BlockDigest& block) override;
    Result<void> rewind(const ChainId& chain, uint64_t number) override;
    Result<void> prune(const ChainId& chain, uint64_t number) override;
    Result<void> set_head(const ChainId& chain, SafetyLevel level, const BlockId& block) override;
    Result<void> commit() override;

    Result<void> put_anchor(const ChainId& chain, const BlockId& anchor) override;
    Result<void> put_progress(
        const ChainId& chain, CrossView view, const Progress& progress) override;
    Result<void> put_claim(const ChainId& chain, ClaimedLevel level, const BlockId& claim) override;
    Result<void> put_derived(const ChainId& chain, uint64_t number, const BlockId& l1) override;
    Result<void> put_messages_l1(
        const ChainId& chain, uint64_t number, const RequiredL1& l1) override;
    Result<void> drop_derived(const ChainId& chain, uint64_t above) override;
    Result<void> drop_messages_l1(const ChainId& chain, uint64_t above) override;
    Result<void> put_claimed_l1(const ChainId& chain, const std::optional<ClaimedL1>& l1) override;
    Result<void> put_safe_head(const ChainId& chain, const SafeHead& safe_head) override;
    Result<void> trim_safe_heads(const ChainId& chain, uint64_t above) override;
    Result<void> drop_safe_heads(const ChainId& chain, std::optional<uint64_t> above) override;
    Result<void> put_original(const ChainId& chain, const OriginalBlock& block) override;
    Result<void> put_original_l1(
        const ChainId& chain, const BlockId& block, const BlockId& l1) override;
    Result<void> drop_original(const ChainId& chain, uint64_t number) override;
    Result<void> put_late(const ChainId& chain, uint64_t number) override;
    Result<void> drop_late(const ChainId& chain, uint64_t above, uint64_t up_to) override;
    Result<void> add_head_change(const HeadChange& change) override;
    Result<void> add_verdict_change(const VerdictChange& change) override;

    SqliteStep(const SqliteStep&) = delete;
    SqliteStep& operator=(const SqliteStep&) = delete;

private:
    SqliteStep(
        WriteConnection& writing, sqlite::Transaction transaction, ViewPool::Pause pause) noexcept;

    [[nodiscard]] Result<void> insert_chain(const ChainRecord& chain);
    [[nodiscard]] Result<void> insert(int64_t key, const BlockDigest& block, uint64_t first_log);
    /// Precondition: the block is indexed.
    [[nodiscard]] Result<LogRange> logs_of_indexed(int64_t key);
    /// The place after the chain's last log.
    [[nodiscard]] Result<uint64_t> next_log(uint32_t ix, const std::optional<BlockRecord>& tip);
    [[nodiscard]] Result<void> insert_message(int64_t key, const ExecutingLog& log);
    /// The recorded chain's small number, or why nothing can be done to it.
    [[nodiscard]] Result<uint32_t> known_ix(const ChainId& chain);
    /// The same for a block's key; `out_of_bounds` for a number that has none.
    [[nodiscard]] Result<int64_t> known_key(const ChainId& chain, uint64_t number);
    /// Deletes the rows below the block that say no more than one at the block with this L1 block.
    [[nodiscard]] Result<void> drop_superseded(
        const ChainId& chain, int64_t key, uint64_t l1_number);
    /// Deletes the rows of the chain's blocks above.
    [[nodiscard]] Result<void> drop_above(
        sqlite::Statement& drop, const ChainId& chain, uint64_t above);
    /// `conflict` unless the chain is final up to `number`, and no head or progress lies below it.
    [[nodiscard]] Result<void> keep_heads(const ChainId& chain, uint64_t number);
    /// `conflict` when a finalized block lies above `number`.
    [[nodiscard]] Result<void> keep_finalized(const ChainId& chain, uint64_t number);

    ViewPool::Pause pause_;  // Ends after the transaction.
    WriteConnection& writing_;
    sqlite::Transaction transaction_;
    bool committed_ = false;
};
}  // namespace interlock::storage
