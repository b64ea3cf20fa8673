// The sources that give all values as text: flags and environment variables.
#include <algorithm>
#include <array>

#include "server/config/source_reading.hpp"

extern char** environ;  // NOLINT: POSIX leaves its declaration to the program.

namespace interlock::server
{
namespace
{
/// INTERLOCK_* variables with other users: the choice of the file, the command line client, and the
/// project's tests.
constexpr std::array<std::string_view, 3> kForeignVariables{
    "INTERLOCK_CONFIG", "INTERLOCK_DATA", "INTERLOCK_SERVER"};

/// Kubernetes gives every container variables for each service of its namespace, so a service
/// named "interlock" or "interlock-…" brings some of these; refusing them would break every pod.
bool is_kubernetes_link(std::string_view name, std::string_view value)
{
    if (name.ends_with("_SERVICE_HOST") || name.find("_SERVICE_PORT") != std::string_view::npos)
        return true;
    const bool is_port = name.ends_with("_PORT") || name.find("_PORT_") != std::string_view::npos;
    const bool of_protocol = name.find("_TCP") != std::string_view::npos ||
                             name.find("_UDP") != std::string_view::npos ||
                             name.find("_SCTP") != std::string_view::npos;
    const bool is_url =
        value.starts_with("tcp://") || value.starts_with("udp://") || value.starts_with("sctp://");
    return is_port && (of_protocol || is_url);
}

bool is_foreign(std::string_view name, std::string_view value)
{
    return std::find(kForeignVariables.begin(), kForeignVariables.end(), name) !=
               kForeignVariables.end() ||
           is_kubernetes_link(name, value);
}

GivenSetting* find_given(SourceReading& reading, const Key& key)
{
    for (auto& given : reading.settings)
    {
        if (given.key.setting == key.setting && given.key.chain == key.chain)
            return &given;
    }
    return nullptr;
}

/// With `lists_add_up` a list may be given in parts; anything else only once.
void add(SourceReading& reading, const Key& key, std::string_view text, const std::string& origin,
    bool lists_add_up)
{
    auto value = value_from_text(key.setting->type, text);
    if (!value)
    {
        reading.problems.push_back(refused_value(key, std::string{text}, value.error(), origin));
        reading.broken_keys.push_back(key.text());
        return;
    }
    auto* const before = find_given(reading, key);
    if (before == nullptr)
    {
        reading.settings.push_back({key, std::move(*value), origin});
        return;
    }
    if (!lists_add_up || key.setting->type != ValueType::list)
    {
        reading.problems.push_back({.key = key.text(),
            .origin = origin,
            .message = "is given twice, before by " + before->origin + "; keep one"});
        return;
    }
    auto& list = std::get<std::vector<std::string>>(before->value);
    for (auto& item : std::get<std::vector<std::string>>(*value))
        list.push_back(std::move(item));
}
}  // namespace

SourceReading read_flags(std::span<const FlagSetting> flags)
{
    SourceReading reading;
    for (const auto& flag : flags)
    {
        if (const auto key = find_key(flag.name, command_flags()))
            add(reading, *key, flag.value, "flag --" + flag.name, true);
        else
            reading.problems.push_back({.key = "--" + show_key(flag.name),
                .origin = "command line",
                .message = key.error()});
    }
    return reading;
}

SourceReading read_environment(const std::map<std::string, std::string>& environment)
{
    SourceReading reading;
    for (auto it = environment.lower_bound(std::string{kVariablePrefix});
         it != environment.end() && it->first.starts_with(kVariablePrefix); ++it)
    {
        const auto& [name, value] = *it;
        if (value.empty() || is_foreign(name, value))
            continue;
        if (const auto key = find_variable(name))
            add(reading, *key, value, "environment variable " + name, false);
        else
            reading.problems.push_back(
                {.key = show_key(name), .origin = "environment", .message = key.error()});
    }
    return reading;
}

std::map<std::string, std::string> process_environment()
{
    std::map<std::string, std::string> out;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry)
    {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (equals != std::string_view::npos)
            out.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return out;
}
}  // namespace interlock::server
