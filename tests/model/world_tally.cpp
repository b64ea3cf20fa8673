#include "tests/model/world_tally.hpp"

#include <algorithm>

#include "tests/model/cycle_graph.hpp"

namespace interlock::model
{
namespace
{
/// One chain's block in the world that is counted.
struct Place
{
    const World& world;
    const std::map<std::string, Outcome>& outcomes;
    const Chain& chain;
    const Block& block;
    Tally& tally;
};

std::set<std::string> all_ids(const World& world)
{
    std::set<std::string> ids;
    for (const Chain& chain : world.chains)
        ids.insert(chain.id);
    return ids;
}

bool has_node(const Block& block)
{
    return std::any_of(block.executing.begin(), block.executing.end(),
        [&](const Message& message) { return is_node(message, block.timestamp_s); });
}

// Cycles.

/// Whether a walk over named messages alone comes back to the node.
bool closes_by_names(const Graph& graph, size_t node)
{
    auto here = initiating_node(graph, node);
    for (size_t i = 0; here && i < graph.size(); ++i)
    {
        if (*here == node)
            return true;
        here = initiating_node(graph, *here);
    }
    return false;
}

/// The chains of the nodes that a node is on a cycle with.
std::set<std::string> companions(const Graph& graph, const Reach& reach, size_t node)
{
    std::set<std::string> chains;
    for (size_t other = 0; other < graph.size(); ++other)
    {
        if (reach[node][other] && reach[other][node])
            chains.insert(graph[other].chain);
    }
    return chains;
}

/// Whether the message that a node stands for names the block that its chain has at that time.
bool has_right_number(const Place& place, const Node& node)
{
    const Chain* named = find_chain(place.world, node.initiating_chain);
    const Block* block =
        named == nullptr ? nullptr : find_block_at(*named, place.block.timestamp_s);
    for (const Message& message : place.block.executing)
    {
        if (message.log_index == node.log_index)
            return block != nullptr && block->number == message.number;
    }
    return true;
}

void count_cycle(const Place& place)
{
    const Graph graph = graph_at(place.world, all_ids(place.world), place.block.timestamp_s);
    const Reach reach = reach_of(graph);
    const std::set<std::string> looped = chains_on_cycles(graph);
    bool closes = false;
    size_t chains = 0;
    for (size_t i = 0; i < graph.size(); ++i)
    {
        if (graph[i].chain != place.chain.id || !reach[i][i])
            continue;
        closes = closes || closes_by_names(graph, i);
        chains = std::max(chains, companions(graph, reach, i).size());
        if (!has_right_number(place, graph[i]))
            ++place.tally["cycle through a wrong number"];
        for (size_t fed_by = 0; fed_by < graph.size(); ++fed_by)
        {
            if (reach[i][fed_by] && !looped.contains(graph[fed_by].chain))
                ++place.tally["cycle that another chain feeds"];
        }
    }
    ++place.tally["cycle of chains: " + std::to_string(chains)];
    if (!closes)
        ++place.tally["cycle through a previous message"];
}

// Waiting.

bool is_invalid_at(const Place& place, const std::string& chain, uint64_t timestamp_s)
{
    const auto outcome = place.outcomes.find(chain);
    if (outcome == place.outcomes.end() || !outcome->second.invalid_unsafe)
        return false;
    const Invalid& invalid = *outcome->second.invalid_unsafe;
    const Chain& other = *find_chain(place.world, chain);
    return invalid.reason == "cycle" &&
           find_block(other, invalid.number)->timestamp_s == timestamp_s;
}

bool is_wrong_log(const Message& message, const Chain& named)
{
    const Block* block = find_block(named, message.number);
    return block != nullptr && block->timestamp_s == message.timestamp_s &&
           (message.index >= block->logs.size() || block->logs[message.index] != message.log);
}

void count_wait(const Place& place, const Message& message)
{
    const Chain* named = find_chain(place.world, message.chain);
    if (named == nullptr)
        return;
    const bool is_now = message.timestamp_s == place.block.timestamp_s;
    if (!is_past(*named, message.timestamp_s))
        ++place.tally["waits for a chain that lags"];
    else if (is_now && is_invalid_at(place, message.chain, message.timestamp_s))
        ++place.tally["waits beside a cycle"];
    else if (is_now)
        ++place.tally["waits for others of its time"];
    else if (is_wrong_log(message, *named))
        ++place.tally[has_node(place.block) ? "fault that waits for others of its time"
                                            : "waits with a wrong log"];
    else if (message.number > place.outcomes.at(message.chain).cross_unsafe)
        ++place.tally["waits for a block to be verified"];
}

/// It names, within its time, a block that waits for something older.
bool leans_on_waiting(const Place& place, const Message& message)
{
    const Chain* named = find_chain(place.world, message.chain);
    if (named == nullptr || message.timestamp_s != place.block.timestamp_s)
        return false;
    const Block* other = find_block_at(*named, message.timestamp_s);
    const Outcome& outcome = place.outcomes.at(named->id);
    return other != nullptr && other->number == outcome.cross_unsafe + 1 &&
           !outcome.invalid_unsafe && !has_node(*other);
}

/// A message is named by one that is on a cycle, and is not on one itself.
bool feeds_cycle(const Place& place)
{
    const Graph graph = graph_at(place.world, all_ids(place.world), place.block.timestamp_s);
    const Reach reach = reach_of(graph);
    for (size_t i = 0; i < graph.size(); ++i)
    {
        for (size_t node = 0; node < graph.size(); ++node)
        {
            if (reach[i][i] && reach[i][node] && graph[node].chain == place.chain.id)
                return true;
        }
    }
    return false;
}

void count_waiting(const Place& place)
{
    for (const Message& message : place.block.executing)
    {
        count_wait(place, message);
        if (leans_on_waiting(place, message))
            ++place.tally["waits for one that waits"];
    }
    if (has_node(place.block) && feeds_cycle(place))
        ++place.tally["waits beside a cycle that it feeds"];
}

// Faults.

void count_faulty_message(const Place& place, const std::string& reason, const Message& message)
{
    const Chain* named = find_chain(place.world, message.chain);
    if (named == nullptr)
        return;
    const uint64_t named_s = message.timestamp_s;
    if (reason == "initiated_too_early" && is_active(*named, named_s) &&
        !may_message(*named, named_s))
        ++place.tally["initiated in the activation block"];
    if (reason == "expired" && place.block.timestamp_s - named_s == place.world.expiry_window_s + 1)
        ++place.tally["expired by a second"];
    if (reason == "timestamp_mismatch" &&
        message.number > place.outcomes.at(named->id).cross_unsafe + 1)
        ++place.tally["mismatch above what is verified"];
    if (reason == "no_such_block" && named->blocks.back().timestamp_s < named_s)
        ++place.tally["no block is due until then"];
}

void count_invalid(const Place& place, const Invalid& invalid)
{
    ++place.tally["reason: " + invalid.reason];
    const uint64_t now_s = place.block.timestamp_s;
    if (invalid.reason == "cycle")
        count_cycle(place);
    else if (has_node(place.block))
        ++place.tally["fault within a timestamp"];
    if (invalid.reason == "executed_too_early" && is_active(place.chain, now_s))
        ++place.tally["executed in the activation block"];
    for (const Message& message : place.block.executing)
        count_faulty_message(place, invalid.reason, message);
}

// Promoted blocks.

bool is_active_anywhere(const World& world, uint64_t timestamp_s)
{
    return std::any_of(world.chains.begin(), world.chains.end(),
        [&](const Chain& chain) { return is_active(chain, timestamp_s); });
}

bool names_now(const Chain& chain, const std::string& other, uint64_t timestamp_s)
{
    const Block* block = find_block_at(chain, timestamp_s);
    if (block == nullptr)
        return false;
    return std::any_of(block->executing.begin(), block->executing.end(),
        [&](const Message& message)
        { return is_node(message, timestamp_s) && message.chain == other; });
}

/// Another chain's message is named, which does not lead back; but a log of the block is named
/// from there, below its messages.
bool is_near_miss(const Place& place)
{
    const Graph graph = graph_at(place.world, all_ids(place.world), place.block.timestamp_s);
    bool is_named = false;
    bool names = false;
    for (size_t i = 0; i < graph.size(); ++i)
    {
        const bool is_own = graph[i].chain == place.chain.id;
        is_named |= !is_own && graph[i].initiating_chain == place.chain.id &&
                    !initiating_node(graph, i).has_value();
        const auto other = initiating_node(graph, i);
        names |= is_own && other && graph[*other].chain != place.chain.id;
    }
    return is_named && names;
}

void count_promoted_message(const Place& place, const Message& message)
{
    const uint64_t now_s = place.block.timestamp_s;
    ++place.tally["promoted message"];
    if (message.chain == place.chain.id)
        ++place.tally["promoted message of the own chain"];
    if (message.timestamp_s == now_s)
        ++place.tally["promoted message within a timestamp"];
    if (now_s - message.timestamp_s == place.world.expiry_window_s)
        ++place.tally["promoted at the window's end"];
    if (message.timestamp_s == now_s && message.chain != place.chain.id &&
        names_now(*find_chain(place.world, message.chain), place.chain.id, now_s))
        ++place.tally["promoted together"];
    if (!may_message(place.chain, now_s - place.chain.block_time_s))
        ++place.tally["executed right after the activation block"];
}

void count_promoted(const Place& place)
{
    if (!is_active_anywhere(place.world, place.block.timestamp_s))
    {
        place.tally["promoted unchecked"] += place.block.executing.size();
        return;
    }
    for (const Message& message : place.block.executing)
        count_promoted_message(place, message);
    if (has_node(place.block) && is_near_miss(place))
        ++place.tally["promoted near miss"];
}

void count_block(const Place& place)
{
    const Outcome& outcome = place.outcomes.at(place.chain.id);
    if (place.block.number <= outcome.cross_unsafe)
        return count_promoted(place);
    if (place.block.number > outcome.cross_unsafe + 1)
        return;
    if (outcome.invalid_unsafe)
        return count_invalid(place, *outcome.invalid_unsafe);
    count_waiting(place);
}
}  // namespace

void count_world(const World& world, Tally& tally)
{
    const auto outcomes = decide(world);
    for (const Chain& chain : world.chains)
    {
        for (const Block& block : chain.blocks)
            count_block({world, outcomes, chain, block, tally});
        const Outcome& outcome = outcomes.at(chain.id);
        if (outcome.invalid_safe)
            ++tally["safe reason: " + outcome.invalid_safe->reason];
        if (outcome.cross_safe < chain.local_safe && !outcome.invalid_safe)
            ++tally["waits in the safe view"];
        if (outcome.cross_safe < outcome.cross_unsafe)
            ++tally["safe behind unsafe"];
    }
}
}  // namespace interlock::model
