#include "client/cli/interrupt.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>

namespace interlock::client::cli
{
namespace
{
constexpr std::array kSignals{SIGINT, SIGTERM};
constexpr char kSignalled = 's';
constexpr char kOver = 'o';

/// The waiter reads from the first; the handler, which can reach nothing else, writes to the
/// second.
std::array<int, 2> pipe_ends{-1, -1};

void wake(char why) noexcept
{
    const int before = errno;
    // A full pipe has woken the waiter already.
    [[maybe_unused]] const auto written = write(pipe_ends[1], &why, 1);
    errno = before;
}

void handle(int) noexcept
{
    wake(kSignalled);
}

char wait_for_wake()
{
    char why = kOver;
    while (read(pipe_ends[0], &why, 1) == -1 && errno == EINTR)
    {
    }
    return why;
}
}  // namespace

Interrupt::Interrupt()
{
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0)
        throw std::system_error{errno, std::generic_category(), "pipe2"};
    waiter_ = std::thread{[this]
        {
            while (wait_for_wake() == kSignalled)
                stop_.request_stop();
        }};
    struct sigaction action
    {
    };
    action.sa_handler = handle;
    action.sa_flags = static_cast<int>(SA_RESETHAND);  // A second one meets the default again.
    for (const int signal : kSignals)
        sigaction(signal, &action, nullptr);
}

Interrupt::~Interrupt()
{
    for (const int signal : kSignals)
        std::signal(signal, SIG_DFL);
    wake(kOver);
    waiter_.join();
    for (const int end : pipe_ends)
        close(end);
}
}  // namespace interlock::client::cli
