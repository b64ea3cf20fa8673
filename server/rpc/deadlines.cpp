#include "server/rpc/deadlines.hpp"

#include <boost/asio/post.hpp>

namespace interlock::server::rpc
{
void Deadlines::Watched::expire_after(std::chrono::milliseconds time) noexcept
{
    (*at_)->until = Clock::now() + time;
}

void Deadlines::Watched::never_expire() noexcept
{
    (*at_)->until = kNever;
}

Deadlines::Watched Deadlines::watch(
    boost::asio::any_io_executor executor, std::function<void()> expire)
{
    auto entry = std::make_shared<Entry>();
    entry->executor = std::move(executor);
    entry->expire = std::move(expire);
    const std::scoped_lock lock{mutex_};
    entries_.push_front(std::move(entry));
    return Watched{*this, entries_.begin()};
}

void Deadlines::look()
{
    const auto now = Clock::now();
    const std::scoped_lock lock{mutex_};
    for (const auto& entry : entries_)
    {
        if (entry->until.load() > now)
            continue;
        entry->until = kNever;
        boost::asio::post(entry->executor,
            [entry]
            {
                if (entry->expire)
                    entry->expire();
            });
    }
}

void Deadlines::leave(Entries::iterator at)
{
    (*at)->expire = nullptr;
    const std::scoped_lock lock{mutex_};
    entries_.erase(at);
}
}  // namespace interlock::server::rpc
