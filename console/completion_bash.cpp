#include "console/completion.hpp"
#include "console/shell_text.hpp"

namespace interlock::console
{
namespace
{
/// What follows an option that takes a value. Patterns: commands below it take it too.
std::string value_cases(const std::vector<PlacedCommand>& commands)
{
    std::string out;
    // The longer paths first: they have the last word on their options.
    for (auto placed = commands.rbegin(); placed != commands.rend(); ++placed)
    {
        for (const auto& option : placed->command->options)
        {
            if (option.is_argument() || option.is_flag())
                continue;
            std::vector<std::string> patterns;
            for (const auto& name : option.names)
                patterns.push_back(in_quotes(placed->path) + "*" + in_quotes(" " + name));
            out += "    " + joined(patterns, " | ") + ")\n";
            const auto choices = option.choices();
            if (!choices.empty())
                out += "        words=" + in_quotes(joined(choices, " ")) + " ;;\n";
            else
                out += option.takes_file() ? "        files=1 ;;\n" : "        return ;;\n";
        }
    }
    return out;
}

std::string command_cases(const std::vector<PlacedCommand>& commands)
{
    std::string out;
    for (const auto& [path, command, options] : commands)
    {
        std::vector<std::string> names;
        for (const auto* option : options)
        {
            if (!option->is_argument())
                names.insert(names.end(), option->names.begin(), option->names.end());
        }
        out += "        " + in_quotes(path) +
               ")\n            words=" + in_quotes(joined(words_of(*command), " ")) +
               "\n            options=" + in_quotes(joined(names, " ")) +
               "\n            files=" + (takes_file(*command) ? "1" : "") + " ;;\n";
    }
    return out;
}
}  // namespace

std::string bash_completion(const Command& program)
{
    const auto commands = all_commands(program);
    const auto& name = program.name;
    return "# bash completion for " + name + ", made by: " + name + " completion bash\n_" + name +
           R"(()
{
    local at=)" +
           name +
           R"( words='' options='' files='' i
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    # "--name=value" comes as three words.
    if [[ $cur == '=' ]]; then
        cur=''
    elif [[ $prev == '=' ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        )" +
           joined(names_with_value(commands), " | ") +
           R"()
            [[ ${COMP_WORDS[i + 1]} != '=' ]] || ((i++))
            ((i++))
            continue ;;
        esac
        case "$at ${COMP_WORDS[i]}" in
        )" +
           joined(paths_in_quotes(commands), " | ") +
           R"()
            at+=" ${COMP_WORDS[i]}" ;;
        esac
    done
    case "$at $prev" in
)" + value_cases(commands) +
           R"(    *)
        case $at in
)" + command_cases(commands) +
           R"(        esac
        if [[ $cur == -* || -z $words$files ]]; then
            words=$options
            files=''
        fi ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
    if [[ -n $files ]]; then
        mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$cur")
        compopt -o filenames 2>/dev/null || true
    fi
    return 0
}
complete -F _)" +
           name + " " + name + "\n";
}
}  // namespace interlock::console
