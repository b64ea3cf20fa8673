// How much the doors take on at once.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

#include "server/threads/work_pool.hpp"

namespace interlock::server
{
using StreamTime = std::chrono::steady_clock::time_point;

/// Of streams.
struct WatchLimits
{
    size_t subscribers = 256;
    size_t page = 256;  // Changes of a subscriber in memory.
    /// How long one write may be outstanding.
    std::chrono::steady_clock::duration patience = std::chrono::seconds{30};
    /// Streams that have ended, and whose clients have not taken that yet.
    size_t ended = 256;
    std::function<StreamTime()> now = &std::chrono::steady_clock::now;
};

/// Of streams of checks.
struct CheckStreamLimits
{
    size_t streams = 64;
    size_t threads = 2;
    /// Of one stream, from being read until their answers are written; the last one read may go
    /// beyond the bytes.
    size_t requests = 32;
    size_t request_bytes = size_t{8} << 20U;
    /// When all are in use, one that stood still for so long gives way to a new one.
    std::chrono::steady_clock::duration patience = std::chrono::seconds{30};
    std::function<StreamTime()> now = &std::chrono::steady_clock::now;
};

/// Streams of a kind: how many there are, and were refused since start because of too many.
struct StreamLoad
{
    size_t streams = 0;
    uint64_t refused = 0;
};

struct ApiLimits
{
    WorkLimits work;                                  // Of calls that read much of the index.
    WorkLimits lookups{.threads = 2, .waiting = 16};  // Of calls that ask nodes.
    WatchLimits watch;
    CheckStreamLimits checks;
};
}  // namespace interlock::server
