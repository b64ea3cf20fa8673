// Shells that complete command lines by our scripts. They are packages that the tests need: one
// that is not installed fails the test.
#pragma once

#include <string>
#include <vector>

namespace interlock::testing
{
/// What bash offers for the last word of `words`, by ascending name. Throws when bash complains.
[[nodiscard]] std::vector<std::string> bash_offers(
    const std::string& script, const std::vector<std::string>& words);

/// The same of fish.
[[nodiscard]] std::vector<std::string> fish_offers(
    const std::string& script, const std::string& line);

/// What zsh says against the script's syntax; empty when nothing.
[[nodiscard]] std::string zsh_complaints(const std::string& script);

/// What a shell command prints on both outputs, and its exit status.
struct ShellRun
{
    int status = -1;
    std::string out;
};
[[nodiscard]] ShellRun run_shell(const std::string& command);
}  // namespace interlock::testing
