// Blocks and their receipts as calls to a node, and what it answers, checked.
#pragma once

#include "chain/decode.hpp"
#include "chain/json_rpc.hpp"

namespace interlock::chain
{
/// The text as a JSON string; it must need no escapes.
[[nodiscard]] std::string quoted(const std::string& text);

[[nodiscard]] RpcCall block_call(const BlockSelector& block);
[[nodiscard]] RpcCall receipts_call(uint64_t number);

/// The block that was asked for, whose header proves its hash.
[[nodiscard]] Result<BlockJson> read_block(
    JsonRpc& rpc, const RpcResult& result, const BlockSelector& asked);
/// The receipts that the block's header commits to.
[[nodiscard]] Result<std::vector<eth::Receipt>> read_receipts(
    JsonRpc& rpc, const RpcResult& result, const BlockJson& block);

[[nodiscard]] BlockSeal seal_of(const BlockJson& block);
}  // namespace interlock::chain
