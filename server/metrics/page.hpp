// The page that Prometheus reads: values for the families of the table.
#pragma once

#include <prometheus/metric_family.h>

#include "server/metrics/families.hpp"
#include "server/metrics/reading.hpp"

namespace interlock::server
{
/// For one thread.
class Page
{
public:
    /// The values of a series' labels, in the table's order.
    using Labels = std::vector<std::string>;

    Page();

    /// `family` is a place in the table, from family("…").
    void put(size_t family, const Labels& labels, double value);
    void put(size_t family, const Labels& labels, uint64_t value)
    {
        put(family, labels, static_cast<double>(value));
    }
    void put(size_t family, const Labels& labels, bool value)
    {
        put(family, labels, value ? 1.0 : 0.0);
    }
    void put(size_t family, const Labels& labels, const HistogramReading& histogram);

    /// The families that have values.
    [[nodiscard]] std::vector<prometheus::MetricFamily> take() &&;

private:
    [[nodiscard]] prometheus::ClientMetric& add(size_t family, const Labels& labels);

    std::vector<prometheus::MetricFamily> families_;  // In the table's order.
};

/// The whole page.
[[nodiscard]] std::vector<prometheus::MetricFamily> page_of(const Reading& reading);

// Each puts the families of some sections of the table.
void put_service(Page& page, const Reading& reading);
void put_chains(Page& page, const Reading& reading);
void put_alarms(Page& page, const Reading& reading);
void put_messages(Page& page, const MessageCounts& messages);
void put_doors(Page& page, const Reading& reading);
}  // namespace interlock::server
