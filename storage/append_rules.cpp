#include "storage/append_rules.hpp"

namespace interlock::storage
{
std::string place(const ChainId& chain, uint64_t number)
{
    return "chain " + to_string(chain) + ", block " + std::to_string(number);
}

tl::unexpected<Error> refuse(ErrorKind kind, std::string message)
{
    return tl::unexpected(Error{.kind = kind, .message = std::move(message)});
}

Result<void> check_bounds(const ChainId& chain, const BlockDigest& block)
{
    const uint64_t number = block.seal.id.number;
    if (number >= kBlockNumberLimit)
        return refuse(ErrorKind::out_of_bounds,
            place(chain, number) + ": the number is not below 2^44, the limit of the index");
    if (block.log_hashes.size() > kLogLimit)
        return refuse(ErrorKind::out_of_bounds,
            place(chain, number) + ": " + std::to_string(block.log_hashes.size()) +
                " logs are more than the index holds of a block, " + std::to_string(kLogLimit));
    uint64_t next_index = 0;
    for (const auto& log : block.executing)
    {
        if (log.log_index < next_index || log.log_index >= block.log_hashes.size())
            return refuse(ErrorKind::out_of_bounds,
                place(chain, number) + ": executing message at log " +
                    std::to_string(log.log_index) + ", out of order or not a log of the block");
        next_index = uint64_t{log.log_index} + 1;
    }
    return {};
}

Result<void> check_follows(
    const ChainId& chain, const std::optional<BlockRecord>& tip, const BlockSeal& block)
{
    if (!tip)
        return {};
    const auto& [id, parent_hash, timestamp_s] = tip->seal;
    const std::string where = place(chain, block.id.number);
    if (block.id.number != id.number + 1)
        return refuse(ErrorKind::conflict,
            where + ": does not follow the tip, block " + std::to_string(id.number));
    if (block.parent_hash != id.hash)
        return refuse(ErrorKind::conflict, where + ": its parent is " + to_hex(block.parent_hash) +
                                               ", the tip is " + to_hex(id.hash));
    if (block.timestamp_s <= timestamp_s)
        return refuse(
            ErrorKind::conflict, where + ": its time " + std::to_string(block.timestamp_s) +
                                     " is not after its parent's, " + std::to_string(timestamp_s));
    return {};
}
}  // namespace interlock::storage
