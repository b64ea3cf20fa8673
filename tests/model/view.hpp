// What the model sees of the chains while it decides, and the questions it asks again and again.
// Every answer is a scan from the front. Pure; any thread.
#pragma once

#include "tests/model/safety_model.hpp"

namespace interlock::model
{
/// The chains, cut at the heads of one of the two views, and how far each is cross-verified.
struct View
{
    World world;
    std::map<std::string, uint64_t> cross_heads;  // Number of each chain's block.
};

/// All blocks, or only the local-safe ones, with the cross heads still at the anchors.
[[nodiscard]] View unsafe_view(const World& world);
[[nodiscard]] View safe_view(const World& world);

/// nullptr: the chain is not in the dependency set.
[[nodiscard]] const Chain* find_chain(const World& world, const std::string& id);
/// nullptr: there is none in this view.
[[nodiscard]] const Block* find_block(const Chain& chain, uint64_t number);
[[nodiscard]] const Block* find_block_at(const Chain& chain, uint64_t timestamp_s);

/// The fork is active at that time.
[[nodiscard]] bool is_active(const Chain& chain, uint64_t timestamp_s);
/// Messages may be sent and executed: the fork is active, and not only just.
[[nodiscard]] bool may_message(const Chain& chain, uint64_t timestamp_s);
/// No further block of the chain can be at that time or before.
[[nodiscard]] bool is_past(const Chain& chain, uint64_t timestamp_s);
}  // namespace interlock::model
