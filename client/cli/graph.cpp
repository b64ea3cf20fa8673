// `interlock graph`: the blocks around a time and the messages between them, to be drawn.
#include "client/cli/args.hpp"
#include "client/cli/commands.hpp"
#include "client/cli/graph_drawing.hpp"

namespace interlock::client::cli
{
namespace
{
/// The time of the block that was named.
Result<uint64_t> time_of(
    const Context& context, const std::vector<std::string>& around, const Chains& chains)
{
    const auto chain = resolve_chain(around.at(0), chains);
    if (!chain)
        return usage_error("--around: " + chain.error());
    const auto number = parse_number(around.at(1));
    if (!number)
        return usage_error("--around: " + number.error());
    return context.client.check_block(*chain, *number, SafetyLevel::cross_unsafe)
        .map([](const BlockCheck& check) { return check.block.timestamp_s; });
}

Result<GraphQuery> query_of(const Context& context, const GraphArgs& args, const Chains& chains)
{
    GraphQuery out{.timestamp_s = args.at_s.value_or(context.now_s), .radius_s = args.radius_s};
    if (args.around.empty())
        return out;
    return time_of(context, args.around, chains)
        .map(
            [&](uint64_t time_s)
            {
                out.timestamp_s = time_s;
                return out;
            });
}

Json block_json(const GraphBlock& block)
{
    return {{"chain_id", to_string(block.chain_id)}, {"block", seal_json(block.block)},
        {"log_count", block.log_count}, {"levels", levels_json(block.levels)},
        {"invalid", block.invalid}};
}

Json graph_json(const Graph& graph, const GraphQuery& query)
{
    return {{"timestamp", query.timestamp_s}, {"radius", query.radius_s},
        {"truncated", graph.truncated}, {"blocks", list_json(graph.blocks, block_json)},
        {"messages", executing_json(graph.messages)}};
}
}  // namespace

Result<Output> run_graph(const Context& context, const GraphArgs& args)
{
    const auto chains = context.client.chains();
    if (!chains)
        return tl::unexpected{chains.error()};
    const auto query = query_of(context, args, *chains);
    if (!query)
        return tl::unexpected{query.error()};
    const auto graph = context.client.graph(*query);
    if (!graph)
        return tl::unexpected{graph.error()};
    if (context.json)
        return Output{.code = ExitCode::ok, .body = json_line(graph_json(*graph, *query))};
    const auto drawing = draw(*graph, *query, context.view(*chains));
    return Output{.code = ExitCode::ok,
        .body = args.format == GraphFormat::dot ? to_dot(drawing) : to_mermaid(drawing)};
}
}  // namespace interlock::client::cli
