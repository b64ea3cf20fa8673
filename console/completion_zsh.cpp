#include "console/completion.hpp"
#include "console/shell_text.hpp"

namespace interlock::console
{
namespace
{
/// "name:description" as _describe takes it.
std::string described(std::string_view name, std::string_view help)
{
    std::string out;
    for (const char c : name)
        out += c == ':' ? std::string{"\\:"} : std::string{c};
    return in_quotes(out + ":" + std::string{help});
}

std::string value_cases(const std::vector<PlacedCommand>& commands)
{
    std::string out;
    for (auto placed = commands.rbegin(); placed != commands.rend(); ++placed)
    {
        for (const auto& option : placed->command->options)
        {
            if (option.is_argument() || option.is_flag())
                continue;
            std::vector<std::string> patterns;
            for (const auto& name : option.names)
                patterns.push_back(in_quotes(placed->path) + "*" + in_quotes(" " + name));
            out += "    (" + joined(patterns, "|") + ")\n";
            const auto choices = option.choices();
            if (!choices.empty())
                out += "        compadd -- " + joined(choices, " ");
            else
                out += option.takes_file() ? "        _files"
                                           : "        _message " + in_quotes(option.value);
            out += "\n        return ;;\n";
        }
    }
    return out;
}

std::string command_cases(const std::vector<PlacedCommand>& commands)
{
    std::string out;
    for (const auto& [path, command, options] : commands)
    {
        out += "    (" + in_quotes(path) + ")\n        names=(";
        for (const auto& below : command->commands)
            out += "\n            " + described(below.name, below.summary);
        for (const auto& word : words_of(*command))
            out += command->commands.empty() ? "\n            " + in_quotes(word) : "";
        out += ")\n        options=(";
        for (const auto* option : options)
        {
            if (!option->is_argument())
                out += "\n            " + described(option->names.front(), option->help);
        }
        out += std::string{")\n        files="} + (takes_file(*command) ? "1" : "") + " ;;\n";
    }
    return out;
}
}  // namespace

std::string zsh_completion(const Command& program)
{
    const auto commands = all_commands(program);
    const auto& name = program.name;
    return "#compdef " + name + "\n# zsh completion for " + name + ", made by: " + name +
           " completion zsh\n_" + name + R"(()
{
    local at=)" +
           name + R"( files='' i
    local -a names options
    for ((i = 2; i < CURRENT; i++)); do
        case ${words[i]} in
        ()" +
           joined(names_with_value(commands), "|") +
           R"()
            ((i++))
            continue ;;
        esac
        case "$at ${words[i]}" in
        ()" +
           joined(paths_in_quotes(commands), "|") +
           R"()
            at+=" ${words[i]}" ;;
        esac
    done
    case "$at ${words[CURRENT - 1]}" in
)" + value_cases(commands) +
           R"(    esac
    case $at in
)" + command_cases(commands) +
           R"(    esac
    [[ -z $files ]] || _files
    if [[ ${words[CURRENT]} == -* || -z ${names[*]}$files ]]; then
        _describe -o option options
    else
        _describe command names
    fi
}
if [[ ${funcstack[1]} == _)" +
           name + " ]]; then\n    _" + name + " \"$@\"\nelse\n    compdef _" + name + " " + name +
           "\nfi\n";
}
}  // namespace interlock::console
