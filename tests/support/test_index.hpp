// An index in a folder of its own, with chains in it, for tests of what stands above the storage.
#pragma once

#include "storage/sqlite_store.hpp"
#include "tests/support/scripted_source.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::testing
{
/// For one thread at a time, except that views may be opened from any.
class TestIndex
{
public:
    explicit TestIndex(const std::vector<ChainConfig>& chains);

    [[nodiscard]] storage::SqliteStore& store() { return *store_; }
    [[nodiscard]] std::filesystem::path file() const { return dir_.path() / "index.db"; }
    /// Closes the database and opens it again.
    void reopen();
    /// Appends the chain's blocks first … last.
    void append(FakeChain& chain, uint64_t first, uint64_t last);
    void set_head(const ChainId& chain, SafetyLevel level, const BlockId& block);
    /// The number of the chain's head at a level; nullopt when there is none.
    [[nodiscard]] std::optional<uint64_t> head(const ChainId& chain, SafetyLevel level);
    /// Whether the index has exactly the blocks first … head of the chain, with all their logs.
    [[nodiscard]] bool equals(FakeChain& chain, uint64_t first);

private:
    TempDir dir_;
    std::unique_ptr<storage::SqliteStore> store_;
};

/// The digest of a block of the chain, as the nodes' side of the service would make it.
[[nodiscard]] BlockDigest digest_of(const FakeBlock& block);
}  // namespace interlock::testing
