// Following changes as they happen.
#pragma once

#include <functional>
#include <stop_token>

#include "client/changes.hpp"
#include "client/error.hpp"

namespace interlock::client
{
/// What to follow, and from where.
struct Subscription
{
    std::vector<ChainId> chains = {};  // Empty: all.
    /// Only changes after this sequence number. Absent: first everything as it is now.
    std::optional<uint64_t> after = {};
};

/// Returns whether to go on. Called on the thread that watches.
template <typename Change>
using OnChange = std::function<bool(const Change&)>;

/// How watching ended.
struct WatchEnd
{
    /// Of the last change that was seen, else what the subscription began after: where to go on.
    std::optional<uint64_t> sequence;
    /// Why it broke; absent when it was told to end.
    std::optional<Error> error;
};

/// Calls `watch` again and again, each time after the last change seen, while it ends because the
/// service is not reachable or not ready; with growing pauses, and `on_outage` before each. Blocks
/// until `watch` ends for another reason or `stop` is requested.
[[nodiscard]] WatchEnd resume(Subscription from,
    const std::function<WatchEnd(const Subscription&)>& watch,
    const std::function<void(const Error&)>& on_outage, const std::stop_token& stop = {});
}  // namespace interlock::client
