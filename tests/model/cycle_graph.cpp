#include "tests/model/cycle_graph.hpp"

namespace interlock::model
{
namespace
{
/// The transitive closure, by way of every node in turn.
void close(Reach& reach)
{
    const size_t size = reach.size();
    for (size_t via = 0; via < size; ++via)
    {
        for (size_t from = 0; from < size; ++from)
        {
            for (size_t to = 0; to < size; ++to)
            {
                if (reach[from][via] && reach[via][to])
                    reach[from][to] = true;
            }
        }
    }
}
}  // namespace

bool is_node(const Message& message, uint64_t timestamp_s)
{
    return !message.malformed && message.timestamp_s == timestamp_s;
}

Graph graph_at(const World& world, const std::set<std::string>& chains, uint64_t timestamp_s)
{
    Graph graph;
    for (const std::string& id : chains)
    {
        const Chain* chain = find_chain(world, id);
        const Block* block = chain == nullptr ? nullptr : find_block_at(*chain, timestamp_s);
        if (block == nullptr)
            continue;
        for (const Message& message : block->executing)
        {
            if (is_node(message, timestamp_s))
                graph.push_back({id, message.log_index, message.chain, message.index});
        }
    }
    return graph;
}

std::optional<size_t> previous_node(const Graph& graph, size_t node)
{
    if (node > 0 && graph[node - 1].chain == graph[node].chain)
        return node - 1;
    return std::nullopt;
}

std::optional<size_t> initiating_node(const Graph& graph, size_t node)
{
    std::optional<size_t> last;
    for (size_t i = 0; i < graph.size(); ++i)
    {
        if (graph[i].chain == graph[node].initiating_chain &&
            graph[i].log_index <= graph[node].initiating_index)
            last = i;
    }
    return last;
}

Reach reach_of(const Graph& graph)
{
    Reach reach(graph.size(), std::vector<bool>(graph.size(), false));
    for (size_t node = 0; node < graph.size(); ++node)
    {
        for (const auto& other : {previous_node(graph, node), initiating_node(graph, node)})
        {
            if (other)
                reach[node][*other] = true;
        }
    }
    close(reach);
    return reach;
}

std::set<std::string> chains_on_cycles(const Graph& graph)
{
    std::set<std::string> chains;
    const Reach reach = reach_of(graph);
    for (size_t node = 0; node < graph.size(); ++node)
    {
        if (reach[node][node])
            chains.insert(graph[node].chain);
    }
    return chains;
}
}  // namespace interlock::model
