#include "server/metrics/check_counts.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <tuple>

namespace interlock::server
{
namespace
{
using Cause = CannotTell::Cause;

Answer trouble(Cause cause)
{
    return tl::unexpected{CannotTell{cause, {}}};
}

/// The rows that are not zero: "grpc safe invalid expired 2".
std::set<std::string> told(const CheckCounts& counts)
{
    std::set<std::string> out;
    for (const auto& row : counts.rows())
    {
        if (row.count == 0)
            continue;
        std::string text{to_string(row.door)};
        for (const auto part : {row.level ? to_string(*row.level) : std::string_view{"-"},
                 row.outcome, row.reason.empty() ? std::string_view{"-"} : row.reason})
            text += ' ' + std::string{part};
        out.insert(text + ' ' + std::to_string(row.count));
    }
    return out;
}
}  // namespace

TEST(check_counts, every_row_is_there_once_and_at_zero)
{
    const CheckCounts counts;
    EXPECT_TRUE(told(counts).empty());
    std::set<std::tuple<CheckDoor, std::optional<SafetyLevel>, std::string_view, std::string_view>>
        rows;
    for (const auto& row : counts.rows())
        EXPECT_TRUE(rows.emplace(row.door, row.level, row.outcome, row.reason).second);
    for (const auto door : kCheckDoors)
    {
        EXPECT_EQ(rows.count({door, std::nullopt, "bad_request", ""}), 1U);
        for (const auto level : kSafetyLevels)
        {
            EXPECT_EQ(rows.count({door, level, "valid", ""}), 1U);
            EXPECT_EQ(rows.count({door, level, "cannot_tell", "failsafe"}), 1U);
            EXPECT_EQ(rows.count({door, level, "invalid", "cycle"}), 0U);
            EXPECT_EQ(rows.count({door, level, "not_yet", "block_not_decided"}), 0U);
        }
    }
}

TEST(check_counts, count_each_outcome_by_door_level_and_reason)
{
    struct Case
    {
        CheckDoor door;
        std::optional<SafetyLevel> level;
        Answer answer;
        std::string want;
    };
    const Case cases[]{
        {CheckDoor::grpc, SafetyLevel::unsafe, Valid{}, "grpc unsafe valid - 1"},
        {CheckDoor::stream, SafetyLevel::finalized, Valid{}, "stream finalized valid - 1"},
        {CheckDoor::grpc, SafetyLevel::safe, Invalid{Violation::unknown_chain, {}, {}},
            "grpc safe invalid unknown_chain 1"},
        {CheckDoor::json_rpc, SafetyLevel::cross_unsafe,
            Invalid{Violation::checksum_mismatch, {}, {}},
            "json_rpc cross-unsafe invalid checksum_mismatch 1"},
        {CheckDoor::grpc, SafetyLevel::safe, Invalid{Violation::payload_mismatch, {}, {}},
            "grpc safe invalid payload_mismatch 1"},
        {CheckDoor::grpc, SafetyLevel::safe, NotYet{NotSeen{}}, "grpc safe not_yet not_seen 1"},
        {CheckDoor::stream, SafetyLevel::local_safe, NotYet{LevelNotReached{}},
            "stream local-safe not_yet level_not_reached 1"},
        {CheckDoor::grpc, SafetyLevel::safe, trouble(Cause::not_ready),
            "grpc safe cannot_tell not_ready 1"},
        {CheckDoor::json_rpc, std::nullopt, trouble(Cause::failsafe),
            "json_rpc - cannot_tell failsafe 1"},
        {CheckDoor::stream, std::nullopt, trouble(Cause::overload),
            "stream - cannot_tell overload 1"},
    };
    for (const auto& c : cases)
    {
        CheckCounts counts;
        counts.count(c.door, c.level, c.answer);
        EXPECT_EQ(told(counts), std::set<std::string>{c.want});
    }
}

TEST(check_counts, a_check_that_is_not_answered_was_a_bad_request_and_each_is_timed)
{
    CheckCounts counts;
    {
        const CountedCheck unanswered{counts, CheckDoor::json_rpc};
        CountedCheck answered{counts, CheckDoor::json_rpc};
        answered.answered(SafetyLevel::safe, Valid{});
    }
    EXPECT_EQ(told(counts),
        (std::set<std::string>{"json_rpc - bad_request - 1", "json_rpc safe valid - 1"}));
    const auto sum = [&](CheckDoor door)
    {
        uint64_t out = 0;
        for (const auto count : counts.durations(door).counts)
            out += count;
        return out;
    };
    EXPECT_EQ(sum(CheckDoor::json_rpc), 2U);
    EXPECT_EQ(sum(CheckDoor::grpc), 0U);
}

TEST(check_counts, nothing_is_lost_between_threads)
{
    constexpr int kEach = 10'000;
    CheckCounts counts;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
        {
            threads.emplace_back(
                [&]
                {
                    for (int n = 0; n < kEach; ++n)
                        counts.count(CheckDoor::grpc, SafetyLevel::safe, Valid{});
                });
        }
    }
    EXPECT_EQ(told(counts), std::set<std::string>{"grpc safe valid - 40000"});
}

TEST(duration_histogram, a_bound_belongs_to_what_is_below_it)
{
    using std::chrono::microseconds;
    using std::chrono::nanoseconds;
    using std::chrono::seconds;
    DurationHistogram histogram;
    for (const nanoseconds took : {nanoseconds{0}, nanoseconds{10'000}, nanoseconds{10'001},
             nanoseconds{seconds{5}}, nanoseconds{seconds{6}}})
        histogram.count(took);
    const auto told = histogram.read();
    ASSERT_EQ(told.counts.size(), told.bounds.size() + 1);
    EXPECT_EQ(told.bounds.front(), 0.00001);
    EXPECT_EQ(told.bounds.back(), 5.0);
    EXPECT_EQ(told.counts[0], 2U);
    EXPECT_EQ(told.counts[1], 1U);
    EXPECT_EQ(told.counts[told.bounds.size() - 1], 1U);
    EXPECT_EQ(told.counts.back(), 1U);
    EXPECT_DOUBLE_EQ(told.sum, 11.000020001);
}
}  // namespace interlock::server
