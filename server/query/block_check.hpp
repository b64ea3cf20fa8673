// One block asked about by its number or its hash, also one that the chain no longer has.
#pragma once

#include "server/query/block_decision.hpp"

namespace interlock::server
{
/// There is no index of blocks by hash: a block's hash is worth 36 bytes a block to nobody but
/// those who ask so, and they ask about young blocks. So many blocks are looked through.
inline constexpr uint64_t kMaxHashScan = 4'096;

struct BlockCheck
{
    BlockSeal block;
    BlockDecision decision;
    bool canonical = true;
    std::optional<BlockId> replaced_by;  // Only when not canonical, and known.
};

/// nullopt when the block is not indexed.
[[nodiscard]] Told<std::optional<BlockCheck>> check_block(
    const CrossIndex& at, const ChainId& chain, uint64_t number);
/// nullopt when the block is neither found nor known to have been invalid at the level. Found is a
/// block that was invalid once, that is a head or comes after a cross head, and those among the
/// last `scan` before the chain's newest block, or before its newest at the local level.
[[nodiscard]] Told<std::optional<BlockCheck>> check_block(
    const CrossIndex& at, const ChainId& chain, const Hash32& hash, uint64_t scan = kMaxHashScan);
}  // namespace interlock::server
