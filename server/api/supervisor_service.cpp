#include "server/api/supervisor_service.hpp"

#include <fmt/format.h>

#include "server/api/block_answers.hpp"
#include "server/api/super_root_answer.hpp"
#include "server/api/watches.hpp"
#include "server/query/access_check.hpp"

namespace interlock::server
{
namespace
{
tl::expected<Execution, std::string> execution_from(
    const pb::ExecutingDescriptor& executing, pb::SafetyLevel min_safety)
{
    const auto chain = wire::chain_id_from_proto(executing.chain_id(), "executing.chain_id");
    if (!chain)
        return tl::unexpected{chain.error()};
    if (!executing.has_timestamp())
        return tl::unexpected<std::string>{"executing.timestamp is missing"};
    const auto level = wire::level_from_proto(min_safety, "min_safety");
    if (!level)
        return tl::unexpected{level.error()};
    return Execution{.chain_id = *chain,
        .timestamp_s = executing.timestamp(),
        .timeout_s = executing.timeout(),
        .min_safety = *level};
}

tl::expected<std::vector<MessageAccess>, std::string> accesses_from(
    const google::protobuf::RepeatedPtrField<std::string>& entries)
{
    if (static_cast<size_t>(entries.size()) > kMaxAccessListEntries)
    {
        return tl::unexpected{fmt::format(
            "entries: {} given, at most {} are taken", entries.size(), kMaxAccessListEntries)};
    }
    std::vector<Hash32> words;
    words.reserve(static_cast<size_t>(entries.size()));
    for (int i = 0; i < entries.size(); ++i)
    {
        const auto word = wire::hash_from_proto(entries[i], fmt::format("entries[{}]", i));
        if (!word)
            return tl::unexpected{word.error()};
        words.push_back(*word);
    }
    auto accesses = parse_access_list(words);
    if (!accesses)
    {
        const auto& error = accesses.error();
        return tl::unexpected{fmt::format("entries[{}]: {}", error.entry, error.message)};
    }
    return *std::move(accesses);
}

void put_access(const MessageAccess& access, const Answer& answer, pb::CheckAccessListReply& reply)
{
    auto& out = *reply.add_messages();
    auto& announced = *out.mutable_announced();
    announced.set_block_number(access.at.block_number);
    announced.set_log_index(access.at.log_index);
    announced.set_timestamp(access.at.timestamp_s);
    announced.set_chain_id(wire::to_proto(access.at.chain_id));
    out.set_checksum(wire::to_proto(access.checksum));
    put_answer(answer, out);
}

CallResult answer_access_list(const ApiContext& context, const pb::CheckAccessListRequest& request,
    pb::CheckAccessListReply& reply)
{
    const auto execution = execution_from(request.executing(), request.min_safety());
    if (!execution)
        return refuse(execution.error());
    const auto accesses = accesses_from(request.entries());
    if (!accesses)
        return refuse(accesses.error());
    const auto open = open_index(context);
    if (!open)
        return tl::unexpected{open.error()};
    const auto& [circumstances, view] = *open;
    const auto [answers, overall, decisive] =
        check_access_list(context.judge, *view, circumstances, *accesses,
            {.chain_id = execution->chain_id,
                .timestamp_s = execution->timestamp_s,
                .timeout_s = execution->timeout_s,
                .min_safety = execution->min_safety});
    if (!overall)
        return cannot_tell(overall.error());
    if (std::holds_alternative<Valid>(*overall))
        reply.mutable_overall()->mutable_valid();  // No one block is that of the list.
    else
        *reply.mutable_overall() = to_proto(*overall);
    for (size_t i = 0; i < answers.size(); ++i)
        put_access((*accesses)[i], answers[i], reply);
    return {};
}

CallResult check_messages(const ApiContext& context, const pb::CheckMessagesRequest& request,
    pb::CheckMessagesReply& reply)
{
    const auto execution = execution_from(request.executing(), request.min_safety());
    if (!execution)
        return refuse(execution.error());
    if (request.messages_size() > kMaxMessages)
    {
        return refuse(fmt::format(
            "messages: {} given, at most {} are taken", request.messages_size(), kMaxMessages));
    }
    std::vector<Claim> claims;
    for (int i = 0; i < request.messages_size(); ++i)
    {
        const auto message = wire::from_proto(request.messages(i), fmt::format("messages[{}]", i));
        if (!message)
            return refuse(message.error());
        claims.push_back(claim_of(*message));
    }
    const auto open = open_index(context);
    if (!open)
        return tl::unexpected{open.error()};
    const auto& [circumstances, view] = *open;
    for (const auto& claim : claims)
        put_answer(
            context.judge.judge(*view, circumstances, claim, *execution), *reply.add_results());
    return {};
}

void put_heads(const storage::View& view, const ChainId& chain, pb::GetHeadsReply& reply)
{
    auto& out = *reply.add_chains();
    out.set_chain_id(wire::to_proto(chain));
    for (const auto level : kSafetyLevels)
    {
        auto& head = *out.add_heads();
        head.set_level(wire::to_proto(level));
        const auto block = head_at(view, chain, level);
        if (block)
            *head.mutable_block() = wire::to_proto(*block);
        else
            *head.mutable_cannot_tell() = to_proto(block.error());
    }
}

CallResult get_heads(
    const ApiContext& context, const pb::GetHeadsRequest& request, pb::GetHeadsReply& reply)
{
    const auto wanted = chains_from(context, request.chain_ids());
    if (!wanted)
        return tl::unexpected{wanted.error()};
    const auto view = context.views.open_view();
    if (!view)
        return cannot_tell(view.error());
    const auto journal = (*view)->head_journal();
    if (!journal)
        return cannot_tell(journal.error());
    reply.set_sequence(journal->last);
    for (const auto& chain : *wanted)
        put_heads(**view, chain, reply);
    return {};
}

void get_dependency_set(const ApiContext& context, pb::GetDependencySetReply& reply)
{
    reply.set_expiry_window(context.set.expiry_window_s());
    for (const auto& chain : context.set.chains())
    {
        auto& out = *reply.add_chains();
        out.set_chain_id(wire::to_proto(chain.id));
        out.set_name(context.name_of(chain.id));
        out.set_block_time(chain.block_time_s);
        if (chain.activation_s)
            out.set_activation_time(*chain.activation_s);
    }
}
}  // namespace

grpc::ServerUnaryReactor* SupervisorService::CheckAccessList(grpc::CallbackServerContext* call,
    const pb::CheckAccessListRequest* request, pb::CheckAccessListReply* reply)
{
    return finish(*call, answer_access_list(context_, *request, *reply));
}

grpc::ServerUnaryReactor* SupervisorService::CheckMessages(grpc::CallbackServerContext* call,
    const pb::CheckMessagesRequest* request, pb::CheckMessagesReply* reply)
{
    return finish(*call, check_messages(context_, *request, *reply));
}

grpc::ServerUnaryReactor* SupervisorService::GetHeads(
    grpc::CallbackServerContext* call, const pb::GetHeadsRequest* request, pb::GetHeadsReply* reply)
{
    return finish(*call, get_heads(context_, *request, *reply));
}

grpc::ServerUnaryReactor* SupervisorService::GetDependencySet(grpc::CallbackServerContext* call,
    const pb::GetDependencySetRequest*, pb::GetDependencySetReply* reply)
{
    get_dependency_set(context_, *reply);
    return finish(*call, {});
}

grpc::ServerUnaryReactor* SupervisorService::CheckBlock(grpc::CallbackServerContext* call,
    const pb::CheckBlockRequest* request, pb::CheckBlockReply* reply)
{
    if (!request->has_hash())
        return finish(*call, check_block(context_, *request, *reply));
    return finish_on(pool_, *call,
        [this, request, reply](const auto&) { return check_block(context_, *request, *reply); });
}

grpc::ServerUnaryReactor* SupervisorService::GetDerivationInputs(grpc::CallbackServerContext* call,
    const pb::GetDerivationInputsRequest* request, pb::GetDerivationInputsReply* reply)
{
    return finish_on(pool_, *call,
        [this, request, reply](const std::stop_token& stop)
        { return get_derivation_inputs(context_, *request, stop, *reply); });
}

grpc::ServerUnaryReactor* SupervisorService::GetSuperRoot(grpc::CallbackServerContext* call,
    const pb::GetSuperRootRequest* request, pb::GetSuperRootReply* reply)
{
    return finish(*call, get_super_root(context_, *request, *reply));
}

grpc::ServerWriteReactor<pb::HeadChange>* SupervisorService::WatchHeads(
    grpc::CallbackServerContext* call, const pb::WatchHeadsRequest* request)
{
    return open_stream(hub_, *call, HeadJournal{}, subscription_from(context_, *request));
}

grpc::ServerWriteReactor<pb::VerdictChange>* SupervisorService::WatchVerdicts(
    grpc::CallbackServerContext* call, const pb::WatchVerdictsRequest* request)
{
    return open_stream(
        hub_, *call, VerdictJournal{context_.set}, subscription_from(context_, *request));
}
}  // namespace interlock::server
