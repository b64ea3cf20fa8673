#include <algorithm>

#include "interop/rules.hpp"
#include "storage/maintenance_connection.hpp"
#include "storage/safety_reader.hpp"

namespace interlock::storage
{
namespace
{
constexpr const char* kChecking = "check the index";
constexpr uint64_t kTellEvery = 4'096;  // Rows.

/// Rows that hang on a block that is not there.
struct Orphans
{
    const char* what;
    const char* sql;  // The ids of such blocks.
};
constexpr Orphans kOrphans[]{
    {"an executing message",
        "SELECT block_id FROM executing_message AS m LEFT JOIN block ON block.id = m.block_id"
        " WHERE block.id IS NULL LIMIT 1"},
    {"an executing message of a log that the block does not have",
        "SELECT block_id FROM executing_message AS m JOIN block ON block.id = m.block_id"
        " WHERE m.log_index >= block.log_count LIMIT 1"},
    {"a head",
        "SELECT block_id FROM head LEFT JOIN block ON block.id = head.block_id"
        " WHERE block.id IS NULL LIMIT 1"},
    {"the progress of promotion",
        "SELECT verified_id FROM progress LEFT JOIN block ON block.id = progress.verified_id"
        " WHERE block.id IS NULL LIMIT 1"},
    {"an L1 block from which it was derived",
        "SELECT block_id FROM derived LEFT JOIN block ON block.id = derived.block_id"
        " WHERE block.id IS NULL LIMIT 1"},
    {"an entry of the node's safe heads",
        "SELECT block_id FROM safe_head LEFT JOIN block ON block.id = safe_head.block_id"
        " WHERE block.id IS NULL LIMIT 1"},
    {"a mark that it came late",
        "SELECT block_id FROM late_block LEFT JOIN block ON block.id = late_block.block_id"
        " WHERE block.id IS NULL LIMIT 1"},
    {"an L1 block that its messages need",
        "SELECT block_id FROM messages_l1 LEFT JOIN block ON block.id = messages_l1.block_id"
        " WHERE block.id IS NULL LIMIT 1"},
};

constexpr const char* kBlocks =
    "SELECT id, hash, parent_hash, timestamp, first_log, log_count FROM block"
    " WHERE id BETWEEN ? AND ? ORDER BY id";

/// The rows of logs' hashes in a range: how many, the first and the last, and how many are no run.
constexpr const char* kRuns =
    "SELECT count(*), min(id), max(id), coalesce(sum(length(hashes) <> ?3), 0) FROM log_run"
    " WHERE id BETWEEN ?1 AND ?2";

/// One of a chain after the last one, or before the first: chains are numbered without gaps.
constexpr const char* kForeignRuns =
    "SELECT id FROM log_run WHERE id < 0 UNION ALL SELECT id FROM log_run WHERE id > ? LIMIT 1";

/// Messages of one chain's blocks in a range, and what is at the place that each names.
constexpr const char* kMessages =
    "SELECT m.block_id, m.log_index, m.target_timestamp, m.origin, m.payload_hash, b.timestamp,"
    " tb.timestamp, m.target_log_index < tb.log_count,"
    " " INTERLOCK_HASH_IN_RUN("tb.first_log + m.target_log_index")
    " FROM executing_message AS m JOIN block AS b ON b.id = m.block_id"
    " JOIN chain AS tc ON tc.chain_id = m.target_chain"
    " JOIN block AS tb ON tb.id = (tc.ix << 44 | m.target_number)"
    " LEFT JOIN log_run AS tl ON tl.id = "
    INTERLOCK_RUN_KEY("tb.id", "tb.first_log + m.target_log_index")
    " WHERE m.block_id > ? AND m.block_id <= ? AND m.target_number BETWEEN 0 AND 0xfffffffffff";

/// For one use.
class Check
{
public:
    Check(sqlite::Connection& connection, const OnProgress& on_progress)
      : connection_{connection}, on_progress_{on_progress}
    {
    }

    Result<CheckReport> run(CheckDepth depth) &&
    {
        const auto chains = reader_.chains();
        if (!chains)
            return tl::unexpected(chains.error());
        chains_ = *chains;
        if (auto done = check_file(depth)
                            .and_then([&] { return check_orphans(); })
                            .and_then([&] { return count_blocks(); })
                            .and_then([&] { return check_chains(); })
                            .and_then([&] { return check_foreign_runs(); });
            !done)
            return tl::unexpected(done.error());
        return std::move(report_);
    }

private:
    /// Nobody reads more than so many.
    void find(std::string what)
    {
        if (report_.findings.size() < kMaxFindings)
            report_.findings.push_back(std::move(what));
    }

    void find(const ChainId& chain, uint64_t number, const std::string& what)
    {
        find("chain " + to_string(chain) + ", block " + std::to_string(number) + ": " + what);
    }

