#include "client/cli/render.hpp"

#include "client/cli/chain_names.hpp"
#include "client/cli/names.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kDetailIndent = 2;

std::string with_explanation(std::string reason, const std::string& explanation)
{
    if (!explanation.empty())
        reason += ": " + printable(explanation);
    return reason;
}

void add(Table& table, std::string what, std::string value)
{
    if (!value.empty())
        table.add({{.text = std::move(what), .style = Style::dim}, {.text = std::move(value)}});
}

/// What must happen before a message can be decided.
std::string awaited(const NotYet& wait, const View& view)
{
    if (!wait.chain_id)
        return {};
    auto out = chain_label(*wait.chain_id, view.chains);
    if (wait.reason == pb::NOT_YET_REASON_NOT_SEEN)
        out += " to be seen up to " + moment(wait.awaited_timestamp_s, view.now_s);
    if (wait.reason == pb::NOT_YET_REASON_LEVEL && wait.awaited_level)
        out += " to reach " + std::string{to_string(*wait.awaited_level)};
    return out;
}

struct DetailsOf
{
    const View& view;
    Table& table;

    void operator()(const Valid& valid) const
    {
        if (valid.initiating_block)
            add(table, "in block", block_line(*valid.initiating_block, view));
    }

    void operator()(const Invalid& invalid) const
    {
        add(table, "expected", printable(invalid.expected));
        add(table, "found", printable(invalid.found));
    }

    void operator()(const NotYet& wait) const
    {
        add(table, "waits for", awaited(wait, view));
        if (wait.head)
            add(table, "its head", block_line(*wait.head, view));
    }
};
}  // namespace

std::string short_hash(const Hash32& hash)
{
    constexpr size_t kShownDigits = 8;
    const auto full = to_hex(hash);
    return full.substr(0, 2 + kShownDigits) + "…" + full.substr(full.size() - kShownDigits);
}

std::string moment(uint64_t unix_s, uint64_t now_s)
{
    return utc(unix_s) + ", " + age(now_s, unix_s);
}

std::string block_line(const BlockSeal& seal, const View& view)
{
    return std::to_string(seal.id.number) + " " + short_hash(seal.id.hash) + ", " +
           moment(seal.timestamp_s, view.now_s);
}

std::string position_label(const LogPosition& at, const View& view)
{
    return chain_label(at.chain_id, view.chains) + " block " + std::to_string(at.block_number) +
           " log " + std::to_string(at.log_index);
}

std::string levels_text(std::span<const SafetyLevel> levels)
{
    std::string out;
    for (const auto level : levels)
        out += (out.empty() ? "" : ", ") + std::string{to_string(level)};
    return out.empty() ? "none" : out;
}

Cell verdict_cell(const Answer& answer)
{
    if (!answer)
        return {.text = "CANNOT TELL", .style = Style::trouble};
    if (std::holds_alternative<Valid>(*answer))
        return {.text = "VALID", .style = Style::good};
    if (std::holds_alternative<Invalid>(*answer))
        return {.text = "INVALID", .style = Style::bad};
    return {.text = "NOT YET", .style = Style::waiting};
}

std::string reason_text(const Answer& answer)
{
    if (!answer)
        return with_explanation(name_of(answer.error().cause), answer.error().explanation);
    if (const auto* const invalid = std::get_if<Invalid>(&*answer))
        return with_explanation(name_of(invalid->reason), invalid->explanation);
    if (const auto* const wait = std::get_if<NotYet>(&*answer))
        return with_explanation(name_of(wait->reason), wait->explanation);
    return {};
}

Table details_table()
{
    return Table{{Align::left, Align::left}, kDetailIndent};
}

void add_details(const Answer& answer, const View& view, Table& table)
{
    add(table, answer ? "reason" : "cause", reason_text(answer));
    if (answer)
        std::visit(DetailsOf{view, table}, *answer);
}
}  // namespace interlock::client::cli
