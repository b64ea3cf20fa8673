#include "tests/model/scenario_tally.hpp"

#include <set>

#include "tests/model/world_tally.hpp"

namespace interlock::model
{
namespace
{
/// Follows a scenario and counts.
class Counter
{
public:
    Counter(const Json& scenario, Tally& tally) : chains_{scenario}, tally_{tally} {}

    void count_step(const Json& step);

private:
    void count_block(const Json& block);
    void count_local_safe(const Json& label);
    void count_rewind(const Json& rewind);
    void count_expect();
    [[nodiscard]] const Chain& chain_of(const Json& step) const;

    ScenarioChains chains_;
    Tally& tally_;
    bool was_rewind_ = false;
    std::map<std::string, uint64_t> invalid_;  // The block that a rewind took away.
    std::map<std::string, std::set<Json>> shown_;
    std::set<std::string> reorged_;  // Since the last "expect".
    std::map<std::string, uint64_t> cross_heads_;
};

const Chain& Counter::chain_of(const Json& step) const
{
    const auto id = step.at("chain").get<std::string>();
    for (const Chain& chain : chains_.world().chains)
    {
        if (chain.id == id)
            return chain;
    }
    return chains_.world().chains.front();
}

void Counter::count_block(const Json& block)
{
    const std::string chain = block.at("chain");
    ++tally_["block"];
    if (!shown_[chain].insert(block).second)
        ++tally_["block that was there before"];
    const auto it = invalid_.find(chain);
    if (it != invalid_.end() && it->second == block.at("number") && block.at("exec").empty())
        ++tally_["deposits-only replacement"];
    invalid_.erase(chain);
}

void Counter::count_local_safe(const Json& label)
{
    const bool is_back = label.at("number").get<uint64_t>() < chain_of(label).local_safe;
    ++tally_[is_back ? "local_safe back" : "local_safe forward"];
}

bool is_named_by_others(const World& world, const Chain& chain, uint64_t above)
{
    for (const Chain& other : world.chains)
    {
        for (const Block& block : other.blocks)
        {
            for (const Message& message : block.executing)
            {
                if (&other != &chain && message.chain == chain.id && message.number > above)
                    return true;
            }
        }
    }
    return false;
}

void Counter::count_rewind(const Json& rewind)
{
    const Chain& chain = chain_of(rewind);
    const auto to = rewind.at("number").get<uint64_t>();
    const uint64_t depth = chain.blocks.back().number - to;
    ++tally_[depth < 3 ? "shallow rewind" : "deep rewind"];
    if (was_rewind_)
        ++tally_["rewind after a rewind"];
    if (to < chain.local_safe)
        ++tally_["rewind below local_safe"];
    if (is_named_by_others(chains_.world(), chain, to))
        ++tally_["rewind below what others name"];
    const auto invalid = decide(chains_.world()).at(chain.id).invalid_unsafe;
    if (invalid && invalid->number == to + 1)
        invalid_[chain.id] = invalid->number;
    reorged_.insert(chain.id);
}

void Counter::count_expect()
{
    ++tally_["expect"];
    count_world(chains_.world(), tally_);
    for (const auto& [chain, outcome] : decide(chains_.world()))
    {
        if (outcome.cross_unsafe < cross_heads_[chain] && !reorged_.contains(chain))
            ++tally_["head moved back by another chain's reorg"];
        cross_heads_[chain] = outcome.cross_unsafe;
    }
    reorged_.clear();
}

void Counter::count_step(const Json& step)
{
    if (step.contains("expect"))
        return count_expect();  // Two rewinds are in a row even with a look between them.
    if (step.contains("block"))
        count_block(step.at("block"));
    else if (step.contains("local_safe"))
        count_local_safe(step.at("local_safe"));
    else
        count_rewind(step.at("rewind"));
    was_rewind_ = step.contains("rewind");
    chains_.apply(step);
}
}  // namespace

void count(const Json& scenario, Tally& tally)
{
    ++tally["chains: " + std::to_string(scenario.at("chains").size())];
    for (const Json& chain : scenario.at("chains"))
        ++tally["block time: " + std::to_string(chain.at("block_time").get<uint64_t>())];
    Counter counter{scenario, tally};
    for (const Json& step : scenario.at("steps"))
        counter.count_step(step);
}
}  // namespace interlock::model
