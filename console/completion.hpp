// Shells' completion scripts, made from a grammar. Pure.
#pragma once

#include <optional>

#include "console/grammar.hpp"

namespace interlock::console
{
enum class Shell
{
    bash,
    zsh,
    fish,
};

/// What --help and completions list.
inline constexpr const char* kShells = "bash|zsh|fish";

[[nodiscard]] std::optional<Shell> shell_of(std::string_view name) noexcept;

/// A script for the shell to source, or to find by its name where it looks for completions.
[[nodiscard]] std::string completion_script(const Command& program, Shell shell);

[[nodiscard]] std::string bash_completion(const Command& program);
[[nodiscard]] std::string zsh_completion(const Command& program);
[[nodiscard]] std::string fish_completion(const Command& program);
}  // namespace interlock::console
