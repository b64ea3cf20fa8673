#include <array>

#include "client/cli/graph_drawing.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr std::array kNodeStyles{NodeStyle::unsafe, NodeStyle::cross_unsafe, NodeStyle::local_safe,
    NodeStyle::safe, NodeStyle::finalized, NodeStyle::invalid, NodeStyle::missing};

/// Mermaid's own escape is "#", a code and ";". Of what it, or the HTML that it makes of labels,
/// could take for its own.
std::string escaped(char letter)
{
    if (std::string_view{"\"#&;<>`\\"}.find(letter) == std::string_view::npos)
        return {letter};
    return "#" + std::to_string(int{letter}) + ";";
}

std::string label_text(std::span<const std::string> lines)
{
    return quoted(lines, "<br/>", escaped);
}

std::string label_text(const std::string& line)
{
    return label_text(std::span{&line, 1});
}

/// A style's class. "unsafe" and the like are words of the language nowhere.
std::string class_of(NodeStyle style)
{
    return "style" + std::to_string(static_cast<int>(style));
}

std::string class_text(NodeStyle style)
{
    const auto look = look_of(style);
    return "  classDef " + class_of(style) + " fill:" + std::string{look.fill} +
           ",stroke:" + std::string{look.line} + ",color:#000000" +
           (look.dashed ? ",stroke-dasharray:4 4" : "") + "\n";
}

std::string cluster_text(const Cluster& cluster)
{
    auto out = "  subgraph " + cluster.id + "[" + label_text(cluster.label) + "]\n";
    for (const auto& node : cluster.nodes)
        out +=
            "    " + node.id + "[" + label_text(node.lines) + "]:::" + class_of(node.style) + "\n";
    return out + "  end\n";
}

std::string edge_text(const Edge& edge, size_t place)
{
    const auto look = look_of(edge.style);
    return "  " + edge.from + " -->|" + label_text(edge.label) + "| " + edge.to + "\n  linkStyle " +
           std::to_string(place) + " stroke:" + std::string{look.colour} +
           (look.dashed ? ",stroke-dasharray:4 4" : "") + (look.bold ? ",stroke-width:3px" : "") +
           "\n";
}
}  // namespace

std::string to_mermaid(const Drawing& drawing)
{
    // No title in the front matter: it is YAML, with escapes of its own.
    auto out = "flowchart LR\n  %% " + drawing.title + "\n";
    for (const auto& cluster : drawing.clusters)
        out += cluster_text(cluster);
    for (size_t i = 0; i < drawing.edges.size(); ++i)
        out += edge_text(drawing.edges[i], i);
    for (const auto style : kNodeStyles)
        out += class_text(style);
    return out;
}
}  // namespace interlock::client::cli
