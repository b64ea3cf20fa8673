#include "tests/model/scenario_generator.hpp"

#include <algorithm>
#include <tuple>

#include "tests/model/plots.hpp"

namespace interlock::model
{
namespace
{
/// The blocks of a plan are shown with lags, reorgs and labels in between.
class Teller
{
public:
    Teller(uint64_t seed, const GeneratorOptions& options);

    [[nodiscard]] Json tell();

private:
    struct Action
    {
        uint64_t weight;
        void (Teller::*run)();
    };
    static const Action kActions[];

    void act();
    void show_next_block();
    void raise_local_safe();
    void lower_local_safe();
    void reorg();
    void replace_invalid_block();
    void expect();
    void finish();

    void step(Json step);
    void show(size_t chain);
    void rewind(size_t chain, uint64_t number);
    void regrow(size_t chain, uint64_t number);
    void restore_branch(size_t chain, uint64_t number);
    void set_local_safe(size_t chain, uint64_t number);
    void expect_at_times(uint64_t chance);

    [[nodiscard]] uint64_t head(size_t chain) const;
    [[nodiscard]] uint64_t head_time_s(size_t chain) const;
    [[nodiscard]] bool is_at_end(size_t chain) const;
    [[nodiscard]] std::vector<size_t> growing_chains() const;
    [[nodiscard]] size_t furthest_behind(const std::vector<size_t>& chains) const;
    struct Position
    {
        size_t chain = 0;
        uint64_t number = 0;
    };
    [[nodiscard]] std::vector<Position> dependencies() const;
    [[nodiscard]] std::optional<Position> find_named(const Message& message) const;
    [[nodiscard]] std::optional<Position> draw_rewind();
    [[nodiscard]] std::vector<Position> invalid_blocks() const;

