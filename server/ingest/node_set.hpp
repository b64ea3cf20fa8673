// Which of a chain's nodes are fit to be asked. Says nothing of how they are asked.
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "server/ingest/backoff.hpp"

namespace interlock::server
{
enum class NodeState
{
    fit,        // works, as far as is known
    failing,    // does not answer, or not as it should; tried again after a while
    set_aside,  // the others agree on another block; until it agrees with them again
};

[[nodiscard]] std::string_view to_string(NodeState state) noexcept;

struct NodeStatus
{
    std::string name;  // Without credentials.
    NodeState state = NodeState::fit;
    bool in_use = false;
    std::string reason;            // Why it is not fit; empty when it is.
    std::optional<uint64_t> head;  // Its newest block, as last seen.
    uint64_t failures = 0;         // Since start.
    uint64_t disagreements = 0;    // How often it was set aside, since start.
};

/// The nodes in the order of preference, each known by its place. Thread-safe.
class NodeSet
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Precondition: at least one name.
    NodeSet(const std::vector<std::string>& names, Backoff::Range range, uint32_t seed);

    [[nodiscard]] size_t size() const noexcept { return nodes_.size(); }

    /// What to use now.
    struct Choice
    {
        size_t place = 0;
        Time not_before{};  // When no node is fit: when this one may be tried again.
    };
    /// The first fit node; when there is none, the one that may be tried again first. Marks it as
    /// in use.
    Choice choose();
    /// Whether the node can be asked for its opinion.
    [[nodiscard]] bool is_fit(size_t place) const;
    /// Those that are not in use and should be looked at by now.
    [[nodiscard]] std::vector<size_t> due(Time now) const;

    /// The node's newest block now.
    void is_at(size_t place, uint64_t head);

    // Each says whether that is news.

    /// The node in use has done its work.
    bool works(size_t place, Time now, uint64_t head);
    /// The node is well as far as can be seen from outside. Whether it does its work is still to be
    /// seen, so its waits go on growing should it not.
    bool seems_well(size_t place, Time now, uint64_t head);
    /// One that is set aside stays so. `rest` is what the node itself asks for.
    bool fails(size_t place, Time now, std::string reason, std::chrono::seconds rest = {});
    bool disagrees(size_t place, Time now, std::string reason);

    [[nodiscard]] std::vector<NodeStatus> statuses() const;

private:
    struct Node
    {
        NodeStatus status;
        Backoff backoff;
        Time next_look{};
    };
    [[nodiscard]] static bool admit(Node& node, Time now, uint64_t head);
    [[nodiscard]] static bool leave(
        Node& node, Time now, NodeState state, std::string reason, std::chrono::seconds rest);

    mutable std::mutex mutex_;
    std::vector<Node> nodes_;  // Guarded by mutex_; its size never changes.
};
}  // namespace interlock::server
