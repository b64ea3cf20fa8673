#include "tests/bench/follow/meter.hpp"

#include "tests/bench/process_use.hpp"

namespace interlock::bench
{
namespace
{
using Seconds = std::chrono::duration<double>;
constexpr double kMega = 1e6;
}  // namespace

Meter::Meter(const Nodes& nodes, size_t chains)
  : nodes_{nodes},
    chains_{chains},
    cpu_s_{cpu_s()},
    nodes_cpu_{nodes.cpu_time()},
    bytes_{bytes_so_far()}
{
}

double Meter::time_s() const
{
    return Seconds{std::chrono::steady_clock::now() - began_}.count();
}

double Meter::service_cpu_s() const
{
    return cpu_s() - cpu_s_;
}

double Meter::nodes_cpu_s() const
{
    return Seconds{nodes_.cpu_time() - nodes_cpu_}.count();
}

double Meter::megabytes() const
{
    return static_cast<double>(bytes_so_far() - bytes_) / kMega;
}

uint64_t Meter::bytes_so_far() const
{
    uint64_t out = 0;
    for (size_t i = 0; i < chains_; ++i)
        out += nodes_.use_of(i).reply_bytes;
    return out;
}
}  // namespace interlock::bench
