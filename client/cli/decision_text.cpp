#include "client/cli/decision_text.hpp"

#include "client/cli/chain_names.hpp"
#include "client/cli/names.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
std::string since_text(uint64_t since_s, const View& view)
{
    if (since_s == 0)
        return {};
    return ", since " + duration(view.now_s - std::min(view.now_s, since_s));
}

/// What the message and the moment tell, of a wait as of a fault.
void add_evidence(
    const std::optional<ExecutingLog>& message, uint64_t since_s, const View& view, Table& table)
{
    if (message)
        add_detail(table, "message", executed_text(*message, view));
    if (since_s != 0)
        add_detail(table, "since", moment(since_s, view.now_s));
}

/// The level of a block's own chain that it must have before it can reach `level`.
std::string_view level_below(SafetyLevel level)
{
    return to_string(
        level == SafetyLevel::cross_unsafe ? SafetyLevel::unsafe : SafetyLevel::local_safe);
}

/// Whether what is awaited, in our words, is all that an explanation can say.
bool tells_all(pb::WaitReason reason)
{
    return names_block(reason) || names_time(reason) || reason == pb::WAIT_REASON_LOCAL_LEVEL;
}

/// A block of another chain at the same time, in a clause: "… block 12 of the same time, which …".
std::string peer_text(const std::string& block, std::string_view what)
{
    return block + " of the same time, which " + std::string{what};
}

struct LineOf
{
    SafetyLevel level;
    const View& view;

    std::string operator()(const Accept&) const { return {}; }

    std::string operator()(const Wait& wait) const
    {
        const auto awaited = awaited_text(wait, level, view);
        const auto what = awaited.empty()
                              ? ": " + reason_text(name_of(wait.reason), wait.explanation)
                              : " for " + awaited;
        return what + since_text(wait.since_s, view);
    }

    std::string operator()(const Replace& why) const
    {
        return ": " + reason_text(why.fault) + since_text(why.since_s, view);
    }
};

struct DetailsOf
{
    SafetyLevel level;
    const View& view;
    Table& table;

    void operator()(const Accept&) const {}

    void operator()(const Wait& wait) const
    {
        add_wait(table,
            {.reason = name_of(wait.reason),
                .explanation = tells_all(wait.reason) ? std::string_view{} : wait.explanation,
                .waits_for = awaited_text(wait, level, view)});
        add_evidence(wait.message, wait.since_s, view, table);
    }

    void operator()(const Replace& why) const { add_details(why, view, table); }
};
}  // namespace

std::string block_label(const ChainId& chain, uint64_t number, const View& view)
{
    return chain_label(chain, view.chains) + " block " + std::to_string(number);
}

std::string named_text(const std::optional<Message>& message, const View& view)
{
    return message ? position_label(message->id.at, view) : "malformed event";
}

std::string executed_text(const ExecutingLog& log, const View& view)
{
    return "log " + std::to_string(log.log_index) + " executes " +
           named_text(message_of(log), view);
}

Cell decision_cell(const BlockDecision& decision)
{
    if (std::holds_alternative<Accept>(decision))
        return {.text = "ACCEPTED", .style = Style::good};
    if (std::holds_alternative<Replace>(decision))
        return {.text = "INVALID", .style = Style::bad};
    return {.text = "WAITS", .style = Style::waiting};
}

std::string awaited_text(const Wait& wait, SafetyLevel level, const View& view)
{
    if (!wait.chain_id)
        return {};
    const auto chain = chain_label(*wait.chain_id, view.chains);
    const auto block = block_label(*wait.chain_id, wait.number, view);
    const auto seen = " to be seen up to " + moment(wait.timestamp_s, view.now_s);
    const auto reached = " to reach " + std::string{to_string(level)};
    switch (wait.reason)
    {
        case pb::WAIT_REASON_LOCAL_LEVEL:
            return "the " + std::string{level_below(level)} + " head of " + chain +
                   " to come to it";
        case pb::WAIT_REASON_EARLIER_BLOCK:
            return block + " to be decided first";
        case pb::WAIT_REASON_INITIATING_NOT_SEEN:
            return chain + seen;
        case pb::WAIT_REASON_INITIATING_LEVEL:
            return block + reached;
        case pb::WAIT_REASON_BEFORE_INDEX:
            return "a block of " + chain + " that is older than the index";
        case pb::WAIT_REASON_PEER_NOT_SEEN:
            return chain + ", which has a part in it," + seen;
        case pb::WAIT_REASON_PEER_LEVEL:
            return block + ", the last before its time," + reached;
        case pb::WAIT_REASON_PEER_ON_CYCLE:
            return peer_text(block, "is on a cycle, to be replaced");
        case pb::WAIT_REASON_PEER_INVALID:
            return peer_text(block, "is invalid, to be replaced");
        case pb::WAIT_REASON_PEER_WAITS:
            return peer_text(block, "waits itself");
        case pb::WAIT_REASON_HALTED:
            return chain + ", which is halted, to be mended";
        case pb::WAIT_REASON_UNSPECIFIED:
        case pb::WaitReason_INT_MIN_SENTINEL_DO_NOT_USE_:
        case pb::WaitReason_INT_MAX_SENTINEL_DO_NOT_USE_:
            break;
    }
    return {};
}

std::string decision_line(const BlockDecision& decision, SafetyLevel level, const View& view)
{
    return decision_cell(decision).text + std::visit(LineOf{level, view}, decision);
}

void add_details(const BlockDecision& decision, SafetyLevel level, const View& view, Table& table)
{
    std::visit(DetailsOf{level, view, table}, decision);
}

void add_details(const Replace& why, const View& view, Table& table)
{
    add_details(why.fault, table);
    add_evidence(why.message, why.since_s, view, table);
}
}  // namespace interlock::client::cli
