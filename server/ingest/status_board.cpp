#include "server/ingest/status_board.hpp"

#include <fmt/format.h>

#include "server/ingest/safety_log.hpp"

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

StatusBoard::StatusBoard(const DependencySet& set, bool failsafe_on_divergence)
  : failsafe_on_divergence_{failsafe_on_divergence}
{
    for (const auto& chain : set.chains())
        chains_.try_emplace(chain.id);
}

void StatusBoard::update(const ChainId& chain, const std::function<void(ChainStatus&)>& change)
{
    bool readiness_changed = false;
    {
        const std::scoped_lock lock{mutex_};
        auto& status = chains_.at(chain);
        const bool before = status.ready;
        change(status);
        readiness_changed = status.ready != before;
    }
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

Circumstances StatusBoard::circumstances() const
{
    const std::scoped_lock lock{mutex_};
    return {
        .not_ready = not_ready(), .failsafes = failsafes(), .failsafe_of_all = failsafe_of_all_};
}

void StatusBoard::set_failsafe_of_all(std::optional<std::string> why)
{
    const std::scoped_lock lock{mutex_};
    failsafe_of_all_ = std::move(why);
}

std::optional<std::string> StatusBoard::failsafe_of_all() const
{
    const std::scoped_lock lock{mutex_};
    return failsafe_of_all_;
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

std::vector<Failsafe> StatusBoard::failsafes() const
{
    std::vector<Failsafe> out;
    if (!failsafe_on_divergence_)
        return out;
    for (const auto& divergence : alarms_.divergences)
    {
        const ChainPair pair{divergence.chain_id, divergence.initiating_chain()};
        out.push_back({pair, fmt::format("failsafe for chains {} and {}: {}", to_string(pair.a),
                                 to_string(pair.b), describe(divergence))});
    }
    return out;
}

NotReadyChains StatusBoard::not_ready() const
{
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
