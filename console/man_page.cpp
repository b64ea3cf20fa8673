#include "console/man_page.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

namespace interlock::console
{
namespace
{
/// The code point that begins at `at`, which is moved behind it. The text is our own, valid UTF-8.
uint32_t next_point(std::string_view text, size_t& at)
{
    const auto lead = static_cast<uint8_t>(text[at++]);
    if (lead < 0x80)
        return lead;
    const size_t more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    uint32_t point = lead & (0x3fU >> more);
    for (size_t i = 0; i < more && at < text.size(); ++i)
        point = (point << 6U) | (static_cast<uint8_t>(text[at++]) & 0x3fU);
    return point;
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (size_t at = 0; at < text.size();)
    {
        const auto point = next_point(text, at);
        if (point >= 0x80)
        {
            std::array<char, 16> name{};
            const int length = std::snprintf(name.data(), name.size(), "\\[u%04X]", point);
            out.append(name.data(), static_cast<size_t>(length));
        }
        else if (point == '\\')
            out += "\\e";
        else if (point == '-')
            out += "\\-";
        else if (point == '\'')
            out += "\\[aq]";
        else if (point == '`' || point == '^' || point == '~')
            out += point == '`' ? "\\[ga]" : point == '^' ? "\\[ha]" : "\\[ti]";
        else
            out += static_cast<char>(point);
    }
    return out;
}

/// As a line of its own.
std::string line(std::string_view text)
{
    const bool is_request = text.starts_with('.') || text.starts_with('\'');
    return (is_request ? "\\&" : "") + escaped(text) + "\n";
}

/// As one argument of a macro.
std::string argument(std::string_view text)
{
    std::string out = "\"";
    for (const char c : escaped(text))
        out += c == '"' ? std::string{"\\(dq"} : std::string{c};
    return out + "\"";
}

std::string bold(std::string_view text)
{
    return "\\fB" + escaped(text) + "\\fR";
}

std::string italic(std::string_view text)
{
    return "\\fI" + escaped(text) + "\\fR";
}

/// Lines that begin with a blank as they are, and the others filled; after an empty line, where
/// that is due (`is_apart`).
std::string notes_text(std::string_view notes, bool is_apart = true)
{
    std::string out;
    bool is_literal = false;
    while (!notes.empty())
    {
        const auto end = std::min(notes.find('\n'), notes.size());
        const auto text = notes.substr(0, end);
        notes.remove_prefix(std::min(end + 1, notes.size()));
        if (text.empty())
        {
            is_apart = is_apart || !out.empty();
            continue;
        }
        const bool wants_literal = text.starts_with(' ');
        if (is_literal && !wants_literal)
            out += ".EE\n";
        if (is_apart || is_literal != wants_literal)
            out += ".PP\n";
        if (wants_literal && (!is_literal))
            out += ".EX\n";
        out += line(text);
        is_literal = wants_literal;
        is_apart = false;
    }
    return out + (is_literal ? ".EE\n" : "");
}

std::string option_text(const Option& option)
{
    std::string names;
    for (const auto& name : option.names)
        names += (names.empty() ? "" : ", ") + bold(name);
    const auto head = option.is_argument()
                          ? italic(option.value)
                          : names + (option.is_flag() ? "" : " " + italic(option.value));
    auto help = option.help;
    if (!option.variable.empty())
        help += " (" + option.variable + ")";
    return ".TP\n" + head + "\n" + line(help);
}

/// "interlock check --on CHAIN [OPTION]…"
std::string synopsis(const PlacedCommand& placed)
{
    std::string out = bold(placed.path);
    bool has_options = false;
    for (const auto& option : placed.command->options)
    {
        if (option.is_argument())
            continue;
        if (option.is_required)
            out += " " + bold(option.names.front()) + " " + italic(option.value);
        else
            has_options = true;
    }
    if (has_options)
        out += " [" + italic("OPTION") + "]...";
    if (!placed.command->commands.empty())
        out += " " + italic("COMMAND");
    for (const auto& option : placed.command->options)
    {
        if (!option.is_argument())
            continue;
        out += option.is_required ? " " + italic(option.value) : " [" + italic(option.value) + "]";
        out += option.is_repeated ? "..." : "";
    }
    return out + "\n";
}

std::string options_text(const Command& command, bool with_help)
{
    std::string out;
    for (const auto& option : command.options)
    {
        if (with_help || option.names.front() != "--help")
            out += option_text(option);
    }
    return out;
}

std::string command_text(const PlacedCommand& placed)
{
    const auto& command = *placed.command;
    return ".SS " + argument(placed.path) + "\n" + synopsis(placed) + ".PP\n" +
           line(command.summary + ".") + options_text(command, /*with_help=*/false) +
           notes_text(command.notes);
}

std::string environment_text(const std::vector<PlacedCommand>& commands)
{
    std::string out;
    std::vector<std::string> seen;
    for (const auto& placed : commands)
    {
        for (const auto& option : placed.command->options)
        {
            if (option.variable.empty() ||
                std::find(seen.begin(), seen.end(), option.variable) != seen.end())
                continue;
            seen.push_back(option.variable);
            out += ".TP\n" + bold(option.variable) + "\nAs " + bold(option.names.front()) + ".\n";
        }
    }
    return out.empty() ? out : ".SH ENVIRONMENT\n" + out;
}

std::string upper(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
        [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}
}  // namespace

std::string man_page(const Command& program, const ManPage& page)
{
    const auto commands = all_commands(program);
    auto out = ".TH " + upper(program.name) + " " + std::to_string(page.section) + " " + "\"\"" +
               " " + argument("Interlock " + page.version) + " " + argument("Interlock") +
               "\n.SH NAME\n" + escaped(program.name) + " \\- " + escaped(program.summary) +
               "\n.SH SYNOPSIS\n" + synopsis(commands.front()) + ".SH DESCRIPTION\n" +
               notes_text(page.description, /*is_apart=*/false);
    if (commands.size() > 1)
        out += ".SH COMMANDS\n";
    for (size_t i = 1; i < commands.size(); ++i)
        out += command_text(commands[i]);
    out += ".SH OPTIONS\n" + options_text(program, /*with_help=*/true) + environment_text(commands);
    if (!program.notes.empty())
        out += ".SH NOTES\n" + notes_text(program.notes, /*is_apart=*/false);
    if (!page.see_also.empty())
        out += ".SH SEE ALSO\n" + line(page.see_also);
    return out;
}
}  // namespace interlock::console
