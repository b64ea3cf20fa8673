// What the index must hold, by the events that it has taken.
#pragma once

#include "server/ingest/index_event.hpp"
#include "tests/sim/snapshot.hpp"
#include "tests/sim/world.hpp"

namespace interlock::sim
{
/// For one thread.
class Mirror
{
public:
    struct Chain
    {
        std::vector<std::shared_ptr<const TruthBlock>> blocks;  // Empty before the index begins.

        [[nodiscard]] bool has_anchor() const;
        BlockId anchor;
    };

    explicit Mirror(const World& world) : world_{world}, chains_(world.size()) {}

    void take(const server::IndexEvent& event);
    [[nodiscard]] const Chain& chain(size_t place) const { return chains_[place]; }
    /// Whether the blocks are those of the branch, from the first one on.
    [[nodiscard]] bool equals(size_t place, const Branch& branch) const;

    /// Whether promotion has begun on all chains: their anchors are indexed.
    [[nodiscard]] bool is_complete() const;
    /// What the model has to decide, with the local-safe heads of the snapshot. Precondition:
    /// is_complete().
    [[nodiscard]] model::World for_model(const Snapshot& snapshot) const;

private:
    void append(Chain& chain, const std::vector<BlockDigest>& blocks);

    const World& world_;
    std::vector<Chain> chains_;
};

/// Compares promotion in both views with the model's. What differs, as a sentence. Precondition:
/// the mirror is complete.
[[nodiscard]] std::optional<std::string> differ_from_model(
    const Mirror& mirror, const Snapshot& snapshot, const World& world);
}  // namespace interlock::sim
