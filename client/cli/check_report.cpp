#include "client/cli/check_report.hpp"

#include "client/cli/names.hpp"

namespace interlock::client::cli
{
namespace
{
std::string verdict_line(const Answer& answer, const std::string& subject, bool colour)
{
    const auto cell = verdict_cell(answer);
    auto out = styled(cell.text, cell.style, colour);
    if (!subject.empty())
        out += "  " + subject;
    return out + "\n";
}

std::string details_text(const Answer& answer, const View& view)
{
    auto table = details_table();
    add_details(answer, view, table);
    return table.str(view.colour);
}

std::string message_text(const CheckedMessage& checked, const View& view)
{
    return verdict_line(checked.answer, position_label(checked.at, view), view.colour) +
           details_text(checked.answer, view);
}

Json checked_json(const CheckedMessage& checked)
{
    auto out = checked.message ? message_json(*checked.message) : position_json(checked.at);
    if (checked.checksum)
        out["checksum"] = to_hex(*checked.checksum);
    add_answer(checked.answer, out);
    return out;
}
}  // namespace

std::string check_text(const CheckReport& report, const View& view)
{
    if (report.messages.empty())
    {
        const auto* const subject = report.overall ? "the list announces no messages" : "";
        return verdict_line(report.overall, subject, view.colour) +
               details_text(report.overall, view);
    }
    std::string out;
    for (const auto& checked : report.messages)
        out += (out.empty() ? "" : "\n") + message_text(checked, view);
    if (report.messages.size() == 1)
        return out;
    const auto all = "all " + std::to_string(report.messages.size()) + " messages together";
    return out + "\n" + verdict_line(report.overall, all, view.colour);
}

Json check_json(const CheckReport& report)
{
    Json out;
    out["verdict"] = name_of(report.overall);
    out["cannot_tell"] = report.overall ? Json() : cannot_tell_json(report.overall.error());
    out["messages"] = list_json(report.messages, checked_json);
    return out;
}

ExitCode exit_code(const Answer& overall) noexcept
{
    if (!overall)
        return ExitCode::cannot_tell;
    if (std::holds_alternative<Valid>(*overall))
        return ExitCode::ok;
    return std::holds_alternative<Invalid>(*overall) ? ExitCode::invalid : ExitCode::not_yet;
}
}  // namespace interlock::client::cli
