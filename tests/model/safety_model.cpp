#include "tests/model/safety_model.hpp"

#include <set>

#include "tests/model/cycle_graph.hpp"
#include "tests/model/judgement.hpp"

namespace interlock::model
{
namespace
{
/// Chains by id.
using Group = std::set<std::string>;

bool is_active_anywhere(const World& world, uint64_t timestamp_s)
{
    for (const Chain& chain : world.chains)
    {
        if (is_active(chain, timestamp_s))
            return true;
    }
    return false;
}

bool has_node(const Block& block)
{
    for (const Message& message : block.executing)
    {
        if (is_node(message, block.timestamp_s))
            return true;
    }
    return false;
}

/// Adds the chains that this chain's block at that time depends on there.
void add_dependencies(const World& world, const Chain& chain, uint64_t timestamp_s, Group& group)
{
    const Block* block = find_block_at(chain, timestamp_s);
    // The anchor and what is before it are final, and so is all that they depend on.
    if (block == nullptr || block->number <= chain.anchor)
        return;
    for (const Message& message : block->executing)
    {
        if (is_node(message, timestamp_s) && find_chain(world, message.chain) != nullptr)
            group.insert(message.chain);
    }
}

/// The chain and all that it depends on at that time, directly or through others.
Group group_of(const World& world, const Chain& chain, uint64_t timestamp_s)
{
    Group group{chain.id};
    size_t size_before = 0;
    while (group.size() != size_before)
    {
        size_before = group.size();
        for (const Chain& member : world.chains)
        {
            if (group.contains(member.id))
                add_dependencies(world, member, timestamp_s, group);
        }
    }
    return group;
}

/// The chain's blocks before that time are cross-verified, and none is missing at that time.
bool is_ready(const View& view, const Chain& chain, uint64_t timestamp_s)
{
    for (const Block& block : chain.blocks)
    {
        if (block.timestamp_s < timestamp_s && block.number > view.cross_heads.at(chain.id))
            return false;
    }
    return is_past(chain, timestamp_s);
}

bool is_ready(const View& view, const Group& group, uint64_t timestamp_s)
{
    for (const std::string& id : group)
    {
        if (!is_ready(view, *find_chain(view.world, id), timestamp_s))
            return false;
    }
    return true;
}

/// The chain's block at that time is promoted, or could be if the rest of its group were good.
bool is_good_at(const View& view, const Chain& chain, uint64_t timestamp_s)
{
    const Block* block = find_block_at(chain, timestamp_s);
    if (block == nullptr || block->number <= view.cross_heads.at(chain.id))
        return true;
    return judge_messages(view, chain, *block).kind == Verdict::good;
}

/// A block of which some message names the block's own time.
Verdict judge_group(const View& view, const Chain& chain, const Block& block)
{
    const uint64_t now_s = block.timestamp_s;
    const Group group = group_of(view.world, chain, now_s);
    if (!is_ready(view, group, now_s))
        return {.kind = Verdict::waits};
    const Group looped = chains_on_cycles(graph_at(view.world, group, now_s));
    if (looped.contains(chain.id))
        return wrong("cycle");
    if (!looped.empty())
        return {.kind = Verdict::waits};  // Until the blocks on the cycle are replaced.
    const Verdict own = judge_messages(view, chain, block);
    if (own.kind != Verdict::good)
        return own;
    for (const std::string& id : group)
    {
        if (!is_good_at(view, *find_chain(view.world, id), now_s))
            return {.kind = Verdict::waits};
    }
    return {};
}

/// The block right above its chain's cross head.
Verdict judge_block(const View& view, const Chain& chain, const Block& block)
{
    if (!is_active_anywhere(view.world, block.timestamp_s))
        return {};
    if (has_node(block))
        return judge_group(view, chain, block);
    return judge_messages(view, chain, block);
}

const Block* next_block(const View& view, const Chain& chain)
{
    return find_block(chain, view.cross_heads.at(chain.id) + 1);
}

/// Promotes one block of each chain that has one to promote. False: nothing moved.
bool raise_heads(View& view)
{
    bool moved = false;
    for (const Chain& chain : view.world.chains)
    {
        const Block* block = next_block(view, chain);
        if (block == nullptr || judge_block(view, chain, *block).kind != Verdict::good)
            continue;
        view.cross_heads[chain.id] = block->number;
        moved = true;
    }
    return moved;
}

/// The least fixpoint: a promotion can make another one possible, and never undoes one.
View settle(View view)
{
    while (raise_heads(view))
    {
    }
    return view;
}

std::optional<Invalid> find_invalid(const View& view, const std::string& id)
{
    const Chain& chain = *find_chain(view.world, id);
    const Block* block = next_block(view, chain);
    if (block == nullptr)
        return std::nullopt;
    const Verdict verdict = judge_block(view, chain, *block);
    if (verdict.kind != Verdict::invalid)
        return std::nullopt;
    return Invalid{block->number, verdict.reason};
}
}  // namespace

std::map<std::string, Outcome> decide(const World& world)
{
    const View unsafe = settle(unsafe_view(world));
    const View safe = settle(safe_view(world));
    std::map<std::string, Outcome> outcomes;
    for (const Chain& chain : world.chains)
    {
        outcomes[chain.id] = {
            .cross_unsafe = unsafe.cross_heads.at(chain.id),
            .cross_safe = safe.cross_heads.at(chain.id),
            .invalid_unsafe = find_invalid(unsafe, chain.id),
            .invalid_safe = find_invalid(safe, chain.id),
        };
    }
    return outcomes;
}
}  // namespace interlock::model
