// Logs what an operator must know of the engine's decisions. For one thread.
#pragma once

#include <map>

#include "server/safety/engine.hpp"

namespace interlock::server
{
class SafetyLog
{
public:
    /// `names` outlives this.
    explicit SafetyLog(const std::map<ChainId, std::string>& names) : names_{names} {}

    /// Says what the step brought: blocks found invalid and what became of them, and each alarm
    /// when it begins and when it ends.
    void tell(const SafetyNews& news);

private:
    void tell_verdict(const storage::VerdictChange& change) const;
    void tell_divergences(const SafetyAlarms& now) const;
    void tell_halts(const SafetyAlarms& now) const;

    const std::map<ChainId, std::string>& names_;
    SafetyAlarms known_;
};

/// "payload_mismatch, log 3 executes log 0 of block 12 of chain 901": the evidence in a line.
[[nodiscard]] std::string describe(const Fault& fault, const ExecutingLog& log);
/// The same for a divergence, as a sentence.
[[nodiscard]] std::string describe(const Divergence& divergence);
[[nodiscard]] std::string describe(const Halt& halt);
}  // namespace interlock::server
