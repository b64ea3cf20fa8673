// Raises and lowers the promoted heads of all chains in one view.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/verifier.md#safety
#pragma once

#include <set>

#include "server/safety/open_block.hpp"

namespace interlock::server
{
/// What keeps a chain's next block: for PendingBlock, before it is known since when.
struct Kept
{
    BlockSeal block;
    Obstacle obstacle;
};

/// The heads are a function of the view alone: the same whatever the order in which it grew. What
/// is kept in memory is derived from the index, and can be dropped and loaded again at any time.
///
/// A block is decided as soon as what it depends on is there: it waits for chains that its messages
/// name, and for no others. For one thread; all storage it is handed is of one step.
class Promotion
{
public:
    Promotion(const DependencySet& set, CrossView view) : set_{set}, view_{view} {}

    /// Reads how far all chains have come. Before anything else, and after a step that failed.
    [[nodiscard]] storage::Result<void> load(const storage::View& index);

    /// The chain has another tip or first block. Blocks that it had above `kept` are not in the
    /// view any more: what was promoted by them is taken back, on this and on other chains.
    [[nodiscard]] storage::Result<void> move(
        storage::Step& step, Place place, std::optional<uint64_t> kept);
    /// Promotion of the chain begins: its anchor is indexed.
    void begin(Place place, const BlockSeal& anchor);
    /// Promotes what can be promoted.
    [[nodiscard]] storage::Result<void> raise(storage::Step& step);

    [[nodiscard]] const Fronts& fronts() const noexcept { return fronts_; }
    [[nodiscard]] const std::optional<Kept>& kept(Place place) const { return kept_[place]; }
    /// The chains whose head or obstacle has changed since this was last asked.
    [[nodiscard]] std::set<Place> take_changed() { return std::exchange(changed_, {}); }

    /// The block that is kept, with its messages; nullptr when none is.
    [[nodiscard]] const OpenBlock* open_block(Place place) const
    {
        return open_[place] ? &*open_[place] : nullptr;
    }

private:
    /// The blocks at one time that one of them depends on, directly or through others.
    struct Group
    {
        std::vector<OpenBlock::Peer> members;  // The first is the block itself.
        std::optional<Waiting> waiting;        // Set when they are not all known yet.
        Place waits_for = 0;                   // Meaningful with `waiting`.
    };
    /// Promoted, or what keeps the block and which chains have to move.
    struct Decision
    {
        std::optional<Obstacle> obstacle;
        std::vector<Place> awaited;
    };

    [[nodiscard]] storage::Result<void> read_front(const storage::View& index, Place place);
    [[nodiscard]] storage::Result<void> lower(storage::Step& step, Place place, uint64_t number);

    [[nodiscard]] storage::Result<bool> advance(storage::Step& step, Place place);
    [[nodiscard]] storage::Result<bool> skip_quiet_blocks(const storage::View& index, Place place);
    [[nodiscard]] storage::Result<Decision> decide(const storage::View& index, Place place);
    [[nodiscard]] storage::Result<Decision> decide_alone(const storage::View& index, Place place);
    [[nodiscard]] storage::Result<Decision> decide_together(
        const storage::View& index, Place place);
    [[nodiscard]] storage::Result<Group> gather(const storage::View& index, Place place);
    [[nodiscard]] storage::Result<void> visit_peer(
        const storage::View& index, const OpenBlock::Peer& peer, Group& group);
    void find_cycles_among(const std::vector<OpenBlock::Peer>& members);
    [[nodiscard]] bool is_active_anywhere(uint64_t timestamp_s) const noexcept;

    [[nodiscard]] storage::Result<void> record_l1(storage::Step& step, Place place);
    [[nodiscard]] storage::Result<void> open(const storage::View& index, Place place);
    void keep(Place place, std::optional<Obstacle> obstacle, std::vector<Place> awaited);
    void promote(Place place, const BlockSeal& block);
    void wake_waiters(Place place);

    const DependencySet& set_;
    const CrossView view_;
    Fronts fronts_;
    std::vector<std::optional<OpenBlock>> open_;  // The block after `verified`, while undecided.
    std::vector<std::optional<Kept>> kept_;
    std::vector<std::vector<Place>> awaited_;  // By the chain that waits.
    std::vector<std::set<Place>> waiters_;     // The same, by the chain that is waited for.
    std::set<Place> queue_;                    // To be looked at.
    std::set<Place> changed_;
};
}  // namespace interlock::server
