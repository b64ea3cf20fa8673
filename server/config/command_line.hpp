// The command line of interlockd: what it is to do, and the settings given as flags. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "server/config/problem.hpp"

namespace interlock::server
{
/// What the process was started for.
enum class CommandMode
{
    run,
    check_config,           // --check-config: load and resolve the configuration, then exit
    print_config_template,  // --print-config-template
    print_metrics,          // --print-metrics: docs/metrics.md
    print_version,          // --version
    print_help,             // --help, -h
};

/// A setting given as a flag, `--name value` or `--name=value`; not yet known to exist.
struct FlagSetting
{
    std::string name;  // Without the dashes: "grpc.listen".
    std::string value;

    friend bool operator==(const FlagSetting&, const FlagSetting&) = default;
};

struct CommandLine
{
    CommandMode mode = CommandMode::run;
    std::optional<std::string> config_file;  // --config FILE
    std::vector<FlagSetting> settings;       // In the order given.
    /// What does not even have the shape of a flag. load_config reports these with all others.
    ConfigProblems problems;
};

/// The arguments after the program's name.
[[nodiscard]] CommandLine parse_command_line(std::span<const std::string> arguments);

/// The flags that are no settings, without the dashes: "config", "help", …
[[nodiscard]] std::span<const std::string_view> command_flags();

/// The text of --help, made from the table of settings.
[[nodiscard]] std::string help_text();

/// A configuration file with every setting commented out at its default, made from the same table.
[[nodiscard]] std::string config_template();
}  // namespace interlock::server
