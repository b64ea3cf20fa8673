#include "client/cli/render.hpp"

#include "client/cli/chain_names.hpp"
#include "client/cli/names.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kDetailIndent = 2;

/// What must happen before a message can be decided; empty when the fields do not tell.
std::string awaited(const NotYet& wait, const View& view)
{
    if (!wait.chain_id)
        return {};
    const auto out = chain_label(*wait.chain_id, view.chains);
    if (wait.reason == pb::NOT_YET_REASON_NOT_SEEN)
        return out + " to be seen up to " + moment(wait.awaited_timestamp_s, view.now_s);
    if (!wait.awaited_level)
        return {};
    const auto reached = " to reach " + std::string{to_string(*wait.awaited_level)};
    if (wait.reason == pb::NOT_YET_REASON_LEVEL)
        return out + reached;
    if (wait.reason == pb::NOT_YET_REASON_BLOCK)
        return "the block that executes it" + reached;
    return {};
}

struct DetailsOf
{
    const View& view;
    Table& table;

    void operator()(const Valid& valid) const
    {
        if (valid.initiating_block)
            add_detail(table, "in block", block_line(*valid.initiating_block, view));
    }

    void operator()(const Invalid& invalid) const { add_details(invalid, table); }

    void operator()(const NotYet& wait) const
    {
        // The explanation says in words what the other fields say; it is for when they do not.
        auto waits_for = awaited(wait, view);
        const auto explanation = waits_for.empty() ? std::string_view{wait.explanation} : "";
        add_wait(table, {.reason = name_of(wait.reason),
                            .explanation = explanation,
                            .waits_for = std::move(waits_for)});
        if (wait.head)
            add_detail(table, "its head", block_line(*wait.head, view));
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
        return reason_text(name_of(answer.error().cause), answer.error().explanation);
    if (const auto* const invalid = std::get_if<Invalid>(&*answer))
        return reason_text(*invalid);
    if (const auto* const wait = std::get_if<NotYet>(&*answer))
        return reason_text(name_of(wait->reason), wait->explanation);
    return {};
}

std::string reason_text(const Invalid& why)
{
    return reason_text(name_of(why.reason), why.explanation);
}

std::string reason_text(std::string name, std::string_view explanation)
{
    if (!explanation.empty())
        name += ": " + printable(explanation);
    return name;
}

Table details_table()
{
    return Table{{Align::left, Align::left}, kDetailIndent};
}

void add_detail(Table& table, std::string what, std::string value)
{
    if (!value.empty())
        table.add({{.text = std::move(what), .style = Style::dim}, {.text = std::move(value)}});
}

void add_wait(Table& table, WaitDetails details)
{
    add_detail(table, "reason", reason_text(std::move(details.reason), details.explanation));
    add_detail(table, "waits for", std::move(details.waits_for));
}

void add_details(const Invalid& why, Table& table)
{
    add_detail(table, "reason", reason_text(why));
    add_detail(table, "expected", printable(why.expected));
    add_detail(table, "found", printable(why.found));
}

void add_details(const Answer& answer, const View& view, Table& table)
{
    if (answer)
        std::visit(DetailsOf{view, table}, *answer);
    else
        add_detail(table, "cause", reason_text(answer));
}
}  // namespace interlock::client::cli
