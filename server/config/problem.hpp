// What is wrong with a configuration, in a form that may be shown: no credentials.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace interlock::server
{
/// One refusal. The message names the value (unless it may hold credentials) and what would be
/// right.
struct ConfigProblem
{
    std::string key;      // "grpc.listen", "chains.901.execution"; empty for a source as a whole
    std::string origin;   // "interlock.toml:12", "environment variable X", "flag --x"; or empty
    std::string message;  // e.g. "is 9, but must be 10 … 60000"
    /// It may heal without a change of the configuration: a node that does not answer.
    bool temporary = false;

    friend bool operator==(const ConfigProblem&, const ConfigProblem&) = default;
};

using ConfigProblems = std::vector<ConfigProblem>;

/// One line: key, message, and where it came from in parentheses.
[[nodiscard]] std::string to_string(const ConfigProblem& problem);
}  // namespace interlock::server
