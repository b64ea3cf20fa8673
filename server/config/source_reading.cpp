#include "server/config/source_reading.hpp"

namespace interlock::server
{
ConfigProblem refused_value(
    const Key& key, const Value& value, const std::string& reason, const std::string& origin)
{
    auto message = key.setting->secret
                       ? "is refused (its value may hold credentials and is not shown): " + reason
                       : "is " + show(value) + ", but " + reason;
    return {.key = key.text(), .origin = origin, .message = std::move(message)};
}
}  // namespace interlock::server
