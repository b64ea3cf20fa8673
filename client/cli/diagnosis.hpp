// What `interlock doctor` concludes from what a service says of itself. Pure.
#pragma once

#include <chrono>

#include "client/answers.hpp"
#include "client/error.hpp"
#include "console/finding.hpp"

namespace interlock::client::cli
{
/// A service as it was found, and from where.
struct Examination
{
    std::string server;  // As the user wrote it.
    bool is_encrypted = false;
    std::string client_version;
    uint64_t now_s = 0;                      // By this machine's clock.
    std::chrono::milliseconds round_trip{};  // Of a call over the connection as it is.
    Status status;
    Heads heads;    // Empty when they could not be told.
    Chains chains;  // At least the status' chains by name.
};

[[nodiscard]] std::vector<console::Finding> diagnose(const Examination& seen);

/// Of one chain; `now_s` is the service's clock.
[[nodiscard]] std::vector<console::Finding> diagnose_chain(
    const ChainStatus& chain, const Examination& seen, uint64_t now_s);

/// Why nothing could be examined.
[[nodiscard]] console::Finding diagnose_silence(const std::string& server, const Error& error);
}  // namespace interlock::client::cli
