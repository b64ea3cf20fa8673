// How often what happened: a simulation that never met a cycle proves nothing about cycles.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace interlock::sim
{
/// For one thread.
class Tally
{
public:
    void count(std::string_view what, uint64_t times = 1);
    void add(const Tally& other);

    /// One line for each thing, in the order of their names.
    [[nodiscard]] std::string table() const;
    /// What so many seeds must meet, and did not.
    [[nodiscard]] std::vector<std::string> missing(uint64_t seeds) const;

private:
    std::map<std::string, uint64_t, std::less<>> counts_;
};
}  // namespace interlock::sim
