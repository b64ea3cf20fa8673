#include "server/metrics/page.hpp"

#include <limits>

namespace interlock::server
{
namespace
{
prometheus::MetricType type_of(FamilyType type)
{
    switch (type)
    {
        case FamilyType::gauge:
            return prometheus::MetricType::Gauge;
        case FamilyType::counter:
            return prometheus::MetricType::Counter;
        case FamilyType::histogram:
            return prometheus::MetricType::Histogram;
    }
    return prometheus::MetricType::Untyped;
}
}  // namespace

Page::Page()
{
    for (const auto& info : families::kAll)
        families_.push_back(
            {std::string{info.name}, std::string{info.help}, type_of(info.type), {}});
}

prometheus::ClientMetric& Page::add(size_t family, const Labels& labels)
{
    auto& out = families_[family].metric.emplace_back();
    auto names = families::kAll[family].labels;
    for (const auto& value : labels)
    {
        const auto end = names.find(',');
        out.label.push_back({std::string{names.substr(0, end)}, value});
        names = end == std::string_view::npos ? std::string_view{} : names.substr(end + 1);
    }
    return out;
}

void Page::put(size_t family, const Labels& labels, double value)
{
    auto& metric = add(family, labels);
    const bool is_counter = families::kAll[family].type == FamilyType::counter;
    (is_counter ? metric.counter.value : metric.gauge.value) = value;
}

void Page::put(size_t family, const Labels& labels, const HistogramReading& histogram)
{
    auto& out = add(family, labels).histogram;
    for (size_t i = 0; i < histogram.counts.size(); ++i)
    {
        out.sample_count += histogram.counts[i];
        const bool is_last = i == histogram.bounds.size();
        out.bucket.push_back({out.sample_count,
            is_last ? std::numeric_limits<double>::infinity() : histogram.bounds[i]});
    }
    out.sample_sum = histogram.sum;
}

std::vector<prometheus::MetricFamily> Page::take() &&
{
    std::erase_if(families_, [](const auto& family) { return family.metric.empty(); });
    return std::move(families_);
}

std::vector<prometheus::MetricFamily> page_of(const Reading& reading)
{
    Page page;
    put_service(page, reading);
    put_chains(page, reading);
    put_alarms(page, reading);
    put_messages(page, reading.messages);
    put_doors(page, reading);
    return std::move(page).take();
}
}  // namespace interlock::server
