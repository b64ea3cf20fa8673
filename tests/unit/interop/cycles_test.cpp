#include "interop/cycles.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace interlock
{
namespace
{
using Logs = std::vector<std::vector<uint32_t>>;

TEST(cycles, at_their_boundaries)
{
    struct Case
    {
        const char* name;
        std::vector<SameTimeBlock> blocks;
        Logs want;
    };
    const Case cases[]{
        {"nothing", {}, {}},
        {"no messages", {{}, {}}, {{}, {}}},
        {"one message of another chain", {{{0, 1, 5}}, {}}, {{}, {}}},
        {"of a chain that has no block", {{{0, std::nullopt, 0}}}, {{}}},
        {"itself", {{{3, 0, 3}}}, {{3}}},
        {"a later log of its own block", {{{3, 0, 9}}}, {{3}}},
        {"an earlier log of its own block", {{{3, 0, 2}}}, {{}}},
        {"an earlier message of its own block", {{{1, std::nullopt, 0}, {3, 0, 1}}}, {{}}},
        {"each other", {{{0, 1, 0}}, {{0, 0, 0}}}, {{0}, {0}}},
        {"each other, one log too early", {{{1, 1, 0}}, {{0, 0, 0}}}, {{}, {}}},
        {"each other, by later logs", {{{1, 1, 7}}, {{2, 0, 9}}}, {{1}, {2}}},
        {"through the previous message", {{{0, 1, 5}, {4, std::nullopt, 0}}, {{5, 0, 4}}},
            {{0, 4}, {5}}},
        {"not through the next message", {{{0, std::nullopt, 0}, {4, 1, 5}}, {{5, 0, 3}}},
            {{}, {}}},
        {"three", {{{0, 1, 0}}, {{0, 2, 0}}, {{0, 0, 0}}}, {{0}, {0}, {0}}},
        {"three, one log too early", {{{1, 1, 0}}, {{0, 2, 0}}, {{0, 0, 0}}}, {{}, {}, {}}},
        {"a feeder and a dependant", {{{0, 1, 0}}, {{0, 1, 0}}, {{0, 1, 1}}}, {{}, {0}, {}}},
        {"a message before the cycle in its block",
            {{{0, std::nullopt, 0}, {1, 1, 0}}, {{0, 0, 1}}}, {{1}, {0}}},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        EXPECT_EQ(find_cycles(c.blocks), c.want);
    }
}

/// Whether a message reaches itself, by trying all paths.
Logs by_search(const std::vector<SameTimeBlock>& blocks)
{
    using Node = std::pair<size_t, size_t>;
    const auto edges = [&](Node node)
    {
        std::vector<Node> out;
        const auto& message = blocks[node.first][node.second];
        if (node.second > 0)
            out.emplace_back(node.first, node.second - 1);
        if (!message.initiating_block)
            return out;
        const auto& named = blocks[*message.initiating_block];
        for (size_t i = named.size(); i-- > 0;)
        {
            if (named[i].log_index <= message.initiating_log_index)
            {
                out.emplace_back(*message.initiating_block, i);
                break;
            }
        }
        return out;
    };
    Logs out(blocks.size());
    for (size_t block = 0; block < blocks.size(); ++block)
    {
        for (size_t i = 0; i < blocks[block].size(); ++i)
        {
            std::map<Node, bool> seen;
            auto todo = edges({block, i});
            while (!todo.empty())
            {
                const auto node = todo.back();
                todo.pop_back();
                if (std::exchange(seen[node], true))
                    continue;
                for (const auto& next : edges(node))
                    todo.push_back(next);
            }
            if (seen[{block, i}])
                out[block].push_back(blocks[block][i].log_index);
        }
    }
    return out;
}

TEST(cycles, are_what_a_search_of_all_paths_finds)
{
    std::mt19937 random{7};
    size_t with_cycles = 0;
    for (size_t round = 0; round < 3'000; ++round)
    {
        std::vector<SameTimeBlock> blocks(1 + random() % 4);
        for (auto& block : blocks)
        {
            uint32_t log_index = 0;
            for (auto count = random() % 4; count > 0; --count)
            {
                log_index += static_cast<uint32_t>(random() % 3);
                const auto at = random() % (blocks.size() + 1);
                block.push_back(
                    {log_index++, at == blocks.size() ? std::nullopt : std::optional<size_t>{at},
                        static_cast<uint32_t>(random() % 8)});
            }
        }
        const auto want = by_search(blocks);
        ASSERT_EQ(find_cycles(blocks), want) << "round " << round;
        for (const auto& logs : want)
            with_cycles += logs.empty() ? 0U : 1U;
    }
    EXPECT_GT(with_cycles, 500U);
}

TEST(cycles, need_no_stack_however_long_they_are)
{
    // Two blocks whose messages name each other in turn: one path through all of them.
    constexpr uint32_t kCount = 200'000;
    std::vector<SameTimeBlock> blocks(2);
    for (uint32_t i = 0; i < kCount; ++i)
    {
        blocks[0].push_back({i, 1, i});
        blocks[1].push_back({i, 0, i});
    }
    const auto on_cycle = find_cycles(blocks);
    EXPECT_EQ(on_cycle[0].size(), kCount);
    EXPECT_EQ(on_cycle[1].size(), kCount);
}
}  // namespace
}  // namespace interlock
