// What the table of metrics says to people: docs/metrics.md.
#include "server/metrics/families.hpp"

namespace interlock::server
{
namespace
{
constexpr std::string_view kHead = R"(# Metrics

<!-- Made by `interlockd --print-metrics`; a test compares. Change server/metrics/families.hpp or document.cpp. -->

With `metrics.listen` set, the service tells Prometheus how it is doing, at `http://HOST:PORT/metrics`. Without it nothing listens.

```toml
[metrics]
listen = "127.0.0.1:7300"
```

```yaml
scrape_configs:
  - job_name: interlock
    static_configs:
      - targets: ["127.0.0.1:7300"]
```

It is plain HTTP, for all who reach the address: keep it to this host or to the network of your monitoring. Every 5 seconds is not too often.

What can be known is there from the first scrape, at zero, so that `rate()` and `increase()` miss nothing. Counters begin anew with the service. `chain_id` is decimal; `level` is `unsafe`, `cross-unsafe`, `local-safe`, `safe` or `finalized`, as in `interlock status`. While the index cannot be read, what is read from it is absent rather than wrong.

An executing message is followed from when its block is indexed until that is final, once its chain is ready; what was final before then is not looked at. It is judged without regard to failsafes. Pairs of chains are all there from the start when there are at most 20 chains, else from their first message on; of more than 1,000 pairs, those that come later are told together, as `initiating_chain_id="other"`. So is what names no chain of the dependency set. At most 200,000 messages are followed at once; beyond, blocks wait (`interlock_messages_blocks_behind`).

The HTTP server adds three of its own, `exposer_transferred_bytes_total`, `exposer_scrapes_total` and `exposer_request_latencies`.
)";

std::string_view name_of(FamilyType type)
{
    switch (type)
    {
        case FamilyType::gauge:
            return "gauge";
        case FamilyType::counter:
            return "counter";
        case FamilyType::histogram:
            return "histogram";
    }
    return "";
}

/// "`interlock_x{chain_id,level}`"
std::string shape_of(const FamilyInfo& info)
{
    std::string out{info.name};
    if (!info.labels.empty())
        out += '{' + std::string{info.labels} + '}';
    return '`' + out + '`';
}
}  // namespace

std::string metrics_document()
{
    std::string out{kHead};
    std::string_view section;
    for (const auto& info : families::kAll)
    {
        if (info.section != section)
        {
            section = info.section;
            out += "\n## " + std::string{section} + "\n\n";
            out += "| series | type | unit | tells |\n| --- | --- | --- | --- |\n";
        }
        out += "| " + shape_of(info) + " | " + std::string{name_of(info.type)} + " | ";
        out += std::string{info.unit} + (info.unit.empty() ? "| " : " | ");
        out += std::string{info.help} + " |\n";
    }
    return out;
}
}  // namespace interlock::server
