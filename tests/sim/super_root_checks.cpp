#include "tests/sim/super_root_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "server/query/super_root.hpp"

namespace interlock::sim
{
namespace
{
constexpr size_t kTimes = 24;

[[noreturn]] void fail(const std::string& what)
{
    throw Broken{"at rest: " + what};
}

/// Why, in the same words whatever chain and block it is about.
std::string without_numbers(const server::CannotTell& trouble)
{
    auto out = trouble.explanation;
    std::erase_if(out, [](char c) { return c >= '0' && c <= '9'; });
    constexpr size_t kLength = 70;
    return out.substr(0, kLength);
}

/// The truth about one chain, by looking at every block.
class TrueChain
{
public:
    TrueChain(const World& world, const storage::View& view, const StepChecks& checks, size_t place)
      : world_{world},
        place_{place},
        config_{world.chain(place).config()},
        anchor_{must(view.anchor(config_.id))->number},
        safe_{checks.snapshot().chains[place].head(SafetyLevel::safe)->id.number},
        local_safe_{checks.snapshot().chains[place].head(SafetyLevel::local_safe)->id.number}
    {
        const auto& pending =
            checks.snapshot().chains[place].progress[static_cast<size_t>(CrossView::safe)]->pending;
        if (pending && std::holds_alternative<Fault>(pending->obstacle))
            invalid_ = pending->block.id.number;
        const auto l1 = must(view.claimed_l1(config_.id));
        // The node told after everything had come to rest, and its record was read.
        is_known_ = l1 && l1->current == world.l1().back().id && l1->confirms_safe_heads;
    }

    [[nodiscard]] const ChainConfig& config() const { return config_; }
    [[nodiscard]] bool is_known() const { return is_known_; }
    [[nodiscard]] bool is_safe(const TruthBlock& block) const
    {
        return block.seal.id.number <= safe_;
    }
    [[nodiscard]] const BlockId& l1_of(const TruthBlock& block) const
    {
        return world_.derived_from(place_, block.seal.id.number);
    }
    /// The newest L1 block, or the one from which on the chain will be derived anew.
    [[nodiscard]] BlockId current_l1() const
    {
        return invalid_ ? world_.derived_from(place_, *invalid_) : world_.l1().back().id;
    }
    /// The local-safe block at that time.
    [[nodiscard]] const TruthBlock* at(uint64_t timestamp_s) const
    {
        const TruthBlock* found = nullptr;
        for (auto number = anchor_; number <= local_safe_; ++number)
        {
            const auto& block = world_.branch(place_).at(number);
            const auto time_s = block.seal.timestamp_s;
            if (time_s <= timestamp_s && timestamp_s < time_s + config_.block_time_s)
                found = &block;
        }
        return found;
    }
    /// Every L1 block that the index calls exact is the right one; how many it does not know.
    [[nodiscard]] size_t check_exact(const storage::View& view) const
    {
        size_t unknown = 0;
        for (auto number = anchor_ + 1; number <= local_safe_; ++number)
        {
            const auto exact = must(view.exact_l1(config_.id, number));
            const auto& truth = world_.derived_from(place_, number);
            unknown += exact ? 0U : 1U;
            if (exact && *exact != truth)
                fail(fmt::format("chain {}: block {} was derived by L1 block {} exactly, not by {}",
                    to_string(config_.id), number, truth.number, exact->number));
        }
        return unknown;
    }

private:
    const World& world_;
    size_t place_;
    const ChainConfig& config_;
    uint64_t anchor_;
    uint64_t safe_;
    uint64_t local_safe_;
    std::optional<uint64_t> invalid_;
    bool is_known_ = false;
};

Hash32 true_root(const BlockDigest& block)
{
    return output_root({block.state_root, *block.withdrawals_root, block.seal.id.hash});
}

/// Compares what was told of one time. Precondition: the truth is known of all chains.
class Comparison
{
public:
    Comparison(const World& world, const std::vector<TrueChain>& chains)
      : world_{world}, chains_{chains}
    {
    }

