#include "server/rpc/shapes.hpp"

namespace interlock::server::rpc
{
Json block_id_json(const BlockId& block)
{
    return {{"hash", to_hex(block.hash)}, {"number", block.number}};
}

Json block_ref_json(const BlockSeal& block)
{
    return {{"hash", to_hex(block.id.hash)}, {"number", block.id.number},
        {"parentHash", to_hex(block.parent_hash)}, {"timestamp", block.timestamp_s}};
}

Json derived_pair_json(const BlockId& source, const BlockId& derived)
{
    return {{"source", block_id_json(source)}, {"derived", block_id_json(derived)}};
}

std::string text_of(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}
}  // namespace interlock::server::rpc
