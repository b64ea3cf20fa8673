// `interlock explain`: why a block, or a head, is where it is.
#include "client/cli/explain_report.hpp"

namespace interlock::client::cli
{
namespace
{
/// The views are asked for one after the other, and a reorg in between may put another block at a
/// number: so all but the first are asked for by the hash that the first gave.
Result<ExplainedBlock> explain_views(const Context& context, const ChainId& chain, BlockRef block,
    std::span<const SafetyLevel> levels)
{
    ExplainedBlock out{.chain = chain, .views = {}};
    for (const auto level : levels)
    {
        auto explanation = context.client.explain(chain, block, level);
        if (!explanation)
            return tl::unexpected{std::move(explanation.error())};
        block = explanation->steps.front().block.id.hash;
        out.views.push_back({.level = level, .explanation = std::move(*explanation)});
    }
    return out;
}

template <typename Explained>
Output output_of(const Explained& explained, const Context& context, const Chains& chains)
{
    return {.code = exit_code(explained),
        .body = context.json ? json_line(explain_json(explained))
                             : explain_text(explained, context.view(chains))};
}
}  // namespace

Result<Output> run_explain_block(const Context& context, const ExplainBlockArgs& args)
{
    const auto chosen = choose_chain(context, args.chain);
    if (!chosen)
        return tl::unexpected{chosen.error()};
    const auto levels = args.level ? std::span{&*args.level, 1} : std::span{kCrossLevels};
    return explain_views(context, chosen->id, args.block, levels)
        .map(
            [&](const ExplainedBlock& block) { return output_of(block, context, chosen->chains); });
}

Result<Output> run_explain_head(const Context& context, const ExplainHeadArgs& args)
{
    const auto chosen = choose_chain(context, args.chain);
    if (!chosen)
        return tl::unexpected{chosen.error()};
    return context.client.explain_head(chosen->id, args.level)
        .map(
            [&](Explanation&& explanation)
            {
                return output_of(ExplainedHead{.chain = chosen->id,
                                     .level = args.level,
                                     .explanation = std::move(explanation)},
                    context, chosen->chains);
            });
}
}  // namespace interlock::client::cli
