#include "server/metrics/check_counts.hpp"

namespace interlock::server
{
namespace
{
constexpr auto kViolations = static_cast<size_t>(Violation::cycle) + 1;
constexpr auto kNotYets = std::variant_size_v<NotYet>;
constexpr auto kCauses = static_cast<size_t>(CannotTell::Cause::no_source) + 1;

/// Where the results of each outcome begin.
constexpr size_t kValid = 0;
constexpr size_t kInvalid = kValid + 1;
constexpr size_t kNotYet = kInvalid + kViolations;
constexpr size_t kCannotTell = kNotYet + kNotYets;
constexpr size_t kBadRequest = kCannotTell + kCauses;

size_t result_of(const Answer& answer) noexcept
{
    if (!answer)
        return kCannotTell + static_cast<size_t>(answer.error().cause);
    if (const auto* invalid = std::get_if<Invalid>(&*answer))
        return kInvalid + static_cast<size_t>(invalid->reason);
    if (const auto* not_yet = std::get_if<NotYet>(&*answer))
        return kNotYet + not_yet->index();
    return kValid;
}

struct Result
{
    std::string_view outcome;
    std::string_view reason;
};

std::string_view not_yet_name(size_t kind) noexcept
{
    constexpr std::array<std::string_view, kNotYets> kNames{
        "not_seen", "level_not_reached", "block_not_decided"};
    return kNames[kind];
}

Result describe(size_t result) noexcept
{
    if (result == kValid)
        return {"valid", ""};
    if (result < kNotYet)
        return {"invalid", to_string(static_cast<Violation>(result - kInvalid))};
    if (result < kCannotTell)
        return {"not_yet", not_yet_name(result - kNotYet)};
    if (result < kBadRequest)
        return {"cannot_tell", to_string(static_cast<CannotTell::Cause>(result - kCannotTell))};
    return {"bad_request", ""};
}

/// Some reasons are only of messages that stand in a block, and of other questions than checks.
bool is_of_a_check(CheckDoor door, std::string_view reason) noexcept
{
    for (const auto violation : {Violation::malformed, Violation::cycle})
    {
        if (reason == to_string(violation))
            return false;
    }
    if (reason == to_string(Violation::payload_mismatch))
        return door == CheckDoor::grpc;  // Elsewhere checksums are asked about.
    return reason != not_yet_name(2) && reason != to_string(CannotTell::Cause::no_source);
}

bool can_be(CheckDoor door, std::optional<SafetyLevel> level, size_t result) noexcept
{
    if (level)
        return result != kBadRequest && is_of_a_check(door, describe(result).reason);
    const auto is = [result](CannotTell::Cause cause)
    { return result == kCannotTell + static_cast<size_t>(cause); };
    switch (door)
    {
        case CheckDoor::grpc:
            return result == kBadRequest;
        case CheckDoor::stream:  // The index cannot be read for all checks of a request.
            return result == kBadRequest || is(CannotTell::Cause::storage) ||
                   is(CannotTell::Cause::overload);
        case CheckDoor::json_rpc:  // A failsafe for all comes before the request is read.
            return result == kBadRequest || is(CannotTell::Cause::failsafe);
    }
    return false;
}
}  // namespace

std::string_view to_string(CheckDoor door) noexcept
{
    switch (door)
    {
        case CheckDoor::grpc:
            return "grpc";
        case CheckDoor::stream:
            return "stream";
        case CheckDoor::json_rpc:
            return "json_rpc";
    }
    return "";
}

void CheckCounts::count(
    CheckDoor door, std::optional<SafetyLevel> level, const Answer& answer) noexcept
{
    add(door, level, result_of(answer));
}

void CheckCounts::count_bad_request(CheckDoor door) noexcept
{
    add(door, std::nullopt, kBadRequest);
}

std::vector<CheckCounts::Row> CheckCounts::rows() const
{
    static_assert(kResults == kBadRequest + 1);
    std::vector<Row> out;
    std::vector<std::optional<SafetyLevel>> levels{kSafetyLevels.begin(), kSafetyLevels.end()};
    levels.emplace_back();
    for (const auto door : kCheckDoors)
    {
        for (const auto& level : levels)
        {
            for (size_t result = 0; result < kResults; ++result)
            {
                if (!can_be(door, level, result))
                    continue;
                const auto [outcome, reason] = describe(result);
                const auto& count = counts_[place_of(door, level, result)];
                out.push_back(
                    {door, level, outcome, reason, count.load(std::memory_order_relaxed)});
            }
        }
    }
    return out;
}
}  // namespace interlock::server
