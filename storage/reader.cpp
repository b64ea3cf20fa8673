#include "storage/reader.hpp"

#include "storage/codes.hpp"
#include "storage/collect.hpp"
#include "storage/rows.hpp"

namespace interlock::storage
{
using sqlite::Rows;

namespace
{
// Of kLog, after the block's columns.
constexpr int kFirstLog = kBlockColumns;
constexpr int kLogHash = kFirstLog + 1;

/// Of more logs, a block's hashes are not kept in memory: they would drive out those of others.
constexpr uint32_t kMostRemembered = 512;
}  // namespace

Reader::Reader(sqlite::Connection& connection) noexcept
  : take_snapshot_{connection, queries::kTakeSnapshot, "begin to read"},
    chains_{connection, queries::kChains, "read the chains"},
    chain_ix_{connection, queries::kChainIx, "look up a chain"},
    chain_at_{connection, queries::kChainAt, "look up a chain"},
    setting_{connection, queries::kSetting, "read a setting"},
    block_{connection, queries::kBlock, "read a block"},
    first_block_{connection, queries::kFirstBlock, "read a chain's first block"},
    last_block_{connection, queries::kLastBlock, "read a chain's newest block"},
    head_{connection, queries::kHead, "read a head"},
    log_{connection, queries::kLog, "read a log"},
    logs_of_{connection, queries::kLogsOf, "read a block's logs"},
    runs_{connection},
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
    return memo_.head(**found, level, [&] { return read_head(**found, level); });
}

Result<std::optional<BlockRecord>> Reader::read_head(uint32_t ix, SafetyLevel level)
{
    if (level != SafetyLevel::unsafe)
        return read_block(head_.query(ix, code_of(kLevelCodes, level)));
    const auto keys = keys_of(ix);
    return read_block(last_block_.query(keys.first, keys.last));
}

Result<std::optional<BlockRecord>> Reader::first(const ChainId& chain)
{
    const auto found = ix(chain);
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return std::nullopt;
    return memo_.first(**found, [&] { return read_first(**found); });
}

Result<std::optional<BlockRecord>> Reader::read_first(uint32_t ix)
{
    const auto keys = keys_of(ix);
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

Result<std::optional<LogRecord>> Reader::log(
    const ChainId& chain, uint64_t number, uint32_t log_index)
{
    const auto at = key(chain, number);
    if (!at)
        return tl::unexpected(at.error());
    if (!*at)
        return std::nullopt;
    if (const auto* known = memo_.block(**at))
        return known->log(log_index);
    LogRecord out;
    LogRange logs;
    {
        Rows rows = log_.query(**at, log_index);
        const auto found = rows.next();
        if (!found)
            return tl::unexpected(found.error());
        if (!*found)
            return std::nullopt;
        out.block = read_block_columns(rows);
        logs = {.first = rows.u64(kFirstLog), .count = out.block.log_count};
        if (!logs.is_in_bounds())
            rows.damaged();
        if (log_index < out.block.log_count)
            out.hash = rows.fixed<Hash32>(kLogHash);
        if (auto sound = rows.checked(true); !sound)
            return tl::unexpected(std::move(sound.error()));
    }
    if (out.block.log_count <= kMostRemembered && memo_.is_asked_again(**at))
    {
        if (auto kept = remember(**at, out.block, logs); !kept)
            return tl::unexpected(std::move(kept.error()));
    }
    return out;
}

Result<void> Reader::remember(int64_t key, const BlockRecord& block, const LogRange& logs)
{
    return runs_.read(ix_in(key), logs)
        .map(
            [&](std::vector<Hash32> hashes) {
                memo_.remember(key, {block, std::move(hashes)});
            });
}

Result<std::vector<Hash32>> Reader::log_hashes(const ChainId& chain, uint64_t number)
{
    const auto at = key(chain, number);
    if (!at)
        return tl::unexpected(at.error());
    if (!*at)
        return std::vector<Hash32>{};
    return logs_of(**at).and_then(
        [&](const std::optional<LogRange>& range)
        {
            return range ? runs_.read(ix_in(**at), *range)
                         : Result<std::vector<Hash32>>{std::vector<Hash32>{}};
        });
}

Result<std::optional<LogRange>> Reader::logs_of(int64_t key)
{
    return read_log_range(logs_of_.query(key));
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
