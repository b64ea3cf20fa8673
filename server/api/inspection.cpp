#include "server/api/inspection.hpp"

#include <fmt/format.h>

#include "server/api/block_answers.hpp"
#include "server/api/status.hpp"
#include "server/api/translate_blocks.hpp"

namespace interlock::server
{
namespace
{
/// What an ExplainRequest asks for.
struct ExplainQuestion
{
    ChainId chain_id;
    std::optional<BlockRef> block;  // Absent: what comes after the head.
    SafetyLevel level = SafetyLevel::safe;
    std::optional<CrossView> view;  // That gives the level; always there for a block.
};

CallAnswer<ExplainQuestion> question_from(
    const ApiContext& context, const pb::ExplainRequest& request)
{
    const auto chain = chain_from(context, request.chain_id());
    if (!chain)
        return tl::unexpected{chain.error()};
    const auto level = wire::level_from_proto(request.level(), "level");
    if (!level)
        return refuse(level.error());
    ExplainQuestion out{.chain_id = *chain, .block = std::nullopt, .level = *level};
    const auto view = cross_view_from(request.level());
    if (view)
        out.view = *view;
    if (request.has_head())
        return out;
    if (request.subject_case() == pb::ExplainRequest::SUBJECT_NOT_SET)
        return refuse("subject is missing, expected number, hash or head");
    if (!view)
        return tl::unexpected{view.error()};
    const auto block = block_from(request);
    if (!block)
        return tl::unexpected{block.error()};
    out.block = *block;
    return out;
}

ChainConditions conditions_of(const ApiContext& context)
{
    ChainConditions out;
    for (const auto& chain : context.set.chains())
    {
        const auto status = status_of(context.board, chain.id);
        out.emplace(chain.id, ChainCondition{status.trouble, status.label_trouble});
    }
    return out;
}

CallAnswer<Explanation> answer(const ApiContext& context, const storage::View& view,
    const ChainConditions& conditions, const ExplainQuestion& question)
{
    const auto failed = [](const CannotTell& trouble) { return CallFailure{trouble}; };
    const auto& chain = question.chain_id;
    if (!question.view)
        return explain_told_head(view, conditions, chain, question.level).map_error(failed);
    const CrossIndex at{view, context.set, *question.view};
    if (!question.block)
        return explain_cross_head(at, conditions, chain).map_error(failed);
    const auto check = check_asked(at, chain, *question.block);
    if (!check)
        return tl::unexpected{check.error()};
    return explain_block(at, conditions, chain, *check).map_error(failed);
}
}  // namespace

CallResult explain(
    const ApiContext& context, const pb::ExplainRequest& request, pb::ExplainReply& reply)
{
    const auto question = question_from(context, request);
    if (!question)
        return tl::unexpected{question.error()};
    const auto conditions = conditions_of(context);
    const auto view = context.views.open_view();
    if (!view)
        return cannot_tell(view.error());
    const auto explanation = answer(context, **view, conditions, *question);
    if (!explanation)
        return tl::unexpected{explanation.error()};
    for (const auto& step : explanation->steps)
        *reply.add_steps() = to_proto(step, question->view.value_or(CrossView::safe));
    reply.set_explanation(explanation->text);
    reply.set_canonical(explanation->canonical);
    auto heads = heads_of(**view, question->chain_id);
    if (!heads)
        return tl::unexpected{heads.error()};
    reply.mutable_heads()->Swap(&*heads);
    return {};
}

CallResult get_graph(
    const ApiContext& context, const pb::GetGraphRequest& request, pb::GetGraphReply& reply)
{
    const auto chains = chains_from(context, request.chain_ids());
    if (!chains)
        return tl::unexpected{chains.error()};
    if (request.radius() > kMaxGraphRadiusS)
    {
        return refuse(fmt::format(
            "radius is {}, at most {} s are taken", request.radius(), kMaxGraphRadiusS));
    }
    const auto open = open_index(context);
    if (!open)
        return tl::unexpected{open.error()};
    const auto graph = message_graph(context.judge, *open->view, open->circumstances,
        {.timestamp_s = request.timestamp(), .radius_s = request.radius(), .chains = *chains});
    if (!graph)
        return cannot_tell(graph.error());
    for (const auto& block : graph->blocks)
        *reply.add_blocks() = to_proto(block);
    for (const auto& message : graph->messages)
        *reply.add_messages() = to_proto(message);
    reply.set_truncated(graph->truncated);
    return {};
}
}  // namespace interlock::server
