// What promotion keeps in the index beside the blocks: how far each chain has come in each view,
// what nodes claim, from which L1 blocks blocks were derived, and a journal of what changed.
#pragma once

#include "interop/promotion.hpp"
#include "interop/safety_level.hpp"
#include "storage/error.hpp"

namespace interlock::storage
{
/// Why the block after the newest promoted one is not promoted.
struct PendingBlock
{
    BlockSeal block;
    Obstacle obstacle;
    uint64_t since_s = 0;  // Since when this has been known.

    friend bool operator==(const PendingBlock&, const PendingBlock&) = default;
};

/// How far promotion has come on a chain, in a view.
struct Progress
{
    BlockSeal verified;                   // The newest promoted block.
    std::optional<PendingBlock> pending;  // Absent when the view has no further block.

    friend bool operator==(const Progress&, const Progress&) = default;
};

/// A head as a chain's node tells it. Kept whether or not that block is indexed (yet).
enum class ClaimedLevel
{
    local_safe,
    safe,
    finalized,
};

/// A chain's block becomes the head of a level.
struct HeadChange
{
    uint64_t sequence = 0;
    uint64_t at_s = 0;
    ChainId chain_id;
    SafetyLevel level = SafetyLevel::unsafe;
    BlockSeal block;

    friend bool operator==(const HeadChange&, const HeadChange&) = default;
};

/// Something becomes known about a block.
struct FoundInvalid
{
    Fault fault;
    ExecutingLog log;

    friend bool operator==(const FoundInvalid&, const FoundInvalid&) = default;
};
struct ReplacedBy
{
    Hash32 hash;  // Of the block that has its number now.

    friend bool operator==(const ReplacedBy&, const ReplacedBy&) = default;
};
/// What the block was judged by has changed, or the chain is shorter now.
struct Withdrawn
{
    friend bool operator==(const Withdrawn&, const Withdrawn&) = default;
};

struct VerdictChange
{
    uint64_t sequence = 0;
    uint64_t at_s = 0;
    ChainId chain_id;
    CrossView view = CrossView::unsafe;
    BlockSeal block;
    std::variant<FoundInvalid, ReplacedBy, Withdrawn> change;

    friend bool operator==(const VerdictChange&, const VerdictChange&) = default;
};

/// The sequence numbers that a journal holds: all in (before_first, last]. Sequences of an index
/// that was built anew are higher than all of the one before it. Both zero while it is empty.
struct JournalRange
{
    uint64_t before_first = 0;
    uint64_t last = 0;
};

/// How many changes each journal keeps.
inline constexpr uint64_t kJournalLimit = 100'000;

/// The L1 block that something needs: a known one, or one that nobody has told.
struct UnknownL1
{
    friend bool operator==(const UnknownL1&, const UnknownL1&) = default;
};
using RequiredL1 = std::variant<BlockId, UnknownL1>;

/// An entry of a consensus node's record of safe heads: by this L1 block, the chain had been
/// derived up to the block of this number.
struct SafeHead
{
    uint64_t number = 0;
    BlockId l1;
    /// The blocks after the entry before were derived by this L1 block and no earlier one. False:
    /// the entry before is not known.
    bool is_exact = false;

    friend bool operator==(const SafeHead&, const SafeHead&) = default;
};

/// What the node that tells a chain's local-safe block said beside it.
struct ClaimedL1
{
    /// All earlier L1 blocks were fully processed.
    BlockId current;
    /// Whether the recorded safe heads were those of the node when it told.
    bool confirms_safe_heads = false;

    friend bool operator==(const ClaimedL1&, const ClaimedL1&) = default;
};

/// A block that was found invalid, on the chain still or replaced.
struct OriginalBlock
{
    BlockSeal seal;
    Hash32 state_root;
    std::optional<Hash32> withdrawals_root;
    /// By which L1 block exactly it was derived, as far as that was known while it was there.
    std::optional<BlockId> derived_from;

    friend bool operator==(const OriginalBlock&, const OriginalBlock&) = default;
};

/// The part of a View that promotion is about.
class SafetyView
{
public:
    virtual ~SafetyView() = default;

    /// The block from which on everything is verified here; those up to it are at every level.
    [[nodiscard]] virtual Result<std::optional<BlockId>> anchor(const ChainId& chain) const = 0;
    /// nullopt until the anchor is indexed.
    [[nodiscard]] virtual Result<std::optional<Progress>> progress(
        const ChainId& chain, CrossView view) const = 0;
    [[nodiscard]] virtual Result<std::optional<BlockId>> claim(
        const ChainId& chain, ClaimedLevel level) const = 0;

    /// The number of the first block in (above, up_to] that has executing messages.
    [[nodiscard]] virtual Result<std::optional<uint64_t>> next_executing(
        const ChainId& chain, uint64_t above, uint64_t up_to) const = 0;
    /// A chain and the number of one of its blocks.
    struct Place
    {
        ChainId chain_id;
        uint64_t number = 0;
    };
    /// The blocks whose executing messages name blocks in (above, up_to] of the chain, in no order;
    /// a block once for each message.
    [[nodiscard]] virtual Result<std::vector<Place>> executors_of(
        const ChainId& chain, uint64_t above, uint64_t up_to) const = 0;

    /// What came with the local-safe claim; nullopt when its node named no L1 block.
    [[nodiscard]] virtual Result<std::optional<ClaimedL1>> claimed_l1(
        const ChainId& chain) const = 0;

