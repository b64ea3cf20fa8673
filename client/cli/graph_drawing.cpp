#include "client/cli/graph_drawing.hpp"

#include <map>

#include "client/cli/chain_names.hpp"
#include "client/cli/times.hpp"

namespace interlock::client::cli
{
namespace
{
NodeStyle style_of(const GraphBlock& block)
{
    if (block.invalid)
        return NodeStyle::invalid;
    switch (block.levels.empty() ? SafetyLevel::unsafe : block.levels.back())
    {
        case SafetyLevel::unsafe:
            return NodeStyle::unsafe;
        case SafetyLevel::cross_unsafe:
            return NodeStyle::cross_unsafe;
        case SafetyLevel::local_safe:
            return NodeStyle::local_safe;
        case SafetyLevel::safe:
            return NodeStyle::safe;
        case SafetyLevel::finalized:
            return NodeStyle::finalized;
    }
    return NodeStyle::unsafe;  // Not a level: memory was overwritten.
}

EdgeStyle style_of(const Answer& answer)
{
    if (!answer)
        return EdgeStyle::cannot_tell;
    if (std::holds_alternative<Valid>(*answer))
        return EdgeStyle::valid;
    return std::holds_alternative<Invalid>(*answer) ? EdgeStyle::invalid : EdgeStyle::not_yet;
}

/// Collects boxes by chain and number, so that each is there once and in order.
class Boxes
{
public:
    explicit Boxes(const View& view) : view_{view} {}

    void add(const GraphBlock& block)
    {
        const auto style = style_of(block);
        put(block.chain_id, block.block.id.number,
            {.id = {},
                .lines = {std::to_string(block.block.id.number), utc(block.block.timestamp_s),
                    std::string{look_of(style).name}},
                .style = style});
    }

    /// The id of the block's box; a placeholder when the graph does not have the block.
    std::string id_of(const ChainId& chain, uint64_t number)
    {
        return put(chain, number,
            {.id = {},
                .lines = {std::to_string(number), std::string{look_of(NodeStyle::missing).name}},
                .style = NodeStyle::missing});
    }

    /// Beside the block that executes it.
    std::string add_malformed(const ExecutingAnswer& message)
    {
        auto& odd = odd_[message.chain_id];
        odd.push_back({.id = key(message.chain_id, message.block_number) + "_log" +
                             std::to_string(message.log_index),
            .lines = {"malformed event"},
            .style = NodeStyle::missing});
        return odd.back().id;
    }

    [[nodiscard]] std::vector<Cluster> clusters() const
    {
        std::vector<Cluster> out;
        for (const auto& [chain, blocks] : boxes_)
        {
            Cluster cluster{.id = "chain" + to_string(chain),
                .label = chain_label(chain, view_.chains),
                .nodes = {}};
            for (const auto& [number, node] : blocks)
                cluster.nodes.push_back(node);
            if (const auto odd = odd_.find(chain); odd != odd_.end())
                cluster.nodes.insert(cluster.nodes.end(), odd->second.begin(), odd->second.end());
            out.push_back(std::move(cluster));
        }
        return out;
    }

private:
    static std::string key(const ChainId& chain, uint64_t number)
    {
        return "block" + to_string(chain) + "_" + std::to_string(number);
    }

    /// Keeps what is there already.
    std::string put(const ChainId& chain, uint64_t number, Node node)
    {
        node.id = key(chain, number);
        return boxes_[chain].try_emplace(number, std::move(node)).first->second.id;
    }

    const View& view_;
    std::map<ChainId, std::map<uint64_t, Node>> boxes_;
    std::map<ChainId, std::vector<Node>> odd_;
};

Edge edge_of(const ExecutingAnswer& message, Boxes& boxes)
{
    Edge out{.from = boxes.id_of(message.chain_id, message.block_number),
        .to = {},
        .label = "log " + std::to_string(message.log_index),
        .style = style_of(message.answer)};
    if (!message.message)
    {
        out.to = boxes.add_malformed(message);
        return out;
    }
    const auto& at = message.message->id.at;
    out.to = boxes.id_of(at.chain_id, at.block_number);
    out.label += " → " + std::to_string(at.log_index);
    return out;
}
}  // namespace

Drawing draw(const Graph& graph, const GraphQuery& query, const View& view)
{
    Boxes boxes{view};
    for (const auto& block : graph.blocks)
        boxes.add(block);
    Drawing out{.title = "Messages " + duration(query.radius_s) + " around " +
                         utc(query.timestamp_s) +
                         (graph.truncated ? " (there are more than are shown)" : ""),
        .clusters = {},
        .edges = {}};
    for (const auto& message : graph.messages)
        out.edges.push_back(edge_of(message, boxes));
    out.clusters = boxes.clusters();
    return out;
}

std::string quoted(std::span<const std::string> lines, std::string_view separator,
    std::string (*escape)(char letter))
{
    std::string out;
    for (const auto& line : lines)
    {
        out += out.empty() ? "\"" : separator;
        for (const char letter : line)
            out += escape(letter);
    }
    return out + "\"";
}
}  // namespace interlock::client::cli
