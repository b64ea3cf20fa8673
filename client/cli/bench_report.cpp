#include "client/cli/bench_report.hpp"

#include <cstdio>

namespace interlock::client::cli
{
namespace
{
struct Percentile
{
    const char* name;
    double part;
};
constexpr Percentile kPercentiles[]{
    {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}, {"max", 1}};

std::string fixed(double value, int digits)
{
    std::array<char, 64> out;
    const auto size = std::snprintf(out.data(), out.size(), "%.*f", digits, value);
    return {out.data(), static_cast<size_t>(size)};
}

const char* door_name(const BenchArgs& args)
{
    if (args.rpc)
        return args.connects_anew ? "JSON-RPC, a connection for each request" : "JSON-RPC";
    return args.batch > 0 ? "gRPC, CheckStream" : "gRPC, CheckAccessList";
}

double messages_of(const BenchArgs& args)
{
    return static_cast<double>(args.messages * std::max<size_t>(args.batch, 1));
}

double rate_of(const LoadResult& result)
{
    return result.seconds > 0 ? static_cast<double>(result.answered()) / result.seconds : 0;
}
}  // namespace

std::string bench_text(const BenchArgs& args, const LoadResult& result)
{
    std::string out = std::string{door_name(args)} + ": " + std::to_string(args.connections) +
                      " connections, at most " + std::to_string(args.in_flight) +
                      " requests under way, " +
                      (args.rate > 0 ? fixed(args.rate, 0) + " requests a second"
                                     : std::string{"as fast as they are answered"}) +
                      "\n";
    out += fixed(rate_of(result), 0) + " answers a second, " +
           fixed(rate_of(result) * messages_of(args), 0) + " messages a second, for " +
           fixed(result.seconds, 1) + " s\n";
    for (const auto& [outcome, count] : result.outcomes)
        out += "  " + std::to_string(count) + " " + outcome + "\n";
    if (result.not_asked > 0)
        out += "  " + std::to_string(result.not_asked) + " not asked: too many were under way\n";
    out += "ms until the answer:";
    for (const auto& [name, part] : kPercentiles)
        out += std::string{" "} + name + " " + fixed(result.percentile_ms(part), 2);
    return out + "\n";
}

Json bench_json(const BenchArgs& args, const LoadResult& result)
{
    Json latency = Json::object();
    for (const auto& [name, part] : kPercentiles)
        latency[name] = result.percentile_ms(part);
    return {{"door", door_name(args)}, {"seconds", result.seconds},
        {"answers_per_second", rate_of(result)},
        {"messages_per_second", rate_of(result) * messages_of(args)}, {"outcomes", result.outcomes},
        {"not_asked", result.not_asked}, {"latency_ms", std::move(latency)}};
}
}  // namespace interlock::client::cli
