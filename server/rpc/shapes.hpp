// Values in the shapes that the OP Stack's services in Go give them. Pure.
#pragma once

#include <nlohmann/json.hpp>

#include "interop/block.hpp"
#include "interop/chain_id.hpp"

namespace interlock::server::rpc
{
/// Fields stay in the order in which they are put, as Go writes them.
using Json = nlohmann::ordered_json;

/// {"hash": "0x…", "number": 7}
[[nodiscard]] Json block_id_json(const BlockId& block);
/// {"hash", "number", "parentHash", "timestamp"}
[[nodiscard]] Json block_ref_json(const BlockSeal& block);
/// {"source": …, "derived": …}
[[nodiscard]] Json derived_pair_json(const BlockId& source, const BlockId& derived);

/// The whole of it as text. What is not UTF-8 (text of a node, in an error) is replaced.
[[nodiscard]] std::string text_of(const Json& json);
}  // namespace interlock::server::rpc
