#include "console/completion.hpp"

#include "console/shell_text.hpp"

namespace interlock::console
{
std::string in_quotes(std::string_view text)
{
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string{"'\\''"} : std::string{c};
    return out + "'";
}

std::string joined(const std::vector<std::string>& words, std::string_view between)
{
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : std::string{between}) + word;
    return out;
}

std::vector<std::string> words_of(const Command& command)
{
    std::vector<std::string> out;
    for (const auto& below : command.commands)
        out.push_back(below.name);
    for (const auto& option : command.options)
    {
        if (!option.is_argument())
            continue;
        const auto choices = option.choices();
        out.insert(out.end(), choices.begin(), choices.end());
    }
    return out;
}

bool takes_file(const Command& command)
{
    return std::any_of(command.options.begin(), command.options.end(),
        [](const Option& option) { return option.is_argument() && option.takes_file(); });
}

std::vector<std::string> names_with_value(const std::vector<PlacedCommand>& commands)
{
    std::set<std::string> names;
    for (const auto& placed : commands)
    {
        for (const auto& option : placed.command->options)
        {
            if (!option.is_argument() && !option.is_flag())
                names.insert(option.names.begin(), option.names.end());
        }
    }
    return {names.begin(), names.end()};
}

std::vector<std::string> paths_in_quotes(const std::vector<PlacedCommand>& commands)
{
    std::vector<std::string> out;
    for (size_t i = 1; i < commands.size(); ++i)
        out.push_back(in_quotes(commands[i].path));
    return out;
}

std::optional<Shell> shell_of(std::string_view name) noexcept
{
    if (name == "bash")
        return Shell::bash;
    if (name == "zsh")
        return Shell::zsh;
    if (name == "fish")
        return Shell::fish;
    return std::nullopt;
}

std::string completion_script(const Command& program, Shell shell)
{
    switch (shell)
    {
        case Shell::bash:
            return bash_completion(program);
        case Shell::zsh:
            return zsh_completion(program);
        case Shell::fish:
            break;
    }
    return fish_completion(program);
}
}  // namespace interlock::console