    /// The L1 block by which the block had been derived, or a later one; nullopt when nobody has
    /// told.
    [[nodiscard]] virtual Result<std::optional<BlockId>> derived_from(
        const ChainId& chain, uint64_t number) const = 0;
    /// The L1 block by which the block was derived, never a later one; nullopt when that is not
    /// known.
    [[nodiscard]] virtual Result<std::optional<BlockId>> exact_l1(
        const ChainId& chain, uint64_t number) const = 0;
    /// The newest recorded safe head that is not above the block.
    [[nodiscard]] virtual Result<std::optional<SafeHead>> safe_head_up_to(
        const ChainId& chain, uint64_t number) const = 0;
    /// The block last found invalid at that number, be it there still or not.
    [[nodiscard]] virtual Result<std::optional<OriginalBlock>> original(
        const ChainId& chain, uint64_t number) const = 0;
    /// Whether the block may have replaced one that was never seen here: see put_late.
    [[nodiscard]] virtual Result<bool> is_late(const ChainId& chain, uint64_t number) const = 0;
    /// The highest L1 block that the block's messages, and those of blocks before it, need; nullopt
    /// when there are no messages.
    [[nodiscard]] virtual Result<std::optional<RequiredL1>> messages_l1(
        const ChainId& chain, uint64_t number) const = 0;

    /// At most `limit` changes after the sequence number, in order.
    [[nodiscard]] virtual Result<std::vector<HeadChange>> head_changes(
        uint64_t after, size_t limit) const = 0;
    [[nodiscard]] virtual Result<std::vector<VerdictChange>> verdict_changes(
        uint64_t after, size_t limit) const = 0;
    [[nodiscard]] virtual Result<JournalRange> head_journal() const = 0;
    [[nodiscard]] virtual Result<JournalRange> verdict_journal() const = 0;
    /// The newest change about a block, in a view; nullopt when there never was one (or it is too
    /// long ago).
    [[nodiscard]] virtual Result<std::optional<VerdictChange>> verdict_on(
        const Hash32& block_hash, CrossView view) const = 0;
    /// The newest change that found the block invalid, whatever became of it later.
    [[nodiscard]] virtual Result<std::optional<VerdictChange>> found_invalid(
        const Hash32& block_hash, CrossView view) const = 0;
};

/// The part of a Step that promotion is about. Only for chains that are recorded.
class SafetyChanges
{
public:
    virtual ~SafetyChanges() = default;

    [[nodiscard]] virtual Result<void> put_anchor(const ChainId& chain, const BlockId& anchor) = 0;
    /// `verified` must be indexed.
    [[nodiscard]] virtual Result<void> put_progress(
        const ChainId& chain, CrossView view, const Progress& progress) = 0;
    [[nodiscard]] virtual Result<void> put_claim(
        const ChainId& chain, ClaimedLevel level, const BlockId& claim) = 0;
    /// What came with the local-safe claim, which must have been put before.
    [[nodiscard]] virtual Result<void> put_claimed_l1(
        const ChainId& chain, const std::optional<ClaimedL1>& l1) = 0;

    /// The chain had been derived up to the block by this L1 block.
    [[nodiscard]] virtual Result<void> put_derived(
        const ChainId& chain, uint64_t number, const BlockId& l1) = 0;
    [[nodiscard]] virtual Result<void> put_messages_l1(
        const ChainId& chain, uint64_t number, const RequiredL1& l1) = 0;
    /// Forgets what put_derived and put_messages_l1 recorded for blocks above.
    [[nodiscard]] virtual Result<void> drop_derived(const ChainId& chain, uint64_t above) = 0;
    [[nodiscard]] virtual Result<void> drop_messages_l1(const ChainId& chain, uint64_t above) = 0;

    /// Records an entry, in the place of one of the same number.
    [[nodiscard]] virtual Result<void> put_safe_head(
        const ChainId& chain, const SafeHead& safe_head) = 0;
    /// Forgets the entries above; what they said of the block and those before it is kept.
    [[nodiscard]] virtual Result<void> trim_safe_heads(const ChainId& chain, uint64_t above) = 0;
    /// Forgets the entries above, or all, and what they said.
    [[nodiscard]] virtual Result<void> drop_safe_heads(
        const ChainId& chain, std::optional<uint64_t> above) = 0;
    /// In the place of what was kept of that number; an L1 block that is known of the same block
    /// stays known.
    [[nodiscard]] virtual Result<void> put_original(
        const ChainId& chain, const OriginalBlock& block) = 0;
    /// Nothing happens when another block, or none, is kept of that number.
    [[nodiscard]] virtual Result<void> put_original_l1(
        const ChainId& chain, const BlockId& block, const BlockId& l1) = 0;
    [[nodiscard]] virtual Result<void> drop_original(const ChainId& chain, uint64_t number) = 0;
    /// The block has only deposits, and was not seen here yet while it was not local-safe.
    [[nodiscard]] virtual Result<void> put_late(const ChainId& chain, uint64_t number) = 0;
    /// The blocks in (above, up_to] have been seen so.
    [[nodiscard]] virtual Result<void> drop_late(
        const ChainId& chain, uint64_t above, uint64_t up_to) = 0;

    /// Appends to a journal, which numbers the change, and forgets what exceeds its limit.
    [[nodiscard]] virtual Result<void> add_head_change(const HeadChange& change) = 0;
    [[nodiscard]] virtual Result<void> add_verdict_change(const VerdictChange& change) = 0;
};
}  // namespace interlock::storage
