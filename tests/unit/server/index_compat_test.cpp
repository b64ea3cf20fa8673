// What becomes of an index when the configuration changes.
#include <gmock/gmock.h>

#include "config_support.hpp"
#include "server/app/index_compat.hpp"

namespace interlock::server::test
{
namespace
{
using testing::ElementsAre;
using testing::HasSubstr;

constexpr uint64_t kWindowS = 1'000;
constexpr uint64_t kAnchorS = 5'000;
constexpr std::optional<uint64_t> kNever{};

ChainConfig chain_config(uint64_t id, std::optional<uint64_t> activation_s = 100)
{
    return {.id = ChainId::from_u64(id), .block_time_s = 2, .activation_s = activation_s};
}

ResolvedChain resolved(const ChainConfig& config, std::optional<uint64_t> start_block = {})
{
    return {.config = config, .genesis = {}, .start_block = start_block, .source = "test"};
}

ChainSet wanted(const std::vector<ResolvedChain>& chains, uint64_t window_s = kWindowS)
{
    std::vector<ChainConfig> configs;
    for (const auto& chain : chains)
        configs.push_back(chain.config);
    auto set = DependencySet::create(configs, window_s);
    return {.dependency_set = std::move(set.value()), .chains = chains, .source = {}, .notes = {}};
}

/// An index of chains that begin at the first block since kAnchorS - kWindowS.
IndexState index_of(const std::vector<ChainConfig>& chains)
{
    IndexState out{.chains = {}, .expiry_window_s = kWindowS};
    for (const auto& config : chains)
        out.chains.push_back({{.config = config, .followed = true},
            IndexStart{.number = 500, .timestamp_s = 4'000, .covered_since_s = {}}, kAnchorS});
    return out;
}

TEST(index_compat, an_empty_index_fits_everything)
{
    const auto notes = check_takeover({}, wanted({resolved(chain_config(901))}));
    ASSERT_TRUE(notes) << problems_of(notes);
    EXPECT_THAT(*notes, ElementsAre());
}

TEST(index_compat, nothing_changed)
{
    const auto notes = check_takeover(index_of({chain_config(901), chain_config(902)}),
        wanted({resolved(chain_config(901)), resolved(chain_config(902))}));
    ASSERT_TRUE(notes) << problems_of(notes);
    EXPECT_THAT(*notes, ElementsAre());
}

TEST(index_compat, chains_come_and_go)
{
    auto index = index_of({chain_config(901), chain_config(902), chain_config(903)});
    index.chains[1].record.followed = false;
    const auto notes =
        check_takeover(index, wanted({resolved(chain_config(902)), resolved(chain_config(903)),
                                  resolved(chain_config(904))}));
    ASSERT_TRUE(notes) << problems_of(notes);
    EXPECT_THAT(
        *notes, ElementsAre("chain 902 is followed again; its index goes on where it stopped",
                    "chain 904 is added; its index begins now",
                    "chain 901 is removed; its blocks are kept but not followed"));
}

TEST(index_compat, a_chain_removed_before_is_not_noted_again)
{
    auto index = index_of({chain_config(901), chain_config(902)});
    index.chains[0].record.followed = false;
    const auto notes = check_takeover(index, wanted({resolved(chain_config(902))}));
    ASSERT_TRUE(notes) << problems_of(notes);
    EXPECT_THAT(*notes, ElementsAre());
}

TEST(index_compat, what_the_index_must_reach_back_to)
{
    struct Case
    {
        const char* name;
        std::optional<uint64_t> activation_s;
        uint64_t window_s;
        IndexStart start;
        bool fits;
    };
    static constexpr Case kCases[]{
        {"begins exactly at the need", 100, 1'000, {500, 4'000, {}}, true},
        {"one block later than the need", 100, 1'000, {500, 4'001, {}}, true},
        {"a whole block is missing", 100, 1'000, {500, 4'002, {}}, false},
        {"a shorter window", 100, 999, {500, 4'002, {}}, true},
        {"a longer window", 100, 1'001, {500, 4'000, {}}, true},
        {"a longer window by a block", 100, 1'002, {500, 4'000, {}}, false},
        {"a window beyond the anchor", 100, 6'000, {500, 102, {}}, false},
        {"a window beyond the anchor, covered", 0, 6'000, {500, 1, {}}, true},
        {"activation within the window", 4'500, 1'000, {500, 4'500, {}}, true},
        {"activation within the window, too late", 4'500, 1'000, {500, 4'502, {}}, false},
        {"activation earlier, behind the window", 0, 1'000, {500, 4'000, {}}, true},
        {"activation after the anchor", 9'000, 1'000, {500, 5'000, {}}, true},
        {"activation never", kNever, 1'000, {500, 5'000, {}}, true},
        {"from the first block of the chain", 100, 1'000, {0, 4'500, {}}, true},
        {"the recorded start of coverage counts", 100, 1'000, {500, 4'100, 4'000}, true},
        {"the recorded start of coverage is late", 100, 1'000, {500, 4'100, 4'001}, false},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.name);
        auto index = index_of({chain_config(901, c.activation_s)});
        index.chains[0].start = c.start;
        const auto notes = check_takeover(
            index, wanted({resolved(chain_config(901, c.activation_s))}, c.window_s));
        EXPECT_EQ(notes.has_value(), c.fits) << problems_of(notes);
    }
}

TEST(index_compat, a_late_index_is_refused_with_what_to_do)
{
    const auto notes =
        check_takeover(index_of({chain_config(901)}), wanted({resolved(chain_config(901))}, 2'000));
    EXPECT_EQ(problems_of(notes),
        "chains.901 is indexed from block 500 at time 4000 on, but messages since 3000 may still "
        "be executed: activation time 100, expiry window 2000 s before the index's anchor at "
        "5000; restore the former setting, or start with an empty data_dir\n");
}

TEST(index_compat, all_late_chains_are_refused_at_once)
{
    const auto notes = check_takeover(index_of({chain_config(901), chain_config(902)}),
        wanted({resolved(chain_config(901)), resolved(chain_config(902))}, 2'000));
    ASSERT_FALSE(notes);
    EXPECT_EQ(notes.error().size(), 2U);
}

TEST(index_compat, changes_that_are_taken_over)
{
    const auto notes = check_takeover(index_of({chain_config(901), chain_config(902, kNever)}),
        wanted({resolved(chain_config(901, kNever)), resolved(chain_config(902, 9'000))}, 500));
    ASSERT_TRUE(notes) << problems_of(notes);
    EXPECT_THAT(*notes, ElementsAre("chain 901 changes its activation time from 100 to never",
                            "chain 902 changes its activation time from never to 9000",
                            "the expiry window changes from 1000 s to 500 s"));
}

TEST(index_compat, an_activation_moved_before_the_index_is_refused)
{
    auto index = index_of({chain_config(901, 4'500)});
    index.chains[0].start = IndexStart{.number = 500, .timestamp_s = 4'500, .covered_since_s = {}};
    EXPECT_THAT(problems_of(check_takeover(index, wanted({resolved(chain_config(901, 4'400))}))),
        HasSubstr("messages since 4400 may still be executed"));
}

TEST(index_compat, the_first_block_of_the_chain_may_have_any_number)
{
    auto index = index_of({chain_config(901)});
    index.chains[0].start = IndexStart{.number = 500, .timestamp_s = 4'900, .covered_since_s = {}};
    auto chain = resolved(chain_config(901));
    chain.genesis = Genesis{.block = {.number = 500, .hash = {}}, .timestamp_s = 4'900};
    EXPECT_EQ(problems_of(check_takeover(index, wanted({chain}))), "");
    chain.genesis->block.number = 499;
    EXPECT_THAT(problems_of(check_takeover(index, wanted({chain}))), HasSubstr("is indexed from"));
}

TEST(index_compat, start_blocks)
{
    struct Case
    {
        uint64_t start_block;
        uint64_t first_timestamp_s;
        bool fits;
    };
    static constexpr Case kCases[]{
        {499, 4'000, false},  // More history is asked for than there is.
        {500, 4'900, true},   // The operator's start is all that is needed.
        {501, 4'900, true},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.start_block);
        auto index = index_of({chain_config(901)});
        index.chains[0].start->timestamp_s = c.first_timestamp_s;
        const auto notes =
            check_takeover(index, wanted({resolved(chain_config(901), c.start_block)}));
        EXPECT_EQ(notes.has_value(), c.fits);
        if (!c.fits)
        {
            EXPECT_THAT(problems_of(notes),
                HasSubstr("chains.901.start_block is 499, but the index begins with block 500 and "
                          "cannot grow backwards; restore the former setting"));
        }
    }
}

TEST(index_compat, a_start_block_taken_away_needs_the_computed_start)
{
    auto index = index_of({chain_config(901)});
    index.chains[0].start->timestamp_s = 4'900;
    EXPECT_THAT(problems_of(check_takeover(index, wanted({resolved(chain_config(901))}))),
        HasSubstr("is indexed from block 500 at time 4900"));
}

TEST(index_compat, a_start_block_that_was_pruned_still_fits)
{
    struct Case
    {
        uint64_t start_block;
        uint64_t window_s;
        const char* refusal;
    };
    // The index began at block 300; now it begins at block 500, at time 3000.
    static constexpr Case kCases[]{
        {300, kWindowS, ""},
        {301, kWindowS, ""},
        {299, kWindowS, "but the index begins with block 300 and cannot grow backwards"},
        {300, 2'000, ""},
        {300, 2'001, "messages since 2999 may still be executed"},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(std::to_string(c.start_block) + ", " + std::to_string(c.window_s));
        auto index = index_of({chain_config(901)});
        index.chains[0].start = IndexStart{
            .number = 500, .timestamp_s = 3'000, .covered_since_s = 3'000, .begun_at = 300};
        const auto problems = problems_of(check_takeover(
            index, wanted({resolved(chain_config(901), c.start_block)}, c.window_s)));
        EXPECT_THAT(problems, HasSubstr(c.refusal));
        EXPECT_EQ(problems.empty(), *c.refusal == '\0');
    }
}

/// Its blocks that are not final may name what was pruned while it was away.
TEST(index_compat, a_chain_that_returns_late_needs_what_was_pruned)
{
    auto index = index_of({chain_config(901), chain_config(902)});
    index.chains[1].record.followed = false;
    const auto returning = wanted({resolved(chain_config(901)), resolved(chain_config(902))});
    index.chains[1].finalized_s = 5'000;
    EXPECT_EQ(problems_of(check_takeover(index, returning)), "");
    index.chains[1].finalized_s = 4'998;
    EXPECT_THAT(problems_of(check_takeover(index, returning)),
        HasSubstr("chains.901 is indexed from block 500 at time 4000 on, but messages since 3998 "
                  "may still be executed"));
}

TEST(index_compat, another_block_time_is_another_chain)
{
    auto config = chain_config(901);
    config.block_time_s = 1;
    EXPECT_THAT(
        problems_of(check_takeover(index_of({chain_config(901)}), wanted({resolved(config)}))),
        HasSubstr("chains.901.block_time_s is 1, but the index was built with 2"));
}

TEST(index_compat, a_chain_without_blocks_has_nothing_to_miss)
{
    auto index = index_of({chain_config(901)});
    index.chains[0].start.reset();
    EXPECT_EQ(problems_of(check_takeover(index, wanted({resolved(chain_config(901))}, 4'000))), "");
}

TEST(index_compat, the_need_of_a_chain)
{
    struct Case
    {
        std::optional<uint64_t> activation_s;
        uint64_t anchor_s;
        uint64_t window_s;
        std::optional<uint64_t> want;
    };
    static constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
    static constexpr Case kCases[]{
        {kNever, 10, 5, {}},
        {0, 10, 5, 5},
        {5, 10, 5, 5},
        {6, 10, 5, 6},
        {0, 5, 5, 0},
        {0, 4, 5, 0},
        {3, 4, 5, 3},
        {kMax, 4, 5, kMax},
        {0, kMax, 5, kMax - 5},
    };
    for (const auto& c : kCases)
        EXPECT_EQ(
            needed_since_s(chain_config(901, c.activation_s), c.anchor_s, c.window_s), c.want);
}
}  // namespace
}  // namespace interlock::server::test
