// Random choices that are the same for a seed on every platform: the distributions of the standard
// library are not. For one thread.
// Draw into a variable of its own wherever a second draw stands in the same expression: C++ does
// not say in which order they happen.
#pragma once

#include <random>
#include <vector>

namespace interlock::model
{
class Random
{
public:
    explicit Random(uint64_t seed) : engine_{seed} {}

    /// 0 … bound - 1. The bias of the remainder is nothing for bounds as small as ours.
    [[nodiscard]] uint64_t below(uint64_t bound) { return engine_() % bound; }
    /// first … last.
    [[nodiscard]] uint64_t between(uint64_t first, uint64_t last)
    {
        return first + below(last - first + 1);
    }
    [[nodiscard]] bool percent(uint64_t chance) { return below(100) < chance; }

    /// Precondition: not empty.
    template <typename T>
    [[nodiscard]] const T& pick(const std::vector<T>& items)
    {
        return items[below(items.size())];
    }

    template <typename T>
    void shuffle(std::vector<T>& items)
    {
        for (size_t left = items.size(); left > 1; --left)
            std::swap(items[left - 1], items[below(left)]);
    }

private:
    std::mt19937_64 engine_;
};
}  // namespace interlock::model
