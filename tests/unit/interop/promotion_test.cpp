#include "interop/promotion.hpp"

#include <gtest/gtest.h>

#include <set>

namespace interlock
{
namespace
{
constexpr auto kAlpha = ChainId::from_u64(901);
constexpr auto kBeta = ChainId::from_u64(902);
constexpr Hash32 kPayload{};
constexpr uint64_t kTime = 100;

/// What is to come of a message: nothing wrong, a violation, or a wait for something.
using Want = std::variant<Sound, Violation, std::pair<WaitReason, uint64_t>>;

Want want_of(const MessageState& state)
{
    if (const auto* violation = std::get_if<Violation>(&state))
        return *violation;
    if (const auto* waiting = std::get_if<Waiting>(&state))
        return std::pair{waiting->reason, waiting->awaited};
    return Sound{};
}

bool same(const Want& a, const Want& b)
{
    if (a.index() != b.index())
        return false;
    if (const auto* violation = std::get_if<Violation>(&a))
        return *violation == std::get<Violation>(b);
    if (const auto* wait = std::get_if<std::pair<WaitReason, uint64_t>>(&a))
        return *wait == std::get<std::pair<WaitReason, uint64_t>>(b);
    return true;
}

/// Chain 901 is known from block 5 at 60 to block 20 at 90, two seconds a block; the message names
/// log 1 of block 10.
struct Case
{
    const char* name;
    uint64_t number = 10;
    uint64_t initiated_s = 70;
    std::optional<KnownChain::Block> named;
    std::optional<uint64_t> verified;
    Want want;
};

TEST(promotion, of_a_message_at_the_boundaries_of_what_is_known)
{
    const auto right = log_hash(Address{}, kPayload);
    const auto wait = [](WaitReason reason, uint64_t awaited) {
        return Want{std::pair{reason, awaited}};
    };
    const KnownChain::Block good{70, 2, right};
    const KnownChain::Block other{70, 2, Hash32{}};
    const KnownChain::Block few{70, 1, std::nullopt};
    const KnownChain::Block late{72, 2, right};
    const Case cases[]{
        {"promoted", 10, 70, good, 10, Sound{}},
        {"one block short", 10, 70, good, 9, wait(WaitReason::initiating_not_cross, 10)},
        {"not begun", 10, 70, good, std::nullopt, wait(WaitReason::initiating_not_cross, 10)},
        {"of the same time", 10, kTime, KnownChain::Block{kTime, 2, right}, 9, Sound{}},
        {"another payload, final", 10, 70, other, 9, Violation::payload_mismatch},
        {"another payload, may change", 10, 70, other, 8,
            wait(WaitReason::initiating_not_cross, 9)},
        {"no such log, final", 10, 70, few, 9, Violation::no_such_log},
        {"no such log, may change", 10, 70, few, 8, wait(WaitReason::initiating_not_cross, 9)},
        {"another time, at once", 10, 70, late, 0, Violation::timestamp_mismatch},
        {"passed without it", 21, 90, std::nullopt, 0, Violation::no_such_block},
        {"passed by the block time", 21, 91, std::nullopt, 0, Violation::no_such_block},
        {"not passed", 21, 92, std::nullopt, 20, wait(WaitReason::initiating_not_seen, 92)},
        {"older than the index", 4, 59, std::nullopt, 20, wait(WaitReason::before_index, 4)},
        {"older, but of a time that is indexed", 4, 60, std::nullopt, 20,
            Violation::timestamp_mismatch},
        {"block 0, final", 0, 70, KnownChain::Block{70, 0, std::nullopt}, 0,
            Violation::no_such_log},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        const InitiatingChain chain{.known = {.block_time_s = 2,
                                        .first_number = 5,
                                        .first_timestamp_s = 60,
                                        .head_timestamp_s = 90,
                                        .named = c.named},
            .verified_number = c.verified};
        const ExecutingLog log{.log_index = 3,
            .message = {
                .id = {Address{}, {kAlpha, c.number, c.initiated_s, 1}}, .payload_hash = kPayload}};
        const auto state = judge_executing(chain, {kBeta, kTime}, log);
        EXPECT_TRUE(same(want_of(state), c.want));
        if (const auto* waiting = std::get_if<Waiting>(&state))
        {
            EXPECT_EQ(waiting->on, kAlpha);
            EXPECT_EQ(waiting->log_index, 3U);
        }
    }
}

TEST(promotion, a_malformed_message_is_invalid_and_no_node)
{
    const auto set = *DependencySet::create({{kAlpha, 2, 0}}, 0);
    const ExecutingLog log{.log_index = 0, .message = {}, .malformed = true};
    EXPECT_EQ(check_executing(set, {kAlpha, 0}, log), Violation::malformed);
    EXPECT_FALSE(is_same_time(log, 0));
}

TEST(promotion, every_reason_to_wait_has_a_name_of_its_own)
{
    std::set<std::string_view> names;
    for (const auto reason :
        {WaitReason::local_level, WaitReason::earlier_block, WaitReason::initiating_not_seen,
            WaitReason::initiating_not_cross, WaitReason::before_index, WaitReason::peer_not_seen,
            WaitReason::peer_not_cross, WaitReason::peer_on_cycle, WaitReason::peer_invalid,
            WaitReason::peer_waits, WaitReason::halted})
        EXPECT_TRUE(names.insert(to_string(reason)).second);
    EXPECT_TRUE(awaits_time(WaitReason::peer_not_seen));
    EXPECT_FALSE(awaits_time(WaitReason::peer_not_cross));
}
}  // namespace
}  // namespace interlock
