#include "server/dashboard/forms.hpp"

#include "console/measures.hpp"
#include "proto/wire/convert.hpp"

namespace interlock::server
{
namespace
{
std::string level_text(pb::SafetyLevel level)
{
    return short_name(pb::SafetyLevel_Name(level), "SAFETY_LEVEL_");
}

std::string reason_text(pb::InvalidReason reason)
{
    return short_name(pb::InvalidReason_Name(reason), "INVALID_REASON_");
}

Json place_json(const pb::Identifier& id)
{
    return {{"chain", chain_text(id.chain_id())}, {"number", id.block_number()},
        {"log", id.log_index()}, {"time", id.timestamp()}, {"origin", hex_text(id.origin())}};
}

/// null for a malformed one.
Json executed_json(const pb::ExecutedMessage& executed)
{
    return executed.has_message() ? place_json(executed.message().identifier()) : Json{};
}

template <typename Result>
void put_answer(const Result& result, Json& out)
{
    out["state"] = "cannot_tell";
    out["reason"] = "";
    out["explanation"] = result.cannot_tell().explanation();
    if (!result.has_verdict())
        return;
    const auto& verdict = result.verdict();
    if (verdict.has_invalid())
    {
        out["state"] = "invalid";
        out["reason"] = reason_text(verdict.invalid().reason());
        out["explanation"] = verdict.invalid().explanation();
    }
    else if (verdict.has_not_yet())
    {
        out["state"] = "not_yet";
        out["reason"] =
            short_name(pb::NotYetReason_Name(verdict.not_yet().reason()), "NOT_YET_REASON_");
        out["explanation"] = verdict.not_yet().explanation();
    }
    else
        out["state"] = "valid";
}

void put_wait(const pb::Wait& wait, Json& out)
{
    out["decision"] = "wait";
    out["reason"] = short_name(pb::WaitReason_Name(wait.reason()), "WAIT_REASON_");
    out["explanation"] = wait.explanation();
    out["on"] = chain_text(wait.chain_id());
    out["since"] = wait.since();
    if (wait.has_message())
        out["message"] = executed_json(wait.message());
}

void put_replace(const pb::Replace& replace, Json& out)
{
    out["decision"] = "invalid";
    out["reason"] = reason_text(replace.reason());
    out["explanation"] = replace.explanation();
    out["expected"] = replace.expected();
    out["found"] = replace.found();
    out["since"] = replace.since();
    out["message"] = executed_json(replace.message());
}

Json node_json(const pb::Node& node)
{
    Json out{{"name", node.name()},
        {"state", short_name(pb::NodeState_Name(node.state()), "NODE_STATE_")},
        {"in_use", node.in_use()}, {"reason", node.reason()}, {"failures", node.failures()}};
    if (node.has_head())
        out["head"] = node.head();
    return out;
}

Json subscription_json(const pb::Subscription& subscription)
{
    return {{"endpoint", subscription.endpoint()},
        {"state",
            short_name(pb::SubscriptionState_Name(subscription.state()), "SUBSCRIPTION_STATE_")},
        {"trouble", subscription.trouble()}, {"announcements", subscription.announcements()}};
}

Json divergence_json(const pb::Divergence& divergence)
{
    Json out{{"claimed", level_text(divergence.claimed())},
        {"block", block_json(divergence.block())},
        {"initiating_chain", chain_text(divergence.initiating_chain_id())},
        {"failsafe", divergence.failsafe()}};
    put_replace(divergence.why(), out);
    return out;
}

Json heads_json(const google::protobuf::RepeatedPtrField<pb::LevelHead>& heads)
{
    auto out = Json::object();
    for (const auto& head : heads)
    {
        if (head.has_block())
            out[level_text(head.level())] = block_json(head.block());
    }
    return out;
}

Json chain_json(const pb::ChainStatus& chain)
{
    Json out{{"id", chain_text(chain.chain_id())}, {"name", chain.name()},
        {"state", short_name(pb::ChainState_Name(chain.state()), "CHAIN_STATE_")},
        {"ready", chain.ready()}, {"trouble", chain.trouble()},
        {"label_trouble", chain.label_trouble()}, {"disagreement", chain.disagreement()},
        {"reorgs", chain.reorgs()}, {"refused_blocks", chain.refused_blocks()},
        {"heads", heads_json(chain.heads())}, {"nodes", Json::array()}, {"pending", Json::array()}};
    if (chain.has_node_head())
        out["node_head"] = chain.node_head();
    if (chain.has_first())
        out["first"] = block_json(chain.first());
    for (const auto& node : chain.nodes())
        out["nodes"].push_back(node_json(node));
    for (const auto& pending : chain.pending())
        out["pending"].push_back(step_json(pending));
    if (chain.has_subscription())
        out["subscription"] = subscription_json(chain.subscription());
    if (chain.has_divergence())
        out["divergence"] = divergence_json(chain.divergence());
    return out;
}

std::string decimal_text(const std::string& bytes)
{
    const auto word = wire::hash_from_proto(bytes, "number");
    return word ? to_decimal(Uint256{word->bytes}) : std::string{};
}

Json log_json(const pb::TransactionLog& log)
{
    Json out{{"index", log.log_index()}, {"origin", hex_text(log.origin())},
        {"executed_by", Json::array()}};
    if (log.has_executes())
        out["executes"] = executing_json(log.executes());
    for (const auto& executing : log.executed_by())
        out["executed_by"].push_back(executing_json(executing));
    if (log.has_sent())
        out["sent"] = messenger_json(log.sent());
    return out;
}

Json failsafe_json(const pb::Failsafe& failsafe)
{
    Json out{{"chains", Json::array()},
        {"cause", short_name(pb::FailsafeCause_Name(failsafe.cause()), "FAILSAFE_CAUSE_")},
        {"reason", failsafe.reason()}, {"by", failsafe.by()}, {"since", failsafe.since()},
        {"held", failsafe.held()}};
    for (const auto& chain : failsafe.chain_ids())
        out["chains"].push_back(chain_text(chain));
    return out;
}
}  // namespace

std::string short_name(const std::string& enumerator, std::string_view prefix)
{
    auto out = enumerator.substr(enumerator.starts_with(prefix) ? prefix.size() : 0);
    for (auto& letter : out)
        letter = letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
    return out;
}

std::string chain_text(const std::string& bytes)
{
    const auto chain = wire::chain_id_from_proto(bytes, "chain_id");
    return chain ? to_string(*chain) : std::string{};
}

std::string hex_text(const std::string& bytes)
{
    return to_hex(wire::view_of(bytes));
}

Json block_json(const pb::BlockSeal& block)
{
    return {{"number", block.id().number()}, {"hash", hex_text(block.id().hash())},
        {"parent", hex_text(block.parent_hash())}, {"time", block.timestamp()}};
}

Json levels_json(const google::protobuf::RepeatedField<int>& levels)
{
    auto out = Json::array();
    for (const auto level : levels)
        out.push_back(level_text(static_cast<pb::SafetyLevel>(level)));
    return out;
}

Json executing_json(const pb::ExecutingLog& executing, std::optional<uint64_t> time_s)
{
    Json place{{"chain", chain_text(executing.chain_id())}, {"number", executing.block_number()},
        {"log", executing.log_index()}};
    if (time_s)
        place["time"] = *time_s;
    Json out{{"executing", std::move(place)}};
    if (executing.has_message())
        out["initiating"] = place_json(executing.message().identifier());
    put_answer(executing, out);
    return out;
}

Json step_json(const pb::PendingBlock& step)
{
    Json out{{"chain", chain_text(step.chain_id())}, {"level", level_text(step.level())},
        {"block", block_json(step.block())}, {"decision", "accept"}};
    const auto& decision = step.decision();
    if (decision.has_wait())
        put_wait(decision.wait(), out);
    else if (decision.has_replace())
        put_replace(decision.replace(), out);
    return out;
}

namespace
{
/// null where the service does not tell.
Json disk_json(const pb::GetStatusReply& status)
{
    if (!status.has_disk_free_bytes())
        return {};
    const console::DiskSpace disk{
        .index_bytes = status.index_bytes(), .free_bytes = status.disk_free_bytes()};
    return {{"severity", std::string{to_string(console::severity_of(disk))}},
        {"text", console::describe(disk)}};
}
}  // namespace

Json status_json(const pb::GetStatusReply& status, double now_s)
{
    Json out{{"version", status.version()}, {"started_at", status.started_at()}, {"now", now_s},
        {"ready", status.ready()}, {"disk", disk_json(status)}, {"failsafes", Json::array()},
        {"chains", Json::array()}};
    for (const auto& failsafe : status.failsafes())
        out["failsafes"].push_back(failsafe_json(failsafe));
    for (const auto& chain : status.chains())
        out["chains"].push_back(chain_json(chain));
    return out;
}

Json messages_json(const pb::ListMessagesReply& list)
{
    Json out{{"messages", Json::array()}};
    for (const auto& message : list.messages())
    {
        out["messages"].push_back(
            executing_json(message.executing(), message.executing_block().timestamp()));
    }
    return out;
}

Json message_json(const std::string& chain, const pb::GetMessageReply& message)
{
    Json out{{"chain", chain}, {"block", block_json(message.block())}, {"log", message.log_index()},
        {"log_hash", hex_text(message.log_hash())}, {"checksum", hex_text(message.checksum())},
        {"levels", levels_json(message.levels())}, {"executed_by", Json::array()},
        {"more_executed_by", message.more_executed_by()}};
    if (message.has_executes())
        out["executes"] = executing_json(message.executes(), message.block().timestamp());
    for (const auto& executing : message.executed_by())
        out["executed_by"].push_back(executing_json(executing));
    return out;
}

Json transaction_json(const pb::FindTransactionReply& reply)
{
    Json out{{"found", Json::array()}, {"unknown", unasked_json(reply.unasked())}};
    for (const auto& found : reply.found())
    {
        Json one{{"chain", chain_text(found.chain_id())}, {"block", block_json(found.block())},
            {"levels", levels_json(found.levels())}, {"index", found.index()},
            {"succeeded", found.succeeded()}, {"logs", Json::array()},
            {"more_logs", found.more_logs()}};
        for (const auto& log : found.logs())
            one["logs"].push_back(log_json(log));
        out["found"].push_back(std::move(one));
    }
    return out;
}

Json messenger_json(const pb::MessengerMessage& message)
{
    Json out{{"destination", chain_text(message.destination())},
        {"target", hex_text(message.target())}, {"nonce", decimal_text(message.nonce())},
        {"sender", hex_text(message.sender())}, {"message", hex_text(message.message())}};
    if (message.has_transfer())
    {
        const auto& transfer = message.transfer();
        out["transfer"] = {{"token", hex_text(transfer.token())},
            {"from", hex_text(transfer.from())}, {"to", hex_text(transfer.to())},
            {"amount", decimal_text(transfer.amount())}};
    }
    if (message.has_relayed())
        out["relayed"] = {{"log", message.relayed().log_index()},
            {"hash", hex_text(message.relayed().message_hash())}};
    return out;
}

Json unasked_json(const google::protobuf::RepeatedPtrField<pb::UnaskedChain>& chains)
{
    auto out = Json::array();
    for (const auto& chain : chains)
        out.push_back({{"chain", chain_text(chain.chain_id())}, {"why", chain.why()}});
    return out;
}
}  // namespace interlock::server
