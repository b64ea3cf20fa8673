#include "console/grammar_of.hpp"

#include <CLI/CLI.hpp>

namespace interlock::console
{
namespace
{
std::vector<std::string> names_of(const CLI::Option& option)
{
    if (option.get_positional())
        return {option.get_name(/*positional=*/true)};
    std::vector<std::string> out;
    for (const auto& name : option.get_lnames())
        out.push_back("--" + name);
    for (const auto& name : option.get_snames())
        out.push_back("-" + name);
    return out;
}

Option option_of(const CLI::Option& option)
{
    const bool is_flag = option.get_items_expected_max() == 0;
    return {.names = names_of(option),
        .value = is_flag ? std::string{} : option.get_type_name(),
        .help = option.get_description(),
        .variable = option.get_envname(),
        .is_required = option.get_required(),
        .is_repeated = option.get_items_expected_max() > 2};
}
}  // namespace

Command grammar_of(const CLI::App& app)
{
    Command out{.name = app.get_name(),
        .summary = app.get_description(),
        .notes = app.get_footer(),
        .inherits = app.get_fallthrough() && app.get_parent() != nullptr};
    for (const auto* option : app.get_options())
    {
        if (!option->get_group().empty())
            out.options.push_back(option_of(*option));
    }
    for (const auto* command : app.get_subcommands({}))
    {
        if (!command->get_group().empty())
            out.commands.push_back(grammar_of(*command));
    }
    return out;
}
}  // namespace interlock::console
