#include "server/ingest/node_set.hpp"

#include <algorithm>
#include <utility>

namespace interlock::server
{
namespace
{
/// How often a fit node that is not in use is looked at.
constexpr std::chrono::seconds kLookInterval{15};
}  // namespace

std::string_view to_string(NodeState state) noexcept
{
    switch (state)
    {
        case NodeState::fit:
            return "fit";
        case NodeState::failing:
            return "failing";
        case NodeState::set_aside:
            return "set aside";
    }
    return "";
}

NodeSet::NodeSet(const std::vector<std::string>& names, Backoff::Range range, uint32_t seed)
{
    for (const auto& name : names)
    {
        const auto place = static_cast<uint32_t>(nodes_.size());
        nodes_.push_back({{.name = name}, Backoff{range, seed + place}});
    }
}

NodeSet::Choice NodeSet::choose()
{
    const std::scoped_lock lock{mutex_};
    const auto is_fit = [](const Node& node) { return node.status.state == NodeState::fit; };
    auto chosen = std::find_if(nodes_.begin(), nodes_.end(), is_fit);
    const bool found = chosen != nodes_.end();
    if (!found)
    {
        chosen = std::min_element(nodes_.begin(), nodes_.end(),
            [](const Node& a, const Node& b) { return a.next_look < b.next_look; });
    }
    for (auto& node : nodes_)
        node.status.in_use = &node == &*chosen;
    return {static_cast<size_t>(chosen - nodes_.begin()), found ? Time{} : chosen->next_look};
}

bool NodeSet::is_fit(size_t place) const
{
    const std::scoped_lock lock{mutex_};
    return nodes_[place].status.state == NodeState::fit;
}

std::vector<size_t> NodeSet::due(Time now) const
{
    const std::scoped_lock lock{mutex_};
    std::vector<size_t> out;
    for (size_t place = 0; place < nodes_.size(); ++place)
    {
        const auto& node = nodes_[place];
        if (!node.status.in_use && node.next_look <= now)
            out.push_back(place);
    }
    return out;
}

void NodeSet::is_at(size_t place, uint64_t head)
{
    const std::scoped_lock lock{mutex_};
    nodes_[place].status.head = head;
}

bool NodeSet::works(size_t place, Time now, uint64_t head)
{
    const std::scoped_lock lock{mutex_};
    nodes_[place].backoff.reset();
    return admit(nodes_[place], now, head);
}

bool NodeSet::seems_well(size_t place, Time now, uint64_t head)
{
    const std::scoped_lock lock{mutex_};
    return admit(nodes_[place], now, head);
}

bool NodeSet::admit(Node& node, Time now, uint64_t head)
{
    node.status.head = head;
    node.status.reason.clear();
    node.next_look = now + kLookInterval;
    return std::exchange(node.status.state, NodeState::fit) != NodeState::fit;
}

bool NodeSet::fails(size_t place, Time now, std::string reason, std::chrono::seconds rest)
{
    const std::scoped_lock lock{mutex_};
    auto& node = nodes_[place];
    ++node.status.failures;
    const bool is_set_aside = node.status.state == NodeState::set_aside;
    return leave(node, now, is_set_aside ? NodeState::set_aside : NodeState::failing,
        std::move(reason), rest);
}

bool NodeSet::disagrees(size_t place, Time now, std::string reason)
{
    const std::scoped_lock lock{mutex_};
    auto& node = nodes_[place];
    node.status.disagreements += node.status.state == NodeState::set_aside ? 0U : 1U;
    return leave(node, now, NodeState::set_aside, std::move(reason), {});
}

bool NodeSet::leave(
    Node& node, Time now, NodeState state, std::string reason, std::chrono::seconds rest)
{
    const bool is_news = node.status.state != state || node.status.reason != reason;
    node.status.state = state;
    node.status.reason = std::move(reason);
    node.next_look = now + std::max<std::chrono::milliseconds>(node.backoff.wait(), rest);
    return is_news;
}

std::vector<NodeStatus> NodeSet::statuses() const
{
    const std::scoped_lock lock{mutex_};
    std::vector<NodeStatus> out;
    out.reserve(nodes_.size());
    for (const auto& node : nodes_)
        out.push_back(node.status);
    return out;
}
}  // namespace interlock::server