    void check(const server::SuperRootAt& told)
    {
        const auto timestamp_s = told.timestamp_s;
        SuperV1 super{.timestamp_s = timestamp_s, .chains = {}};
        BlockId required;
        bool is_verified = true;
        size_t next = 0;
        for (const auto& chain : chains_)
        {
            const auto* block = chain.at(timestamp_s);
            if (block == nullptr)
                continue;
            if (next == told.optimistic.size())
                fail(fmt::format("a chain is missing at {}", timestamp_s));
            check_optimistic(chain, *block, told.optimistic[next++]);
            super.chains.push_back({chain.config().id, true_root(block->digested.digest)});
            if (chain.l1_of(*block).number > required.number)
                required = chain.l1_of(*block);
            is_verified = is_verified && chain.is_safe(*block);
        }
        if (next != told.optimistic.size())
            fail(fmt::format("a chain has no block at {}, but an output", timestamp_s));
        const bool has_data =
            super.chains.size() == chains_.size() && (is_verified || !is_active(timestamp_s));
        if (told.data.has_value() != has_data)
            fail(fmt::format("at {} there is data: {}", timestamp_s, told.data.has_value()));
        if (told.data && (told.data->super != super || told.data->super_root != super_root(super) ||
                             told.data->required_l1 != required))
            fail(fmt::format("the super root at {} is another one", timestamp_s));
    }

private:
    void check_optimistic(
        const TrueChain& chain, const TruthBlock& block, const server::OptimisticOutput& told) const
    {
        // A block that was replaced is one of the same place, derived by the same L1 block.
        const auto& shown = *world_.block(told.block.id.hash);
        const bool is_of_place = shown.seal.id.number == block.seal.id.number &&
                                 shown.seal.parent_hash == block.seal.parent_hash;
        if (told.chain_id != chain.config().id || !is_of_place ||
            told.output_root != true_root(shown.digested.digest) ||
            told.required_l1 != chain.l1_of(block))
            fail(fmt::format("chain {}: the output of block {} is another one",
                to_string(chain.config().id), block.seal.id.number));
    }

    bool is_active(uint64_t timestamp_s) const
    {
        return std::any_of(chains_.begin(), chains_.end(),
            [&](const TrueChain& chain)
            { return chain.config().activation_s && timestamp_s >= *chain.config().activation_s; });
    }

    const World& world_;
    const std::vector<TrueChain>& chains_;
};

void check_current_l1(Context& context, const server::Told<server::SyncState>& told,
    const std::vector<TrueChain>& chains)
{
    if (!told)
    {
        context.tally.count("current L1 block, refused: " + without_numbers(told.error()));
        return;
    }
    context.tally.count("current L1 block: told");
    auto lowest = chains.front().current_l1();
    for (const auto& chain : chains)
    {
        if (chain.current_l1().number < lowest.number)
            lowest = chain.current_l1();
    }
    if (told->current_l1 != lowest)
        fail(fmt::format(
            "the current L1 block is {}, not {}", lowest.number, told->current_l1.number));
}
}  // namespace

void check_super_roots(
    Context& context, const World& world, const storage::View& view, const StepChecks& checks)
{
    std::vector<TrueChain> chains;
    bool is_known = true;
    uint64_t last_s = 0;
    for (size_t place = 0; place < world.size(); ++place)
    {
        const auto& chain = chains.emplace_back(world, view, checks, place);
        last_s = std::max(last_s, world.branch(place).head().seal.timestamp_s);
        is_known = is_known && chain.is_known();
        if (!chain.is_known())
            continue;
        const auto unknown = chain.check_exact(view);
        context.tally.count(unknown == 0 ? "super roots: all L1 blocks of a chain exact"
                                         : "super roots: some L1 blocks of a chain not known");
    }
    if (!is_known)
        return;
    check_current_l1(context, server::sync_state(view, world.set(), {}), chains);
    Comparison comparison{world, chains};
    for (size_t i = 0; i < kTimes; ++i)
    {
        constexpr uint64_t kSpan_s = 50;
        const auto timestamp_s = last_s + 5 - std::min(last_s, context.random.below(kSpan_s));
        const auto told = server::super_root_at(view, world.set(), {}, timestamp_s);
        if (!told)
        {
            context.tally.count("super roots, refused: " + without_numbers(told.error()));
            continue;
        }
        comparison.check(*told);
        context.tally.count(told->data ? "super roots: verified" : "super roots: not verified");
    }
}
}  // namespace interlock::sim
