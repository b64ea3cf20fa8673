#include "server/app/grammar.hpp"

#include <cstdio>

#include "console/completion.hpp"
#include "console/man_page.hpp"
#include "server/app/db_command.hpp"
#include "server/app/version.hpp"
#include "server/config/command_line.hpp"
#include "server/config/keys.hpp"

namespace interlock::server
{
namespace
{
constexpr int kDone = 0;
constexpr int kMustChange = 2;

constexpr const char* kSummary =
    "follows chains of the OP Stack and answers whether messages between them are valid";

constexpr const char* kDescription =
    R"(Follows the logs of every chain in a dependency set over RPC, verifies and indexes them, decides
which blocks are safe, and answers over gRPC and JSON-RPC.

Each setting below can be given as an option, as an environment variable, or in the file; an option
wins over the environment, the environment over the file. <id> is a chain's id. Options can be seen
by every user of the machine: give URLs and headers with credentials in the file or the environment.)";

constexpr const char* kNotes =
    R"(Exit code: 0 stopped; 1 cannot start, trying again may help; 2 cannot start until the configuration
or the index is changed.

Examples:
  interlockd --config interlock.toml --check-config
  interlockd doctor --config interlock.toml
  interlockd --config interlock.toml)";

console::Option config_option()
{
    return {.names = {"--config"},
        .value = "FILE",
        .help = "Read settings from this TOML file",
        .variable = "INTERLOCK_CONFIG"};
}

void add_settings(std::vector<console::Option>& out)
{
    for (const auto& setting : settings())
    {
        auto help = explanation(setting);
        if (setting.has_default)
            help += " Default: " + std::string{setting.sample} + ".";
        out.push_back({.names = {"--" + std::string{setting.key}},
            .value = std::string{placeholder(setting.type)},
            .help = std::move(help),
            .variable = variable_name(setting.key)});
    }
}

console::Command doctor_grammar()
{
    console::Command out{.name = "doctor",
        .summary = "What the service will find, and how to mend what is wrong",
        .notes =
            "Exit code: 0 all well; 1 something is to be mended; 2 the configuration is "
            "refused.",
        .inherits = true};
    out.options = {{.names = {"--json"}, .help = "One line of JSON instead of text for people"}};
    return out;
}

console::Command completion_grammar()
{
    console::Command out{
        .name = "completion", .summary = "A script with which a shell completes command lines"};
    out.options = {{.names = {"shell"},
        .value = console::kShells,
        .help = "Which shell",
        .is_required = true}};
    return out;
}
}  // namespace

console::Command daemon_grammar()
{
    console::Command out{.name = "interlockd", .summary = kSummary, .notes = kNotes};
    out.options = {config_option(),
        {.names = {"--check-config"}, .help = "Check the configuration and exit"},
        {.names = {"--print-config-template"},
            .help = "Print a configuration file that explains every setting"},
        {.names = {"--print-metrics"}, .help = "Print what metrics there are, and what they tell"},
        {.names = {"--version"}, .help = "Print the version"},
        {.names = {"--help", "-h"}, .help = "Print how to use it, and every setting"}};
    add_settings(out.options);
    out.commands = {db_grammar(), doctor_grammar(), completion_grammar()};
    return out;
}

std::string daemon_man_page()
{
    return man_page(daemon_grammar(), {.section = 8,
                                          .version = kVersion,
                                          .description = kDescription,
                                          .see_also = "interlock(1)"});
}

int run_completion_command(std::span<const std::string> arguments)
{
    const auto shell = arguments.size() == 1 ? console::shell_of(arguments[0]) : std::nullopt;
    if (!shell)
    {
        std::fputs("Usage: interlockd completion bash|zsh|fish\n", stderr);
        return kMustChange;
    }
    std::fputs(completion_script(daemon_grammar(), *shell).c_str(), stdout);
    return kDone;
}
}  // namespace interlock::server
