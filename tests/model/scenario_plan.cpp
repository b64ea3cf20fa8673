#include "tests/model/scenario_plan.hpp"

#include <algorithm>

namespace interlock::model
{
namespace
{
constexpr uint64_t kStart = 1000;
constexpr uint64_t kFullWindow = 604'800;

/// Windows so short that messages of a scenario reach their end, or none.
uint64_t draw_window(Random& random)
{
    const uint64_t kind = random.below(100);
    if (kind < 55)
        return random.between(2, 6);
    return kind < 70 ? random.between(7, 14) : kFullWindow;
}

uint64_t draw_block_time(Random& random)
{
    const uint64_t kind = random.below(100);
    if (kind < 35)
        return 1;
    return kind < 80 ? 2 : 3;
}

/// Chains of one kind of times meet at every block, others only now and then.
void draw_times(Random& random, Plan& plan)
{
    const bool is_aligned = random.percent(50);
    const uint64_t common_s = draw_block_time(random);
    for (PlannedChain& chain : plan.chains)
    {
        chain.block_time_s = is_aligned ? common_s : draw_block_time(random);
        const uint64_t delay = random.below(is_aligned ? 2 : 4);
        const uint64_t genesis_s = kStart + (is_aligned ? delay * common_s : delay);
        chain.blocks.push_back({.timestamp_s = genesis_s, .was_shown = true});
    }
}

/// Long ago for most; in some scenarios the chains activate one after the other, some never.
void draw_activations(Random& random, Plan& plan)
{
    const uint64_t kind = random.below(100);
    for (PlannedChain& chain : plan.chains)
    {
        const uint64_t soon_s = chain.blocks.front().timestamp_s + random.between(1, 6);
        const uint64_t late_s = kStart + 5 + random.below(3);
        chain.activation_s = 0;
        if (kind < 8)
            chain.activation_s = late_s;
        else if (kind < 36 && random.percent(40))
            chain.activation_s = soon_s;
        else if (kind < 42 && random.percent(30))
            chain.activation_s = std::nullopt;
    }
}

void draw_blocks(Random& random, PlannedChain& chain, uint64_t end_s)
{
    while (chain.blocks.back().timestamp_s + chain.block_time_s <= end_s)
    {
        const PlannedBlock& parent = chain.blocks.back();
        PlannedBlock block{
            .number = parent.number + 1,
            .timestamp_s = parent.timestamp_s + chain.block_time_s,
        };
        block.log_count = random.below(3);
        block.deposit_count = random.below(block.log_count + 1);
        chain.blocks.push_back(std::move(block));
    }
}

/// So that all chains together have about so many blocks.
uint64_t length_s(const Plan& plan, size_t blocks)
{
    uint64_t per_minute = 0;
    for (const PlannedChain& chain : plan.chains)
        per_minute += 60 / chain.block_time_s;
    return std::max<uint64_t>(6, blocks * 60 / per_minute);
}

void drop_some_messages(Random& random, PlannedBlock& block)
{
    for (auto it = block.messages.begin(); it != block.messages.end();)
    {
        if (random.percent(35))
            it = block.messages.erase(it);
        else
            ++it;
    }
}

/// Up to where the block's messages need its logs.
uint64_t needed_logs(const PlannedBlock& block)
{
    return block.messages.empty() ? 0 : block.messages.rbegin()->first + 1;
}

void redirect(PlannedMessage& message, const PlannedChain& renewed)
{
    if (message.chain == renewed.id && message.number < renewed.blocks.size())
        message.rev = renewed.blocks[message.number].rev;
}
}  // namespace

Plan draw_plan(Random& random, const PlanSize& size)
{
    Plan plan{.expiry_window_s = draw_window(random)};
    const size_t chain_count = random.between(2, size.max_chains);
    for (size_t i = 0; i < chain_count; ++i)
        plan.chains.push_back({.id = std::to_string(901 + i)});
    draw_times(random, plan);
    draw_activations(random, plan);
    const uint64_t end_s = kStart + 2 + length_s(plan, size.blocks);
    for (PlannedChain& chain : plan.chains)
        draw_blocks(random, chain, end_s);
    return plan;
}

PlannedMessage name(const PlannedChain& chain, const PlannedBlock& block, uint64_t index)
{
    return {.chain = chain.id,
        .number = block.number,
        .index = index,
        .timestamp_s = block.timestamp_s,
        .rev = block.rev};
}

uint64_t add_log(PlannedBlock& block)
{
    return block.log_count++;
}

uint64_t add_message(PlannedBlock& block, PlannedMessage message)
{
    block.messages[block.log_count] = std::move(message);
    return add_log(block);
}

void renew(Random& random, PlannedChain& chain, uint64_t first)
{
    ++chain.last_rev;
    for (uint64_t number = first; number < chain.blocks.size(); ++number)
    {
        PlannedBlock& block = chain.blocks[number];
        block.rev = chain.last_rev;
        block.was_shown = false;
        drop_some_messages(random, block);
        if (random.percent(30))
            block.log_count = needed_logs(block) + random.below(3);
        block.deposit_count = std::min(block.deposit_count, block.log_count);
    }
    for (PlannedBlock& block : chain.blocks)
    {
        for (auto& [log, message] : block.messages)
        {
            if (!block.was_shown)
                redirect(message, chain);
        }
    }
}

void strip(PlannedBlock& block)
{
    block.log_count = block.deposit_count;
    block.messages.clear();
}

void follow(Random& random, Plan& plan, const PlannedChain& renewed)
{
    for (PlannedChain& chain : plan.chains)
    {
        for (PlannedBlock& block : chain.blocks)
        {
            for (auto& [log, message] : block.messages)
            {
                if (!block.was_shown && random.percent(75))
                    redirect(message, renewed);
            }
        }
    }
}

Json block_step(const PlannedChain& chain, const PlannedBlock& block)
{
    Json messages = Json::array();
    for (const auto& [log, message] : block.messages)
    {
        Json json{{"log", log}, {"chain", message.chain}, {"number", message.number},
            {"index", message.index}, {"timestamp", message.timestamp_s}, {"rev", message.rev}};
        if (message.wrong_payload)
            json["wrong_payload"] = true;
        messages.push_back(std::move(json));
    }
    return {{"block",
        {{"chain", chain.id}, {"number", block.number}, {"timestamp", block.timestamp_s},
            {"logs", block.log_count}, {"rev", block.rev}, {"exec", std::move(messages)}}}};
}

Json chains_json(const Plan& plan)
{
    Json chains = Json::array();
    for (const PlannedChain& chain : plan.chains)
    {
        chains.push_back({{"id", chain.id}, {"block_time", chain.block_time_s},
            {"genesis_time", chain.blocks.front().timestamp_s}, {"activation", nullptr}});
        if (chain.activation_s)
            chains.back()["activation"] = *chain.activation_s;
    }
    return chains;
}
}  // namespace interlock::model
