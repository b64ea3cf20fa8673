// How the live view of `interlock watch` looks: a state in, lines out. Pure.
#pragma once

#include <deque>

#include "client/changes.hpp"
#include "client/cli/commands.hpp"
#include "client/cli/terminal.hpp"

namespace interlock::client::cli
{
/// As many changes are remembered as the tallest terminal shows.
inline constexpr size_t kMaxTail = 200;

/// The service does not answer.
struct Outage
{
    uint64_t since_s = 0;
    std::string why;
};

/// What is known of a service, and what has happened since.
struct LiveState
{
    std::string server;  // As the user wrote it.
    std::optional<Status> status;
    Heads heads;
    Chains chains;
    std::vector<ChainId> only;  // Empty: all.
    std::deque<Cell> tail;      // The newest last, without colour.
    std::optional<Outage> outage;
};

/// Of the newest, at most kMaxTail stay.
void add_change(const HeadChange& change, LiveState& state);
void add_change(const VerdictChange& change, LiveState& state);

struct LiveView
{
    ScreenSize size;
    size_t first_chain = 0;  // What is beyond the last page shows the last page.
    bool colour = false;
    uint64_t now_s = 0;
};

struct LiveScreen
{
    std::vector<std::string> lines;  // As many as the terminal has; none is wider.
    size_t first_chain = 0;          // The one that is shown first.
    size_t page = 1;                 // How many chains fit.
};

[[nodiscard]] LiveScreen live_screen(const LiveState& state, const LiveView& view);
}  // namespace interlock::client::cli
