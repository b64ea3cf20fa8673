#include "server/ingest/first_working_labels.hpp"

namespace interlock::server
{
namespace
{
/// So many calls after the preferred source failed all are tried again, in their order.
constexpr uint32_t kCallsUntilReturn = 30;
}  // namespace

chain::Result<chain::Labels> FirstWorkingLabels::labels()
{
    if (active_ == 0 || ++calls_away_ == kCallsUntilReturn)
    {
        active_ = 0;
        calls_away_ = 0;
    }
    for (size_t tried = 1;; ++tried)
    {
        auto labels = sources_[active_]->labels();
        if (labels && labels->source.empty())
            labels->source = name();
        if (labels || tried == sources_.size())
            return labels;
        active_ = (active_ + 1) % sources_.size();
    }
}
}  // namespace interlock::server
