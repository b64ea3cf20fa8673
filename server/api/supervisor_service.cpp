#include "server/api/supervisor_service.hpp"

#include <fmt/format.h>

#include "server/api/block_answers.hpp"
#include "server/api/check_requests.hpp"
#include "server/api/super_root_answer.hpp"
#include "server/api/watches.hpp"

namespace interlock::server
{
namespace
{
/// What a CheckMessagesRequest asks.
struct MessagesCheck
{
    std::vector<Claim> claims;
    Execution execution;
};

tl::expected<MessagesCheck, std::string> messages_check_from(
    const pb::CheckMessagesRequest& request)
{
    const auto execution = execution_from(request.executing(), request.min_safety());
    if (!execution)
        return tl::unexpected{execution.error()};
    if (request.messages_size() > kMaxMessages)
    {
        return tl::unexpected{fmt::format(
            "messages: {} given, at most {} are taken", request.messages_size(), kMaxMessages)};
    }
    MessagesCheck out{.claims = {}, .execution = *execution};
    for (int i = 0; i < request.messages_size(); ++i)
    {
        const auto message = wire::from_proto(request.messages(i), fmt::format("messages[{}]", i));
        if (!message)
            return tl::unexpected{message.error()};
        out.claims.push_back(claim_of(*message));
    }
    return out;
}

/// Each message is a check of its own.
CallResult check_messages(const ApiContext& context, const pb::CheckMessagesRequest& request,
    pb::CheckMessagesReply& reply)
{
    const auto check = messages_check_from(request);
    if (!check)
    {
        context.checks.count_bad_request(CheckDoor::grpc);
        return refuse(check.error());
    }
    const auto& [claims, execution] = *check;
    const auto open = open_index(context);
    for (const auto& claim : claims)
    {
        CountedCheck counted{context.checks, CheckDoor::grpc};
        const auto answer =
            open ? context.judge.judge(*open->view, open->circumstances, claim, execution)
                 : Answer{tl::unexpected{open.error()}};
        counted.answered(execution.min_safety, answer);
        if (open)
            put_answer(answer, *reply.add_results());
    }
    return open ? CallResult{} : cannot_tell(open.error());
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

CheckReactor* SupervisorService::CheckStream(grpc::CallbackServerContext* call)
{
    return checks_.open(*call);
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
