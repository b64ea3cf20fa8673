// The live view, screen by screen.
#include "client/cli/live_screen.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/client/samples.hpp"

namespace interlock::client::cli
{
namespace
{
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr uint64_t kNowS = samples::kNowS;

Head head(SafetyLevel level, uint64_t number)
{
    return {.level = level, .block = samples::seal(number)};
}

ChainStatus chain(uint64_t id, const std::string& name)
{
    ChainStatus out;
    out.chain_id = ChainId::from_u64(id);
    out.name = name;
    out.state = pb::CHAIN_STATE_FOLLOWING;
    out.ready = true;
    out.head = samples::seal(40);
    out.node_head = 41;
    return out;
}

void add_chain(LiveState& state, ChainStatus status)
{
    using enum SafetyLevel;
    state.heads.chains.push_back({.chain_id = status.chain_id,
        .heads = {head(unsafe, 40), head(cross_unsafe, 39), head(local_safe, 30), head(safe, 29),
            head(finalized, 12)}});
    state.chains.chains.push_back({.config = {.id = status.chain_id}, .name = status.name});
    state.status->chains.push_back(std::move(status));
}

LiveState two_chains()
{
    LiveState out;
    out.server = "127.0.0.1:7545";
    out.status = Status{.version = "0.1.0", .started_at_s = kNowS - 3'720, .ready = true};
    add_chain(out, chain(901, "op-a"));
    add_chain(out, chain(902, ""));
    return out;
}

PendingBlock waiting(SafetyLevel level, BlockDecision decision)
{
    return {.level = level,
        .chain_id = samples::kChainB,
        .block = samples::seal(40),
        .decision = std::move(decision)};
}

LiveView view(size_t width, size_t height)
{
    return {.size = {.width = width, .height = height}, .now_s = kNowS};
}

HeadChange change(uint64_t number)
{
    return {.chain_id = samples::kChainA,
        .level = SafetyLevel::safe,
        .block = samples::seal(number),
        .at_s = kNowS - 10};
}

std::vector<std::string> lines(const LiveState& state, const LiveView& at)
{
    return live_screen(state, at).lines;
}
}  // namespace

TEST(live_screen, all_is_well)
{
    auto state = two_chains();
    add_change(change(29), state);
    EXPECT_THAT(lines(state, view(80, 12)),
        ElementsAre("interlockd 0.1.0 at 127.0.0.1:7545: ready, up 1h 2m" + std::string(17, ' ') +
                        "22:15:00 UTC",
            "", "CHAIN       STATE      UNSAFE  CROSS-UNSAFE  LOCAL-SAFE  SAFE  FINALIZED  LAG",
            "op-a (901)  following      40            39          30    29         12    1",
            "902         following      40            39          30    29         12    1", "",
            "LATEST", "22:14:50  op-a (901)  safe          29 0xaaaaaaaa…aaaaaaaa", "", "", "",
            "q: quit"));
}

TEST(live_screen, what_is_wrong)
{
    auto state = two_chains();
    state.status->ready = false;
    auto& other = state.status->chains[1];
    other.state = pb::CHAIN_STATE_TROUBLED;
    other.trouble = "connection\nrefused";
    other.pending = {
        waiting(SafetyLevel::cross_unsafe, Replace{.fault = {.explanation = "another log"}}),
        waiting(SafetyLevel::safe, Wait{.reason = pb::WAIT_REASON_LOCAL_LEVEL})};
    state.status->failsafes = {{.chains = {}, .reason = "drill"}};
    state.outage = Outage{.since_s = kNowS - 12, .why = "connection refused"};
    VerdictChange found{.chain_id = samples::kChainB,
        .level = SafetyLevel::cross_unsafe,
        .block = samples::seal(40),
        .change = Replace{.fault = {.explanation = "another log"}},
        .at_s = kNowS - 5};
    add_change(found, state);
    const auto blanks = std::string(23, ' ');
    EXPECT_THAT(lines(state, view(90, 14)),
        ElementsAre(
            "interlockd 0.1.0 at 127.0.0.1:7545: not ready, up 1h 2m" + blanks + "22:15:00 UTC",
            "reconnecting since 22:14:48 UTC, 12s: connection refused",
            "! failsafe for all chains: drill", "! 902: connection\\x0arefused", "",
            "CHAIN       STATE      UNSAFE  CROSS-UNSAFE  SAFE  LAG  WAITS",
            "op-a (901)  following      40            39    29    1",
            "902         troubled       40            39    29    1  cross-unsafe 40 INVALID: "
            "unspecif…",
            "", "LATEST",
            "22:14:55  902  cross-unsafe  40 0xaaaaaaaa…aaaaaaaa  INVALID: unspecified: another "
            "log",
            "", "", "q: quit"));
}

TEST(live_screen, narrow_and_flat_terminals)
{
    const auto state = two_chains();
    EXPECT_THAT(lines(state, view(30, 6)),
        ElementsAre("interlockd 0.1.0 at 127.0.0.1…", "", "CHAIN       UNSAFE  SAFE",
            "op-a (901)      40    29", "902             40    29", "q: quit"));
    EXPECT_THAT(lines(state, view(8, 3)), ElementsAre("interlo…", "", "chains …"));
    EXPECT_THAT(lines(state, view(1, 1)), ElementsAre("…"));
}

TEST(live_screen, no_line_is_wider_and_none_is_lacking)
{
    auto state = two_chains();
    state.status->chains[0].trouble = std::string(200, 'x');
    for (int i = 0; i < 300; ++i)
        add_change(change(29), state);
    EXPECT_EQ(state.tail.size(), kMaxTail);
    for (size_t width = 1; width < 120; width += 7)
    {
        for (size_t height = 1; height < 60; height += 3)
        {
            const auto shown = lines(state, view(width, height));
            EXPECT_EQ(shown.size(), height);
            for (const auto& line : shown)
                EXPECT_LE(display_width(line), width) << line;
        }
    }
}

TEST(live_screen, a_hundred_chains_in_pages)
{
    auto state = two_chains();
    for (uint64_t id = 903; id < 1'001; ++id)
        add_chain(state, chain(id, ""));
    auto at = view(80, 24);
    const auto first = live_screen(state, at);
    EXPECT_EQ(first.page, 11U);
    EXPECT_EQ(first.first_chain, 0U);
    EXPECT_TRUE(first.lines[3].starts_with("op-a (901)"));
    EXPECT_EQ(first.lines.back(), "chains 1 to 11 of 100   j/k: scroll   space/b: page   q: quit");

    at.first_chain = 50;
    EXPECT_TRUE(live_screen(state, at).lines[3].starts_with("951 "));
    at.first_chain = SIZE_MAX;
    const auto last = live_screen(state, at);
    EXPECT_EQ(last.first_chain, 89U);
    EXPECT_TRUE(last.lines[13].starts_with("1000 ")) << last.lines[13];

    state.only = {ChainId::from_u64(907)};
    const auto only = live_screen(state, at);
    EXPECT_TRUE(only.lines[3].starts_with("907 "));
    EXPECT_EQ(only.lines.back(), "q: quit");
}

TEST(live_screen, colour_only_when_wanted)
{
    auto state = two_chains();
    state.outage = Outage{.since_s = kNowS, .why = "gone"};
    auto at = view(80, 12);
    for (const auto& line : lines(state, at))
        EXPECT_EQ(line.find('\x1b'), std::string::npos) << line;
    at.colour = true;
    const auto shown = lines(state, at);
    EXPECT_THAT(shown[1], HasSubstr("\x1b[1;35mreconnecting since"));
    EXPECT_THAT(shown[3], HasSubstr("\x1b[1;32mfollowing"));
}

TEST(live_screen, before_the_first_answer)
{
    LiveState state;
    state.server = "127.0.0.1:7545";
    state.outage = Outage{.since_s = kNowS, .why = "refused"};
    EXPECT_THAT(lines(state, view(60, 5)),
        ElementsAre("interlockd at 127.0.0.1:7545" + std::string(20, ' ') + "22:15:00 UTC",
            "reconnecting since 22:15:00 UTC, 0s: refused",
            "CHAIN  STATE  UNSAFE  CROSS-UNSAFE  SAFE  FINALIZED  LAG", "", "q: quit"));
}
}  // namespace interlock::client::cli
