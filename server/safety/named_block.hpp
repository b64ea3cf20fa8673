// What the index has at the place that a message names.
#pragma once

#include "storage/store.hpp"

namespace interlock::server
{
/// The block that a message names, and the named log's hash when it has such a log.
struct NamedBlock
{
    BlockSeal seal;
    KnownChain::Block known;
};

/// nullopt when the block is not indexed. `corrupt` when the index has lost the log.
[[nodiscard]] storage::Result<std::optional<NamedBlock>> find_named_block(
    const storage::View& view, const LogPosition& at);

/// The same for many messages that name logs of one block after the other. For one thread.
class NamedBlocks
{
public:
    explicit NamedBlocks(const storage::View& view) noexcept : view_{view} {}

    /// `of_same_block` is how many messages in a row name logs of this block.
    [[nodiscard]] storage::Result<std::optional<NamedBlock>> find(
        const LogPosition& at, size_t of_same_block);

private:
    /// A block that so many messages name that all its logs are worth reading at once.
    struct Whole
    {
        ChainId chain_id;
        storage::BlockRecord block;
        std::vector<Hash32> log_hashes;
    };
    [[nodiscard]] storage::Result<bool> load(const LogPosition& at);

    const storage::View& view_;
    std::optional<Whole> whole_;
};
}  // namespace interlock::server
