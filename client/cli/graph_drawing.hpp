// A message graph as boxes and arrows, whatever language they are drawn in. Pure.
#pragma once

#include "client/cli/graph_style.hpp"
#include "client/cli/render.hpp"
#include "client/graph.hpp"

namespace interlock::client::cli
{
struct Node
{
    std::string id;                  // Letters, digits and underscores.
    std::vector<std::string> lines;  // Printable.
    NodeStyle style = NodeStyle::unsafe;
};

/// The blocks of one chain.
struct Cluster
{
    std::string id;
    std::string label;        // Printable.
    std::vector<Node> nodes;  // By number.
};

/// From the block that executes to the block that initiates.
struct Edge
{
    std::string from;
    std::string to;
    std::string label;
    EdgeStyle style = EdgeStyle::valid;
};

struct Drawing
{
    std::string title;  // Printable.
    std::vector<Cluster> clusters;
    std::vector<Edge> edges;
};

/// A malformed event, which names no block, is an arrow to a box of its own.
[[nodiscard]] Drawing draw(const Graph& graph, const GraphQuery& query, const View& view);

/// `lines` in double quotes, `separator` between them, each letter as `escape` has it.
[[nodiscard]] std::string quoted(std::span<const std::string> lines, std::string_view separator,
    std::string (*escape)(char letter));

/// The drawing in the language of Graphviz.
[[nodiscard]] std::string to_dot(const Drawing& drawing);
/// The drawing as a Mermaid flowchart.
[[nodiscard]] std::string to_mermaid(const Drawing& drawing);
}  // namespace interlock::client::cli
