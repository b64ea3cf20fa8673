#include "server/ingest/safety_log.hpp"

#include <gtest/gtest.h>

#include "tests/support/captured_log.hpp"

namespace interlock::server
{
namespace
{
constexpr auto kChain = ChainId::from_u64(902);

Divergence divergence_at(uint64_t claimed)
{
    return {.chain_id = kChain,
        .claimed_head = {claimed, {}},
        .block = {.block = {.id = {5, {}}}, .obstacle = Fault{Violation::expired, 1}}};
}

TEST(safety_log, tells_an_alarm_when_it_begins_and_when_it_ends)
{
    const testing::CapturedLog captured;
    const std::map<ChainId, std::string> names{{kChain, "bravo"}};
    SafetyLog log{names};
    log.tell({});
    for (const auto claimed : {5U, 6U, 7U})  // The node goes on; it is the same divergence.
        log.tell({.alarms = {.divergences = {divergence_at(claimed)}}});
    EXPECT_EQ(captured.lines_with("divergence: chain 902"), 1U);
    EXPECT_EQ(captured.lines_with("expired, log 1"), 1U);
    auto worse = divergence_at(8);
    worse.claimed = storage::ClaimedLevel::finalized;
    log.tell({.alarms = {.divergences = {worse}, .halts = {{.chain_id = kChain}}}});
    EXPECT_EQ(captured.lines_with("divergence: chain 902"), 2U);
    EXPECT_EQ(captured.lines_with("halted: chain 902"), 1U);
    log.tell({});
    EXPECT_EQ(captured.lines_with("chain 902 (bravo): the divergence has ended"), 1U);
    EXPECT_EQ(captured.lines_with("finalized head is supported again"), 1U);
}
}  // namespace
}  // namespace interlock::server
