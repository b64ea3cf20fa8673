#include "storage/safety_reader.hpp"

#include "storage/codes.hpp"
#include "storage/collect.hpp"
#include "storage/rows.hpp"

namespace interlock::storage
{
using sqlite::Rows;

namespace
{
constexpr const char* kReadJournal = "read a journal";
constexpr const char* kReadSafeHead = "read a safe head";

/// A block's number and hash, in two columns.
Result<std::optional<BlockId>> read_id(Rows& rows)
{
    return at_most_one<BlockId>(rows,
        [](Rows& row) {
            return row.checked(std::optional{BlockId{row.u64(0), row.fixed<Hash32>(1)}});
        });
}

Obstacle read_obstacle(Rows& row, int reason_column)
{
    const uint32_t code = row.u32(reason_column);
    std::optional<uint32_t> log_index;
    if (!row.is_null(reason_column + 1))
        log_index = row.u32(reason_column + 1);
    if (const auto reason = enum_of(kViolationCodes, code))
        return Fault{*reason, log_index.value_or(0)};
    const auto reason = enum_of(kWaitCodes, code);
    if (!reason)
        row.damaged();
    return Waiting{.reason = reason.value_or(WaitReason::local_level),
        .on = {Uint256{.be = row.fixed<Hash32>(reason_column + 2).bytes}},
        .awaited = row.u64(reason_column + 3),
        .log_index = log_index};
}

/// A block's number and hash from a column on; nullopt for NULLs.
std::optional<BlockId> read_id_if_any(Rows& row, int column)
{
    if (row.is_null(column))
        return std::nullopt;
    return BlockId{row.u64(column), row.fixed<Hash32>(column + 1)};
}

Result<std::optional<SafeHead>> read_safe_head(Rows rows)
{
    return at_most_one<SafeHead>(rows,
        [](Rows& row)
        {
            return row.checked(std::optional{SafeHead{.number = number_in(row.integer(0)),
                .l1 = {row.u64(1), row.fixed<Hash32>(2)},
                .is_exact = row.integer(3) != 0}});
        });
}

/// The number that an aggregate gives; zero when there is none.
Result<uint64_t> read_sequence(sqlite::Statement& aggregate)
{
    Rows rows = aggregate.query();
    const auto found = rows.next();
    if (!found)
        return tl::unexpected(found.error());
    return *found && !rows.is_null(0) ? rows.u64(0) : 0;
}

Result<JournalRange> read_range(sqlite::Statement& first_of, sqlite::Statement& last_of)
{
    const auto first = read_sequence(first_of);
    const auto last = read_sequence(last_of);
    if (!first || !last)
        return tl::unexpected(first ? last.error() : first.error());
    return JournalRange{*first == 0 ? 0 : *first - 1, *last};
}

/// The columns of a block's seal in a journal, from `column` on.
BlockSeal read_journal_seal(Rows& row, int column)
{
    return {.id = {row.u64(column), row.fixed<Hash32>(column + 1)},
        .parent_hash = row.fixed<Hash32>(column + 2),
        .timestamp_s = row.u64(column + 3)};
}
}  // namespace

SafetyReader::SafetyReader(sqlite::Connection& connection, Reader& reader) noexcept
  : reader_{reader},
    anchor_{connection, queries::kAnchor, "read a chain's anchor"},
    progress_{connection, queries::kProgress, "read a chain's progress"},
    claim_{connection, queries::kClaim, "read a node's claim"},
    next_executing_{connection, queries::kNextExecuting, "look up the next executing block"},
    executors_of_{connection, queries::kExecutorsOf, "look up who executes a block's logs"},
    derived_from_{connection, queries::kDerivedFrom, "read a block's L1 block"},
    claimed_l1_{connection, queries::kClaimedL1, "read the L1 block of a claim"},
    safe_head_from_{connection, queries::kSafeHeadFrom, kReadSafeHead},
    safe_head_up_to_{connection, queries::kSafeHeadUpTo, kReadSafeHead},
    original_{connection, queries::kOriginal, "read an invalid block"},
    is_late_{connection, queries::kIsLate, "look up a late block"},
    messages_l1_{connection, queries::kMessagesL1, "read the L1 block of messages"},
    head_changes_{connection, queries::kHeadChanges, kReadJournal},
    verdict_changes_{connection, queries::kVerdictChanges, kReadJournal},
    verdict_on_{connection, queries::kVerdictOn, kReadJournal},
    found_invalid_{connection, queries::kFoundInvalid, kReadJournal},
    first_head_change_{connection, queries::kFirstHeadChange, kReadJournal},
    last_head_change_{connection, queries::kLastHeadChange, kReadJournal},
    first_verdict_change_{connection, queries::kFirstVerdictChange, kReadJournal},
    last_verdict_change_{connection, queries::kLastVerdictChange, kReadJournal}
{
}

Result<std::optional<BlockId>> SafetyReader::anchor(const ChainId& chain)
{
    const auto ix = reader_.ix(chain);
    if (!ix || !*ix)
        return ix.map([](const auto&) { return std::optional<BlockId>{}; });
    Rows rows = anchor_.query(**ix);
    return read_id(rows);
}

Result<std::optional<Progress>> SafetyReader::progress(const ChainId& chain, CrossView view)
{
    const auto ix = reader_.ix(chain);
    if (!ix || !*ix)
        return ix.map([](const auto&) { return std::optional<Progress>{}; });
    Rows rows = progress_.query(**ix, code_of(kViewCodes, view));
    return at_most_one<Progress>(rows,
        [](Rows& row)
        {
            constexpr int kPendingHash = 7;
            constexpr int kReason = 9;
            constexpr int kSince = 13;
            Progress out{.verified = read_block_columns(row).seal, .pending = std::nullopt};
            if (!row.is_null(kPendingHash))
            {
                out.pending = PendingBlock{
                    .block = {.id = {out.verified.id.number + 1, row.fixed<Hash32>(kPendingHash)},
                        .parent_hash = out.verified.id.hash,
                        .timestamp_s = row.u64(kPendingHash + 1)},
                    .obstacle = read_obstacle(row, kReason),
                    .since_s = row.u64(kSince)};
            }
            return row.checked(std::optional{out});
        });
}

Result<std::optional<BlockId>> SafetyReader::claim(const ChainId& chain, ClaimedLevel level)
{
    const auto ix = reader_.ix(chain);
    if (!ix || !*ix)
        return ix.map([](const auto&) { return std::optional<BlockId>{}; });
    Rows rows = claim_.query(**ix, code_of(kClaimCodes, level));
    return read_id(rows);
}

Result<std::optional<uint64_t>> SafetyReader::next_executing(
    const ChainId& chain, uint64_t above, uint64_t up_to)
{
    const auto first = reader_.key(chain, above);
    const auto last = reader_.key(chain, up_to);
    if (!first || !last)
        return tl::unexpected(first ? last.error() : first.error());
    if (!*first || !*last)
        return std::nullopt;
    Rows rows = next_executing_.query(**first, **last);
    return at_most_one<uint64_t>(
        rows, [](Rows& row) { return std::optional{number_in(row.integer(0))}; });
}

Result<std::vector<SafetyView::Place>> SafetyReader::executors_of(
    const ChainId& chain, uint64_t above, uint64_t up_to)
{
    Rows rows = executors_of_.query(ByteView{chain.value.be}, above, up_to);
    return collect<SafetyView::Place>(rows,
        [this](Rows& row)
        {
            const auto number = number_in(row.integer(1));
            return reader_.chain_at(row.u32(0))
                .map(
                    [number](const ChainId& at) {
                        return SafetyView::Place{at, number};
                    });
        });
}

Result<std::optional<BlockId>> SafetyReader::derived_from(const ChainId& chain, uint64_t number)
{
    const auto key = reader_.key(chain, number);
    const auto last = reader_.key(chain, kBlockNumberLimit - 1);
    if (!key || !last)
        return tl::unexpected(key ? last.error() : key.error());
    if (!*key || !*last)
        return std::nullopt;
    Rows rows = derived_from_.query(**key, **last);
    return read_id(rows);
}

Result<std::optional<ClaimedL1>> SafetyReader::claimed_l1(const ChainId& chain)
{
    const auto ix = reader_.ix(chain);
    if (!ix || !*ix)
        return ix.map([](const auto&) { return std::optional<ClaimedL1>{}; });
    Rows rows = claimed_l1_.query(**ix, code_of(kClaimCodes, ClaimedLevel::local_safe));
    return at_most_one<ClaimedL1>(rows,
        [](Rows& row)
        {
            const auto current = read_id_if_any(row, 0);
            return row.checked(
                current ? std::optional{ClaimedL1{*current, row.integer(2) != 0}} : std::nullopt);
        });
}

Result<std::optional<BlockId>> SafetyReader::exact_l1(const ChainId& chain, uint64_t number)
{
    return safe_head_from(chain, number)
        .map([](const std::optional<SafeHead>& entry)
            { return entry && entry->is_exact ? std::optional{entry->l1} : std::nullopt; });
}

Result<std::optional<SafeHead>> SafetyReader::safe_head_from(const ChainId& chain, uint64_t number)
{
    const auto key = reader_.key(chain, number);
    const auto last = reader_.key(chain, kBlockNumberLimit - 1);
    if (!key || !last)
        return tl::unexpected(key ? last.error() : key.error());
    if (!*key || !*last)
        return std::nullopt;
    return read_safe_head(safe_head_from_.query(**key, **last));
}

Result<std::optional<SafeHead>> SafetyReader::safe_head_up_to(const ChainId& chain, uint64_t number)
{
    const auto first = reader_.key(chain, 0);
    const auto key = reader_.key(chain, number);
    if (!first || !key)
        return tl::unexpected(first ? key.error() : first.error());
    if (!*first || !*key)
        return std::nullopt;
    return read_safe_head(safe_head_up_to_.query(**first, **key));
}

Result<std::optional<OriginalBlock>> SafetyReader::original(const ChainId& chain, uint64_t number)
{
    const auto key = reader_.key(chain, number);
    if (!key || !*key)
        return key.map([](const auto&) { return std::optional<OriginalBlock>{}; });
    Rows rows = original_.query(**key);
    return at_most_one<OriginalBlock>(rows,
        [](Rows& row)
        {
            OriginalBlock out{.seal = {.id = {number_in(row.integer(0)), row.fixed<Hash32>(1)},
                                  .parent_hash = row.fixed<Hash32>(2),
                                  .timestamp_s = row.u64(3)},
                .state_root = row.fixed<Hash32>(4),
                .withdrawals_root = row.optional_fixed<Hash32>(5),
                .derived_from = read_id_if_any(row, 6)};
            return row.checked(std::optional{out});
        });
}

Result<bool> SafetyReader::is_late(const ChainId& chain, uint64_t number)
{
    const auto key = reader_.key(chain, number);
    if (!key || !*key)
        return key.map([](const auto&) { return false; });
    Rows rows = is_late_.query(**key);
    return rows.next();
}

Result<std::optional<RequiredL1>> SafetyReader::messages_l1(const ChainId& chain, uint64_t number)
{
    const auto first = reader_.key(chain, 0);
    const auto key = reader_.key(chain, number);
    if (!first || !key)
        return tl::unexpected(first ? key.error() : first.error());
    if (!*first || !*key)
        return std::nullopt;
    Rows rows = messages_l1_.query(**first, **key);
    return at_most_one<RequiredL1>(rows,
        [](Rows& row)
        {
            if (row.is_null(0))
                return row.checked(std::optional{RequiredL1{UnknownL1{}}});
            const BlockId block{row.u64(0), row.fixed<Hash32>(1)};
            return row.checked(std::optional{RequiredL1{block}});
        });
}

Result<std::vector<HeadChange>> SafetyReader::head_changes(uint64_t after, size_t limit)
{
    Rows rows = head_changes_.query(after, limit);
    return collect<HeadChange>(rows,
        [this](Rows& row) -> Result<HeadChange>
        {
            const auto chain = reader_.chain_at(row.u32(1));
            if (!chain)
                return tl::unexpected(chain.error());
            const auto level = enum_of(kLevelCodes, row.u32(3));
            if (!level)
                row.damaged();
            return row.checked(HeadChange{.sequence = row.u64(0),
                .at_s = row.u64(2),
                .chain_id = *chain,
                .level = level.value_or(SafetyLevel::unsafe),
                .block = read_journal_seal(row, 4)});
        });
}

Result<VerdictChange> SafetyReader::read_verdict(Rows& row)
{
    constexpr int kReason = 8;
    constexpr int kReplacedBy = 16;
    const auto chain = reader_.chain_at(row.u32(1));
    if (!chain)
        return tl::unexpected(chain.error());
    const auto view = enum_of(kViewCodes, row.u32(3));
    if (!view)
        row.damaged();
    VerdictChange out{.sequence = row.u64(0),
        .at_s = row.u64(2),
        .chain_id = *chain,
        .view = view.value_or(CrossView::unsafe),
        .block = read_journal_seal(row, 4),
        .change = Withdrawn{}};
    if (!row.is_null(kReason))
    {
        const auto reason = enum_of(kViolationCodes, row.u32(kReason));
        if (!reason)
            row.damaged();
        const auto log_index = row.u32(kReason + 1);
        out.change = FoundInvalid{Fault{reason.value_or(Violation::malformed), log_index},
            read_executing(row, log_index, kReason + 2)};
    }
    else if (!row.is_null(kReplacedBy))
        out.change = ReplacedBy{row.fixed<Hash32>(kReplacedBy)};
    return row.checked(std::move(out));
}

Result<std::vector<VerdictChange>> SafetyReader::verdict_changes(uint64_t after, size_t limit)
{
    Rows rows = verdict_changes_.query(after, limit);
    return collect<VerdictChange>(rows, [this](Rows& row) { return read_verdict(row); });
}

Result<JournalRange> SafetyReader::head_journal()
{
    return read_range(first_head_change_, last_head_change_);
}

Result<JournalRange> SafetyReader::verdict_journal()
{
    return read_range(first_verdict_change_, last_verdict_change_);
}

Result<std::optional<VerdictChange>> SafetyReader::verdict_on(
    const Hash32& block_hash, CrossView view)
{
    return read_verdict_on(verdict_on_, block_hash, view);
}

Result<std::optional<VerdictChange>> SafetyReader::found_invalid(
    const Hash32& block_hash, CrossView view)
{
    return read_verdict_on(found_invalid_, block_hash, view);
}

Result<std::optional<VerdictChange>> SafetyReader::read_verdict_on(
    sqlite::Statement& statement, const Hash32& block_hash, CrossView view)
{
    Rows rows = statement.query(block_hash, code_of(kViewCodes, view));
    return at_most_one<VerdictChange>(rows,
        [this](Rows& row)
        {
            return read_verdict(row).map(
                [](VerdictChange&& change) { return std::optional{std::move(change)}; });
        });
}
}  // namespace interlock::storage
