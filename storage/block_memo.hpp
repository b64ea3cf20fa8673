// What was read of an index lately: heads and first blocks, for which every answer asks, and blocks
// with all their log hashes that were asked for more than once. For one thread at a time.
//
// Nothing here can be wrong: heads are forgotten when the index is another one, and blocks when
// some may have gone from it. Blocks that are there do not change.
#pragma once

#include <array>
#include <unordered_map>
#include <utility>

#include "storage/store.hpp"

namespace interlock::storage
{
/// A state of the index between two steps.
struct Moment
{
    uint64_t steps = 0;     // Begun before.
    uint64_t removals = 0;  // Of these, those that may have removed blocks.

    friend bool operator==(const Moment&, const Moment&) = default;
};

/// A block and the hashes of all its logs.
struct WholeBlock
{
    BlockRecord block;
    std::vector<Hash32> log_hashes;

    [[nodiscard]] LogRecord log(uint32_t index) const
    {
        return {block, index < log_hashes.size() ? std::optional{log_hashes[index]} : std::nullopt};
    }
};

class BlockMemo
{
public:
    /// What follows is of that moment; or of one that is not known, of which nothing is remembered.
    void see(const std::optional<Moment>& now)
    {
        if (!now || now != moment_)
            heads_.clear();
        if (!now || !moment_ || now->removals != moment_->removals)
            forget_blocks();
        moment_ = now;
    }

    /// What `read` gives, or gave before.
    template <typename Read>
    [[nodiscard]] Result<std::optional<BlockRecord>> head(
        uint32_t ix, SafetyLevel level, const Read& read)
    {
        return at(uint64_t{ix} * kSlots + static_cast<uint64_t>(level), read);
    }
    template <typename Read>
    [[nodiscard]] Result<std::optional<BlockRecord>> first(uint32_t ix, const Read& read)
    {
        return at(uint64_t{ix} * kSlots + kSafetyLevels.size(), read);
    }

    /// nullptr when it is not remembered. Valid until something else is.
    [[nodiscard]] const WholeBlock* block(int64_t key) const
    {
        const auto known = blocks_.find(key);
        return known == blocks_.end() ? nullptr : &known->second;
    }
    /// Whether the block was asked for lately: one that is asked for only once is not worth being
    /// remembered.
    [[nodiscard]] bool is_asked_again(int64_t key)
    {
        auto& last = asked_[static_cast<uint64_t>(key) * kSpread >> kAskedShift];
        return moment_ && std::exchange(last, key) == key;
    }
    void remember(int64_t key, WholeBlock block)
    {
        if (!moment_)
            return;
        const auto bytes = sizeof(WholeBlock) + block.log_hashes.size() * sizeof(Hash32);
        if (bytes_ + bytes > kMostBytes)
            forget_blocks();
        if (blocks_.emplace(key, std::move(block)).second)
            bytes_ += bytes;
    }

private:
    static constexpr uint64_t kSlots = kSafetyLevels.size() + 1;
    /// Some 600 blocks of 100 logs.
    static constexpr size_t kMostBytes = size_t{2} << 20U;
    static constexpr size_t kAsked = 1'024;
    static constexpr unsigned kAskedShift = 54;  // Leaves as many bits as kAsked has places for.
    static constexpr uint64_t kSpread = 0x9e37'79b9'7f4a'7c15;

    template <typename Read>
    Result<std::optional<BlockRecord>> at(uint64_t slot, const Read& read)
    {
        if (!moment_)
            return read();
        if (const auto known = heads_.find(slot); known != heads_.end())
            return known->second;
        auto found = read();
        if (found)
            heads_.emplace(slot, *found);
        return found;
    }
    void forget_blocks()
    {
        blocks_.clear();
        bytes_ = 0;
    }

    std::optional<Moment> moment_;
    std::unordered_map<uint64_t, std::optional<BlockRecord>> heads_;
    std::unordered_map<int64_t, WholeBlock> blocks_;  // By their keys.
    size_t bytes_ = 0;                                // Of these.
    std::array<int64_t, kAsked> asked_{};             // Keys that were asked for last.
};
}  // namespace interlock::storage
