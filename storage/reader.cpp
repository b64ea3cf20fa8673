#include "storage/reader.hpp"

#include "storage/codes.hpp"
#include "storage/collect.hpp"
#include "storage/rows.hpp"

namespace interlock::storage
{
using sqlite::Rows;

namespace
{
constexpr const char* kReadLog = "read a log";
}  // namespace

Reader::Reader(sqlite::Connection& connection) noexcept
  : connection_{connection},
    take_snapshot_{connection, queries::kTakeSnapshot, "begin to read"},
    chains_{connection, queries::kChains, "read the chains"},
    chain_ix_{connection, queries::kChainIx, "look up a chain"},
    chain_at_{connection, queries::kChainAt, "look up a chain"},
    setting_{connection, queries::kSetting, "read a setting"},
    block_{connection, queries::kBlock, "read a block"},
    first_block_{connection, queries::kFirstBlock, "read a chain's first block"},
    last_block_{connection, queries::kLastBlock, "read a chain's newest block"},
    head_{connection, queries::kHead, "read a head"},
    log_hash_{connection, queries::kLogHash, kReadLog},
    log_hashes_{connection, queries::kLogHashes, "read a block's logs"},
    executing_in_{connection, queries::kExecutingIn, "read a block's executing messages"},
    executing_of_{connection, queries::kExecutingOf, "look up who executes a log"}
{
}

Result<void> Reader::take_snapshot()
{
    return take_snapshot_.run();
}

Result<std::vector<ChainRecord>> Reader::chains()
{
    Rows rows = chains_.query();
    return collect<ChainRecord>(rows, read_chain);
}

Result<std::optional<std::string>> Reader::setting(std::string_view key)
{
    Rows rows = setting_.query(key);
    return at_most_one<std::string>(
        rows, [](Rows& row) { return std::optional{std::string{row.text(0)}}; });
}

Result<std::optional<BlockRecord>> Reader::head(const ChainId& chain, SafetyLevel level)
{
    const auto found = ix(chain);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return std::nullopt;
    if (level != SafetyLevel::unsafe)
        return read_block(head_.query(**found, code_of(kLevelCodes, level)));
    const auto keys = keys_of(**found);
    return read_block(last_block_.query(keys.first, keys.last));
}

Result<std::optional<BlockRecord>> Reader::first(const ChainId& chain)
{
    const auto found = ix(chain);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return std::nullopt;
    const auto keys = keys_of(**found);
    return read_block(first_block_.query(keys.first, keys.last));
}

Result<std::optional<BlockRecord>> Reader::block(const ChainId& chain, uint64_t number)
{
    const auto at = key(chain, number);
    if (!at)
        return tl::unexpected(at.error());
    if (!*at)
        return std::nullopt;
    return read_block(block_.query(**at));
}

Result<std::optional<Hash32>> Reader::log_hash(
    const ChainId& chain, uint64_t number, uint32_t log_index)
{
    const auto at = key(chain, number);
    if (!at)
        return tl::unexpected(at.error());
    if (!*at)
        return std::nullopt;
    const uint64_t offset = uint64_t{log_index} * Hash32::kSize;
    Rows rows = log_hash_.query(**at, offset + 1);  // SQL counts from one.
    const auto found = rows.next();
    if (!found)
        return tl::unexpected(found.error());
    if (!*found || offset + Hash32::kSize > rows.u64(0))
        return std::nullopt;  // No such block, or it has fewer logs.
    if (rows.is_null(1))
        return slice_of_logs(**at, offset);
    return rows.checked(std::optional{rows.fixed<Hash32>(1)});
}

Result<std::optional<Hash32>> Reader::slice_of_logs(int64_t key, uint64_t offset)
{
    Hash32 out;
    const sqlite::Slice slice{
        .table = "block_logs", .column = "hashes", .row = key, .offset = offset};
    return connection_.read_slice(slice, out.bytes, kReadLog)
        .map([&] { return std::optional{out}; });
}

Result<std::vector<Hash32>> Reader::log_hashes(const ChainId& chain, uint64_t number)
{
    const auto at = key(chain, number);
    if (!at)
        return tl::unexpected(at.error());
    if (!*at)
        return std::vector<Hash32>{};
    Rows rows = log_hashes_.query(**at);
    auto hashes =
        at_most_one<std::vector<Hash32>>(rows, [](Rows& row) { return read_hashes(row, 0); });
    if (!hashes)
        return tl::unexpected(std::move(hashes.error()));
    return std::move(*hashes).value_or(std::vector<Hash32>{});
}

Result<std::vector<ExecutingRecord>> Reader::executing_in(const ChainId& chain, uint64_t number)
{
    const auto at = key(chain, number);
    if (!at)
        return tl::unexpected(at.error());
    if (!*at)
        return std::vector<ExecutingRecord>{};
    Rows rows = executing_in_.query(**at);
    return collect<ExecutingRecord>(rows, [&chain](Rows& row) { return read_message(row, chain); });
}

Result<std::vector<ExecutingRecord>> Reader::executing_of(
    const ChainId& chain, uint64_t number, uint32_t log_index, size_t limit)
{
    constexpr size_t kMost = std::numeric_limits<int64_t>::max();  // SQL's LIMIT is signed.
    Rows rows =
        executing_of_.query(ByteView{chain.value.be}, number, log_index, std::min(limit, kMost));
    return collect<ExecutingRecord>(rows,
        [](Rows& row)
        {
            const ChainId at{Uint256{.be = row.fixed<Hash32>(8).bytes}};
            return read_message(row, at);
        });
}

Result<std::optional<uint32_t>> Reader::ix(const ChainId& chain)
{
    if (const auto known = ixs_.find(chain); known != ixs_.end())
        return known->second;
    Rows rows = chain_ix_.query(ByteView{chain.value.be});
    auto found = at_most_one<uint32_t>(rows,
        [](Rows& row)
        {
            const uint32_t out = row.u32(0);
            if (out >= kChainLimit)
                row.damaged();
            return row.checked(std::optional{out});
        });
    if (found && *found)
        ixs_.emplace(chain, **found);
    return found;
}

Result<ChainId> Reader::chain_at(uint32_t ix)
{
    const auto known = std::find_if(
        ixs_.begin(), ixs_.end(), [ix](const auto& entry) { return entry.second == ix; });
    if (known != ixs_.end())
        return known->first;
    Rows rows = chain_at_.query(ix);
    const auto found = at_most_one<ChainId>(rows, [](Rows& row)
        { return row.checked(std::optional{ChainId{Uint256{.be = row.fixed<Hash32>(0).bytes}}}); });
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
    {
        return tl::unexpected(Error{ErrorKind::corrupt,
            "the database names chain number " + std::to_string(ix) + ", which it does not have"});
    }
    ixs_.emplace(**found, ix);
    return **found;
}

Result<std::optional<int64_t>> Reader::key(const ChainId& chain, uint64_t number)
{
    return ix(chain).map([number](const std::optional<uint32_t>& found)
        { return found ? block_key(*found, number) : std::nullopt; });
}
}  // namespace interlock::storage
