#include "client/cli/failsafe_report.hpp"

#include "client/cli/names.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kMaxBy = 40;

std::string scope_text(const Failsafe& failsafe, const View& view)
{
    if (failsafe.chains.empty())
        return "ALL";
    std::string out;
    for (const auto& chain : failsafe.chains)
        out += (out.empty() ? "" : ", ") + chain_label(chain, view.chains);
    return out;
}
}  // namespace

std::string failsafes_text(const std::vector<Failsafe>& failsafes, const View& view)
{
    if (failsafes.empty())
        return "";
    Table table{{Align::left, Align::left, Align::left, Align::left, Align::left, Align::left}};
    table.add_heading({"FAILSAFE", "CAUSE", "SINCE", "BY", "UNTIL", "WHY"});
    for (const auto& failsafe : failsafes)
        table.add({{.text = scope_text(failsafe, view), .style = Style::bad},
            {.text = name_of(failsafe.cause)}, {.text = age(view.now_s, failsafe.since_s)},
            {.text = printable(failsafe.by, kMaxBy)},
            {.text = failsafe.is_held ? "cleared" : "healed"},
            {.text = printable(failsafe.reason)}});
    return table.str(view.colour);
}

Json failsafes_json(const std::vector<Failsafe>& failsafes)
{
    return list_json(failsafes,
        [](const Failsafe& failsafe)
        {
            return Json{{"chain_ids", list_json(failsafe.chains, [](const ChainId& chain)
                                          { return Json(to_string(chain)); })},
                {"cause", name_of(failsafe.cause)}, {"reason", json_text(failsafe.reason)},
                {"by", json_text(failsafe.by)}, {"since", failsafe.since_s},
                {"held", failsafe.is_held}};
        });
}
}  // namespace interlock::client::cli
