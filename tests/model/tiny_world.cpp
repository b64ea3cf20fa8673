#include "tests/model/tiny_world.hpp"

#include <stdexcept>

namespace interlock::model
{
namespace
{
std::string identity(const std::string& chain, uint64_t number, uint64_t index)
{
    return chain + '/' + std::to_string(number) + '/' + std::to_string(index);
}

std::vector<std::string> some_logs(const std::string& chain, uint64_t number, size_t count)
{
    std::vector<std::string> logs;
    for (size_t i = 0; i < count; ++i)
        logs.push_back(identity(chain, number, i));
    return logs;
}

std::string describe(uint64_t cross_head, uint64_t last, const std::optional<Invalid>& invalid)
{
    std::string text = std::to_string(cross_head);
    if (invalid)
        return text + ", " + std::to_string(invalid->number) + " is invalid: " + invalid->reason;
    return cross_head < last ? text + ", " + std::to_string(cross_head + 1) + " waits" : text;
}
}  // namespace

Message message(const Named& named)
{
    return {.log_index = named.log_index,
        .chain = named.chain,
        .number = named.number,
        .index = named.index,
        .timestamp_s = named.timestamp_s,
        .log = identity(named.chain, named.number, named.index)};
}

Message lie(const Named& named)
{
    Message out = message(named);
    out.log = "no log";
    return out;
}

Message malformed(uint32_t log_index)
{
    return {.log_index = log_index, .malformed = true};
}

TinyWorld::TinyWorld(const std::vector<TinyChain>& chains, uint64_t expiry_window_s)
  : world_{.expiry_window_s = expiry_window_s}
{
    for (const TinyChain& tiny : chains)
    {
        world_.chains.push_back({.id = tiny.id,
            .block_time_s = tiny.block_time_s,
            .activation_s = tiny.activation_s,
            .blocks = {Block{.timestamp_s = tiny.genesis_s, .logs = some_logs(tiny.id, 0, 2)}}});
    }
}

TinyWorld& TinyWorld::block(const std::string& id, size_t log_count, std::vector<Message> messages)
{
    Chain& target = chain(id);
    const uint64_t number = target.blocks.back().number + 1;
    target.blocks.push_back({.number = number,
        .timestamp_s = target.blocks.back().timestamp_s + target.block_time_s,
        .logs = some_logs(id, number, log_count),
        .executing = std::move(messages)});
    return *this;
}

TinyWorld& TinyWorld::blocks(const std::string& id, size_t count)
{
    for (size_t i = 0; i < count; ++i)
        block(id, 2);
    return *this;
}

TinyWorld& TinyWorld::local_safe(const std::string& id, uint64_t number)
{
    chain(id).local_safe = number;
    return *this;
}

TinyWorld& TinyWorld::anchor(const std::string& id, uint64_t number)
{
    chain(id).anchor = number;
    chain(id).local_safe = number;
    return *this;
}

TinyWorld& TinyWorld::begin(const std::string& id, uint64_t number)
{
    std::erase_if(chain(id).blocks, [number](const Block& block) { return block.number < number; });
    return *this;
}

TinyWorld& TinyWorld::replace(const std::string& id, uint64_t number, size_t log_count)
{
    for (Block& block : chain(id).blocks)
    {
        if (block.number != number)
            continue;
        block.logs.resize(log_count);
        block.executing.clear();
    }
    return *this;
}

Chain& TinyWorld::chain(const std::string& id)
{
    for (Chain& chain : world_.chains)
    {
        if (chain.id == id)
            return chain;
    }
    throw std::logic_error{"no such chain: " + id};
}

std::string TinyWorld::unsafe(const std::string& id) const
{
    const Outcome outcome = decide(world_).at(id);
    for (const Chain& chain : world_.chains)
    {
        if (chain.id == id)
            return describe(
                outcome.cross_unsafe, chain.blocks.back().number, outcome.invalid_unsafe);
    }
    return "";
}

std::string TinyWorld::safe(const std::string& id) const
{
    const Outcome outcome = decide(world_).at(id);
    for (const Chain& chain : world_.chains)
    {
        if (chain.id == id)
            return describe(outcome.cross_safe, chain.local_safe, outcome.invalid_safe);
    }
    return "";
}
}  // namespace interlock::model
