#include "interop/cycles.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace interlock
{
namespace
{
using Node = size_t;
constexpr Node kNone = std::numeric_limits<Node>::max();

/// Every message is a node, numbered block by block; each depends on at most two.
struct Graph
{
    std::vector<std::array<Node, 2>> depends_on;
    std::vector<Node> first_of_block;
};

/// The last message of `block` at or before `log_index`.
Node last_at_or_before(const SameTimeBlock& block, Node first, uint32_t log_index)
{
    const auto later = std::upper_bound(block.begin(), block.end(), log_index,
        [](uint32_t index, const SameTimeMessage& message) { return index < message.log_index; });
    if (later == block.begin())
        return kNone;
    return first + static_cast<Node>(later - block.begin()) - 1;
}

Graph graph_of(const std::vector<SameTimeBlock>& blocks)
{
    Graph graph;
    Node next = 0;
    for (const auto& block : blocks)
    {
        graph.first_of_block.push_back(next);
        next += block.size();
    }
    graph.depends_on.reserve(next);
    for (const auto& block : blocks)
    {
        for (const auto& message : block)
        {
            const bool is_first = &message == &block.front();
            const Node previous = is_first ? kNone : graph.depends_on.size() - 1;
            const auto at = message.initiating_block;
            const Node named = !at ? kNone
                                   : last_at_or_before(blocks[*at], graph.first_of_block[*at],
                                         message.initiating_log_index);
            graph.depends_on.push_back({previous, named});
        }
    }
    return graph;
}

/// Tarjan's strongly connected components, with a stack of its own.
/// https://doi.org/10.1137/0201010
class CycleSearch
{
public:
    explicit CycleSearch(const Graph& graph)
      : graph_{graph},
        order_(graph.depends_on.size(), kNone),
        low_(order_.size(), kNone),
        is_open_(order_.size(), false),
        is_on_cycle_(order_.size(), false)
    {
    }

    std::vector<bool> run()
    {
        for (Node root = 0; root < order_.size(); ++root)
        {
            if (order_[root] == kNone)
                visit_from(root);
        }
        return std::move(is_on_cycle_);
    }

private:
    struct Visit
    {
        Node node;
        size_t next_edge;
    };

    void visit_from(Node root)
    {
        enter(root);
        while (!path_.empty())
        {
            auto& visit = path_.back();
            if (visit.next_edge < graph_.depends_on[visit.node].size())
                follow(visit.node, graph_.depends_on[visit.node][visit.next_edge++]);
            else
                leave();
        }
    }

    void enter(Node node)
    {
        order_[node] = low_[node] = count_++;
        open_.push_back(node);
        is_open_[node] = true;
        path_.push_back({node, 0});
    }

    void follow(Node from, Node to)
    {
        if (to == kNone)
            return;
        if (to == from)
            is_on_cycle_[from] = true;
        if (order_[to] == kNone)
            enter(to);
        else if (is_open_[to])
            low_[from] = std::min(low_[from], order_[to]);
    }

    void leave()
    {
        const Node node = path_.back().node;
        path_.pop_back();
        if (!path_.empty())
            low_[path_.back().node] = std::min(low_[path_.back().node], low_[node]);
        if (low_[node] == order_[node])
            close_component(node);
    }

    void close_component(Node root)
    {
        const bool has_more = open_.back() != root;
        for (bool is_last = false; !is_last;)
        {
            const Node node = open_.back();
            open_.pop_back();
            is_open_[node] = false;
            is_on_cycle_[node] = is_on_cycle_[node] || has_more;
            is_last = node == root;
        }
    }

    const Graph& graph_;
    size_t count_ = 0;
    std::vector<size_t> order_;
    std::vector<size_t> low_;
    std::vector<bool> is_open_;
    std::vector<bool> is_on_cycle_;
    std::vector<Node> open_;
    std::vector<Visit> path_;
};
}  // namespace

std::vector<std::vector<uint32_t>> find_cycles(const std::vector<SameTimeBlock>& blocks)
{
    const auto graph = graph_of(blocks);
    const auto on_cycle = CycleSearch{graph}.run();
    std::vector<std::vector<uint32_t>> out(blocks.size());
    for (size_t block = 0; block < blocks.size(); ++block)
    {
        for (size_t i = 0; i < blocks[block].size(); ++i)
        {
            if (on_cycle[graph.first_of_block[block] + i])
                out[block].push_back(blocks[block][i].log_index);
        }
    }
    return out;
}
}  // namespace interlock
