#include "server/ingest/status_board.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace interlock::server
{
std::string_view to_string(ChainState state) noexcept
{
    switch (state)
    {
        case ChainState::connecting:
            return "connecting";
        case ChainState::catching_up:
            return "catching up";
        case ChainState::following:
            return "following";
        case ChainState::troubled:
            return "troubled";
        case ChainState::halted:
            return "halted";
    }
    return "";
}

StatusBoard::StatusBoard(const DependencySet& set)
{
    for (const auto& chain : set.chains())
        chains_.try_emplace(chain.id);
}

void StatusBoard::update(const ChainId& chain, const std::function<void(ChainStatus&)>& change)
{
    bool readiness_changed = false;
    bool agreement_changed = false;
    {
        const std::scoped_lock lock{mutex_};
        auto& status = chains_.at(chain);
        const bool was_ready = status.ready;
        const bool agreed = status.disagreement.empty();
        change(status);
        readiness_changed = status.ready != was_ready;
        agreement_changed = status.disagreement.empty() != agreed;
    }
    if (agreement_changed && disagreement_)
        disagreement_();
    if (!readiness_changed || !listener_)
        return;
    const std::scoped_lock telling{telling_};
    listener_(all_ready());
}

ChainStatus StatusBoard::status(const ChainId& chain) const
{
    const std::scoped_lock lock{mutex_};
    auto out = chains_.at(chain);
    if (const auto known = nodes_.find(chain); known != nodes_.end())
        out.nodes = known->second->statuses();
    return out;
}

void StatusBoard::watch_nodes(const ChainId& chain, const NodeSet& nodes)
{
    const std::scoped_lock lock{mutex_};
    nodes_[chain] = &nodes;
}

bool StatusBoard::all_ready() const
{
    const std::scoped_lock lock{mutex_};
    return std::all_of(
        chains_.begin(), chains_.end(), [](const auto& entry) { return entry.second.ready; });
}

void StatusBoard::set_alarms(const SafetyAlarms& alarms)
{
    const std::scoped_lock lock{mutex_};
    alarms_ = alarms;
}

SafetyAlarms StatusBoard::alarms() const
{
    const std::scoped_lock lock{mutex_};
    return alarms_;
}

NotReadyChains StatusBoard::not_ready() const
{
    const std::scoped_lock lock{mutex_};
    NotReadyChains out;
    for (const auto& [chain, status] : chains_)
    {
        if (status.ready)
            continue;
        out.emplace(chain, NotReady{.why = fmt::format("chain {} is not ready: {}{}{}",
                                        to_string(chain), to_string(status.state),
                                        status.trouble.empty() ? "" : ": ", status.trouble),
                               .serves_final = status.state == ChainState::halted});
    }
    return out;
}
}  // namespace interlock::server
