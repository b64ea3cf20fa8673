#include "server/metrics/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <map>

namespace interlock::server
{
namespace
{
using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Registry;

template <typename Alarm>
bool is_about(const std::vector<Alarm>& alarms, const ChainId& chain)
{
    return std::any_of(
        alarms.begin(), alarms.end(), [&](const Alarm& alarm) { return alarm.chain_id == chain; });
}
}  // namespace

/// The series of one chain.
struct ChainSeries
{
    Counter* divergences = nullptr;
    Gauge* divergence = nullptr;
    Gauge* halted = nullptr;
    std::array<Counter*, kCrossViews.size()> invalid_blocks{};

    void follow(const SafetyAlarms& alarms, const ChainId& chain)
    {
        const bool diverges = is_about(alarms.divergences, chain);
        if (diverges && divergence->Value() == 0)
            divergences->Increment();
        divergence->Set(diverges ? 1 : 0);
        halted->Set(is_about(alarms.halts, chain) ? 1 : 0);
    }
};

struct Metrics::State
{
    State(const std::string& address, const DependencySet& set, FollowingReading at_start)
      : registry{std::make_shared<Registry>()},
        following{std::make_shared<FollowingMetrics>(std::move(at_start))},
        exposer{address, 2}
    {
        auto& divergences = BuildCounter()
                                .Name("interlock_divergences_total")
                                .Help(
                                    "How often a node has called a block safe or final that is "
                                    "invalid here.")
                                .Register(*registry);
        auto& divergence = BuildGauge()
                               .Name("interlock_divergence")
                               .Help(
                                   "1 while a node calls a block safe or final that is invalid "
                                   "here.")
                               .Register(*registry);
        auto& halted = BuildGauge()
                           .Name("interlock_halted")
                           .Help("1 while a finalized head rests on blocks that are gone.")
                           .Register(*registry);
        auto& invalid = BuildCounter()
                            .Name("interlock_invalid_blocks_total")
                            .Help("Blocks found invalid, by the view in which they are.")
                            .Register(*registry);
        for (const auto& chain : set.chains())
        {
            const std::map<std::string, std::string> labels{{"chain_id", to_string(chain.id)}};
            auto& series = chains[chain.id];
            series.divergences = &divergences.Add(labels);
            series.divergence = &divergence.Add(labels);
            series.halted = &halted.Add(labels);
            for (const auto view : kCrossViews)
            {
                auto with_level = labels;
                with_level.emplace("level", to_string(cross_level(view)));
                series.invalid_blocks[static_cast<size_t>(view)] = &invalid.Add(with_level);
            }
        }
        exposer.RegisterCollectable(registry);
        exposer.RegisterCollectable(following);
    }

    std::shared_ptr<Registry> registry;
    std::shared_ptr<FollowingMetrics> following;
    std::map<ChainId, ChainSeries> chains;
    prometheus::Exposer exposer;
};

tl::expected<std::unique_ptr<Metrics>, std::string> Metrics::serve(
    const std::string& address, const DependencySet& set, FollowingReading at_start)
{
    try
    {
        return std::unique_ptr<Metrics>{
            new Metrics{std::make_unique<State>(address, set, std::move(at_start))}};
    }
    catch (const std::exception&)
    {
        return tl::unexpected{"cannot listen at " + address +
                              " for metrics; is another program using it, or is it not an address "
                              "of this machine?"};
    }
}

Metrics::Metrics(std::unique_ptr<State> state) : state_{std::move(state)}
{
}

Metrics::~Metrics() = default;

int Metrics::port() const noexcept
{
    return state_->exposer.GetListeningPorts().front();
}

void Metrics::read_with(FollowingMetrics::Read read)
{
    state_->following->read_with(std::move(read));
}

void Metrics::count(const SafetyNews& news)
{
    for (auto& [chain, series] : state_->chains)
        series.follow(news.alarms, chain);
    for (const auto& change : news.verdicts)
    {
        const auto series = state_->chains.find(change.chain_id);
        const bool is_invalid = std::holds_alternative<storage::FoundInvalid>(change.change);
        if (is_invalid && series != state_->chains.end())
            series->second.invalid_blocks[static_cast<size_t>(change.view)]->Increment();
    }
}
}  // namespace interlock::server
