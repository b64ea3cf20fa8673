// What became of the checks that were asked, whatever the door: counted by the doors, read by the
// metrics.
#pragma once

#include <optional>
#include <string_view>

#include "server/metrics/histogram.hpp"
#include "server/query/answer.hpp"

namespace interlock::server
{
/// Where checks are asked.
enum class CheckDoor
{
    grpc,
    stream,  // Of gRPC.
    json_rpc,
};

inline constexpr std::array kCheckDoors{CheckDoor::grpc, CheckDoor::stream, CheckDoor::json_rpc};

/// "grpc", "stream" or "json_rpc".
[[nodiscard]] std::string_view to_string(CheckDoor door) noexcept;

/// Any thread; to count is an addition that nobody waits for.
class CheckCounts
{
public:
    /// `level` is absent where the request was not read so far.
    void count(CheckDoor door, std::optional<SafetyLevel> level, const Answer& answer) noexcept;
    void count_bad_request(CheckDoor door) noexcept;
    void time(CheckDoor door, DurationHistogram::Duration took) noexcept
    {
        durations_[static_cast<size_t>(door)].count(took);
    }

    struct Row
    {
        CheckDoor door = CheckDoor::grpc;
        std::optional<SafetyLevel> level;
        std::string_view outcome;  // "valid", "invalid", "not_yet", "cannot_tell", "bad_request"
        std::string_view reason;   // As the enumerators of the reasons are spelled; may be empty.
        uint64_t count = 0;
    };
    /// All that there can be, also those that never were.
    [[nodiscard]] std::vector<Row> rows() const;
    [[nodiscard]] HistogramReading durations(CheckDoor door) const
    {
        return durations_[static_cast<size_t>(door)].read();
    }

private:
    /// Each outcome with each of its reasons.
    static constexpr size_t kResults = 25;
    /// The last one: no level is known.
    static constexpr size_t kLevels = kSafetyLevels.size() + 1;

    static constexpr size_t place_of(
        CheckDoor door, std::optional<SafetyLevel> level, size_t result) noexcept
    {
        const auto row = level ? static_cast<size_t>(*level) : kSafetyLevels.size();
        return (static_cast<size_t>(door) * kLevels + row) * kResults + result;
    }
    void add(CheckDoor door, std::optional<SafetyLevel> level, size_t result) noexcept
    {
        counts_[place_of(door, level, result)].fetch_add(1, std::memory_order_relaxed);
    }

    std::array<std::atomic<uint64_t>, kCheckDoors.size() * kLevels * kResults> counts_{};
    std::array<DurationHistogram, kCheckDoors.size()> durations_;
};

/// One check, from its beginning to its end: counted once, and timed. For one thread.
class CountedCheck
{
public:
    CountedCheck(CheckCounts& counts, CheckDoor door) noexcept : counts_{counts}, door_{door} {}
    /// A check that was not answered was a bad request.
    ~CountedCheck()
    {
        if (!is_answered_)
            counts_.count_bad_request(door_);
        counts_.time(door_, Clock::now() - begun_);
    }
    CountedCheck(const CountedCheck&) = delete;
    CountedCheck& operator=(const CountedCheck&) = delete;

    void answered(std::optional<SafetyLevel> level, const Answer& answer) noexcept
    {
        is_answered_ = true;
        counts_.count(door_, level, answer);
    }

private:
    using Clock = std::chrono::steady_clock;
    CheckCounts& counts_;
    const CheckDoor door_;
    const Clock::time_point begun_ = Clock::now();
    bool is_answered_ = false;
};
}  // namespace interlock::server
