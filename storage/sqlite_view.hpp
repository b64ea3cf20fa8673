// View and Step as SQLite answers them.
#pragma once

#include "storage/safety_reader.hpp"
#include "storage/view_pool.hpp"

namespace interlock::storage
{
/// Implements the View part of `Interface` on readers that must outlive it.
template <typename Interface>
class ReaderBacked : public Interface
{
public:
    explicit ReaderBacked(Readers& readers) noexcept
      : reader_{readers.blocks}, safety_{readers.safety}
    {
    }

    Result<std::vector<ChainRecord>> chains() const final { return reader_.chains(); }
    Result<std::optional<std::string>> setting(std::string_view key) const final
    {
        return reader_.setting(key);
    }
    Result<std::optional<BlockRecord>> head(const ChainId& chain, SafetyLevel level) const final
    {
        return reader_.head(chain, level);
    }
    Result<std::optional<BlockRecord>> first(const ChainId& chain) const final
    {
        return reader_.first(chain);
    }
    Result<std::optional<BlockRecord>> block(const ChainId& chain, uint64_t number) const final
    {
        return reader_.block(chain, number);
    }
    Result<std::optional<LogRecord>> log(
        const ChainId& chain, uint64_t number, uint32_t log_index) const final
    {
        return reader_.log(chain, number, log_index);
    }
    Result<std::vector<Hash32>> log_hashes(const ChainId& chain, uint64_t number) const final
    {
        return reader_.log_hashes(chain, number);
    }
    Result<std::vector<ExecutingRecord>> executing_in(
        const ChainId& chain, uint64_t number) const final
    {
        return reader_.executing_in(chain, number);
    }
    Result<std::vector<ExecutingRecord>> executing_of(
        const ChainId& chain, uint64_t number, uint32_t log_index, size_t limit) const final
    {
        return reader_.executing_of(chain, number, log_index, limit);
    }

    Result<std::optional<BlockId>> anchor(const ChainId& chain) const final
    {
        return safety_.anchor(chain);
    }
    Result<std::optional<Progress>> progress(const ChainId& chain, CrossView view) const final
    {
        return safety_.progress(chain, view);
    }
    Result<std::optional<BlockId>> claim(const ChainId& chain, ClaimedLevel level) const final
    {
        return safety_.claim(chain, level);
    }
    Result<std::optional<uint64_t>> next_executing(
        const ChainId& chain, uint64_t above, uint64_t up_to) const final
    {
        return safety_.next_executing(chain, above, up_to);
    }
    Result<std::vector<SafetyView::Place>> executors_of(
        const ChainId& chain, uint64_t above, uint64_t up_to) const final
    {
        return safety_.executors_of(chain, above, up_to);
    }
    Result<std::optional<BlockId>> derived_from(const ChainId& chain, uint64_t number) const final
    {
        return safety_.derived_from(chain, number);
    }
    Result<std::optional<ClaimedL1>> claimed_l1(const ChainId& chain) const final
    {
        return safety_.claimed_l1(chain);
    }
    Result<std::optional<BlockId>> exact_l1(const ChainId& chain, uint64_t number) const final
    {
        return safety_.exact_l1(chain, number);
    }
    Result<std::optional<SafeHead>> safe_head_up_to(
        const ChainId& chain, uint64_t number) const final
    {
        return safety_.safe_head_up_to(chain, number);
    }
    Result<std::optional<OriginalBlock>> original(const ChainId& chain, uint64_t number) const final
    {
        return safety_.original(chain, number);
    }
    Result<bool> is_late(const ChainId& chain, uint64_t number) const final
    {
        return safety_.is_late(chain, number);
    }
    Result<std::optional<RequiredL1>> messages_l1(const ChainId& chain, uint64_t number) const final
    {
        return safety_.messages_l1(chain, number);
    }
    Result<std::vector<HeadChange>> head_changes(uint64_t after, size_t limit) const final
    {
        return safety_.head_changes(after, limit);
    }
    Result<std::vector<VerdictChange>> verdict_changes(uint64_t after, size_t limit) const final
    {
        return safety_.verdict_changes(after, limit);
    }
    Result<JournalRange> head_journal() const final { return safety_.head_journal(); }
    Result<JournalRange> verdict_journal() const final { return safety_.verdict_journal(); }
    Result<std::optional<VerdictChange>> verdict_on(
        const Hash32& block_hash, CrossView view) const final
    {
        return safety_.verdict_on(block_hash, view);
    }
    Result<std::optional<VerdictChange>> found_invalid(
        const Hash32& block_hash, CrossView view) const final
    {
        return safety_.found_invalid(block_hash, view);
    }

protected:
    Reader& reader() const noexcept { return reader_; }

private:
    Reader& reader_;
    SafetyReader& safety_;
};

/// The snapshot of a leased connection.
class SqliteView final : public ReaderBacked<View>
{
public:
    [[nodiscard]] static Result<std::unique_ptr<View>> open(ViewPool& pool);

private:
    explicit SqliteView(ViewPool::Lease lease) noexcept;

    ViewPool::Lease lease_;
};
}  // namespace interlock::storage
