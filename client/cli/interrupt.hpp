// Ctrl-C as a stop token.
#pragma once

#include <stop_token>
#include <thread>

namespace interlock::client::cli
{
/// Takes SIGINT and SIGTERM over: the first stops the token, a second ends the process as if nobody
/// had. At most one at a time in a process.
class Interrupt
{
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    [[nodiscard]] std::stop_token token() const noexcept { return stop_.get_token(); }

private:
    std::stop_source stop_;
    /// What a handler of a signal may do is too little to stop a token, so it wakes this thread.
    std::thread waiter_;
};
}  // namespace interlock::client::cli
