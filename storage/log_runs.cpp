#include "storage/log_runs.hpp"

#include "storage/append_rules.hpp"
#include "storage/collect.hpp"
#include "storage/ensure.hpp"

namespace interlock::storage
{
namespace
{
constexpr const char* kReading = "read a block's logs";
constexpr const char* kAppending = "append a block's logs";
constexpr const char* kRemoving = "remove blocks' logs";

ByteView packed(std::span<const Hash32> hashes)
{
    static_assert(sizeof(Hash32) == Hash32::kSize);
    return {hashes.front().data(), hashes.size_bytes()};
}
}  // namespace

Result<std::optional<LogRange>> read_log_range(sqlite::Rows rows)
{
    return at_most_one<LogRange>(rows,
        [](sqlite::Rows& row)
        {
            const LogRange out{.first = row.u64(0), .count = row.u32(1)};
            if (!out.is_in_bounds() || out.count > kLogLimit)
                row.damaged();
            return row.checked(std::optional{out});
        });
}

LogRuns::LogRuns(sqlite::Connection& connection) noexcept
  : connection_{connection}, runs_{connection, queries::kLogRuns, kReading}
{
}

Result<std::vector<Hash32>> LogRuns::read(uint32_t ix, const LogRange& range)
{
    std::vector<Hash32> out;
    if (range.count == 0)
        return out;
    ensure(range.is_in_bounds(), "bounds are checked before a key is formed");
    out.reserve(range.count);
    auto at = range.first % kLogsInRun;
    auto [key, end] = range.runs(ix);
    auto rows = runs_.query(key, end - 1);
    for (;;)
    {
        const auto more = rows.next();
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            break;
        const auto run = rows.blob(1);
        if (rows.integer(0) != key++ || run.size() != kRunBytes)
            rows.damaged();
        if (auto sound = rows.checked(true); !sound)
            return tl::unexpected(std::move(sound.error()));
        for (; at < kLogsInRun && out.size() < range.count; ++at)
            std::memcpy(out.emplace_back().data(), run.data() + at * Hash32::kSize, Hash32::kSize);
        at = 0;
    }
    if (out.size() != range.count)
        return tl::unexpected(connection_.fail_damaged(kReading));
    return out;
}

LogRunsWriter::LogRunsWriter(sqlite::Connection& connection) noexcept
  : connection_{connection},
    insert_{connection, queries::kInsertLogRun, kAppending},
    delete_{connection, queries::kDeleteLogRuns, kRemoving}
{
}

Result<void> LogRunsWriter::append(uint32_t ix, uint64_t place, std::span<const Hash32> hashes)
{
    ensure(
        LogRange{place, hashes.size()}.is_in_bounds(), "bounds are checked before a key is formed");
    while (!hashes.empty())
    {
        const auto key = run_key(ix, place);
        const auto at = place % kLogsInRun;
        if (at == 0)
        {
            if (auto made = insert_.run(key); !made)
                return made;
        }
        const auto part = hashes.first(std::min<size_t>(hashes.size(), kLogsInRun - at));
        const sqlite::Slice slice{
            .table = "log_run", .column = "hashes", .row = key, .offset = at * Hash32::kSize};
        if (auto written = connection_.write_slice(slice, packed(part), kAppending); !written)
            return written;
        place += part.size();
        hashes = hashes.subspan(part.size());
    }
    return {};
}

Result<void> LogRunsWriter::cut_after(uint32_t ix, uint64_t end)
{
    return delete_.run(LogRange{end, 0}.runs(ix).end, keys_of(ix).last);
}

Result<void> LogRunsWriter::cut_before(uint32_t ix, uint64_t first)
{
    return delete_.run(keys_of(ix).first, run_key(ix, first) - 1);
}
}  // namespace interlock::storage
