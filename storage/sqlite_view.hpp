// View and Step as SQLite answers them.
#pragma once

#include "storage/reader.hpp"
#include "storage/view_pool.hpp"

namespace interlock::storage
{
/// Implements the View part of `Interface` on a reader that must outlive it.
template <typename Interface>
class ReaderBacked : public Interface
{
public:
    explicit ReaderBacked(Reader& reader) noexcept : reader_{reader} {}

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
    Result<std::optional<Hash32>> log_hash(
        const ChainId& chain, uint64_t number, uint32_t log_index) const final
    {
        return reader_.log_hash(chain, number, log_index);
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

protected:
    Reader& reader() const noexcept { return reader_; }

private:
    Reader& reader_;
};

/// A read transaction on a leased connection.
class SqliteView final : public ReaderBacked<View>
{
public:
    [[nodiscard]] static Result<std::unique_ptr<View>> open(ViewPool& pool);

private:
    SqliteView(ViewPool::Lease lease, sqlite::Transaction transaction) noexcept;

    ViewPool::Lease lease_;
    sqlite::Transaction transaction_;  // Ends before the connection goes back.
};
}  // namespace interlock::storage
