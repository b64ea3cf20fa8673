// A terminal that a live view draws on, and gets keys from.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace interlock::client::cli
{
struct ScreenSize
{
    size_t width = 80;
    size_t height = 24;
};

/// What the user wants, or what happened.
enum class TerminalEvent
{
    none,  // Nothing, for as long as was waited.
    up,
    down,
    page_up,
    page_down,
    first,
    last,
    redraw,  // Another size, or the terminal has been somebody else's meanwhile.
    quit,
};

/// For one thread. Its end gives the terminal back as it was.
class Terminal
{
public:
    virtual ~Terminal() = default;
    [[nodiscard]] virtual ScreenSize size() const = 0;
    /// As many lines as the terminal has, none wider.
    virtual void show(const std::vector<std::string>& lines) = 0;
    [[nodiscard]] virtual TerminalEvent wait(std::chrono::milliseconds at_most) = 0;
};

/// What was typed; what means nothing is left out. Pure.
[[nodiscard]] std::vector<TerminalEvent> events_of(std::string_view typed);

/// The terminal of this process, on its alternate screen. However the process ends, by a signal
/// too, the terminal is given back. At most one at a time.
[[nodiscard]] std::unique_ptr<Terminal> open_terminal();
}  // namespace interlock::client::cli
