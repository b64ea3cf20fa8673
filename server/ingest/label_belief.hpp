// Which labels to believe when nodes take turns in telling them, or take back what they told. Pure;
// any thread.
#pragma once

#include "chain/source.hpp"

namespace interlock::server
{
/// For so many rounds in a row another node must tell less before it is believed.
constexpr uint32_t kLowerRounds = 10;

/// What has been told so far, as far as it is believed.
struct LabelBelief
{
    /// `source` is the node that told local_safe and all that belongs to it; finalized may be of
    /// another one.
    chain::Labels labels;
    uint32_t lower_safe_rounds = 0;   // In a row, in which another node told a lower local-safe.
    uint32_t lower_final_rounds = 0;  // In a row, in which a lower finalized block was told.

    friend bool operator==(const LabelBelief&, const LabelBelief&) = default;
};

/// Whether a label that moves like this takes something back: to a lower block, or to another one
/// of the same number. What is unknown takes nothing back.
[[nodiscard]] bool goes_back(const std::optional<BlockId>& from, const std::optional<BlockId>& to);

/// The belief after a round in which `told` was told, while the index had `final_head` as final.
///
/// Local-safe goes back at once when the node says so that told it before: L1 was reorged, or the
/// node was reset. Another node is more likely just behind; it is believed when it lasts.
/// Finalized goes back only while the index has not come to it, for then it may be of another
/// chain altogether; and it does when that lasts, whoever says so.
[[nodiscard]] LabelBelief weigh(
    const LabelBelief& before, const chain::Labels& told, const std::optional<BlockId>& final_head);
}  // namespace interlock::server
