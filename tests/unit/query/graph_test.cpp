#include "server/query/graph.hpp"

#include <gtest/gtest.h>

#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using ChainBlock = std::pair<ChainId, uint64_t>;

class GraphTest : public ::testing::Test
{
protected:
    GraphTest() { world.begin_all(); }

    Graph graph(const GraphQuery& query)
    {
        const auto index = world.view();
        const Judge judge{world.set(), {}};
        auto out = message_graph(judge, *index, {}, query);
        EXPECT_TRUE(out) << out.error().explanation;
        return out ? *std::move(out) : Graph{};
    }
    static uint64_t time_of(uint64_t number)
    {
        return SafetyWorld::kGenesisS + number * SafetyWorld::kBlockTimeS;
    }

    SafetyWorld world;
};

std::vector<ChainBlock> places(const Graph& graph)
{
    std::vector<ChainBlock> out;
    for (const auto& block : graph.blocks)
        out.emplace_back(block.chain_id, block.block.id.number);
    return out;
}
}  // namespace

TEST_F(GraphTest, the_blocks_within_the_radius_are_there_by_chain_and_number)
{
    world.extend(kAlpha, 20);
    world.extend(kBeta, 11);
    const auto out =
        graph({.timestamp_s = time_of(10), .radius_s = 4, .chains = {kAlpha, kBeta, kGamma}});
    EXPECT_EQ(
        places(out), (std::vector<ChainBlock>{{kAlpha, 8}, {kAlpha, 9}, {kAlpha, 10}, {kAlpha, 11},
                         {kAlpha, 12}, {kBeta, 8}, {kBeta, 9}, {kBeta, 10}, {kBeta, 11}}));
    EXPECT_FALSE(out.truncated);
    EXPECT_EQ(out.blocks[0].log_count, 2U);
    EXPECT_EQ(out.blocks[0].levels, (std::vector{SafetyLevel::unsafe, SafetyLevel::cross_unsafe}));
}

TEST_F(GraphTest, windows_at_the_edges_of_time)
{
    world.extend(kAlpha, 3);
    struct Case
    {
        const char* name;
        uint64_t timestamp_s;
        uint64_t radius_s;
        std::vector<ChainBlock> want;
    };
    const Case cases[]{
        {"before the first block", 10, 5, {}},
        {"reaching back before time", 1'000, 3'600,
            {{kAlpha, 0}, {kAlpha, 1}, {kAlpha, 2}, {kAlpha, 3}}},
        {"one instant", time_of(2), 0, {{kAlpha, 2}}},
        {"between two blocks", time_of(2) + 1, 0, {}},
        {"after the newest", 9'000, 100, {}},
        {"at the end of time", UINT64_MAX, 3'600, {}},
        {"at the beginning", 0, 0, {}},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(places(graph(
                      {.timestamp_s = c.timestamp_s, .radius_s = c.radius_s, .chains = {kAlpha}})),
            c.want);
    }
}

TEST_F(GraphTest, messages_are_there_with_what_they_are)
{
    world.extend(kBeta, 6);
    world.extend(kAlpha, 4);
    const auto good = world.message_of(kBeta, 1, 0);
    world.append(kAlpha, {executing(2, good)});
    world.append(kAlpha, {executing(2, with_wrong_payload(good)), malformed(3)});
    const auto out = graph({.timestamp_s = time_of(5), .radius_s = 2, .chains = {kAlpha, kBeta}});
    ASSERT_EQ(out.messages.size(), 3U);
    EXPECT_EQ(out.messages[0].record.block_number, 5U);
    EXPECT_EQ(out.messages[0].record.log, executing(2, good));
    EXPECT_TRUE(std::holds_alternative<Valid>(*out.messages[0].answer));
    EXPECT_TRUE(std::holds_alternative<Invalid>(*out.messages[1].answer));
    EXPECT_TRUE(std::holds_alternative<Invalid>(*out.messages[2].answer));
    for (const auto& block : out.blocks)
        EXPECT_EQ(block.invalid, block.chain_id == kAlpha && block.block.id.number == 6);
}

TEST_F(GraphTest, of_too_many_blocks_those_with_messages_are_there)
{
    world.extend(kBeta, 40);
    world.extend(kAlpha, 20);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 18, 0))});  // 21
    world.extend(kAlpha, 29);
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 2, 0))});  // 30
    world.extend(kAlpha, 40);
    GraphQuery query{.timestamp_s = time_of(20),
        .radius_s = 30,
        .chains = {kAlpha, kBeta},
        .limits = {.blocks = 5, .messages = 10}};
    const auto out = graph(query);
    EXPECT_EQ(places(out), (std::vector<ChainBlock>{{kAlpha, 20}, {kAlpha, 21}, {kAlpha, 30},
                               {kBeta, 18}, {kBeta, 20}}));
    EXPECT_EQ(out.messages.size(), 2U);
    EXPECT_TRUE(out.truncated);

    query.limits.blocks = 4;  // Only the nearer message fits.
    const auto nearer = graph(query);
    EXPECT_EQ(places(nearer),
        (std::vector<ChainBlock>{{kAlpha, 20}, {kAlpha, 21}, {kBeta, 18}, {kBeta, 20}}));
    EXPECT_EQ(nearer.messages.size(), 1U);
}

TEST_F(GraphTest, too_many_messages_are_cut_off)
{
    world.extend(kBeta, 6);
    world.extend(kAlpha, 4);
    std::vector<ExecutingLog> many;
    for (uint32_t i = 2; i < 12; ++i)
        many.push_back(executing(i, world.message_of(kBeta, 2, 0)));
    world.append(kAlpha, many);
    const auto out = graph({.timestamp_s = time_of(5),
        .radius_s = 10,
        .chains = {kAlpha, kBeta},
        .limits = {.blocks = 100, .messages = 7}});
    EXPECT_EQ(out.messages.size(), 7U);
    EXPECT_TRUE(out.truncated);
}
}  // namespace interlock::server
