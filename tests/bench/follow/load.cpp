#include "tests/bench/follow/load.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace interlock::bench
{
namespace
{
struct Close
{
    void operator()(std::FILE* file) const noexcept { ::pclose(file); }
};

std::string output_of(const std::string& command)
{
    const std::unique_ptr<std::FILE, Close> pipe{::popen(command.c_str(), "r")};
    if (!pipe)
        throw std::runtime_error{"cannot run " + command};
    std::string out;
    std::array<char, 4'096> part;
    while (const auto size = std::fread(part.data(), 1, part.size(), pipe.get()))
        out.append(part.data(), size);
    return out;
}
}  // namespace

Loaded run_load(const Load& load)
{
    const auto door = load.rpc.empty() ? "" : fmt::format(" --rpc {}", load.rpc);
    const auto command = fmt::format("'{}' --server {} --json bench --rate {} --seconds {}{}",
        load.program, load.server, load.rate, load.seconds, door);
    const auto told = nlohmann::json::parse(output_of(command), nullptr, false);
    if (!told.is_object() || !told.contains("outcomes"))
        throw std::runtime_error{command + " measured nothing"};
    const auto& outcomes = told.at("outcomes");
    if (outcomes.size() != 1 || !outcomes.contains("valid"))
        throw std::runtime_error{"answers were " + outcomes.dump()};
    const auto& latency = told.at("latency_ms");
    return {latency.at("p50"), latency.at("p99"), told.at("answers_per_second")};
}
}  // namespace interlock::bench
