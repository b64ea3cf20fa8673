#include "client/cli/change_lines.hpp"

#include "client/cli/decision_forms.hpp"
#include "client/cli/decision_text.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
/// As wide as the longest of levels, so that lines mostly align.
constexpr size_t kLevelWidth = 12;
/// And as a time.
constexpr size_t kTimeWidth = 23;

std::string padded(std::string text, size_t width)
{
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

/// When it changed; a head that is told first, as it is, says nothing of that.
std::string when_text(uint64_t at_s, ChangeTime time)
{
    constexpr size_t kTimeOfDayAt = 11;
    constexpr size_t kTimeOfDayWidth = 8;
    const auto text = at_s == 0 ? "now" : utc(at_s);
    if (time == ChangeTime::whole)
        return padded(text, kTimeWidth);
    return padded(text.size() > kTimeOfDayAt ? text.substr(kTimeOfDayAt, kTimeOfDayWidth) : text,
        kTimeOfDayWidth);
}

std::string id_text(const BlockId& id)
{
    return std::to_string(id.number) + " " + short_hash(id.hash);
}

/// When, where and at which level, and the block.
template <typename Change>
std::string frame_text(const Change& change, const View& view, ChangeTime time)
{
    return when_text(change.at_s, time) + "  " + chain_label(change.chain_id, view.chains) + "  " +
           padded(std::string{to_string(change.level)}, kLevelWidth) + "  " +
           id_text(change.block.id);
}

template <typename Change>
Json frame_json(const Change& change)
{
    return {{"sequence", change.sequence}, {"chain_id", to_string(change.chain_id)},
        {"level", to_string(change.level)}, {"block", seal_json(change.block)},
        {"at", change.at_s == 0 ? Json() : Json(change.at_s)}};
}

struct WhatText
{
    const View& view;

    std::string operator()(const Replace& why) const
    {
        const auto message = why.message ? "; " + executed_text(*why.message, view) : "";
        return styled("INVALID", Style::bad, view.colour) + ": " + reason_text(why.fault) + message;
    }

    std::string operator()(const Replaced& replaced) const
    {
        return styled("REPLACED", Style::good, view.colour) + " by " + id_text(replaced.by);
    }

    std::string operator()(const Withdrawn&) const
    {
        return styled("WITHDRAWN", Style::waiting, view.colour) + ": not invalid any more";
    }
};

struct AddWhat
{
    Json& out;

    void operator()(const Replace& why) const
    {
        out["change"] = "invalid";
        add_fault(why, out);
    }

    void operator()(const Replaced& replaced) const
    {
        out["change"] = "replaced_by";
        out["replaced_by"] = id_json(replaced.by);
    }

    void operator()(const Withdrawn&) const { out["change"] = "withdrawn"; }
};
}  // namespace

std::string change_text(const HeadChange& change, const View& view, ChangeTime time)
{
    return frame_text(change, view, time) + "\n";
}

std::string change_text(const VerdictChange& change, const View& view, ChangeTime time)
{
    return frame_text(change, view, time) + "  " + std::visit(WhatText{view}, change.change) + "\n";
}

Json change_json(const HeadChange& change)
{
    return frame_json(change);
}

Json change_json(const VerdictChange& change)
{
    auto out = frame_json(change);
    std::visit(AddWhat{out}, change.change);
    return out;
}
}  // namespace interlock::client::cli
