#include "server/ingest/first_working_labels.hpp"

namespace interlock::server
{
chain::Result<chain::Labels> FirstWorkingLabels::labels()
{
    for (size_t tried = 1;; ++tried)
    {
        auto labels = sources_[active_]->labels();
        if (labels || tried == sources_.size())
            return labels;
        active_ = (active_ + 1) % sources_.size();
    }
}
}  // namespace interlock::server
