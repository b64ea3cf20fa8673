// The part of a step that promotion is about.
#include <algorithm>

#include "storage/codes.hpp"
#include "storage/ensure.hpp"
#include "storage/sqlite_step.hpp"

namespace interlock::storage
{
namespace
{
/// A pending block as the columns of `progress` have it; all NULL without one.
struct PendingColumns
{
    std::optional<Hash32> hash;
    std::optional<uint64_t> timestamp_s;
    std::optional<uint32_t> reason;
    std::optional<uint32_t> log_index;
    std::optional<Uint256> awaited_chain;
    std::optional<uint64_t> awaited;
    std::optional<uint64_t> since_s;
};

PendingColumns columns_of(const std::optional<PendingBlock>& pending)
{
    if (!pending)
        return {};
    PendingColumns out{.hash = pending->block.id.hash,
        .timestamp_s = pending->block.timestamp_s,
        .since_s = pending->since_s};
    if (const auto* fault = std::get_if<Fault>(&pending->obstacle))
    {
        out.reason = code_of(kViolationCodes, fault->reason);
        out.log_index = fault->log_index;
        return out;
    }
    const auto& waiting = std::get<Waiting>(pending->obstacle);
    out.reason = code_of(kWaitCodes, waiting.reason);
    out.log_index = waiting.log_index;
    out.awaited_chain = waiting.on.value;
    out.awaited = waiting.awaited;
    return out;
}

/// An executing message and what is said of it, as the columns of `verdict_change` have it.
struct VerdictColumns
{
    std::optional<uint32_t> reason;
    std::optional<uint32_t> log_index;
    std::optional<Message> message;
    std::optional<Hash32> replaced_by;
};

VerdictColumns columns_of(const VerdictChange& change)
{
    VerdictColumns out;
    if (const auto* found = std::get_if<FoundInvalid>(&change.change))
    {
        out.reason = code_of(kViolationCodes, found->fault.reason);
        out.log_index = found->fault.log_index;
        if (!found->log.malformed)
            out.message = found->log.message;
    }
    else if (const auto* replaced = std::get_if<ReplacedBy>(&change.change))
        out.replaced_by = replaced->hash;
    return out;
}

/// What `part` gives of a value that may be absent.
template <typename T, typename Part>
auto part_of(const std::optional<T>& value, Part part)
{
    return value ? std::optional{part(*value)} : std::nullopt;
}

std::optional<ByteView> bytes_of(const std::optional<Uint256>& value)
{
    return value ? std::optional{ByteView{value->be}} : std::nullopt;
}

/// The number of the next change of a journal. Whatever the clock says, the first is above zero,
/// which stands for none, and leaves room for all that may follow.
uint64_t next_sequence(const JournalRange& journal, uint64_t at_s)
{
    constexpr unsigned kFirstShift = 20;
    constexpr uint64_t kLatest_s = uint64_t{1} << 42U;
    if (journal.last != 0)
        return journal.last + 1;
    return std::clamp<uint64_t>(at_s, 1, kLatest_s) << kFirstShift;
}

/// All changes up to this number are forgotten when `last` is the newest.
uint64_t forgotten_up_to(uint64_t last)
{
    return last > kJournalLimit ? last - kJournalLimit : 0;
}
}  // namespace

Result<void> SqliteStep::put_anchor(const ChainId& chain, const BlockId& anchor)
{
    const auto ix = known_ix(chain);
    if (!ix)
        return tl::unexpected(ix.error());
    return writing_.put_anchor.run(*ix, anchor.number, anchor.hash);
}

Result<void> SqliteStep::put_progress(
    const ChainId& chain, CrossView view, const Progress& progress)
{
    const auto ix = known_ix(chain);
    const auto key = known_key(chain, progress.verified.id.number);
    if (!ix || !key)
        return tl::unexpected(ix ? key.error() : ix.error());
    const auto pending = columns_of(progress.pending);
    return writing_.put_progress.run(*ix, code_of(kViewCodes, view), *key, pending.hash,
        pending.timestamp_s, pending.reason, pending.log_index, bytes_of(pending.awaited_chain),
        pending.awaited, pending.since_s);
}

Result<void> SqliteStep::put_claim(const ChainId& chain, ClaimedLevel level, const BlockId& claim)
{
    const auto ix = known_ix(chain);
    if (!ix)
        return tl::unexpected(ix.error());
    return writing_.put_claim.run(*ix, code_of(kClaimCodes, level), claim.number, claim.hash);
}

Result<void> SqliteStep::put_derived(const ChainId& chain, uint64_t number, const BlockId& l1)
{
    const auto key = known_key(chain, number);
    if (!key)
        return tl::unexpected(key.error());
    return drop_superseded(chain, *key, l1.number)
        .and_then([&] { return writing_.put_derived.run(*key, l1.number, l1.hash); });
}

Result<void> SqliteStep::drop_superseded(const ChainId& chain, int64_t key, uint64_t l1_number)
{
    const auto first = known_key(chain, 0);
    if (!first)
        return tl::unexpected(first.error());
    for (;;)
    {
        int64_t last = 0;
        {
            auto rows = writing_.last_derived.query(*first, key);
            const auto found = rows.next();
            if (!found)
                return tl::unexpected(found.error());
            if (!*found || rows.u64(1) < l1_number)
                return {};
            last = rows.integer(0);
        }
        if (auto done = writing_.drop_derived.run(last - 1, last); !done)
            return done;
    }
}

Result<void> SqliteStep::put_messages_l1(
    const ChainId& chain, uint64_t number, const RequiredL1& l1)
{
    const auto key = known_key(chain, number);
    if (!key)
        return tl::unexpected(key.error());
    std::optional<BlockId> block;
    if (const auto* known = std::get_if<BlockId>(&l1))
        block = *known;
    return writing_.put_messages_l1.run(*key,
        part_of(block, [](const BlockId& id) { return id.number; }),
        part_of(block, [](const BlockId& id) { return id.hash; }));
}

Result<void> SqliteStep::drop_derived(const ChainId& chain, uint64_t above)
{
    return drop_above(writing_.drop_derived, chain, above);
}

Result<void> SqliteStep::drop_messages_l1(const ChainId& chain, uint64_t above)
{
    return drop_above(writing_.drop_messages_l1, chain, above);
}

Result<void> SqliteStep::drop_above(sqlite::Statement& drop, const ChainId& chain, uint64_t above)
{
    const auto key = known_key(chain, above);
    const auto last = known_key(chain, kBlockNumberLimit - 1);
    if (!key || !last)
        return tl::unexpected(key ? last.error() : key.error());
    return drop.run(*key, *last);
}

Result<void> SqliteStep::add_head_change(const HeadChange& change)
{
    const auto ix = known_ix(change.chain_id);
    const auto journal = head_journal();
    if (!ix || !journal)
        return tl::unexpected(ix ? journal.error() : ix.error());
    const auto sequence = next_sequence(*journal, change.at_s);
    const auto& [id, parent_hash, timestamp_s] = change.block;
    return writing_.add_head_change
        .run(sequence, *ix, change.at_s, code_of(kLevelCodes, change.level), id.number, id.hash,
            parent_hash, timestamp_s)
        .and_then([&] { return writing_.trim_head_changes.run(forgotten_up_to(sequence)); });
}

Result<void> SqliteStep::add_verdict_change(const VerdictChange& change)
{
    const auto ix = known_ix(change.chain_id);
    const auto journal = verdict_journal();
    if (!ix || !journal)
        return tl::unexpected(ix ? journal.error() : ix.error());
    const auto sequence = next_sequence(*journal, change.at_s);
    const auto& [id, parent_hash, timestamp_s] = change.block;
    const auto columns = columns_of(change);
    const auto& message = columns.message;
    const auto target = part_of(message, [](const Message& m) { return m.id.at; });
    const auto target_chain =
        part_of(target, [](const LogPosition& at) { return at.chain_id.value; });
    return writing_.add_verdict_change
        .run(sequence, *ix, change.at_s, code_of(kViewCodes, change.view), id.number, id.hash,
            parent_hash, timestamp_s, columns.reason, columns.log_index, bytes_of(target_chain),
            part_of(target, [](const LogPosition& at) { return at.block_number; }),
            part_of(target, [](const LogPosition& at) { return at.log_index; }),
            part_of(target, [](const LogPosition& at) { return at.timestamp_s; }),
            part_of(message, [](const Message& m) { return m.id.origin; }),
            part_of(message, [](const Message& m) { return m.payload_hash; }), columns.replaced_by)
        .and_then([&] { return writing_.trim_verdict_changes.run(forgotten_up_to(sequence)); });
}
}  // namespace interlock::storage
