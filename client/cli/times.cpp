#include "client/cli/times.hpp"

#include <array>
#include <chrono>
#include <cstdio>

namespace interlock::client::cli
{
namespace
{
constexpr uint64_t kEndOf9999S = 253'402'300'799;

struct Unit
{
    uint64_t seconds;
    char sign;
};
constexpr std::array kUnits{Unit{86'400, 'd'}, Unit{3'600, 'h'}, Unit{60, 'm'}, Unit{1, 's'}};

std::string counted(uint64_t count, char sign)
{
    return std::to_string(count) + sign;
}
}  // namespace

std::string utc(uint64_t unix_s)
{
    if (unix_s > kEndOf9999S)
        return std::to_string(unix_s);
    const std::chrono::sys_seconds when{std::chrono::seconds{static_cast<int64_t>(unix_s)}};
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{when - day};
    std::array<char, 64> out{};
    const int length =
        std::snprintf(out.data(), out.size(), "%04d-%02u-%02u %02d:%02d:%02d UTC", int{date.year()},
            unsigned{date.month()}, unsigned{date.day()}, static_cast<int>(time.hours().count()),
            static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
    return {out.data(), static_cast<size_t>(length)};
}

std::string duration(uint64_t seconds)
{
    for (size_t i = 0; i + 1 < kUnits.size(); ++i)
    {
        if (seconds < kUnits[i].seconds)
            continue;
        auto out = counted(seconds / kUnits[i].seconds, kUnits[i].sign);
        const auto rest = seconds % kUnits[i].seconds / kUnits[i + 1].seconds;
        if (rest != 0)
            out += " " + counted(rest, kUnits[i + 1].sign);
        return out;
    }
    return counted(seconds, 's');
}

std::string age(uint64_t now_s, uint64_t then_s)
{
    if (now_s == then_s)
        return "now";
    if (now_s > then_s)
        return duration(now_s - then_s) + " ago";
    return "in " + duration(then_s - now_s);
}
}  // namespace interlock::client::cli
