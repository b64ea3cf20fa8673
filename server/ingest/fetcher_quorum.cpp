// The part of the fetcher that asks other nodes whether they have a block too.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "server/ingest/describe.hpp"
#include "server/ingest/fetcher.hpp"
#include "server/log/event.hpp"

namespace interlock::server
{
namespace
{
using Places = std::vector<size_t>;

/// "a and b"
std::string name_all(const NodeSet& nodes, const Places& places)
{
    const auto all = nodes.statuses();
    std::string out;
    for (const auto place : places)
        out += (out.empty() ? "" : " and ") + all[place].name;
    return out;
}
bool is_any_set_aside(const NodeSet& nodes)
{
    const auto all = nodes.statuses();
    return std::any_of(all.begin(), all.end(),
        [](const NodeStatus& node) { return node.state == NodeState::set_aside; });
}
}  // namespace

/// A node may say that it is far ahead of all others, and lie: what they have come to goes on.
Fetcher::Outcome<BlockSeal> Fetcher::within_reach(const BlockSeal& node_head)
{
    const auto reach = std::exchange(reach_, std::nullopt);
    if (!reach || *reach <= tip_->id.number || *reach >= node_head.id.number)
        return node_head;
    const auto lower = source().seal(*reach);
    if (!lower)
        return tl::unexpected{trouble_of(lower.error())};
    return *lower;
}

Fetcher::Outcome<bool> Fetcher::is_agreed(const BlockId& block)
{
    if (options_.quorum <= 1)
        return true;
    std::vector<uint64_t> heads;  // Of those that lack the block.
    std::map<Hash32, Places> votes{{block.hash, {active_}}};
    std::string silent;
    for (size_t place = 0; place < nodes_.execution.size(); ++place)
    {
        if (place == active_ || !node_set_.is_fit(place))
            continue;
        if (votes[block.hash].size() >= options_.quorum)
            break;
        const auto seal = nodes_.execution[place]->seal(block.number);
        if (seal)
            votes[seal->id.hash].push_back(place);
        else if (seal.error().kind == chain::ErrorKind::cancelled)
            return tl::unexpected{trouble_of(seal.error())};
        else if (seal.error().kind == chain::ErrorKind::not_found)
        {
            silent = seal.error().message;  // It has not come that far.
            if (const auto head = nodes_.execution[place]->seal(chain::BlockTag::latest))
                heads.push_back(head->id.number);
        }
        else
            node_set_.fails(place, services_.clock(), seal.error().message,
                std::chrono::seconds{seal.error().retry_after_s.value_or(0)});
    }
    const auto others = options_.quorum - std::min(options_.quorum, votes[block.hash].size());
    std::sort(heads.rbegin(), heads.rend());
    if (others > 0 && heads.size() >= others)
        reach_ = heads[others - 1];
    return count_votes(block, votes, silent);
}

Fetcher::Outcome<bool> Fetcher::count_votes(
    const BlockId& block, const std::map<Hash32, Places>& votes, const std::string& silent)
{
    std::string said;
    for (const auto& [hash, places] : votes)
        said += fmt::format("{}{} from {}", said.empty() ? "" : ", ", short_hash(hash),
            name_all(node_set_, places));
    const bool differ = votes.size() > 1;
    if (differ)
        tell_disagreement(fmt::format("nodes disagree about block {}: {}", block.number, said));

    const auto winner = std::find_if(votes.begin(), votes.end(),
        [&](const auto& vote) { return vote.second.size() >= options_.quorum; });
    if (winner == votes.end())
    {
        stall_ = fmt::format("block {} waits until {} nodes agree on it: {}{}{}", block.number,
            options_.quorum, said, silent.empty() ? "" : "; ", silent);
        stall_is_of_node_ = false;
        return false;
    }
    for (const auto& [hash, places] : votes)
    {
        if (hash == winner->first)
            continue;
        for (const auto place : places)
            node_set_.disagrees(place, services_.clock(),
                fmt::format("has {} as block {}, where {} have {}", short_hash(hash), block.number,
                    name_all(node_set_, winner->second), short_hash(winner->first)));
    }
    if (winner->first == block.hash)
    {
        if (!differ && !is_any_set_aside(node_set_))
            tell_disagreement({});
        return true;
    }
    stall_ = fmt::format("{} is set aside: {}", source().name(), said);
    return false;
}

void Fetcher::tell_disagreement(const std::string& what)
{
    std::string before;
    services_.board.update(
        chain_.id, [&](ChainStatus& s) { before = std::exchange(s.disagreement, what); });
    if (!what.empty() && what != before)
        log_event(spdlog::level::warn,
            LogEvent{"nodes_disagree"}.chain(chain_.id).with("nodes", what),
            fmt::format("{}: {}", name_, what));
    if (what.empty() && !before.empty())
        log_event(spdlog::level::info, LogEvent{"nodes_agree"}.chain(chain_.id),
            fmt::format("{}: nodes agree again", name_));
}
}  // namespace interlock::server
