// The model decides blocks one by one, the proof all chains together. Over worlds that are complete
// both must find the same blocks invalid; over parts of them the model may find fewer, but no
// other.
#include "tests/model/lockstep.hpp"

#include <gtest/gtest.h>

#include "tests/model/random.hpp"
#include "tests/model/random_world.hpp"

namespace interlock::model
{
namespace
{
constexpr uint64_t kSeeds = 2000;

using AllInvalid = std::map<std::string, InvalidBlocks>;

/// The blocks above get other logs, one less than they had.
void forge_above(World& world, const std::string& id, uint64_t number)
{
    for (Chain& chain : world.chains)
    {
        for (Block& block : chain.blocks)
        {
            if (chain.id != id || block.number <= number)
                continue;
            block.logs.assign(std::max<size_t>(block.logs.size(), 1) - 1, "forged");
        }
    }
}

/// Shortens every chain and its local-safe head.
World cut_anywhere(Random& random, World world)
{
    for (Chain& chain : world.chains)
    {
        chain.blocks.resize(random.between(1, chain.blocks.size()));
        chain.local_safe = random.below(chain.blocks.size());
    }
    return world;
}

bool is_found(const AllInvalid& found, const std::string& chain, uint64_t number)
{
    const auto it = found.find(chain);
    return it != found.end() && it->second.contains(number);
}

/// What a chain shows above a block that must be replaced is not what it will have in the end.
World forge_above_invalid(World world, const AllInvalid& expected, const AllInvalid& found)
{
    for (const auto& [chain, blocks] : expected)
    {
        for (const auto& [number, reason] : blocks)
        {
            if (!is_found(found, chain, number))
                forge_above(world, chain, number);
        }
    }
    return world;
}

void replace(World& world, const std::string& id, const Invalid& invalid, AllInvalid& found)
{
    for (Chain& chain : world.chains)
    {
        if (chain.id == id)
            chain.blocks[invalid.number] = deposits_only(chain.blocks[invalid.number]);
    }
    const bool is_new = found[id].emplace(invalid.number, invalid.reason).second;
    EXPECT_TRUE(is_new) << "a deposits-only block is invalid: " << id << '/' << invalid.number;
}

/// Replaces in `world` what is invalid in `seen`, which is a part of it or all of it: at most
/// `limit` blocks. False: there was nothing to replace.
bool replace_invalid(const World& seen, World& world, AllInvalid& found, size_t limit = SIZE_MAX)
{
    size_t replaced = 0;
    for (const auto& [chain, outcome] : decide(seen))
    {
        if (outcome.invalid_unsafe && replaced < limit)
        {
            replace(world, chain, *outcome.invalid_unsafe, found);
            ++replaced;
        }
    }
    return replaced > 0;
}

/// What the safe view, which knows less, says of a chain, the unsafe view says too.
void expect_views_agree(const World& world)
{
    for (const auto& [chain, outcome] : decide(world))
    {
        EXPECT_LE(outcome.cross_safe, outcome.cross_unsafe) << chain;
        if (!outcome.invalid_safe)
            continue;
        ASSERT_TRUE(outcome.invalid_unsafe.has_value()) << chain;
        EXPECT_EQ(outcome.invalid_safe->number, outcome.invalid_unsafe->number) << chain;
    }
}

/// No head is at a block that the lockstep finds invalid, or above it, before it is replaced.
void expect_nothing_promoted_wrongly(
    const World& seen, const AllInvalid& expected, const AllInvalid& found)
{
    const auto outcomes = decide(seen);
    for (const auto& [chain, blocks] : expected)
    {
        for (const auto& [number, reason] : blocks)
        {
            if (!is_found(found, chain, number))
            {
                EXPECT_LT(outcomes.at(chain).cross_unsafe, number) << chain;
            }
        }
    }
}

/// Which fault it is can depend on when one looks. Of a log: whether the block that should hold it
/// has been replaced. Of a block: whether it has come, at another time than it was named with. And
/// of several messages a first one may still wait while a later one is at fault.
std::string comparable(const Block& block, const std::string& reason)
{
    if (reason == "cycle")
        return reason;
    if (block.executing.size() > 1)
        return "some fault";
    if (reason == "payload_mismatch")
        return "no_such_log";
    return reason == "timestamp_mismatch" ? "no_such_block" : reason;
}

/// `world`: before any replacement.
AllInvalid comparable(const World& world, const AllInvalid& all)
{
    AllInvalid out;
    for (const Chain& chain : world.chains)
    {
        const auto it = all.find(chain.id);
        if (it == all.end())
            continue;
        for (const auto& [number, reason] : it->second)
            out[chain.id][number] = comparable(chain.blocks[number], reason);
    }
    return out;
}

std::map<std::string, std::vector<uint64_t>> numbers(const AllInvalid& all)
{
    std::map<std::string, std::vector<uint64_t>> out;
    for (const auto& [chain, blocks] : all)
    {
        for (const auto& [number, reason] : blocks)
            out[chain].push_back(number);
    }
    return out;
}

/// Every block of every chain is cross-safe.
void expect_all_promoted(const World& world)
{
    const auto outcomes = decide(world);
    for (const Chain& chain : world.chains)
    {
        EXPECT_EQ(outcomes.at(chain.id).cross_unsafe, chain.blocks.back().number) << chain.id;
        EXPECT_EQ(outcomes.at(chain.id).cross_safe, chain.blocks.back().number) << chain.id;
    }
}

class Lockstep : public testing::Test
{
protected:
    size_t cycles_ = 0;
    size_t faults_ = 0;

