#include "server/ingest/label_belief.hpp"

namespace interlock::server
{
namespace
{
/// Local-safe and what belongs to it: safe, derived, current_l1 and source.
void weigh_safe(LabelBelief& belief, const chain::Labels& told)
{
    const auto& before = belief.labels;
    if (before.local_safe && !told.local_safe)
        return;  // A node that does not know says nothing against what is known.
    const bool lags = told.source != before.source && goes_back(before.local_safe, told.local_safe);
    if (lags && ++belief.lower_safe_rounds < kLowerRounds)
        return;
    auto finalized = before.finalized;
    belief.labels = told;
    belief.labels.finalized = std::move(finalized);
    belief.lower_safe_rounds = 0;
}

void weigh_finalized(LabelBelief& belief, const std::optional<BlockId>& told,
    const std::optional<BlockId>& final_head)
{
    auto& believed = belief.labels.finalized;
    const bool lags = goes_back(believed, told);
    const bool is_indexed = believed && final_head && believed->number <= final_head->number;
    if (told && (!lags || (!is_indexed && ++belief.lower_final_rounds >= kLowerRounds)))
    {
        believed = told;
        belief.lower_final_rounds = 0;
    }
    if (goes_back(final_head, believed))
        believed = final_head;
}
}  // namespace

bool goes_back(const std::optional<BlockId>& from, const std::optional<BlockId>& to)
{
    return from && to && *from != *to && to->number <= from->number;
}

LabelBelief weigh(
    const LabelBelief& before, const chain::Labels& told, const std::optional<BlockId>& final_head)
{
    auto belief = before;
    weigh_safe(belief, told);
    weigh_finalized(belief, told.finalized, final_head);
    return belief;
}
}  // namespace interlock::server