    /// Calls `look(rows)` for each row.
    template <typename Look, typename... Values>
    Result<void> for_each(const char* sql, Look look, const Values&... values)
    {
        sqlite::Statement statement{connection_, sql, kChecking};
        auto rows = statement.query(values...);
        for (;;)
        {
            const auto more = rows.next();
            if (!more)
                return tl::unexpected(more.error());
            if (!*more)
                return {};
            if (auto done = look(rows); !done)
                return done;
        }
    }

    Result<void> check_file(CheckDepth depth)
    {
        const char* const sql =
            depth == CheckDepth::whole ? "PRAGMA integrity_check" : "PRAGMA quick_check";
        return tell(on_progress_, {"check the file", 0, 0})
            .and_then(
                [&]
                {
                    return for_each(sql,
                        [&](sqlite::Rows& rows) -> Result<void>
                        {
                            if (rows.text(0) != "ok")
                                find("SQLite: " + std::string{rows.text(0)});
                            return {};
                        });
                })
            .and_then(
                [&]
                {
                    return for_each("PRAGMA foreign_key_check",
                        [&](sqlite::Rows& rows) -> Result<void>
                        {
                            find("a row of " + std::string{rows.text(0)} +
                                 " is of a chain that is not recorded");
                            return {};
                        });
                });
    }

    Result<void> check_orphans()
    {
        for (const auto& orphans : kOrphans)
        {
            auto done =
                tell(on_progress_, {"look for rows without a block", 0, 0})
                    .and_then(
                        [&]
                        {
                            return for_each(orphans.sql,
                                [&](sqlite::Rows& rows) -> Result<void>
                                {
                                    find("of block " + std::to_string(number_in(rows.integer(0))) +
                                         " of chain number " +
                                         std::to_string(rows.integer(0) >> kBlockNumberBits) +
                                         " there is " + orphans.what + ", but not the block");
                                    return {};
                                });
                        });
            if (!done)
                return done;
        }
        return {};
    }

    Result<void> count_blocks()
    {
        for (const auto& record : chains_)
        {
            const auto first = reader_.first(record.config.id);
            const auto last = reader_.head(record.config.id, SafetyLevel::unsafe);
            if (!first || !last)
                return tl::unexpected(first ? last.error() : first.error());
            if (*first && *last)
                total_ += (*last)->seal.id.number - (*first)->seal.id.number + 1;
        }
        return {};
    }

    Result<void> check_chains()
    {
        for (const auto& record : chains_)
        {
            const auto& chain = record.config.id;
            if (auto done = check_blocks(chain)
                                .and_then([&] { return check_runs(chain); })
                                .and_then([&] { return check_heads(chain); })
                                .and_then([&] { return check_messages(chain); });
                !done)
                return done;
        }
        return {};
    }

    Result<void> check_blocks(const ChainId& chain)
    {
        const auto ix = reader_.ix(chain);
        if (!ix)
            return tl::unexpected(ix.error());
        const auto keys = keys_of(**ix);
        std::optional<BlockSeal> parent;
        logs_.reset();
        return for_each(
            kBlocks,
            [&](sqlite::Rows& rows) -> Result<void>
            {
                const auto number = number_in(rows.integer(0));
                const BlockSeal block{.id = {number, rows.fixed<Hash32>(1)},
                    .parent_hash = rows.fixed<Hash32>(2),
                    .timestamp_s = rows.u64(3)};
                const LogRange logs{.first = rows.u64(4), .count = rows.u32(5)};
                if (auto whole = rows.checked(true); !whole)
                    return tl::unexpected(whole.error());
                if (logs_ && logs.first != logs_->end())
                    find(chain, number,
                        "its logs do not begin where those of the block before it end");
                logs_ = {.first = logs_ ? logs_->first : logs.first,
                    .count = logs.end() - (logs_ ? logs_->first : logs.first)};
                if (parent)
                    check_link(chain, *parent, block);
                parent = block;
                report_.logs += logs.count;
                if (++report_.blocks % kTellEvery == 0)
                    return tell(on_progress_, {"check blocks", report_.blocks, total_});
                return {};
            },
            keys.first, keys.last);
    }

    /// The hashes of the chain's logs are where its blocks say, and no others are.
    Result<void> check_runs(const ChainId& chain)
    {
        const auto ix = reader_.ix(chain);
        if (!ix)
            return tl::unexpected(ix.error());
        const auto logs = logs_.value_or(LogRange{});
        const auto keys = keys_of(**ix);
        const auto [first, end] = logs.is_in_bounds() ? logs.runs(**ix) : RunKeys{0, -1};
        const auto count = end - first;
        return for_each(
            kRuns,
            [&, first = first, end = end](sqlite::Rows& rows) -> Result<void>
            {
                const bool are_there =
                    rows.integer(0) == count &&
                    (count == 0 || (rows.integer(1) == first && rows.integer(2) == end - 1));
                const auto whose = "chain " + to_string(chain) + ": ";
                if (!are_there)
                    find(whose + "the rows of its logs' hashes are not those that its blocks need");
                else if (rows.integer(3) != 0)
                    find(whose + "rows of its logs' hashes are not whole: " +
                         std::to_string(rows.integer(3)));
                return {};
            },
            keys.first, keys.last, kRunBytes);
    }

