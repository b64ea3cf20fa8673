#include "storage/disk_use.hpp"
#include "storage/keys.hpp"
#include "storage/maintenance_connection.hpp"
#include "storage/queries.hpp"
#include "storage/safety_reader.hpp"

namespace interlock::storage
{
namespace
{
constexpr const char* kMeasuring = "measure the index";

Result<std::vector<TableSize>> measure_tables(sqlite::Connection& connection)
{
    std::vector<TableSize> out;
    sqlite::Statement statement{connection,
        "SELECT name, pgsize, (SELECT type FROM sqlite_schema AS s WHERE s.name = dbstat.name)"
        " FROM dbstat WHERE aggregate = TRUE ORDER BY name",
        kMeasuring};
    std::vector<bool> are_tables;
    {
        auto rows = statement.query();
        for (;;)
        {
            const auto more = rows.next();
            if (!more)
                return tl::unexpected(more.error());
            if (!*more)
                break;
            out.push_back({.name = std::string{rows.text(0)}, .bytes = rows.u64(1)});
            are_tables.push_back(rows.text(2) == "table");
        }
    }
    for (size_t i = 0; i < out.size(); ++i)
    {
        if (!are_tables[i])
            continue;
        const auto sql = "SELECT count(*) FROM \"" + out[i].name + "\"";
        const auto rows = connection.read_integer(sql.c_str(), kMeasuring);
        if (!rows)
            return tl::unexpected(rows.error());
        out[i].rows = static_cast<uint64_t>(*rows);
    }
    return out;
}

Result<uint64_t> count_logs(sqlite::Connection& connection, const KeyRange& keys)
{
    sqlite::Statement statement{connection,
        "SELECT coalesce(sum(log_count), 0) FROM block WHERE id BETWEEN ? AND ?", kMeasuring};
    auto rows = statement.query(keys.first, keys.last);
    const auto found = rows.next();
    if (!found)
        return tl::unexpected(found.error());
    return *found ? rows.u64(0) : 0;
}
}  // namespace

Result<IndexSize> measure(
    const std::filesystem::path& file, Counting counting, const OnProgress& on_progress)
{
    const auto opened = open_to_look(file, on_progress);
    if (!opened)
        return tl::unexpected(opened.error());
    auto& connection = **opened;
    const auto transaction = sqlite::Transaction::begin(connection, sqlite::Access::read_only);
    if (!transaction)
        return tl::unexpected(transaction.error());
    Reader reader{connection};
    const auto chains = reader.chains();
    if (!chains)
        return tl::unexpected(chains.error());
    IndexSize out;
    for (const auto& record : *chains)
    {
        const auto first = reader.first(record.config.id);
        const auto last = reader.head(record.config.id, SafetyLevel::unsafe);
        if (!first || !last)
            return tl::unexpected(first ? last.error() : first.error());
        auto& chain = out.chains.emplace_back(ChainSize{.record = record});
        if (*first && *last)
        {
            chain.first = (*first)->seal;
            chain.last = (*last)->seal;
        }
        const auto ix = reader.ix(record.config.id);
        if (!ix)
            return tl::unexpected(ix.error());
        if (counting == Counting::none || !*ix)
            continue;
        if (auto done = tell(on_progress, {"count logs", out.chains.size(), chains->size()}); !done)
            return tl::unexpected(done.error());
        const auto logs = count_logs(connection, keys_of(**ix));
        if (!logs)
            return tl::unexpected(logs.error());
        chain.logs = *logs;
    }
    const auto page_bytes = connection.read_integer("PRAGMA page_size", kMeasuring);
    const auto pages = connection.read_integer("PRAGMA page_count", kMeasuring);
    const auto free_pages = connection.read_integer("PRAGMA freelist_count", kMeasuring);
    for (const auto* read : {&page_bytes, &pages, &free_pages})
    {
        if (!*read)
            return tl::unexpected(read->error());
    }
    out.page_bytes = static_cast<uint64_t>(*page_bytes);
    out.pages = static_cast<uint64_t>(*pages);
    out.free_pages = static_cast<uint64_t>(*free_pages);
    out.file_bytes = size_or_zero(file);
    out.write_ahead_log_bytes = size_or_zero(write_ahead_log_of(file));
    out.free_disk_bytes = disk_use(file).free_bytes.value_or(0);
    if (counting == Counting::none)
        return out;
    if (auto done = tell(on_progress, {"measure tables", 0, 0}); !done)
        return tl::unexpected(done.error());
    auto tables = measure_tables(connection);
    if (!tables)
        return tl::unexpected(tables.error());
    out.tables = *std::move(tables);
    return out;
}
}  // namespace interlock::storage
