#include "server/ingest/label_belief.hpp"

#include <gtest/gtest.h>

#include <span>
#include <vector>

namespace interlock::server
{
namespace
{
/// Block `number` of the main branch, or of another one.
BlockId block(uint64_t number, uint8_t branch = 0)
{
    return {number, Hash32{{static_cast<uint8_t>(number + 1), branch}}};
}

/// One node's word, told for some rounds.
struct Telling
{
    std::string source;
    std::optional<BlockId> local_safe;
    std::optional<BlockId> finalized;
    uint32_t rounds = 1;
};

/// What is believed in the end.
struct Want
{
    std::string source;
    std::optional<BlockId> local_safe;
    std::optional<BlockId> finalized;
};

struct Case
{
    const char* name;
    std::vector<Telling> tellings;
    Want want;
    std::optional<BlockId> final_head{};
};

/// With all that belongs to local-safe.
chain::Labels labels_of(const Telling& telling)
{
    chain::Labels out{
        .local_safe = telling.local_safe, .finalized = telling.finalized, .source = telling.source};
    if (telling.local_safe)
    {
        out.safe = telling.local_safe;
        out.current_l1 = block(1'000 + telling.local_safe->number);
        out.derived = {*out.safe, *out.current_l1};
    }
    return out;
}

void expect_beliefs(std::span<const Case> cases)
{
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        LabelBelief belief;
        for (const auto& telling : c.tellings)
        {
            for (uint32_t i = 0; i < telling.rounds; ++i)
                belief = weigh(belief, labels_of(telling), c.final_head);
        }
        const auto want = labels_of({c.want.source, c.want.local_safe, c.want.finalized});
        EXPECT_EQ(belief.labels.source, want.source);
        EXPECT_EQ(belief.labels.local_safe, want.local_safe);
        EXPECT_EQ(belief.labels.finalized, want.finalized);
        EXPECT_EQ(belief.labels, want);  // Nothing of one node beside something of another.
    }
}

constexpr uint32_t kLast = kLowerRounds - 1;  // Rounds that are not enough.
}  // namespace

TEST(label_belief, what_goes_back)
{
    EXPECT_TRUE(goes_back(block(5), block(4)));
    EXPECT_TRUE(goes_back(block(5), block(5, 1)));
    EXPECT_TRUE(goes_back(block(5), block(4, 1)));
    EXPECT_FALSE(goes_back(block(5), block(5)));
    EXPECT_FALSE(goes_back(block(5), block(6)));
    EXPECT_FALSE(goes_back(block(5), block(6, 1)));
    EXPECT_FALSE(goes_back({}, block(5)));
    EXPECT_FALSE(goes_back(block(5), {}));
    EXPECT_FALSE(goes_back({}, {}));
}

TEST(label_belief, local_safe)
{
    const Case cases[]{
        {"the first word", {{"a", block(9), {}}}, {"a", block(9), {}}},
        {"it rises", {{"a", block(9), {}}, {"a", block(12), {}}}, {"a", block(12), {}}},
        {"another node is ahead", {{"a", block(9), {}}, {"b", block(10), {}}},
            {"b", block(10), {}}},
        {"another node agrees", {{"a", block(9), {}}, {"b", block(9), {}}}, {"b", block(9), {}}},
        {"the same node goes back", {{"a", block(9), {}}, {"a", block(7), {}}},
            {"a", block(7), {}}},
        {"the same node, the same number", {{"a", block(9), {}}, {"a", block(9, 1), {}}},
            {"a", block(9, 1), {}}},
        {"another node lags", {{"a", block(9), {}}, {"b", block(8), {}}}, {"a", block(9), {}}},
        {"another node, the same number", {{"a", block(9), {}}, {"b", block(9, 1), {}}},
            {"a", block(9), {}}},
        {"it lags for a while", {{"a", block(9), {}}, {"b", block(8), {}, kLast}},
            {"a", block(9), {}}},
        {"it lags for long", {{"a", block(9), {}}, {"b", block(8), {}, kLowerRounds}},
            {"b", block(8), {}}},
        {"the same number for long", {{"a", block(9), {}}, {"b", block(9, 1), {}, kLowerRounds}},
            {"b", block(9, 1), {}}},
        {"it lags less and less",
            {{"a", block(9), {}}, {"b", block(6), {}, 5}, {"b", block(7), {}, 4}},
            {"a", block(9), {}}},
        {"it catches up", {{"a", block(9), {}}, {"b", block(8), {}, kLast}, {"b", block(9), {}}},
            {"b", block(9), {}}},
        {"then goes back itself", {{"a", block(9), {}}, {"b", block(9), {}}, {"b", block(8), {}}},
            {"b", block(8), {}}},
        {"the first comes between",
            {{"a", block(9), {}}, {"b", block(8), {}, kLast}, {"a", block(9), {}},
                {"b", block(8), {}, kLast}},
            {"a", block(9), {}}},
        {"the first goes back meanwhile",
            {{"a", block(9), {}}, {"b", block(8), {}, kLast}, {"a", block(7), {}}},
            {"a", block(7), {}}},
        {"two others, one after the other",
            {{"a", block(9), {}}, {"b", block(8), {}, kLast}, {"c", block(7), {}}},
            {"c", block(7), {}}},
        {"believed, then it counts anew",
            {{"a", block(9), {}}, {"b", block(8), {}, kLowerRounds}, {"a", block(7), {}, kLast}},
            {"b", block(8), {}}},
        {"unknown takes nothing back", {{"a", block(9), {}}, {"b", {}, {}, 50}},
            {"a", block(9), {}}},
        {"unknown says nothing against a lag",
            {{"a", block(9), {}}, {"b", block(8), {}, kLast}, {"b", {}, {}}, {"b", block(8), {}}},
            {"b", block(8), {}}},
        {"unknown from the start", {{"a", {}, {}}, {"b", {}, {}}}, {"b", {}, {}}},
    };
    expect_beliefs(cases);
}

TEST(label_belief, finalized)
{
    const auto safe = block(20);
    const Case cases[]{
        {"it rises", {{"a", safe, block(5)}, {"a", safe, block(6)}}, {"a", safe, block(6)}},
        {"it never falls below the index", {{"a", safe, block(5)}, {"a", safe, block(4), 50}},
            {"a", safe, block(5)}, block(5)},
        {"whoever says so", {{"a", safe, block(5)}, {"b", safe, block(5, 1), 50}},
            {"b", safe, block(5)}, block(5)},
        {"not from the start either", {{"a", safe, block(4)}}, {"a", safe, block(5)}, block(5)},
        {"the index knows more", {{"a", safe, block(4)}}, {"a", safe, block(7)}, block(7)},
        {"what the index has not come to stays",
            {{"a", safe, block(5)}, {"a", safe, block(4), kLast}}, {"a", safe, block(5)}},
        {"until less is told for long",
            {{"a", safe, block(5)}, {"a", safe, block(4), kLowerRounds}}, {"a", safe, block(4)},
            block(3)},
        {"but not below the index", {{"a", safe, block(5)}, {"a", safe, block(2), kLowerRounds}},
            {"a", safe, block(3)}, block(3)},
        {"a far block of another chain",
            {{"a", block(9), block(5)}, {"b", block(200), block(190)},
                {"a", block(10), block(6), kLowerRounds}},
            {"a", block(10), block(6)}, block(5)},
        {"taken higher from a node that lags",
            {{"a", block(9), block(5)}, {"b", block(8), block(6)}}, {"a", block(9), block(6)}},
        {"unknown takes nothing back", {{"a", safe, block(5)}, {"b", safe, {}, 50}},
            {"b", safe, block(5)}},
        {"known before local-safe", {{"a", {}, block(5)}}, {"a", {}, block(5)}},
    };
    expect_beliefs(cases);
}
}  // namespace interlock::server