    Result<void> check_foreign_runs()
    {
        int64_t last = -1;
        for (const auto& record : chains_)
        {
            const auto ix = reader_.ix(record.config.id);
            if (!ix)
                return tl::unexpected(ix.error());
            last = std::max(last, keys_of(**ix).last);
        }
        return for_each(
            kForeignRuns,
            [&](sqlite::Rows&) -> Result<void>
            {
                find("there are hashes of logs of a chain that is not recorded");
                return {};
            },
            last);
    }

    void check_link(const ChainId& chain, const BlockSeal& parent, const BlockSeal& block)
    {
        const auto& number = block.id.number;
        if (number != parent.id.number + 1)
            find(chain, number, "the block before it is missing");
        else if (block.parent_hash != parent.id.hash)
            find(chain, number, "it does not follow the block before it");
        else if (block.timestamp_s <= parent.timestamp_s)
            find(chain, number, "it is not later than the block before it");
    }

    Result<void> check_heads(const ChainId& chain)
    {
        std::array<std::optional<uint64_t>, kSafetyLevels.size()> heads;
        for (const auto level : kSafetyLevels)
        {
            const auto head = reader_.head(chain, level);
            if (!head)
                return tl::unexpected(head.error());
            if (*head)
                heads[static_cast<size_t>(level)] = (*head)->seal.id.number;
        }
        using enum SafetyLevel;
        for (const auto& [lower, upper] : {std::pair{finalized, safe}, {safe, local_safe},
                 {local_safe, unsafe}, {safe, cross_unsafe}, {cross_unsafe, unsafe}})
        {
            const auto& a = heads[static_cast<size_t>(lower)];
            const auto& b = heads[static_cast<size_t>(upper)];
            if (a && b && *a > *b)
                find("chain " + to_string(chain) + ": its " + std::string{to_string(lower)} +
                     " head " + std::to_string(*a) + " is above its " +
                     std::string{to_string(upper)} + " head " + std::to_string(*b));
        }
        return {};
    }

    /// Of promoted blocks after the anchor, which were judged here.
    Result<void> check_messages(const ChainId& chain)
    {
        const auto anchor = safety_.anchor(chain);
        const auto progress = safety_.progress(chain, CrossView::unsafe);
        if (!anchor || !progress)
            return tl::unexpected(anchor ? progress.error() : anchor.error());
        if (!*anchor || !*progress)
            return {};
        const auto first = reader_.key(chain, (*anchor)->number);
        const auto last = reader_.key(chain, (*progress)->verified.id.number);
        if (!first || !last)
            return tl::unexpected(first ? last.error() : first.error());
        if (!*first || !*last)
            return {};
        return for_each(
            kMessages,
            [&](sqlite::Rows& rows) -> Result<void>
            {
                check_message(chain, rows);
                if (++report_.messages % kTellEvery == 0)
                    return tell(on_progress_, {"check messages", report_.blocks, total_});
                return {};
            },
            **first, **last);
    }

    void check_message(const ChainId& chain, sqlite::Rows& rows)
    {
        if (!is_judged(rows.u64(5)))
            return;
        const auto hash = log_hash(rows.fixed<Address>(3), rows.fixed<Hash32>(4));
        const bool is_there = rows.integer(7) != 0;
        if (is_there && rows.u64(2) == rows.u64(6) && rows.fixed<Hash32>(8) == hash)
            return;
        find(chain, number_in(rows.integer(0)),
            "it is promoted, but its log " + std::to_string(rows.integer(1)) +
                " executes a message that is not where it says");
    }

    /// Before activation executing messages are logs like any other.
    [[nodiscard]] bool is_judged(uint64_t timestamp_s) const
    {
        return std::any_of(chains_.begin(), chains_.end(),
            [&](const ChainRecord& record)
            { return record.followed && is_active(record.config, timestamp_s); });
    }

    sqlite::Connection& connection_;
    const OnProgress& on_progress_;
    Reader reader_{connection_};
    SafetyReader safety_{connection_, reader_};
    std::vector<ChainRecord> chains_;
    std::optional<LogRange> logs_;  // Of the chain whose blocks were checked last.
    uint64_t total_ = 0;
    CheckReport report_;
};
}  // namespace

Result<CheckReport> check_index(
    const std::filesystem::path& file, CheckDepth depth, const OnProgress& on_progress)
{
    const auto opened = open_to_look(file, on_progress);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto moment = sqlite::Transaction::begin(**opened, sqlite::Access::read_only);
    if (!moment)
        return tl::unexpected(moment.error());
    auto report = Check{**opened, on_progress}.run(depth);
    // What SQLite cannot read is a finding: the file was looked at, and is not sound.
    if (!report && report.error().kind == ErrorKind::corrupt)
        return CheckReport{.findings = {report.error().message}};
    return report;
}
}  // namespace interlock::storage
