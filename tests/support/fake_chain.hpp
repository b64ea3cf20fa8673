// A chain built by a test: real headers and receipts, so that every hash and root is right, in the
// shape of any fork. A value; for one thread at a time.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "chain/source.hpp"
#include "interop/block.hpp"
#include "interop/chain_id.hpp"

namespace interlock::testing
{
/// In the order of the forks; each has what those before it added.
enum class ForkShape
{
    bedrock,   // base fee; a deposit nonce that stays out of the receipts root
    canyon,    // withdrawals root; the deposit nonce and version are in the receipts root
    ecotone,   // blob gas, beacon block root
    holocene,  // 9 bytes of extra data
    isthmus,   // requests hash; the withdrawals root is the message passer's storage root
    jovian,    // 17 bytes of extra data
};

struct FakeBlock
{
    eth::Header header;
    Hash32 hash;
    std::vector<eth::Receipt> receipts;
    Hash32 message_passer;  // Its storage root.

    [[nodiscard]] BlockId id() const { return {header.number, hash}; }
    [[nodiscard]] BlockSeal seal() const { return {id(), header.parent_hash, header.timestamp_s}; }
};

/// The one node of a state's trie that has the message passer alone, before Isthmus the state of
/// every block.
[[nodiscard]] Bytes message_passer_leaf(const Hash32& storage_root);

struct FakeChainOptions
{
    ChainId id = ChainId::from_u64(901);
    ForkShape fork = ForkShape::isthmus;
    uint64_t block_time_s = 2;
    uint64_t genesis_number = 0;
    uint64_t genesis_time_s = 1'700'000'000;
};

/// Begins with its genesis block, which has no logs. Two chains of the same options and calls are
/// equal; chains of other ids have other hashes.
class FakeChain
{
public:
    /// The logs of each transaction.
    using Transactions = std::vector<std::vector<eth::Log>>;

    explicit FakeChain(FakeChainOptions options = {});

    /// Adds a block of one deposit and `transactions`.
    BlockId append(const Transactions& transactions = {}, std::vector<eth::Log> deposit_logs = {});
    /// Adds a block of just these receipts.
    BlockId append_receipts(std::vector<eth::Receipt> receipts);
    /// Adds `count` blocks of one deposit.
    void extend(size_t count);
    /// Drops the blocks after `number`. What is added then differs from what was there, even with
    /// the same logs. The labels move back with the head.
    void rewind(uint64_t number);

    /// Precondition: the chain has that block.
    void set_safe(uint64_t number);
    void set_finalized(uint64_t number);
    /// Without it, local-safe is safe.
    void set_local_safe(uint64_t number);
    /// The L1 block that the consensus node has processed.
    void set_current_l1(BlockId block) { current_l1_ = block; }
    /// Block `l2_number` is the newest that has been derived by `l1`. From the first such pair on
    /// the node keeps its safe heads. Precondition: the chain has that block.
    void derive(uint64_t l2_number, BlockId l1);

    [[nodiscard]] const FakeChainOptions& options() const noexcept { return options_; }
    [[nodiscard]] const FakeBlock& head() const { return blocks_.back(); }
    [[nodiscard]] const FakeBlock& genesis() const { return blocks_.front(); }
    /// nullptr when there is none.
    [[nodiscard]] const FakeBlock* find(uint64_t number) const;
    [[nodiscard]] const FakeBlock* find(const Hash32& hash) const;
    /// Precondition: the chain has that block.
    [[nodiscard]] const FakeBlock& at(uint64_t number) const;
    [[nodiscard]] const FakeBlock* safe() const;
    [[nodiscard]] const FakeBlock* local_safe() const;
    [[nodiscard]] const FakeBlock* finalized() const;
    [[nodiscard]] const BlockId& current_l1() const noexcept { return current_l1_; }
    [[nodiscard]] bool keeps_safe_heads() const noexcept { return keeps_safe_heads_; }
    /// The newest pair whose L1 block is `l1_number` or before; nullptr when there is none.
    [[nodiscard]] const chain::DerivedBlock* derived_at(uint64_t l1_number) const;

private:
    [[nodiscard]] eth::Header next_header() const;
    [[nodiscard]] eth::Receipt deposit_receipt(std::vector<eth::Log> logs) const;
    [[nodiscard]] Hash32 next_message_passer() const;
    void add(eth::Header header, std::vector<eth::Receipt> receipts);

    FakeChainOptions options_;
    std::deque<FakeBlock> blocks_;
    uint64_t branch_ = 0;  // Counts rewinds, and is part of every later block.
    std::optional<uint64_t> safe_;
    std::optional<uint64_t> local_safe_;
    std::optional<uint64_t> finalized_;
    BlockId current_l1_;
    bool keeps_safe_heads_ = false;
    std::map<uint64_t, chain::DerivedBlock> derived_;  // By L1 number.
};
}  // namespace interlock::testing
