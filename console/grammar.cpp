#include "console/grammar.hpp"

#include <algorithm>

namespace interlock::console
{
namespace
{
void place(const Command& command, PlacedCommand at, std::vector<PlacedCommand>& out)
{
    if (!command.inherits)
        at.options.clear();
    std::vector<const Option*> own;
    for (const auto& option : command.options)
        own.push_back(&option);
    // Each has a --help of its own.
    std::erase_if(at.options,
        [&](const Option* inherited)
        {
            return std::any_of(own.begin(), own.end(),
                [&](const Option* option) { return option->names == inherited->names; });
        });
    own.insert(own.end(), at.options.begin(), at.options.end());
    at.options = std::move(own);
    at.command = &command;
    out.push_back(at);
    std::erase_if(at.options, [](const Option* option) { return option->is_argument(); });
    const auto path = at.path;
    for (const auto& below : command.commands)
    {
        at.path = path + " " + below.name;
        place(below, at, out);
    }
}
}  // namespace

std::vector<std::string> Option::choices() const
{
    constexpr std::string_view kOfChoices = "abcdefghijklmnopqrstuvwxyz-_|";
    if (value.find('|') == std::string::npos ||
        value.find_first_not_of(kOfChoices) != std::string::npos)
        return {};
    std::vector<std::string> out;
    for (size_t begin = 0; begin <= value.size();)
    {
        const auto end = std::min(value.find('|', begin), value.size());
        out.push_back(value.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

bool Option::takes_file() const
{
    return value == "FILE" || value == "DIR" || value == "PATH";
}

std::vector<PlacedCommand> all_commands(const Command& program)
{
    std::vector<PlacedCommand> out;
    place(program, {.path = program.name}, out);
    return out;
}
}  // namespace interlock::console
