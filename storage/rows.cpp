#include "storage/rows.hpp"

#include "storage/keys.hpp"

namespace interlock::storage
{
namespace
{
ChainId chain_id(sqlite::Rows& rows, int column)
{
    return {Uint256{.be = rows.fixed<Hash32>(column).bytes}};
}
}  // namespace

Result<ChainRecord> read_chain(sqlite::Rows& rows)
{
    ChainRecord out;
    out.config.id = chain_id(rows, 0);
    out.config.block_time_s = rows.u64(1);
    if (!rows.is_null(2))
        out.config.activation_s = rows.u64(2);
    out.followed = rows.integer(3) != 0;
    return rows.checked(out);
}

BlockRecord read_block_columns(sqlite::Rows& rows)
{
    BlockRecord out;
    out.seal.id.number = number_in(rows.integer(0));
    out.seal.id.hash = rows.fixed<Hash32>(1);
    out.seal.parent_hash = rows.fixed<Hash32>(2);
    out.seal.timestamp_s = rows.u64(3);
    out.log_count = rows.u32(4);
    out.state_root = rows.fixed<Hash32>(5);
    out.withdrawals_root = rows.optional_fixed<Hash32>(6);
    return out;
}

Result<std::optional<BlockRecord>> read_block(sqlite::Rows rows)
{
    const auto found = rows.next();
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return std::nullopt;
    return rows.checked(std::optional{read_block_columns(rows)});
}

ExecutingLog read_executing(sqlite::Rows& rows, uint32_t log_index, int column)
{
    ExecutingLog out{.log_index = log_index, .message = {}, .malformed = rows.is_null(column)};
    if (out.malformed)
        return out;
    Identifier& id = out.message.id;
    id.at.chain_id = chain_id(rows, column);
    id.at.block_number = rows.u64(column + 1);
    id.at.log_index = rows.u32(column + 2);
    id.at.timestamp_s = rows.u64(column + 3);
    id.origin = rows.fixed<Address>(column + 4);
    out.message.payload_hash = rows.fixed<Hash32>(column + 5);
    return out;
}

Result<ExecutingRecord> read_message(sqlite::Rows& rows, const ChainId& chain)
{
    return rows.checked(ExecutingRecord{.chain_id = chain,
        .block_number = number_in(rows.integer(0)),
        .log = read_executing(rows, rows.u32(1), 2)});
}
}  // namespace interlock::storage
