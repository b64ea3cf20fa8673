#include "client/cli/terminal.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <deque>
#include <system_error>

namespace interlock::client::cli
{
namespace
{
/// The alternate screen, no cursor, no wrapping of lines; and back.
constexpr std::string_view kEnter = "\x1b[?1049h\x1b[?25l\x1b[?7l";
constexpr std::string_view kLeave = "\x1b[?7h\x1b[?25h\x1b[?1049l";

/// Told to the thread that waits; the first also end the view.
constexpr std::array kEnding{SIGINT, SIGTERM, SIGHUP};
constexpr std::array kTold{SIGWINCH, SIGTSTP, SIGCONT};
/// The process ends at once.
constexpr std::array kFatal{SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

/// What handlers of signals may reach.
std::array<int, 2> pipe_ends{-1, -1};
termios mode_before{};
volatile std::sig_atomic_t has_mode = 0;
volatile std::sig_atomic_t is_ending = 0;

/// May be called by a handler of a signal.
void write_all(std::string_view text) noexcept
{
    while (!text.empty())
    {
        const auto written = write(STDOUT_FILENO, text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return;  // There is nobody to tell.
        text.remove_prefix(written < 0 ? 0 : static_cast<size_t>(written));
    }
}

void give_back() noexcept
{
    write_all(kLeave);
    if (has_mode != 0)
        tcsetattr(STDIN_FILENO, TCSANOW, &mode_before);
}

void end_by(int signal) noexcept
{
    give_back();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void handle(int signal) noexcept
{
    const int before = errno;
    const bool ends = std::find(kEnding.begin(), kEnding.end(), signal) != kEnding.end();
    const bool is_told = std::find(kTold.begin(), kTold.end(), signal) != kTold.end();
    // Whoever insists does not wait for an orderly end.
    if (!is_told && (!ends || is_ending != 0))
        return end_by(signal);
    is_ending = is_ending != 0 || ends ? 1 : 0;
    const auto told = static_cast<char>(signal);
    // A full pipe has woken the reader already.
    [[maybe_unused]] const auto written = write(pipe_ends[1], &told, 1);
    errno = before;
}

void on_signals(void (*handler)(int))
{
    struct sigaction action
    {
    };
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    for (const int signal : kEnding)
        sigaction(signal, &action, nullptr);
    for (const int signal : kTold)
        sigaction(signal, &action, nullptr);
    for (const int signal : kFatal)
        sigaction(signal, &action, nullptr);
}

class ProcessTerminal : public Terminal
{
public:
    ProcessTerminal()
    {
        if (pipe2(pipe_ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
            throw std::system_error{errno, std::generic_category(), "pipe2"};
        is_ending = 0;
        has_mode = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &mode_before) == 0 ? 1 : 0;
        on_signals(handle);
        enter();
    }

    ~ProcessTerminal() override
    {
        give_back();
        on_signals(SIG_DFL);
        for (const int end : pipe_ends)
            close(end);
    }

    ProcessTerminal(const ProcessTerminal&) = delete;
    ProcessTerminal& operator=(const ProcessTerminal&) = delete;

    ScreenSize size() const override
    {
        winsize told{};
        if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &told) != 0 || told.ws_col == 0 || told.ws_row == 0)
            return {};
        return {.width = told.ws_col, .height = told.ws_row};
    }

    void show(const std::vector<std::string>& lines) override
    {
        // Erased before and not after: behind a line as wide as the terminal the cursor still
        // stands on its last column.
        std::string frame = "\x1b[H";
        for (const auto& line : lines)
            frame += (&line == &lines.front() ? "\x1b[K" : "\r\n\x1b[K") + line;
        if (frame != shown_)
            write_all(frame);
        shown_ = std::move(frame);
    }

    TerminalEvent wait(std::chrono::milliseconds at_most) override
    {
        if (!events_.empty())
            return take();
        std::array<pollfd, 2> sources{{{.fd = pipe_ends[0], .events = POLLIN, .revents = 0},
            {.fd = has_mode != 0 ? STDIN_FILENO : -1, .events = POLLIN, .revents = 0}}};
        if (poll(sources.data(), sources.size(), static_cast<int>(at_most.count())) <= 0)
            return TerminalEvent::none;
        if (sources[0].revents != 0)
            hear_signals();
        if (sources[1].revents != 0)
            hear_keys();
        return take();
    }

private:
    void enter()
    {
        if (has_mode != 0)
        {
            auto mode = mode_before;
            mode.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
            tcsetattr(STDIN_FILENO, TCSANOW, &mode);
        }
        write_all(kEnter);
        shown_.clear();
    }

    void suspend()
    {
        give_back();
        std::signal(SIGTSTP, SIG_DFL);
        std::raise(SIGTSTP);
        on_signals(handle);
        enter();
    }

    TerminalEvent take()
    {
        if (events_.empty())
            return TerminalEvent::none;
        const auto event = events_.front();
        events_.pop_front();
        return event;
    }

    void hear_signals()
    {
        std::array<char, 64> told{};
        const auto count = read(pipe_ends[0], told.data(), told.size());
        for (ssize_t i = 0; i < count; ++i)
        {
            const int signal = told[static_cast<size_t>(i)];
            if (signal == SIGTSTP)
                suspend();
            else if (signal == SIGCONT)
                enter();
            const bool ends = std::find(kEnding.begin(), kEnding.end(), signal) != kEnding.end();
            events_.push_back(ends ? TerminalEvent::quit : TerminalEvent::redraw);
        }
    }

    void hear_keys()
    {
        std::array<char, 64> typed{};
        const auto count = read(STDIN_FILENO, typed.data(), typed.size());
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            return;
        if (count <= 0)
            return events_.push_back(TerminalEvent::quit);  // The terminal is gone.
        for (const auto event : events_of({typed.data(), static_cast<size_t>(count)}))
            events_.push_back(event);
    }

    std::deque<TerminalEvent> events_;
    std::string shown_;
};

struct KeySequence
{
    std::string_view typed;
    TerminalEvent event;
};
constexpr std::array kKeys{KeySequence{"\x1b[A", TerminalEvent::up},
    KeySequence{"\x1bOA", TerminalEvent::up}, KeySequence{"\x1b[B", TerminalEvent::down},
    KeySequence{"\x1bOB", TerminalEvent::down}, KeySequence{"\x1b[5~", TerminalEvent::page_up},
    KeySequence{"\x1b[6~", TerminalEvent::page_down}, KeySequence{"\x1b[H", TerminalEvent::first},
    KeySequence{"\x1b[F", TerminalEvent::last}, KeySequence{"k", TerminalEvent::up},
    KeySequence{"j", TerminalEvent::down}, KeySequence{"b", TerminalEvent::page_up},
    KeySequence{" ", TerminalEvent::page_down}, KeySequence{"g", TerminalEvent::first},
    KeySequence{"G", TerminalEvent::last}, KeySequence{"q", TerminalEvent::quit},
    KeySequence{"Q", TerminalEvent::quit}};

/// How long an escape sequence that means nothing here is.
size_t unknown_length(std::string_view typed)
{
    if (typed.size() < 2 || typed[0] != '\x1b' || typed[1] != '[')
        return 1;
    const auto is_final = [](char c) { return c >= '@' && c <= '~'; };
    const auto* const end = std::find_if(typed.begin() + 2, typed.end(), is_final);
    return std::min(typed.size(), static_cast<size_t>(end - typed.begin()) + 1);
}
}  // namespace

std::vector<TerminalEvent> events_of(std::string_view typed)
{
    std::vector<TerminalEvent> out;
    while (!typed.empty())
    {
        const auto* const key = std::find_if(kKeys.begin(), kKeys.end(),
            [&](const KeySequence& known) { return typed.starts_with(known.typed); });
        if (key != kKeys.end())
            out.push_back(key->event);
        typed.remove_prefix(key != kKeys.end() ? key->typed.size() : unknown_length(typed));
    }
    return out;
}

std::unique_ptr<Terminal> open_terminal()
{
    return std::make_unique<ProcessTerminal>();
}
}  // namespace interlock::client::cli