    void count(const AllInvalid& all)
    {
        for (const auto& [chain, blocks] : all)
        {
            for (const auto& [number, reason] : blocks)
                ++(reason == "cycle" ? cycles_ : faults_);
        }
    }
};

TEST_F(Lockstep, model_finds_the_same_blocks_invalid)
{
    for (uint64_t seed = 1; seed <= kSeeds && !HasFailure(); ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const World original = random_complete_world(seed);
        const AllInvalid expected = run_lockstep(original);
        World world = original;
        AllInvalid found;
        while (replace_invalid(world, world, found))
        {
        }
        EXPECT_EQ(comparable(original, found), comparable(original, expected));
        expect_all_promoted(world);
        count(expected);
    }
    // A comparison that never met a cycle would prove nothing.
    EXPECT_GT(cycles_, kSeeds / 4);
    EXPECT_GT(faults_, kSeeds);
}

/// The first block of a cycle to be replaced breaks it; the others then lack the logs they name.
TEST_F(Lockstep, replacing_one_block_after_another_leads_to_the_same)
{
    for (uint64_t seed = 1; seed <= kSeeds && !HasFailure(); ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const World original = random_complete_world(seed);
        const AllInvalid expected = run_lockstep(original);
        World world = original;
        AllInvalid found;
        while (replace_invalid(world, world, found, 1))
        {
        }
        EXPECT_EQ(numbers(found), numbers(expected));
        expect_all_promoted(world);
    }
}

TEST_F(Lockstep, model_errs_nowhere_while_chains_lag)
{
    for (uint64_t seed = 1; seed <= kSeeds && !HasFailure(); ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const World original = random_complete_world(seed);
        const AllInvalid expected = run_lockstep(original);
        World world = original;
        Random random{seed};
        AllInvalid found;
        for (size_t look = 0; look < 30; ++look)
        {
            const World seen = cut_anywhere(random, forge_above_invalid(world, expected, found));
            expect_views_agree(seen);
            expect_nothing_promoted_wrongly(seen, expected, found);
            replace_invalid(seen, world, found);
        }
        count(found);  // Only what was found early.
        while (replace_invalid(world, world, found))
        {
        }
        EXPECT_EQ(comparable(original, found), comparable(original, expected));
        expect_all_promoted(world);
    }
    EXPECT_GT(cycles_, kSeeds / 4);
    EXPECT_GT(faults_, kSeeds);
}

TEST(DepositsOnly, keeps_the_leading_logs_of_deposits)
{
    const Block block{.number = 7,
        .timestamp_s = 14,
        .logs = {"deposit a", "deposit b", "c", "deposit d"},
        .executing = {Message{.log_index = 2, .chain = "901"}}};
    const Block replaced = deposits_only(block);
    EXPECT_EQ(replaced.number, 7U);
    EXPECT_EQ(replaced.timestamp_s, 14U);
    EXPECT_EQ(replaced.logs, (std::vector<std::string>{"deposit a", "deposit b"}));
    EXPECT_TRUE(replaced.executing.empty());
}
}  // namespace
}  // namespace interlock::model
