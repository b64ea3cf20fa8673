#include "server/ingest/node_watch.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "server/ingest/describe.hpp"
#include "server/log/event.hpp"

namespace interlock::server
{
namespace
{
constexpr std::chrono::milliseconds kRound{500};
/// Nodes differ by a few blocks; one that is further behind is stuck or syncing.
constexpr uint64_t kBlocksBehind = 8;

bool is_far_above(uint64_t other, uint64_t head)
{
    return other > head && other - head > kBlocksBehind;
}

std::string behind(const std::string& name, uint64_t head, const NodeStatus& ahead)
{
    return fmt::format(
        "{} is at block {}, far behind {} at {}", name, head, ahead.name, *ahead.head);
}
}  // namespace

NodeWatch::NodeWatch(ChainIdentity chain, std::vector<std::unique_ptr<chain::BlockSource>> sources,
    Services services)
  : chain_{std::move(chain)}, sources_{std::move(sources)}, services_{std::move(services)}
{
}

std::chrono::milliseconds NodeWatch::step()
{
    for (const auto place : services_.nodes.due(services_.clock()))
        look_at(place);
    leave_what_is_behind();
    return kRound;
}

void NodeWatch::look_at(size_t place)
{
    const auto head = examine(place);
    const auto now = services_.clock();
    const auto& name = sources_[place]->name();
    if (head)
    {
        if (services_.nodes.seems_well(place, now, *head))
            log_event(spdlog::level::info,
                LogEvent{"endpoint_fit"}.chain(chain_.id).with("endpoint", name),
                fmt::format("chain {}: {} can be used again", to_string(chain_.id), name));
        return;
    }
    const auto& error = head.error();
    if (error.kind == chain::ErrorKind::cancelled)
        return;
    const std::chrono::seconds rest{error.retry_after_s.value_or(0)};
    if (services_.nodes.fails(place, now, error.message, rest))
        log_event(spdlog::level::warn,
            LogEvent{"endpoint_failing"}.chain(chain_.id).with("endpoint", name),
            fmt::format(
                "chain {}: {} cannot be used: {}", to_string(chain_.id), name, error.message));
}

chain::Result<uint64_t> NodeWatch::examine(size_t place)
{
    auto& node = *sources_[place];
    const auto other = find_other_chain(node, chain_);
    if (!other)
        return tl::unexpected{other.error()};
    if (*other)
        return tl::unexpected{chain::Error{chain::ErrorKind::wrong_chain, **other}};
    const auto head = node.seal(chain::BlockTag::latest);
    if (!head)
        return tl::unexpected{head.error()};
    if (const auto ahead = find_ahead(head->id.number))
        return tl::unexpected{chain::Error{
            chain::ErrorKind::not_found, behind(node.name(), head->id.number, *ahead)}};
    const auto all = services_.nodes.statuses();
    if (all[place].state != NodeState::set_aside)
        return head->id.number;
    const auto differs = differs_from_index(node, head->id.number);
    if (!differs)
        return tl::unexpected{differs.error()};
    if (*differs)
        return tl::unexpected{chain::Error{chain::ErrorKind::unverified, all[place].reason}};
    return head->id.number;
}

std::optional<NodeStatus> NodeWatch::find_ahead(uint64_t head)
{
    auto all = services_.nodes.statuses();
    size_t ahead = 0;
    for (size_t place = 0; place < all.size(); ++place)
    {
        auto& node = all[place];
        if (node.state != NodeState::fit || !node.head || !is_far_above(*node.head, head))
            continue;
        const auto newest = sources_[place]->seal(chain::BlockTag::latest);
        if (!newest)
            continue;  // Its silence is found where it is asked for itself.
        services_.nodes.is_at(place, newest->id.number);
        node.head = newest->id.number;
        if (is_far_above(*node.head, head) && ++ahead >= services_.quorum)
            return std::move(node);
    }
    return std::nullopt;
}

void NodeWatch::leave_what_is_behind()
{
    const auto all = services_.nodes.statuses();
    for (size_t place = 0; place < all.size(); ++place)
    {
        const auto& node = all[place];
        if (!node.in_use || node.state != NodeState::fit || !node.head)
            continue;
        const auto ahead = find_ahead(*node.head);
        if (!ahead)
            continue;
        const auto reason = behind(node.name, *node.head, *ahead);
        spdlog::warn("chain {}: {}; another node is used", to_string(chain_.id), reason);
        services_.nodes.fails(place, services_.clock(), reason);
    }
}

chain::Result<bool> NodeWatch::differs_from_index(chain::BlockSource& node, uint64_t node_head)
{
    std::optional<storage::BlockRecord> indexed;
    {
        const auto view = services_.views.open_view();
        if (!view)
            return false;  // The fetcher says what is wrong with the index.
        const auto tip = (*view)->head(chain_.id, SafetyLevel::unsafe);
        if (!tip || !*tip)
            return false;
        const auto block = (*view)->block(chain_.id, std::min(node_head, (*tip)->seal.id.number));
        if (!block || !*block)
            return false;
        indexed = **block;
    }
    const auto seal = node.seal(indexed->seal.id.number);
    if (!seal)
        return tl::unexpected{seal.error()};
    return seal->id != indexed->seal.id;
}
}  // namespace interlock::server
