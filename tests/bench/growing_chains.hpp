// Chains of blocks of 100 logs, one of which executes a message of the block before.
#pragma once

#include "interop/dependency_set.hpp"
#include "tests/unit/storage/sample_blocks.hpp"

namespace interlock::bench
{
[[nodiscard]] inline ChainId chain_at(uint64_t i)
{
    return ChainId::from_u64(900 + i);
}

[[nodiscard]] inline DependencySet set_of(uint64_t chains)
{
    std::vector<ChainConfig> configs;
    for (uint64_t i = 0; i < chains; ++i)
        configs.push_back({.id = chain_at(i), .block_time_s = 2, .activation_s = 0});
    return *DependencySet::create(std::move(configs), 0);
}

/// Blocks of one number have one time on all chains, and the same message on all branches.
class GrowingChains
{
public:
    static constexpr uint32_t kLogsPerBlock = 100;
    static constexpr uint32_t kInitiating = 7;
    static constexpr uint32_t kExecuting = 50;

    /// Each chain executes messages of the one `distance` further on; 0: its own.
    explicit GrowingChains(uint64_t count, uint64_t distance = 0)
      : tips_(count), distance_{distance}
    {
    }

    /// The next `rounds` blocks of chain `i`.
    std::vector<BlockDigest> grow(uint64_t i, uint64_t rounds, uint64_t branch = 0)
    {
        std::vector<BlockDigest> out;
        for (uint64_t n = 0; n < rounds; ++n)
        {
            auto block = storage::samples::next(tips_[i], kLogsPerBlock, branch);
            block.log_hashes[kInitiating] =
                log_hash({}, storage::samples::word(block.seal.id.number));
            if (block.seal.id.number > 1)
                block.executing.push_back({.log_index = kExecuting, .message = message_for(i)});
            tips_[i] = block;
            out.push_back(std::move(block));
        }
        return out;
    }
    [[nodiscard]] const BlockDigest& tip(uint64_t i) const { return tips_.at(i); }

private:
    /// What the block after the newest one of chain `i` executes.
    [[nodiscard]] Message message_for(uint64_t i) const
    {
        const auto& [id, parent_hash, timestamp_s] = tips_[i].seal;
        const auto from = chain_at((i + distance_) % tips_.size());
        return {.id = {.origin = {}, .at = {from, id.number, timestamp_s, kInitiating}},
            .payload_hash = storage::samples::word(id.number)};
    }

    std::vector<BlockDigest> tips_;
    uint64_t distance_;
};
}  // namespace interlock::bench
