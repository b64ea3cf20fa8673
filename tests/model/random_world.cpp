#include "tests/model/random_world.hpp"

#include "tests/model/lockstep.hpp"
#include "tests/model/random.hpp"

namespace interlock::model
{
namespace
{
constexpr uint64_t kMaxLogs = 4;

std::string draw_identity(Random& random, const std::string& chain, uint64_t number, uint64_t index)
{
    // The deposits of a block come first; often there are none.
    const bool is_deposit = index == 0 && random.percent(40);
    return (is_deposit ? kDepositLog : "") + chain + '/' + std::to_string(number) + '/' +
           std::to_string(index);
}

Block draw_block(Random& random, const std::string& chain, uint64_t number, uint64_t timestamp_s)
{
    Block block{.number = number, .timestamp_s = timestamp_s};
    const uint64_t log_count = random.below(kMaxLogs + 1);
    for (uint64_t i = 0; i < log_count; ++i)
        block.logs.push_back(draw_identity(random, chain, number, i));
    return block;
}

std::optional<uint64_t> draw_activation(Random& random, uint64_t start_s)
{
    if (random.percent(5))
        return std::nullopt;
    return random.percent(60) ? 0 : start_s + random.below(6);
}

Chain draw_chain(Random& random, size_t position, uint64_t start_s, uint64_t end_s)
{
    Chain chain{.id = std::to_string(901 + position)};
    chain.block_time_s = random.between(1, 3);
    chain.activation_s = draw_activation(random, start_s);
    uint64_t time_s = start_s + random.below(3);
    for (uint64_t number = 0; time_s <= end_s; ++number, time_s += chain.block_time_s)
        chain.blocks.push_back(draw_block(random, chain.id, number, time_s));
    chain.local_safe = chain.blocks.back().number;
    return chain;
}

/// Mostly right for its chain and time.
uint64_t draw_number(Random& random, const Chain& chain, uint64_t timestamp_s)
{
    const uint64_t first_s = chain.blocks.front().timestamp_s;
    if (timestamp_s < first_s || random.percent(10))
        return random.below(chain.blocks.size() + 2);
    return (timestamp_s - first_s) / chain.block_time_s;
}

/// The truth about a log, or, where there is none, anything.
std::string true_identity(const Chain& chain, uint64_t number, uint64_t index)
{
    if (number >= chain.blocks.size() || index >= chain.blocks[number].logs.size())
        return "no log";
    return chain.blocks[number].logs[index];
}

uint64_t draw_time(Random& random, const Chain& initiating, const Block& executing)
{
    if (random.percent(50))
        return executing.timestamp_s;
    const uint64_t number = random.below(initiating.blocks.size());
    return initiating.blocks[number].timestamp_s;
}

Message draw_message(Random& random, const World& world, const Block& block, uint32_t log_index)
{
    Message message{.log_index = log_index};
    const Chain& initiating = random.pick(world.chains);
    message.chain = random.percent(3) ? "999" : initiating.id;
    message.timestamp_s = draw_time(random, initiating, block);
    message.number = draw_number(random, initiating, message.timestamp_s);
    message.index = static_cast<uint32_t>(random.below(kMaxLogs));
    message.log =
        random.percent(5) ? "no log" : true_identity(initiating, message.number, message.index);
    message.malformed = random.percent(2);
    return message;
}

void draw_messages(Random& random, const World& world, Block& block)
{
    for (uint32_t i = 0; i < block.logs.size(); ++i)
    {
        const bool is_deposit = block.logs[i].starts_with(kDepositLog);
        if (!is_deposit && random.percent(25))
            block.executing.push_back(draw_message(random, world, block, i));
    }
}
}  // namespace

World random_complete_world(uint64_t seed)
{
    Random random{seed};
    World world;
    world.expiry_window_s = random.percent(50) ? random.between(1, 6) : 604'800;
    // Near zero the rule about activation blocks has an edge of its own.
    const uint64_t start_s = random.percent(30) ? random.below(2) : 1000;
    const uint64_t end_s = start_s + random.between(6, 12);
    const size_t chain_count = random.between(2, 5);
    for (size_t i = 0; i < chain_count; ++i)
        world.chains.push_back(draw_chain(random, i, start_s, end_s));
    for (Chain& chain : world.chains)
    {
        for (size_t number = 1; number < chain.blocks.size(); ++number)
            draw_messages(random, world, chain.blocks[number]);
    }
    return world;
}
}  // namespace interlock::model
