// What the scripts of all shells are made of. Pure.
#pragma once

#include <algorithm>
#include <set>
#include <string>

#include "console/grammar.hpp"

namespace interlock::console
{
/// In single quotes, as every shell of ours takes it as it is.
[[nodiscard]] std::string in_quotes(std::string_view text);

[[nodiscard]] std::string joined(const std::vector<std::string>& words, std::string_view between);

/// What the command line may name right there that is no option: commands, or values of arguments.
[[nodiscard]] std::vector<std::string> words_of(const Command& command);

/// Whether an argument of the command is a file.
[[nodiscard]] bool takes_file(const Command& command);

/// Every option of the program that takes a value: the word after it is no command.
[[nodiscard]] std::vector<std::string> names_with_value(const std::vector<PlacedCommand>& commands);

/// Paths of all but the program itself, in quotes.
[[nodiscard]] std::vector<std::string> paths_in_quotes(const std::vector<PlacedCommand>& commands);
}  // namespace interlock::console
