#include "interop/rules.hpp"

#include <gtest/gtest.h>

#include <set>

namespace interlock
{
namespace
{
using Want = std::optional<Violation>;
constexpr uint64_t kMax = UINT64_MAX;

ChainConfig chain(std::optional<uint64_t> activation_s, uint64_t block_time_s = 2)
{
    return {
        .id = ChainId::from_u64(901), .block_time_s = block_time_s, .activation_s = activation_s};
}

TEST(rules, every_violation_has_a_name_of_its_own)
{
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(Violation::cycle); ++i)
        names.insert(to_string(static_cast<Violation>(i)));
    EXPECT_EQ(names.size(), static_cast<size_t>(Violation::cycle) + 1);
    EXPECT_TRUE(names.contains("malformed"));
    EXPECT_TRUE(names.contains("expires_before_timeout"));
    EXPECT_FALSE(names.contains("unknown"));
}

TEST(rules, activation_and_its_block)
{
    struct Case
    {
        const char* name;
        ChainConfig chain;
        uint64_t timestamp_s;
        bool active;
        bool activation_block;
    };
    const Case kCases[]{
        {"never", chain(std::nullopt), kMax, false, false},
        {"a second before", chain(100), 99, false, false},
        {"at activation", chain(100), 100, true, true},
        {"last second of the first block", chain(100), 101, true, true},
        {"second block", chain(100), 102, true, false},
        {"block time one", chain(100, 1), 101, true, false},
        {"active from genesis at zero", chain(0), 0, true, false},
        {"active from zero, first block", chain(0), 1, true, false},
        {"activation one, before one block time", chain(1), 1, true, true},
        {"activation one, after", chain(1), 3, true, false},
        {"at the end of time", chain(kMax), kMax, true, true},
        {"before the end of time", chain(kMax), kMax - 1, false, false},
        {"block time beyond the time", chain(5, kMax), 10, true, true},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(is_active(c.chain, c.timestamp_s), c.active);
        EXPECT_EQ(is_activation_block(c.chain, c.timestamp_s), c.activation_block);
    }
}

TEST(rules, chains_at_both_ends_must_be_in_the_set)
{
    const auto id = [](uint64_t value) { return ChainId::from_u64(value); };
    const auto set =
        DependencySet::create({{.id = id(901), .block_time_s = 2, .activation_s = 0},
                                  {.id = id(902), .block_time_s = 2, .activation_s = 0}},
            0);
    ASSERT_TRUE(set);
    EXPECT_EQ(check_chains(*set, id(901), id(902)), Want{});
    EXPECT_EQ(check_chains(*set, id(901), id(901)), Want{});
    EXPECT_EQ(check_chains(*set, id(901), id(903)), Violation::unknown_chain);
    EXPECT_EQ(check_chains(*set, id(903), id(901)), Violation::unknown_chain);
    EXPECT_EQ(check_chains(*set, id(901), *chain_id_from_text("18446744073709552518")),
        Violation::unknown_chain);
}

TEST(rules, activation_is_checked_at_both_ends_executing_first)
{
    struct Case
    {
        const char* name;
        std::optional<uint64_t> executing_s;
        std::optional<uint64_t> initiating_s;
        MessageTimes times;
        Want want;
    };
    static constexpr Case kCases[]{
        {"both active", 100, 100, {102, 102}, {}},
        {"executed in the activation block", 100, 50, {99, 100}, Violation::executed_too_early},
        {"executed before activation", 100, 50, {99, 99}, Violation::executed_too_early},
        {"initiated in the activation block", 50, 100, {101, 102}, Violation::initiated_too_early},
        {"initiated before activation", 50, 100, {99, 102}, Violation::initiated_too_early},
        {"both too early", 100, 100, {100, 100}, Violation::executed_too_early},
        {"executing never active", {}, 0, {5, 9}, Violation::executed_too_early},
        {"initiating never active", 0, {}, {5, 9}, Violation::initiated_too_early},
        {"active from zero", 0, 0, {0, 0}, {}},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(check_activation(chain(c.executing_s), chain(c.initiating_s), c.times), c.want);
    }
}

TEST(rules, each_end_of_a_message_has_its_own_block_time)
{
    const ChainConfig slow = chain(100, 10);
    const ChainConfig fast = chain(100, 1);
    EXPECT_EQ(check_activation(slow, fast, {101, 109}), Violation::executed_too_early);
    EXPECT_EQ(check_activation(slow, fast, {101, 110}), Want{});
    EXPECT_EQ(check_activation(fast, slow, {109, 110}), Violation::initiated_too_early);
}

TEST(rules, order_allows_equal_times)
{
    EXPECT_EQ(check_order({.initiated_s = 5, .executed_s = 5}), Want{});
    EXPECT_EQ(check_order({.initiated_s = 4, .executed_s = 5}), Want{});
    EXPECT_EQ(check_order({.initiated_s = 6, .executed_s = 5}), Violation::future);
    EXPECT_EQ(check_order({.initiated_s = kMax, .executed_s = 0}), Violation::future);
    EXPECT_EQ(check_order({.initiated_s = kMax, .executed_s = kMax}), Want{});
}

TEST(rules, expiry_is_inclusive_and_does_not_wrap)
{
    struct Case
    {
        const char* name;
        MessageTimes times;
        uint64_t window_s;
        Want want;
    };
    static constexpr Case kCases[]{
        {"at once", {100, 100}, 50, {}},
        {"last valid second", {100, 150}, 50, {}},
        {"one second late", {100, 151}, 50, Violation::expired},
        {"oldest against the end of time", {0, kMax}, kMaxExpiryWindowS, Violation::expired},
        {"sum with the window would wrap", {kMax - 10, kMax}, kMaxExpiryWindowS, {}},
        {"last valid second at the end of time", {kMax - 50, kMax}, 50, {}},
        {"late at the end of time", {kMax - 51, kMax}, 50, Violation::expired},
        {"window one", {7, 8}, 1, {}},
        {"window one, late", {7, 9}, 1, Violation::expired},
    };
    for (const auto& c : kCases)
        EXPECT_EQ(check_expiry(c.times, c.window_s), c.want) << c.name;
}

TEST(rules, timeout_must_end_within_the_window)
{
    struct Case
    {
        const char* name;
        MessageTimes times;
        uint64_t timeout_s;
        Want want;
    };
    static constexpr Case kCases[]{
        {"none", {100, 150}, 0, {}},
        {"fits exactly", {100, 120}, 30, {}},
        {"one too long", {100, 120}, 31, Violation::expires_before_timeout},
        {"fresh, whole window", {100, 100}, 50, {}},
        {"fresh, one too long", {100, 100}, 51, Violation::expires_before_timeout},
        {"no time left", {100, 150}, 1, Violation::expires_before_timeout},
        {"sum would wrap", {kMax, kMax}, kMax, Violation::expires_before_timeout},
        {"fits beyond the end of time", {kMax, kMax}, 50, {}},
    };
    for (const auto& c : kCases)
        EXPECT_EQ(check_timeout(c.times, 50, c.timeout_s), c.want) << c.name;
}

TEST(rules, a_chain_is_past_a_time_when_no_block_is_due_before_it_ends)
{
    struct Case
    {
        uint64_t head_s;
        uint64_t block_time_s;
        uint64_t timestamp_s;
        bool want;
    };
    static constexpr Case kCases[]{
        {100, 2, 99, true},
        {100, 2, 100, true},
        {100, 2, 101, true},
        {100, 2, 102, false},
        {100, 1, 101, false},
        {kMax, 2, kMax, true},
        {kMax - 1, 2, kMax, true},
        {kMax - 2, 2, kMax, false},
        {0, kMax, kMax, false},
        {1, kMax, kMax, true},
    };
    for (const auto& c : kCases)
    {
        EXPECT_EQ(is_past(c.head_s, c.block_time_s, c.timestamp_s), c.want)
            << c.head_s << " " << c.timestamp_s;
    }
}
}  // namespace
}  // namespace interlock
