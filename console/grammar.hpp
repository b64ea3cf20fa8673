// The grammar of a command line as values: what completions and manual pages are made from. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace interlock::console
{
/// An option or an argument.
struct Option
{
    std::vector<std::string>
        names;          // "--level", "-h"; of an argument its one name, without dashes.
    std::string value;  // "HOST:PORT", "dot|mermaid"; empty for a flag.
    std::string help;
    std::string variable;  // Of the environment, that gives it too; may be empty.
    bool is_required = false;
    bool is_repeated = false;

    [[nodiscard]] bool is_argument() const { return !names.front().starts_with('-'); }
    [[nodiscard]] bool is_flag() const { return value.empty(); }
    /// The values that there are, where `value` lists them: "dot|mermaid".
    [[nodiscard]] std::vector<std::string> choices() const;
    [[nodiscard]] bool takes_file() const;
};

/// A program, or one of its commands.
struct Command
{
    std::string name;
    std::string summary;
    /// More about it; lines that begin with a blank are shown as they are.
    std::string notes;
    std::vector<Option> options;
    std::vector<Command> commands;
    /// Whether the options of the command above it may follow it.
    bool inherits = false;
};

/// A command and the words that lead to it, with the options that may follow it.
struct PlacedCommand
{
    std::string path;  // "interlock explain block"
    const Command* command = nullptr;
    std::vector<const Option*> options;  // The inherited ones last.
};

/// `program` and all below it, each before its own. Refers to `program`.
[[nodiscard]] std::vector<PlacedCommand> all_commands(const Command& program);
}  // namespace interlock::console
