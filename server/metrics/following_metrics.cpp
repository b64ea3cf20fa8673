#include "server/metrics/following_metrics.hpp"

#include <prometheus/metric_family.h>

#include <array>

namespace interlock::server
{
namespace
{
using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;

/// The values of one name.
class Family
{
public:
    Family(MetricType type, std::string name, std::string help)
    {
        family_.name = std::move(name);
        family_.help = std::move(help);
        family_.type = type;
    }

    void add(Labels labels, double value)
    {
        auto& metric = family_.metric.emplace_back();
        metric.label = std::move(labels);
        (family_.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    }

    [[nodiscard]] MetricFamily take() { return std::move(family_); }

private:
    MetricFamily family_;
};

double number(uint64_t value)
{
    return static_cast<double>(value);
}

Labels with(Labels labels, const char* name, std::string value)
{
    labels.push_back({name, std::move(value)});
    return labels;
}

struct EndpointFamilies
{
    Family state{MetricType::Gauge, "interlock_endpoint_state",
        "1 for the state that an execution endpoint is in: fit, failing or set_aside."};
    Family in_use{
        MetricType::Gauge, "interlock_endpoint_in_use", "1 for the endpoint that is asked."};
    Family failures{MetricType::Counter, "interlock_endpoint_failures_total",
        "How often an endpoint did not answer, or not as it should."};
    Family set_aside{MetricType::Counter, "interlock_endpoint_set_aside_total",
        "How often an endpoint was set aside, because a quorum had another block."};
    Family disagree{MetricType::Gauge, "interlock_endpoints_disagree",
        "1 while a chain's endpoints do not agree about a block."};

    void add(const Labels& chain, const ChainStatus& status)
    {
        static constexpr std::array<std::pair<NodeState, const char*>, 3> kStates{
            {{NodeState::fit, "fit"}, {NodeState::failing, "failing"},
                {NodeState::set_aside, "set_aside"}}};
        disagree.add(chain, status.disagreement.empty() ? 0 : 1);
        for (size_t i = 0; i < status.nodes.size(); ++i)
        {
            const auto& node = status.nodes[i];
            // Two endpoints of one host are shown alike.
            const auto labels =
                with(with(chain, "endpoint", node.name), "position", std::to_string(i + 1));
            for (const auto& [known, name] : kStates)
                state.add(with(labels, "state", name), node.state == known ? 1 : 0);
            in_use.add(labels, node.in_use ? 1 : 0);
            failures.add(labels, number(node.failures));
            set_aside.add(labels, number(node.disagreements));
        }
    }
};

struct SubscriptionFamilies
{
    Family listening{MetricType::Gauge, "interlock_subscription_listening",
        "1 while a chain's new blocks are subscribed to."};
    Family proven{MetricType::Gauge, "interlock_subscription_proven",
        "1 while announcements come when blocks do, so that the chain is polled less."};
    Family announcements{MetricType::Counter, "interlock_subscription_announcements_total",
        "Announcements of new blocks."};
    Family failures{MetricType::Counter, "interlock_subscription_failures_total",
        "Subscriptions that could not be made, or ended."};

    void add(const Labels& chain, const std::optional<SubscriptionStatus>& status)
    {
        if (!status)
            return;
        listening.add(chain, status->listening ? 1 : 0);
        proven.add(chain, status->proven ? 1 : 0);
        announcements.add(chain, number(status->announcements));
        failures.add(chain, number(status->failures));
    }
};

struct IndexFamilies
{
    Family oldest{MetricType::Gauge, "interlock_oldest_block",
        "The oldest block of a chain that is kept; 0 while there is none."};
    Family oldest_time{MetricType::Gauge, "interlock_oldest_block_timestamp_seconds",
        "Its time, in seconds since 1970."};
    Family newest{MetricType::Gauge, "interlock_newest_block",
        "The newest indexed block of a chain; 0 while there is none."};
    Family bytes{MetricType::Gauge, "interlock_index_bytes",
        "The size of the index on disk, with its write-ahead log."};

    void add(const Labels& chain, const ChainReading& reading)
    {
        oldest.add(chain, reading.oldest ? number(reading.oldest->id.number) : 0);
        oldest_time.add(chain, reading.oldest ? number(reading.oldest->timestamp_s) : 0);
        newest.add(chain, reading.newest ? number(reading.newest->id.number) : 0);
    }
};
}  // namespace

void FollowingMetrics::read_with(Read read)
{
    const std::scoped_lock lock{mutex_};
    read_ = std::move(read);
}

std::vector<MetricFamily> FollowingMetrics::Collect() const
{
    const std::scoped_lock lock{mutex_};
    const auto reading = read_ ? read_() : at_start_;
    EndpointFamilies endpoints;
    SubscriptionFamilies subscriptions;
    IndexFamilies index;
    for (const auto& chain : reading.chains)
    {
        const Labels labels{{"chain_id", to_string(chain.id)}};
        endpoints.add(labels, chain.status);
        subscriptions.add(labels, chain.status.subscription);
        index.add(labels, chain);
    }
    index.bytes.add({}, number(reading.index_bytes));
    std::vector<MetricFamily> out;
    for (auto* const family : {&endpoints.state, &endpoints.in_use, &endpoints.failures,
             &endpoints.set_aside, &endpoints.disagree, &subscriptions.listening,
             &subscriptions.proven, &subscriptions.announcements, &subscriptions.failures,
             &index.oldest, &index.oldest_time, &index.newest, &index.bytes})
    {
        auto taken = family->take();
        if (!taken.metric.empty())
            out.push_back(std::move(taken));
    }
    return out;
}
}  // namespace interlock::server
