// Chains made of digests, followed by the real indexer, engine and index in a folder of its own:
// what stands above promotion is tested in it.
#pragma once

#include <functional>
#include <map>

#include "server/ingest/indexer.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::testing
{
inline constexpr auto kAlpha = ChainId::from_u64(901);
inline constexpr auto kBeta = ChainId::from_u64(902);
inline constexpr auto kGamma = ChainId::from_u64(903);

struct WorldOptions
{
    uint64_t activation_s = 0;  // Of all chains.
    /// Of every block, or none; by default each has one of its own.
    std::optional<std::optional<Hash32>> withdrawals_root{};
    bool only_deposits = false;  // In every block.
};

/// For one thread at a time, except that views may be opened from any. Block n of each chain is at
/// kGenesisS + n * kBlockTimeS, and has two logs. Throws std::runtime_error when the index fails.
class SafetyWorld
{
public:
    static constexpr uint64_t kGenesisS = 1'000;
    static constexpr uint64_t kBlockTimeS = 2;
    static constexpr uint64_t kWindowS = 100;

    /// Alpha, beta and gamma, with nothing indexed.
    explicit SafetyWorld(const WorldOptions& options = {});

    /// Closes the index and everything that has it in memory, and opens it again.
    void reopen();

    /// Indexes the chain's block 0, which is its anchor.
    void begin(const ChainId& chain);
    void begin_all();
    /// Adds a block that executes these.
    BlockSeal append(const ChainId& chain, std::vector<ExecutingLog> executing = {});
    /// Adds empty blocks up to the number.
    void extend(const ChainId& chain, uint64_t number);
    /// Takes back all blocks after the number.
    void rewind(const ChainId& chain, uint64_t number);
    /// Replaces the newest block by one that executes these, in one step.
    BlockSeal replace_newest(const ChainId& chain, std::vector<ExecutingLog> executing = {});
    /// What the chain's node tells.
    void tell(const ChainId& chain, const chain::Labels& labels,
        std::optional<server::SafeHeadRun> safe_heads = std::nullopt);
    void tell_local_safe(const ChainId& chain, uint64_t number);
    /// Also local-safe.
    void tell_finalized(const ChainId& chain, uint64_t number);
    /// Also local-safe: the block is derived by the L1 block of that number.
    void tell_derived(const ChainId& chain, uint64_t number, uint64_t l1_number);
    /// A block, and the L1 block by which it and those after the one before were derived.
    struct Derived
    {
        uint64_t number = 0;
        uint64_t l1_number = 0;
    };
    /// What a node tells that keeps its record of safe heads, which begins with block 0: the last
    /// one is local-safe. `current_l1` is the L1 block that it processes.
    void tell_record(
        const ChainId& chain, const std::vector<Derived>& record, const BlockId& current_l1);
    /// Alpha's blocks 5 and 6 are final, then what block 5 rests on goes: beta's block 3. Block 7
    /// is local-safe. Alpha and beta must have nothing but block 0.
    void halt_alpha();
    /// Adds so many changes to the heads' journal, all of them alpha's newest block at unsafe.
    void fill_head_journal(size_t count);

    /// The message that a log is, or will be, on the chain's branch as it is now.
    [[nodiscard]] Message message_of(
        const ChainId& chain, uint64_t number, uint32_t log_index) const;
    [[nodiscard]] const BlockSeal& block(const ChainId& chain, uint64_t number) const;
    [[nodiscard]] const DependencySet& set() const noexcept { return set_; }
    [[nodiscard]] storage::SqliteStore& store() noexcept { return *store_; }
    [[nodiscard]] std::unique_ptr<storage::View> view();
    /// What the last step brought.
    [[nodiscard]] const server::SafetyNews& news() const noexcept { return news_; }
    /// The time of the last step, in seconds; each takes one.
    [[nodiscard]] uint64_t now_s() const noexcept { return now_s_; }
    /// Called after each step.
    std::function<void()> on_commit;

private:
    struct Chain
    {
        std::vector<BlockSeal> blocks;
        std::vector<uint64_t> branches;  // Of each block: it tells its logs from others'.
        uint64_t branch = 0;             // Of the next one.
        chain::Labels labels;
    };

    void apply(const server::IndexEvent& event);
    BlockDigest add(const ChainId& chain, std::vector<ExecutingLog> executing);
    void drop(const ChainId& chain, uint64_t number);
    [[nodiscard]] BlockDigest next_digest(
        const ChainId& chain, std::vector<ExecutingLog> executing) const;

    const WorldOptions options_;
    const DependencySet set_;
    TempDir dir_;
    std::unique_ptr<storage::SqliteStore> store_;
    std::optional<server::Indexer> indexer_;
    std::map<ChainId, Chain> chains_;
    server::SafetyNews news_;
    uint64_t now_s_ = 2'000'000;
};

/// The L1 block of that number.
[[nodiscard]] BlockId l1_block(uint64_t number);
/// The event, at a place in its block, that executes the message.
[[nodiscard]] ExecutingLog executing(uint32_t log_index, const Message& message);
/// One whose numbers are beyond their types.
[[nodiscard]] ExecutingLog malformed(uint32_t log_index);
/// The message with another payload.
[[nodiscard]] Message with_wrong_payload(Message message);
}  // namespace interlock::testing
