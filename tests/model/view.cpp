#include "tests/model/view.hpp"

namespace interlock::model
{
View unsafe_view(const World& world)
{
    View view{.world = world};
    for (const Chain& chain : world.chains)
        view.cross_heads[chain.id] = chain.anchor;
    return view;
}

View safe_view(const World& world)
{
    View view = unsafe_view(world);
    for (Chain& chain : view.world.chains)
    {
        while (chain.blocks.back().number > chain.local_safe)
            chain.blocks.pop_back();
    }
    return view;
}

const Chain* find_chain(const World& world, const std::string& id)
{
    for (const Chain& chain : world.chains)
    {
        if (chain.id == id)
            return &chain;
    }
    return nullptr;
}

const Block* find_block(const Chain& chain, uint64_t number)
{
    for (const Block& block : chain.blocks)
    {
        if (block.number == number)
            return &block;
    }
    return nullptr;
}

const Block* find_block_at(const Chain& chain, uint64_t timestamp_s)
{
    for (const Block& block : chain.blocks)
    {
        if (block.timestamp_s == timestamp_s)
            return &block;
    }
    return nullptr;
}

bool is_active(const Chain& chain, uint64_t timestamp_s)
{
    return chain.activation_s.has_value() && timestamp_s >= *chain.activation_s;
}

bool may_message(const Chain& chain, uint64_t timestamp_s)
{
    // Before the epoch's first block time there is no earlier block to look at but time 0: a fork
    // that is active at 0 has no activation block, one that begins at 1 has.
    const uint64_t parent_s =
        timestamp_s > chain.block_time_s ? timestamp_s - chain.block_time_s : 0;
    return is_active(chain, timestamp_s) && is_active(chain, parent_s);
}

bool is_past(const Chain& chain, uint64_t timestamp_s)
{
    const uint64_t head_s = chain.blocks.back().timestamp_s;
    if (head_s >= timestamp_s)
        return true;
    // The next block is due after that time. Subtracted, because a sum could wrap.
    return timestamp_s - head_s < chain.block_time_s;
}
}  // namespace interlock::model
