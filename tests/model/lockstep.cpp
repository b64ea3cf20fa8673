#include "tests/model/lockstep.hpp"

#include <algorithm>
#include <set>

namespace interlock::model
{
namespace
{
/// Faults of one round, by chain.
using Faults = std::map<std::string, std::string>;

/// A message within the round's timestamp.
struct Link
{
    const Chain* chain = nullptr;
    const Message* message = nullptr;
};

/// One round over the chains' blocks at one timestamp.
class Round
{
public:
    Round(const World& world, uint64_t now_s) : world_{world}, now_s_{now_s} {}

    [[nodiscard]] Faults faults() const;

private:
    [[nodiscard]] Faults cyclic_chains() const;
    [[nodiscard]] Faults bad_chains() const;
    [[nodiscard]] std::vector<Link> links() const;
    [[nodiscard]] static bool returns_to(const std::vector<Link>& links, size_t start);
    [[nodiscard]] static std::vector<size_t> targets(const std::vector<Link>& links, size_t from);
    [[nodiscard]] const Block* block_of(const Chain& chain) const;
    [[nodiscard]] std::string fault_of(const Chain& chain, const Message& message) const;
    [[nodiscard]] std::string inclusion_fault(const Message& message) const;

    const World& world_;
    uint64_t now_s_;
};

const Chain* chain_named(const World& world, const std::string& id)
{
    const auto it = std::find_if(world.chains.begin(), world.chains.end(),
        [&](const Chain& chain) { return chain.id == id; });
    return it == world.chains.end() ? nullptr : &*it;
}

bool fork_is_on(const Chain& chain, uint64_t time_s)
{
    return chain.activation_s && *chain.activation_s <= time_s;
}

/// Off, or in its very first block.
bool is_too_early(const Chain& chain, uint64_t time_s)
{
    if (!fork_is_on(chain, time_s))
        return true;
    return !fork_is_on(chain, time_s - std::min(time_s, chain.block_time_s));
}

const Block* Round::block_of(const Chain& chain) const
{
    const auto it = std::find_if(chain.blocks.begin(), chain.blocks.end(),
        [&](const Block& block) { return block.timestamp_s == now_s_; });
    return it == chain.blocks.end() || it->number <= chain.anchor ? nullptr : &*it;
}

std::vector<Link> Round::links() const
{
    std::vector<Link> out;
    for (const Chain& chain : world_.chains)
    {
        const Block* block = block_of(chain);
        if (block == nullptr)
            continue;
        for (const Message& message : block->executing)
        {
            if (!message.malformed && message.timestamp_s == now_s_)
                out.push_back({&chain, &message});
        }
    }
    return out;
}

/// What one link depends on.
std::vector<size_t> Round::targets(const std::vector<Link>& links, size_t from)
{
    const Link& link = links[from];
    std::optional<size_t> previous;
    std::optional<size_t> initiating;
    for (size_t i = 0; i < links.size(); ++i)
    {
        const uint32_t log = links[i].message->log_index;
        if (links[i].chain == link.chain && log < link.message->log_index)
            previous = i;
        if (links[i].chain->id == link.message->chain && log <= link.message->index)
            initiating = i;
    }
    std::vector<size_t> out;
    for (const auto& target : {previous, initiating})
    {
        if (target)
            out.push_back(*target);
    }
    return out;
}

/// Whether a walk along the dependencies comes back to where it began.
bool Round::returns_to(const std::vector<Link>& links, size_t start)
{
    std::set<size_t> seen;
    std::vector<size_t> open = targets(links, start);
    while (!open.empty())
    {
        const size_t here = open.back();
        open.pop_back();
        if (here == start)
            return true;
        if (!seen.insert(here).second)
            continue;
        for (const size_t next : targets(links, here))
            open.push_back(next);
    }
    return false;
}

Faults Round::cyclic_chains() const
{
    Faults out;
    const std::vector<Link> all = links();
    for (size_t i = 0; i < all.size(); ++i)
    {
        if (returns_to(all, i))
            out[all[i].chain->id] = "cycle";
    }
    return out;
}

std::string Round::inclusion_fault(const Message& message) const
{
    const std::vector<Block>& blocks = chain_named(world_, message.chain)->blocks;
    if (message.number >= blocks.size())
        return "no_such_block";
    const Block& block = blocks[message.number];
    if (block.timestamp_s != message.timestamp_s)
        return "timestamp_mismatch";
    if (message.index >= block.logs.size())
        return "no_such_log";
    return block.logs[message.index] == message.log ? "" : "payload_mismatch";
}

std::string Round::fault_of(const Chain& chain, const Message& message) const
{
    if (message.malformed)
        return "malformed";
    const Chain* initiating = chain_named(world_, message.chain);
    if (initiating == nullptr)
        return "unknown_chain";
    if (is_too_early(chain, now_s_))
        return "executed_too_early";
    if (is_too_early(*initiating, message.timestamp_s))
        return "initiated_too_early";
    if (now_s_ < message.timestamp_s)
        return "future";
    if (now_s_ - message.timestamp_s > world_.expiry_window_s)
        return "expired";
    return inclusion_fault(message);
}

Faults Round::bad_chains() const
{
    Faults out;
    for (const Chain& chain : world_.chains)
    {
        const Block* block = block_of(chain);
        if (block == nullptr)
            continue;
        for (const Message& message : block->executing)
        {
            const std::string fault = fault_of(chain, message);
            if (!fault.empty())
                out.emplace(chain.id, fault);  // The first one stays.
        }
    }
    return out;
}

Faults Round::faults() const
{
    const bool is_on = std::any_of(world_.chains.begin(), world_.chains.end(),
        [&](const Chain& chain) { return fork_is_on(chain, now_s_); });
    if (!is_on)
        return {};
    Faults cyclic = cyclic_chains();
    return cyclic.empty() ? bad_chains() : cyclic;
}

std::set<uint64_t> timestamps(const World& world)
{
    std::set<uint64_t> out;
    for (const Chain& chain : world.chains)
    {
        for (const Block& block : chain.blocks)
            out.insert(block.timestamp_s);
    }
    return out;
}

/// Replaces the chain's block at that time and returns its number.
uint64_t replace_block_at(World& world, const std::string& id, uint64_t time_s)
{
    for (Chain& chain : world.chains)
    {
        for (Block& block : chain.blocks)
        {
            if (chain.id != id || block.timestamp_s != time_s)
                continue;
            block = deposits_only(block);
            return block.number;
        }
    }
    return 0;
}
}  // namespace

Block deposits_only(const Block& block)
{
    Block out{.number = block.number, .timestamp_s = block.timestamp_s};
    for (const std::string& log : block.logs)
    {
        if (!log.starts_with(kDepositLog))
            break;
        out.logs.push_back(log);
    }
    return out;
}

std::map<std::string, InvalidBlocks> run_lockstep(World world)
{
    std::map<std::string, InvalidBlocks> out;
    for (const uint64_t now_s : timestamps(world))
    {
        Faults faults = Round{world, now_s}.faults();
        while (!faults.empty())
        {
            for (const auto& [chain, fault] : faults)
                out[chain][replace_block_at(world, chain, now_s)] = fault;
            faults = Round{world, now_s}.faults();
        }
    }
    return out;
}
}  // namespace interlock::model
