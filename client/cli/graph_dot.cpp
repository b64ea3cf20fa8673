#include "client/cli/graph_drawing.hpp"

namespace interlock::client::cli
{
namespace
{
/// Graphviz reads backslashes in labels as escapes.
std::string escaped(char letter)
{
    std::string out(letter == '"' || letter == '\\' ? 1 : 0, '\\');
    return out + letter;
}

std::string label_text(std::span<const std::string> lines)
{
    return "label=" + quoted(lines, "\\n", escaped);
}

std::string label_text(const std::string& line)
{
    return label_text(std::span{&line, 1});
}

std::string node_text(const Node& node)
{
    const auto look = look_of(node.style);
    return "    " + node.id + " [" + label_text(node.lines) + ", fillcolor=\"" +
           std::string{look.fill} + "\", color=\"" + std::string{look.line} + "\"" +
           (look.dashed ? ", style=\"filled,dashed\"" : "") + "];\n";
}

std::string cluster_text(const Cluster& cluster)
{
    auto out = "  subgraph cluster_" + cluster.id + " {\n    " + label_text(cluster.label) + ";\n";
    for (const auto& node : cluster.nodes)
        out += node_text(node);
    return out + "  }\n";
}

std::string edge_text(const Edge& edge)
{
    const auto look = look_of(edge.style);
    const std::string colour{look.colour};
    const auto* const style = look.dashed ? ", style=dashed" : look.bold ? ", style=bold" : "";
    return "  " + edge.from + " -> " + edge.to + " [" + label_text(edge.label) + ", color=\"" +
           colour + "\", fontcolor=\"" + colour + "\"" + style + "];\n";
}
}  // namespace

std::string to_dot(const Drawing& drawing)
{
    auto out = "digraph interlock {\n  " + label_text(drawing.title) +
               ";\n"
               "  rankdir=LR;\n"
               "  node [shape=box, style=filled, fontname=\"monospace\"];\n"
               "  edge [fontname=\"monospace\", fontsize=10];\n";
    for (const auto& cluster : drawing.clusters)
        out += cluster_text(cluster);
    for (const auto& edge : drawing.edges)
        out += edge_text(edge);
    return out + "}\n";
}
}  // namespace interlock::client::cli
