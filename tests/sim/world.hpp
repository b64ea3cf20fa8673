// The truth: chains of one dependency set, the L1 chain they are derived from, and what is final.
#pragma once

#include <memory>

#include "tests/model/safety_model.hpp"
#include "tests/sim/context.hpp"
#include "tests/support/fake_chain.hpp"

namespace interlock::sim
{
/// A block with all that is asked of it, worked out once.
struct TruthBlock
{
    BlockSeal seal;
    DigestedBlock digested;
    std::vector<eth::Log> logs;  // By index.
    size_t deposit_logs = 0;     // The first so many logs are of deposits.
    model::Block model;
};

/// Every block that any node ever served.
using AllBlocks = std::map<Hash32, std::shared_ptr<const TruthBlock>>;

/// Consecutive blocks from genesis on. Copies share the blocks.
class Branch
{
public:
    [[nodiscard]] const TruthBlock& genesis() const { return *blocks_.front(); }
    [[nodiscard]] const TruthBlock& head() const { return *blocks_.back(); }
    [[nodiscard]] uint64_t head_number() const { return head().seal.id.number; }
    /// nullptr when there is none.
    [[nodiscard]] const TruthBlock* find(uint64_t number) const;
    [[nodiscard]] const TruthBlock* find(const Hash32& hash) const;
    [[nodiscard]] const TruthBlock* find_at(uint64_t timestamp_s) const;
    /// Precondition: there is one.
    [[nodiscard]] const TruthBlock& at(uint64_t number) const;

    void push(std::shared_ptr<const TruthBlock> block) { blocks_.push_back(std::move(block)); }
    void cut(uint64_t number);

private:
    std::vector<std::shared_ptr<const TruthBlock>> blocks_;
};

/// A chain that grows and is rewound. A copy goes its own way: a forged chain.
class TruthChain
{
public:
    TruthChain(ChainConfig config, const testing::FakeChainOptions& options,
        std::shared_ptr<AllBlocks> all_blocks);

    [[nodiscard]] const ChainConfig& config() const noexcept { return config_; }
    [[nodiscard]] const Branch& branch() const noexcept { return branch_; }
    /// When the next block is due.
    [[nodiscard]] uint64_t due_s() const
    {
        return branch_.head().seal.timestamp_s + config_.block_time_s;
    }

    void append(std::vector<eth::Log> deposit_logs, std::vector<eth::Log> logs);
    void rewind(uint64_t number);

private:
    void keep_head();

    ChainConfig config_;
    testing::FakeChain fake_;
    std::shared_ptr<AllBlocks> all_blocks_;
    Branch branch_;
};

/// An L1 block, and the newest block of each chain that has been derived by it.
struct L1Block
{
    BlockId id;
    std::vector<uint64_t> derived;
};

class World
{
public:
    explicit World(Context& context);

    [[nodiscard]] const DependencySet& set() const noexcept { return set_; }
    [[nodiscard]] size_t size() const noexcept { return chains_.size(); }
    /// By ascending id.
    [[nodiscard]] const TruthChain& chain(size_t place) const { return chains_[place]; }
    [[nodiscard]] const Branch& branch(size_t place) const { return chains_[place].branch(); }
    [[nodiscard]] size_t place_of(const ChainId& id) const;
    /// Also those of forged chains.
    [[nodiscard]] const std::shared_ptr<const TruthBlock>& block(const Hash32& hash) const
    {
        return all_blocks_->at(hash);
    }

    [[nodiscard]] const std::vector<L1Block>& l1() const noexcept { return l1_; }
    [[nodiscard]] uint64_t local_safe(size_t place) const { return l1_.back().derived[place]; }
    /// Whether L1 ever left a branch.
    [[nodiscard]] bool has_l1_forks() const noexcept { return l1_forks_ > 0; }
    /// nullopt before anything is final.
    [[nodiscard]] const std::optional<uint64_t>& finalized(size_t place) const
    {
        return finalized_[place];
    }
    /// The block that stays, whatever happens.
    [[nodiscard]] uint64_t floor(size_t place) const;
    /// The L1 block by which the block has been derived. Precondition: it is local-safe.
    [[nodiscard]] const BlockId& derived_from(size_t place, uint64_t number) const;

    void append(size_t place, std::vector<eth::Log> deposit_logs, std::vector<eth::Log> logs);
    /// The blocks above are gone, and are derived from no L1 block any more.
    void rewind(size_t place, uint64_t number);

    /// A new L1 block, by which the chains have been derived a little further.
    void extend_l1();
    /// The newest L1 blocks, at most `depth`, are gone. How many there were.
    size_t rewind_l1(size_t depth);
    /// L1 becomes final a little further; of the chains, only what the rules hold valid does.
    void finalize();
    /// From now on at least the genesis blocks are final.
    void finalize_genesis();

    /// For the model, which verifies everything from genesis on.
    [[nodiscard]] model::World for_model() const;

private:
    Context& context_;
    std::shared_ptr<AllBlocks> all_blocks_ = std::make_shared<AllBlocks>();
    std::vector<TruthChain> chains_;
    DependencySet set_;
    std::vector<L1Block> l1_;
    size_t final_l1_ = 0;  // Its place in l1_.
    uint64_t l1_forks_ = 0;
    std::vector<std::optional<uint64_t>> finalized_;
};
}  // namespace interlock::sim
