// The safety engine: after every event, decides which blocks of all chains are safe.
//
// Deterministic: heads, verdicts and journals are a function of the events and the times they are
// given. Free of I/O other than the step it is handed, of clocks, threads and logging.
#pragma once

#include "server/safety/divergence.hpp"
#include "server/safety/invariants.hpp"
#include "server/safety/promotion.hpp"

namespace interlock::server
{
/// What an event did to a chain's blocks, in the step that the engine continues.
struct ChainMoved
{
    ChainId chain_id;
    /// All blocks above this one were taken back (and others may have come in their place).
    std::optional<uint64_t> kept;
};

/// A chain's finalized head rests on blocks of another chain that are gone.
struct Halt
{
    ChainId chain_id;
    BlockSeal finalized;
    BlockSeal supported;  // The newest block that everything still supports.

    friend bool operator==(const Halt&, const Halt&) = default;
};

/// What an operator must know about. By ascending chain id.
struct SafetyAlarms
{
    std::vector<Divergence> divergences;
    std::vector<Halt> halts;

    friend bool operator==(const SafetyAlarms&, const SafetyAlarms&) = default;
};

/// What a step brought, for those who are told.
struct SafetyNews
{
    std::vector<storage::VerdictChange> verdicts;  // Without sequence numbers.
    SafetyAlarms alarms;                           // As they are now.
};

/// For one thread at a time.
class SafetyEngine
{
public:
    /// The set outlives the engine.
    explicit SafetyEngine(const DependencySet& set);

    /// To be called in every step, before the event is applied: what the engine keeps in memory is
    /// of the index as it was.
    [[nodiscard]] storage::Result<void> begin(storage::Step& step);
    /// Raises or lowers heads until nothing moves. To be called for every event, in its step, after
    /// the event was applied. After an error, or when the step is not committed: forget().
    [[nodiscard]] storage::Result<SafetyNews> settle(
        storage::Step& step, const ChainMoved& moved, uint64_t now_s);
    /// The same without an event, for what a former release or configuration left.
    [[nodiscard]] storage::Result<SafetyNews> settle(storage::Step& step, uint64_t now_s);
    /// What is kept in memory is read from the index again.
    void forget() noexcept { loaded_ = false; }

private:
    [[nodiscard]] storage::Result<void> apply_rules(storage::Step& step);
    [[nodiscard]] storage::Result<void> begin_at_anchor(storage::Step& step, Place place);
    [[nodiscard]] storage::Result<std::optional<uint64_t>> take_local_safe(
        storage::Step& step, Place place, std::optional<uint64_t> kept);
    [[nodiscard]] storage::Result<SafetyNews> finish(
        storage::Step& step, std::set<Place> touched, uint64_t now_s);
    [[nodiscard]] storage::Result<void> record(
        storage::Step& step, CrossView view, Place place, uint64_t now_s, SafetyNews& news);
    /// A chain in a view.
    struct ChainView
    {
        ChainId chain_id;
        CrossView view;
    };
    [[nodiscard]] storage::Result<std::vector<storage::VerdictChange>> verdict_changes(
        const storage::View& index, const ChainView& of,
        const std::optional<storage::PendingBlock>& before,
        const std::optional<storage::PendingBlock>& now) const;
    [[nodiscard]] storage::Result<void> serve_heads(
        storage::Step& step, Place place, uint64_t now_s);
    [[nodiscard]] storage::Result<ChainHeads> heads_now(storage::Step& step, Place place) const;
    [[nodiscard]] storage::Result<std::optional<BlockSeal>> final_head(
        storage::Step& step, Place place) const;
    [[nodiscard]] storage::Result<void> find_alarms(const storage::View& index, Place place);

    [[nodiscard]] Promotion& promotion(CrossView view) { return views_[static_cast<size_t>(view)]; }
    [[nodiscard]] const Promotion& promotion(CrossView view) const
    {
        return views_[static_cast<size_t>(view)];
    }

    const DependencySet& set_;
    std::array<Promotion, kCrossViews.size()> views_;
    bool loaded_ = false;
    std::vector<ChainHeads> served_;
    /// What was last kept of each chain's next block, by view. In memory, since a reorg below the
    /// promoted head takes it out of the index before it is settled.
    std::array<std::vector<std::optional<storage::PendingBlock>>, kCrossViews.size()> told_;
    std::vector<std::optional<Divergence>> divergences_;
    std::vector<std::optional<Halt>> halts_;
};
}  // namespace interlock::server
