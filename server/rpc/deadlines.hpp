// By when connections have to have gone on. Setting a time is cheap, for every request sets
// several: they are looked at now and then, and so a connection may have a little longer.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <mutex>

namespace interlock::server::rpc
{
/// Thread-safe. Outlives what it watches.
class Deadlines
{
    struct Entry;
    using Entries = std::list<std::shared_ptr<Entry>>;

public:
    /// A connection, for as long as it is there. For the executor that it was made with.
    class Watched
    {
    public:
        Watched(Deadlines& of, Entries::iterator at) : of_{of}, at_{at} {}
        Watched(const Watched&) = delete;
        Watched& operator=(const Watched&) = delete;
        ~Watched() { of_.leave(at_); }

        /// Instead of what was set before.
        void expire_after(std::chrono::milliseconds time) noexcept;
        void never_expire() noexcept;

    private:
        Deadlines& of_;
        const Entries::iterator at_;
    };

    /// `expire` is called by the executor when a time that was set has passed.
    [[nodiscard]] Watched watch(
        boost::asio::any_io_executor executor, std::function<void()> expire);
    /// Has those expire whose time has come.
    void look();

private:
    using Clock = std::chrono::steady_clock;
    static constexpr auto kNever = Clock::time_point::max();

    struct Entry
    {
        boost::asio::any_io_executor executor;
        std::function<void()> expire;  // For the executor; empty once the connection is gone.
        std::atomic<Clock::time_point> until{kNever};
    };

    void leave(Entries::iterator at);

    std::mutex mutex_;
    Entries entries_;  // Guarded by mutex_.
};
}  // namespace interlock::server::rpc
