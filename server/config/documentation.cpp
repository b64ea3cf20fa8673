// What the table of settings says to people: --help and the template of a configuration file.
#include "server/config/keys.hpp"

namespace interlock::server
{
namespace
{
constexpr size_t kWidth = 80;

constexpr std::string_view kUsage =
    R"(Usage: interlockd [--config FILE] [--SETTING VALUE]...
       interlockd doctor [--config FILE] [--SETTING VALUE]... [--json]
       interlockd db check|restore|compact|migrate --data-dir DIR
       interlockd completion bash|zsh|fish

Follows the chains of an OP Stack dependency set and answers over gRPC and
JSON-RPC whether cross-chain messages are valid. doctor examines what the
service will work with, and says how to mend what is wrong; db works on the
index of a stopped service; completion prints a script for a shell. Each has a
--help of its own.

Exit code: 0 stopped; 1 cannot start, trying again may help; 2 cannot start
until the configuration or the index is changed.

Examples:
  interlockd --config interlock.toml --check-config
  interlockd doctor --config interlock.toml
  interlockd --config interlock.toml

  --config FILE            Read settings from this TOML file (INTERLOCK_CONFIG)
  --check-config           Check the configuration and exit
  --print-config-template  Print a configuration file that explains every setting
  --print-metrics          Print what each metric tells (docs/metrics.md)
  --version                Print the version
  -h, --help               Print this

Each setting can be given as a flag, as an environment variable, or in the file;
a flag wins over the environment, the environment over the file. Relative paths
in the file are relative to the file's folder. In flags and variables a list is
separated by commas ("\," is a comma within an item), and the flag of a list may
be repeated. An empty variable counts as unset. <id> is a chain's id, decimal or
hexadecimal (901, 0x385). Flags can be seen by every user of the machine: give
URLs and headers with credentials in the file or the environment.

Settings:
)";

constexpr std::string_view kTemplateHead =
    R"(# Configuration of interlockd. A line that begins with # and no space is a setting
# that is commented out: at its default, or, where it has none, with an example.
# Flags (--grpc.listen) and environment variables (INTERLOCK_GRPC_LISTEN) of the
# same names win over this file. Relative paths are relative to this file.
)";

constexpr std::string_view kTemplateChains =
    R"(
# Each chain of the dependency set has a section of its own, named by the chain's
# id (decimal or 0x…). Every chain of the set must be listed.
)";

constexpr std::string_view kExampleChain = "901";

/// `text` in lines of at most kWidth, each after `indent`.
std::string wrapped(std::string_view text, const std::string& indent)
{
    std::string out;
    std::string line = indent;
    while (!text.empty())
    {
        const auto end = text.find(' ');
        const auto word = text.substr(0, end);
        if (line.size() > indent.size() && line.size() + 1 + word.size() > kWidth)
        {
            out += line + '\n';
            line = indent;
        }
        if (line.size() > indent.size())
            line += ' ';
        line += word;
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return out + line + '\n';
}

std::string quoted(std::string_view text)
{
    return '"' + std::string{text} + '"';  // Samples hold nothing that needs escaping.
}

std::string toml_sample(const Setting& setting)
{
    switch (setting.type)
    {
        case ValueType::text:
        case ValueType::number_or_text:
            return quoted(setting.sample);
        case ValueType::number:
            return std::string{setting.sample};
        case ValueType::list:
            return '[' + quoted(setting.sample) + ']';
    }
    return {};
}

/// "chains.<id>" of "chains.<id>.name"; empty for a key without a section.
std::string_view section_of(std::string_view key)
{
    const auto dot = key.rfind('.');
    return dot == std::string_view::npos ? std::string_view{} : key.substr(0, dot);
}

std::string section_head(const Setting& setting)
{
    std::string section{section_of(setting.key)};
    if (!setting.per_chain())
        return "\n[" + section + "]\n";
    section.replace(section.find("<id>"), 4, kExampleChain);
    return std::string{kTemplateChains} + "#[" + section + "]\n";
}
}  // namespace

std::string_view placeholder(ValueType type)
{
    switch (type)
    {
        case ValueType::text:
            return "TEXT";
        case ValueType::number:
            return "NUMBER";
        case ValueType::number_or_text:
            return "NUMBER|WORD";
        case ValueType::list:
            return "LIST";
    }
    return "";
}

std::string explanation(const Setting& setting)
{
    std::string out{setting.help};
    const auto& [min, max] = setting.bounds;
    if (setting.type == ValueType::number)
        out += " From " + std::to_string(min) + " to " + std::to_string(max) + '.';
    if (setting.type == ValueType::list)
        out += " At most " + std::to_string(max) + '.';
    if (setting.secret)
        out += " Never shown in logs or messages, as it may hold credentials.";
    return out;
}

std::string help_text()
{
    std::string out{kUsage};
    for (const auto& setting : settings())
    {
        out += "\n  --" + std::string{setting.key} + ' ' + std::string{placeholder(setting.type)};
        out += "\n  " + variable_name(setting.key) + '\n';
        out += wrapped(explanation(setting), "      ");
        if (setting.has_default)
            out += "      Default: " + std::string{setting.sample} + '\n';
    }
    return out;
}

std::string config_template()
{
    std::string out{kTemplateHead};
    std::string_view section;
    for (const auto& setting : settings())
    {
        const auto its_section = section_of(setting.key);
        if (its_section != section)
            out += section_head(setting);
        section = its_section;
        const auto dot = setting.key.rfind('.');
        const auto name = dot == std::string_view::npos ? setting.key : setting.key.substr(dot + 1);
        out += '\n' + wrapped(explanation(setting), "# ");
        out += '#' + std::string{name} + " = " + toml_sample(setting) + '\n';
    }
    return out;
}
}  // namespace interlock::server
