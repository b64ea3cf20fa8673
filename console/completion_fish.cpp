#include "console/completion.hpp"
#include "console/shell_text.hpp"

namespace interlock::console
{
namespace
{
/// In fish's single quotes a backslash escapes, unlike in those of the others.
std::string in_fish_quotes(std::string_view text)
{
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string{c};
    return out + "'";
}

std::string option_line(const std::string& start, const Option& option)
{
    std::string out = start;
    for (const auto& name : option.names)
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    const auto choices = option.choices();
    if (!choices.empty())
        out += " -x -a " + in_fish_quotes(joined(choices, " "));
    else if (!option.is_flag())
        out += option.takes_file() ? " -r -F" : " -x";
    return out + " -d " + in_fish_quotes(option.help) + "\n";
}

std::string lines_of(const std::string& program, const PlacedCommand& placed)
{
    const auto start = [&](const char* function)
    {
        return "complete -c " + program + " -n " +
               in_fish_quotes("__" + program + "_" + function + " " + placed.path);
    };
    std::string out;
    for (const auto& below : placed.command->commands)
        out += start("at") + " -a " + below.name + " -d " + in_fish_quotes(below.summary) + "\n";
    if (placed.command->commands.empty())
    {
        const auto words = words_of(*placed.command);
        if (!words.empty())
            out += start("at") + " -a " + in_fish_quotes(joined(words, " ")) + "\n";
    }
    if (takes_file(*placed.command))
        out += start("at") + " -F\n";
    for (const auto& option : placed.command->options)
    {
        // Each command has its own --help.
        const bool is_below = option.names.front() != "--help";
        if (!option.is_argument())
            out += option_line(start(is_below ? "in" : "at"), option);
    }
    return out;
}
}  // namespace

std::string fish_completion(const Command& program)
{
    const auto commands = all_commands(program);
    const auto& name = program.name;
    auto out = "# fish completion for " + name + ", made by: " + name +
               " completion fish\nfunction __" + name + "_path\n    set -l at " + name +
               R"(
    set -l skip 0
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case )" +
               joined(names_with_value(commands), " ") + R"(
                set skip 1
            case '*'
                switch "$at $word"
                    case )" +
               joined(paths_in_quotes(commands), " ") + R"(
                        set at "$at $word"
                end
        end
    end
    echo $at
end
function __)" + name +
               "_at\n    test \"$argv\" = (__" + name + "_path)\nend\nfunction __" + name +
               "_in\n    string match -q -- \"$argv *\" (__" + name +
               "_path)' '\nend\ncomplete -c " + name + " -f\n";
    for (const auto& placed : commands)
        out += lines_of(name, placed);
    return out;
}
}  // namespace interlock::console