    Random random_;
    GeneratorOptions options_;
    Plan plan_;
    ScenarioChains told_;
    Json scenario_;
    Json steps_ = Json::array();
    std::optional<size_t> held_chain_;  // Shows nothing in the first half.
    struct Branch
    {
        size_t chain = 0;
        std::vector<PlannedBlock> blocks;
    };
    std::vector<Branch> branches_;  // What chains were, before they were renewed.
    std::map<std::tuple<size_t, uint64_t, uint64_t>, PlannedBlock> shown_;  // By number and rev.
};

const Teller::Action Teller::kActions[] = {
    {60, &Teller::show_next_block},
    {18, &Teller::raise_local_safe},
    {3, &Teller::lower_local_safe},
    {5, &Teller::reorg},
    {9, &Teller::replace_invalid_block},
    {9, &Teller::expect},
};

Plan draw_crowded_plan(Random& random, const GeneratorOptions& options)
{
    // Few steps are spent on few chains, so that something can happen on each.
    const size_t room = std::max<size_t>(2, options.max_steps / 6);
    const PlanSize size{
        .max_chains = std::min(options.max_chains, room), .blocks = options.max_steps * 6 / 10};
    Plan plan = draw_plan(random, size);
    weave(random, plan, size.blocks / 2);
    return plan;
}

Json scenario_head(uint64_t seed, const Plan& plan)
{
    return {{"name", "seed-" + std::to_string(seed)}, {"expiry_window", plan.expiry_window_s},
        {"chains", chains_json(plan)}};
}

Teller::Teller(uint64_t seed, const GeneratorOptions& options)
  : random_{seed},
    options_{options},
    plan_{draw_crowded_plan(random_, options_)},
    told_{scenario_head(seed, plan_)},
    scenario_(scenario_head(seed, plan_))
{
    if (random_.percent(40))
        held_chain_ = random_.below(plan_.chains.size());
}

Json Teller::tell()
{
    const size_t closing_steps = plan_.chains.size() + 1;
    // Once all is shown most actions do nothing; an end of the attempts ends the telling then.
    for (size_t attempt = 0; attempt < options_.max_steps * 10; ++attempt)
    {
        if (steps_.size() + closing_steps >= options_.max_steps)
            break;
        act();
    }
    finish();
    scenario_["steps"] = std::move(steps_);
    return std::move(scenario_);
}

void Teller::act()
{
    uint64_t total = 0;
    for (const Action& action : kActions)
        total += action.weight;
    uint64_t left = random_.below(total);
    for (const Action& action : kActions)
    {
        if (left < action.weight)
            return (this->*action.run)();
        left -= action.weight;
    }
}

void Teller::step(Json step)
{
    if (!step.contains("expect"))
        told_.apply(step);
    steps_.push_back(std::move(step));
}

// Growth.

uint64_t Teller::head(size_t chain) const
{
    return told_.world().chains[chain].blocks.back().number;
}

uint64_t Teller::head_time_s(size_t chain) const
{
    return told_.world().chains[chain].blocks.back().timestamp_s;
}

bool Teller::is_at_end(size_t chain) const
{
    return head(chain) + 1 >= plan_.chains[chain].blocks.size();
}

std::vector<size_t> Teller::growing_chains() const
{
    const bool is_first_half = steps_.size() * 2 < options_.max_steps;
    std::vector<size_t> out;
    for (size_t i = 0; i < plan_.chains.size(); ++i)
    {
        if (!is_at_end(i) && !(is_first_half && held_chain_ == i))
            out.push_back(i);
    }
    return out;
}

size_t Teller::furthest_behind(const std::vector<size_t>& chains) const
{
    return *std::min_element(chains.begin(), chains.end(),
        [&](size_t a, size_t b) { return head_time_s(a) < head_time_s(b); });
}

void Teller::show_next_block()
{
    const std::vector<size_t> chains = growing_chains();
    if (chains.empty())
        return;
    show(random_.percent(60) ? furthest_behind(chains) : random_.pick(chains));
}

void Teller::show(size_t chain)
{
    PlannedBlock& block = plan_.chains[chain].blocks[head(chain) + 1];
    block.was_shown = true;
    shown_[{chain, block.number, block.rev}] = block;
    step(block_step(plan_.chains[chain], block));
}

// Labels.

void Teller::set_local_safe(size_t chain, uint64_t number)
{
    step({{"local_safe", {{"chain", plan_.chains[chain].id}, {"number", number}}}});
}

void Teller::raise_local_safe()
{
    const size_t chain = random_.below(plan_.chains.size());
    const uint64_t from = told_.world().chains[chain].local_safe;
    if (from == head(chain))
        return;
    const bool is_full = random_.percent(50);
    set_local_safe(chain, is_full ? head(chain) : random_.between(from + 1, head(chain)));
}

/// A reorg of L1: one chain's label goes back, or those of all.
void Teller::lower_local_safe()
{
    const bool is_everywhere = random_.percent(40);
    const size_t chosen = random_.below(plan_.chains.size());
    const size_t steps_before = steps_.size();
    for (size_t i = 0; i < plan_.chains.size(); ++i)
    {
        const uint64_t from = told_.world().chains[i].local_safe;
        if (from > 0 && (is_everywhere || i == chosen))
            set_local_safe(i, random_.below(from));
    }
    if (steps_.size() > steps_before)
        expect_at_times(60);
}

// Reorgs.

void Teller::rewind(size_t chain, uint64_t number)
{
    step({{"rewind", {{"chain", plan_.chains[chain].id}, {"number", number}}}});
}

/// The blocks that messages of other chains name, as far as they are there.
std::vector<Teller::Position> Teller::dependencies() const
{
    std::vector<Position> out;
    for (const Chain& executing : told_.world().chains)
    {
        for (const Block& block : executing.blocks)
        {
            for (const Message& message : block.executing)
            {
                const auto named = find_named(message);
                if (named && message.chain != executing.id)
                    out.push_back(*named);
            }
        }
    }
    return out;
}

std::optional<Teller::Position> Teller::find_named(const Message& message) const
{
    for (size_t i = 0; i < plan_.chains.size(); ++i)
    {
        if (plan_.chains[i].id == message.chain && message.number > 0 && message.number <= head(i))
            return Position{i, message.number};
    }
    return std::nullopt;
}

/// The block that stays the head: below one that others depend on, or anywhere, mostly near.
std::optional<Teller::Position> Teller::draw_rewind()
{
    const std::vector<Position> wanted = dependencies();
    if (!wanted.empty() && random_.percent(60))
    {
        const Position position = random_.pick(wanted);
        return Position{position.chain, position.number - 1};
    }
    const size_t chain = random_.below(plan_.chains.size());
    const uint64_t height = head(chain);
    if (height == 0)
        return std::nullopt;
    const bool is_shallow = random_.percent(60);
    const uint64_t depth = random_.between(1, is_shallow ? std::min<uint64_t>(2, height) : height);
    return Position{chain, height - depth};
}

void Teller::reorg()
{
    // One after the other, at times, before anything grows again.
    do
    {
        const auto to = draw_rewind();
        if (!to)
            return;
        rewind(to->chain, to->number);
        regrow(to->chain, to->number);
        expect_at_times(50);
    } while (random_.percent(40) && steps_.size() + 8 < options_.max_steps);
    weave(random_, plan_, random_.between(1, 3));
}

/// Decides what the chain is from now on above that block: what it was, or another revision, or
/// what it had been before.
void Teller::regrow(size_t chain, uint64_t number)
{
    const uint64_t kind = random_.below(100);
    if (kind < 25)
        return;
    if (kind < 45)
    {
        restore_branch(chain, number);
        return;
    }
    branches_.push_back({chain, plan_.chains[chain].blocks});
    renew(random_, plan_.chains[chain], number + 1);
    follow(random_, plan_, plan_.chains[chain]);
}

void Teller::restore_branch(size_t chain, uint64_t number)
{
    std::vector<Branch> candidates;
    for (const Branch& branch : branches_)
    {
        if (branch.chain == chain)
            candidates.push_back(branch);
    }
    if (candidates.empty())
        return;
    const Branch older = random_.pick(candidates);
    std::vector<PlannedBlock>& blocks = plan_.chains[chain].blocks;
    branches_.push_back({chain, blocks});
    for (uint64_t i = number + 1; i < blocks.size(); ++i)
    {
        // Stories may have been woven into it after it was kept.
        const auto as_shown = shown_.find({chain, i, older.blocks[i].rev});
        blocks[i] = as_shown == shown_.end() ? older.blocks[i] : as_shown->second;
    }
}

std::vector<Teller::Position> Teller::invalid_blocks() const
{
    std::vector<Position> out;
    const auto outcomes = decide(told_.world());
    for (size_t i = 0; i < plan_.chains.size(); ++i)
    {
        const Outcome& outcome = outcomes.at(plan_.chains[i].id);
        if (outcome.invalid_unsafe)
            out.push_back({i, outcome.invalid_unsafe->number});
    }
    return out;
}

/// As a node derives the chain anew: the same block with its deposits alone, then others.
void Teller::replace_invalid_block()
{
    const std::vector<Position> invalid = invalid_blocks();
    if (invalid.empty())
        return;
    expect_at_times(50);
    const auto [chain, number] = random_.pick(invalid);
    branches_.push_back({chain, plan_.chains[chain].blocks});
    rewind(chain, number - 1);
    renew(random_, plan_.chains[chain], number);
    strip(plan_.chains[chain].blocks[number]);
    follow(random_, plan_, plan_.chains[chain]);
    show(chain);
    expect_at_times(60);
}

// Expectations.

void Teller::expect()
{
    if (!steps_.empty() && !steps_.back().contains("expect"))
        step({{"expect", expectation(told_.world())}});
}

void Teller::expect_at_times(uint64_t chance)
{
    if (random_.percent(chance))
        expect();
}

/// Mostly all that is there becomes local-safe in the end.
void Teller::finish()
{
    for (size_t i = 0; i < plan_.chains.size(); ++i)
    {
        if (random_.percent(70) && told_.world().chains[i].local_safe != head(i))
            set_local_safe(i, head(i));
    }
    expect();
}
}  // namespace

Json random_scenario(uint64_t seed, const GeneratorOptions& options)
{
    return Teller{seed, options}.tell();
}
}  // namespace interlock::model
