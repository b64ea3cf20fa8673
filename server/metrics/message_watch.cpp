#include "server/metrics/message_watch.hpp"

namespace interlock::server
{
namespace
{
constexpr std::chrono::milliseconds kUsualPause{1'000};
/// A step of a full load takes some 30 ms: what is behind must not take a core.
constexpr std::chrono::milliseconds kPauseWhenBehind{200};
}  // namespace

std::chrono::milliseconds MessageWatch::step()
{
    // Taken before the view is opened: what is ready then, the view has.
    const auto not_ready = services_.board.not_ready();
    const auto view = services_.views.open_view();
    if (!view)
        return kUsualPause;  // Whoever depends on the index says so.
    const auto has_more = ledger_.step(**view, not_ready);
    {
        const std::scoped_lock lock{mutex_};
        counts_ = ledger_.counts();
    }
    return has_more && *has_more ? kPauseWhenBehind : kUsualPause;
}

MessageCounts MessageWatch::counts() const
{
    const std::scoped_lock lock{mutex_};
    return counts_;
}
}  // namespace interlock::server
