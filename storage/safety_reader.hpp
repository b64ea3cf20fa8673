// What SafetyView declares, as statements on one connection. For one thread at a time.
#pragma once

#include "storage/reader.hpp"

namespace interlock::storage
{
class SafetyReader
{
public:
    /// `reader` is of the same connection, and outlives this.
    SafetyReader(sqlite::Connection& connection, Reader& reader) noexcept;

    // In SafetyView's order.
    [[nodiscard]] Result<std::optional<BlockId>> anchor(const ChainId& chain);
    [[nodiscard]] Result<std::optional<Progress>> progress(const ChainId& chain, CrossView view);
    [[nodiscard]] Result<std::optional<BlockId>> claim(const ChainId& chain, ClaimedLevel level);
    [[nodiscard]] Result<std::optional<uint64_t>> next_executing(
        const ChainId& chain, uint64_t above, uint64_t up_to);
    [[nodiscard]] Result<std::vector<SafetyView::Place>> executors_of(
        const ChainId& chain, uint64_t above, uint64_t up_to);
    [[nodiscard]] Result<std::optional<BlockId>> derived_from(
        const ChainId& chain, uint64_t number);
    [[nodiscard]] Result<std::optional<ClaimedL1>> claimed_l1(const ChainId& chain);
    [[nodiscard]] Result<std::optional<BlockId>> exact_l1(const ChainId& chain, uint64_t number);
    /// The first safe head that is not below the block.
    [[nodiscard]] Result<std::optional<SafeHead>> safe_head_from(
        const ChainId& chain, uint64_t number);
    [[nodiscard]] Result<std::optional<SafeHead>> safe_head_up_to(
        const ChainId& chain, uint64_t number);
    [[nodiscard]] Result<std::optional<OriginalBlock>> original(
        const ChainId& chain, uint64_t number);
    [[nodiscard]] Result<bool> is_late(const ChainId& chain, uint64_t number);
    [[nodiscard]] Result<std::optional<RequiredL1>> messages_l1(
        const ChainId& chain, uint64_t number);
    [[nodiscard]] Result<std::vector<HeadChange>> head_changes(uint64_t after, size_t limit);
    [[nodiscard]] Result<std::vector<VerdictChange>> verdict_changes(uint64_t after, size_t limit);
    [[nodiscard]] Result<JournalRange> head_journal();
    [[nodiscard]] Result<JournalRange> verdict_journal();
    [[nodiscard]] Result<std::optional<VerdictChange>> verdict_on(
        const Hash32& block_hash, CrossView view);
    [[nodiscard]] Result<std::optional<VerdictChange>> found_invalid(
        const Hash32& block_hash, CrossView view);

private:
    [[nodiscard]] Result<VerdictChange> read_verdict(sqlite::Rows& rows);
    [[nodiscard]] Result<std::optional<VerdictChange>> read_verdict_on(
        sqlite::Statement& statement, const Hash32& block_hash, CrossView view);

    Reader& reader_;

    sqlite::Statement anchor_;
    sqlite::Statement progress_;
    sqlite::Statement claim_;
    sqlite::Statement next_executing_;
    sqlite::Statement executors_of_;
    sqlite::Statement derived_from_;
    sqlite::Statement claimed_l1_;
    sqlite::Statement safe_head_from_;
    sqlite::Statement safe_head_up_to_;
    sqlite::Statement original_;
    sqlite::Statement is_late_;
    sqlite::Statement messages_l1_;
    sqlite::Statement head_changes_;
    sqlite::Statement verdict_changes_;
    sqlite::Statement verdict_on_;
    sqlite::Statement found_invalid_;
    sqlite::Statement first_head_change_;
    sqlite::Statement last_head_change_;
    sqlite::Statement first_verdict_change_;
    sqlite::Statement last_verdict_change_;
};

/// All that a connection is read with.
struct Readers
{
    explicit Readers(sqlite::Connection& connection) noexcept
      : blocks{connection}, safety{connection, blocks}
    {
    }
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    Reader blocks;
    SafetyReader safety;
};
}  // namespace interlock::storage
