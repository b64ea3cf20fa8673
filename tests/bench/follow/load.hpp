// `interlock bench` against a service.
#pragma once

#include <string>

namespace interlock::bench
{
struct Load
{
    std::string program;  // interlock
    std::string server;   // host:port
    std::string rpc;      // The same of its JSON-RPC door; empty: over gRPC.
    double rate = 0;      // Requests a second.
    unsigned seconds = 10;
};

struct Loaded
{
    double p50_ms = 0;
    double p99_ms = 0;
    double answers_per_s = 0;
};

/// Runs it in a process of its own; throws when an answer is not "valid".
[[nodiscard]] Loaded run_load(const Load& load);
}  // namespace interlock::bench
