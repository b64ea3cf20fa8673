#include "server/safety/executing_log.hpp"

#include <algorithm>

namespace interlock::server
{
storage::Result<std::optional<ExecutingLog>> find_executing_log(
    const storage::View& view, const ChainId& chain, uint64_t number, uint32_t log_index)
{
    const auto records = view.executing_in(chain, number);
    if (!records)
        return tl::unexpected{records.error()};
    const auto found = std::find_if(records->begin(), records->end(),
        [log_index](const auto& record) { return record.log.log_index == log_index; });
    return found == records->end() ? std::nullopt : std::optional{found->log};
}
}  // namespace interlock::server
