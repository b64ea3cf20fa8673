// The messages within one timestamp, and which of them depend on themselves. Pure; any thread.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/messaging.md
#pragma once

#include <set>

#include "tests/model/view.hpp"

namespace interlock::model
{
/// An executing message of a block at the graph's time that names that time, right or wrong.
struct Node
{
    std::string chain;
    uint32_t log_index = 0;
    std::string initiating_chain;
    uint32_t initiating_index = 0;
};

/// By chain, then by log index.
using Graph = std::vector<Node>;

/// Whether a message of a block at `timestamp_s` is a node there.
[[nodiscard]] bool is_node(const Message& message, uint64_t timestamp_s);

/// The nodes of these chains' blocks at that time.
[[nodiscard]] Graph graph_at(
    const World& world, const std::set<std::string>& chains, uint64_t timestamp_s);

/// Why a node depends on another one: it comes right after it in its block, or it is the last one
/// up to the log that it names. Positions in the graph; nullopt: on none.
[[nodiscard]] std::optional<size_t> previous_node(const Graph& graph, size_t node);
[[nodiscard]] std::optional<size_t> initiating_node(const Graph& graph, size_t node);

/// reaches[a][b]: a depends on b, directly or through others.
using Reach = std::vector<std::vector<bool>>;
[[nodiscard]] Reach reach_of(const Graph& graph);

/// The chains with a node that depends on itself.
[[nodiscard]] std::set<std::string> chains_on_cycles(const Graph& graph);
}  // namespace interlock::model
