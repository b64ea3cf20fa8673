// Shells that complete command lines by our scripts.
#pragma once

#include <string>
#include <vector>

namespace interlock::testing
{
/// What bash offers for the last word of `words`, by ascending name. Throws when bash complains.
[[nodiscard]] std::vector<std::string> bash_offers(
    const std::string& script, const std::vector<std::string>& words);

/// The same of fish. Nothing where it is not installed: see `has_fish`.
[[nodiscard]] std::vector<std::string> fish_offers(
    const std::string& script, const std::string& line);
[[nodiscard]] bool has_fish();

/// What zsh says against the script's syntax; empty when nothing, or where it is not installed.
[[nodiscard]] std::string zsh_complaints(const std::string& script);

/// What a shell command prints on both outputs, and its exit status.
struct ShellRun
{
    int status = -1;
    std::string out;
};
[[nodiscard]] ShellRun run_shell(const std::string& command);
}  // namespace interlock::testing
