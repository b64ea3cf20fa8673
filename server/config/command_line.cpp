#include "server/config/command_line.hpp"

#include <algorithm>
#include <array>

#include "server/config/value.hpp"

namespace interlock::server
{
namespace
{
struct ModeFlag
{
    std::string_view name;
    CommandMode mode = CommandMode::run;
};

constexpr std::array<ModeFlag, 5> kModes{{
    {"check-config", CommandMode::check_config},
    {"print-config-template", CommandMode::print_config_template},
    {"print-metrics", CommandMode::print_metrics},
    {"version", CommandMode::print_version},
    {"help", CommandMode::print_help},
}};

constexpr std::array<std::string_view, 6> kCommandFlags{
    "config", "check-config", "print-config-template", "print-metrics", "version", "help"};

/// Reads the arguments one after the other. For one use.
class Parser
{
public:
    explicit Parser(std::span<const std::string> arguments) : arguments_{arguments} {}

    CommandLine parse() &&
    {
        while (next_ < arguments_.size())
            parse_one(arguments_[next_++]);
        return std::move(out_);
    }

private:
    void parse_one(std::string_view argument)
    {
        if (argument == "-h")
            return set_mode(CommandMode::print_help);
        if (!argument.starts_with("--") || argument == "--")
            // The argument itself may be a URL that lost its flag, so it is not shown.
            return problem({}, "argument " + std::to_string(next_) +
                                   " is not a flag; a setting is given as " +
                                   "--name value or --name=value");
        argument.remove_prefix(2);
        const auto equals = argument.find('=');
        const auto name = argument.substr(0, equals);
        std::optional<std::string> value;
        if (equals != std::string_view::npos)
            value = argument.substr(equals + 1);
        parse_flag(name, std::move(value));
    }

    void parse_flag(std::string_view name, std::optional<std::string> value)
    {
        const auto* const mode = std::find_if(
            kModes.begin(), kModes.end(), [&](const ModeFlag& flag) { return flag.name == name; });
        if (mode != kModes.end())
        {
            if (value)
                problem(name, "takes no value");
            return set_mode(mode->mode);
        }
        if (!value && next_ < arguments_.size() && !arguments_[next_].starts_with("--"))
            value = arguments_[next_++];
        if (!value)
            return problem(name, "needs a value");
        if (name != "config")
            return out_.settings.push_back({std::string{name}, std::move(*value)});
        if (out_.config_file)
            return problem(name, "is given twice; keep one");
        out_.config_file = std::move(value);
    }

    /// What only tells something wins over what does something.
    void set_mode(CommandMode mode) { out_.mode = std::max(out_.mode, mode); }

    void problem(std::string_view flag, std::string message)
    {
        out_.problems.push_back({.key = flag.empty() ? "" : "--" + show_key(flag),
            .origin = "command line",
            .message = std::move(message)});
    }

    const std::span<const std::string> arguments_;
    size_t next_ = 0;
    CommandLine out_;
};
}  // namespace

CommandLine parse_command_line(std::span<const std::string> arguments)
{
    return Parser{arguments}.parse();
}

std::span<const std::string_view> command_flags()
{
    return kCommandFlags;
}
}  // namespace interlock::server
