#include "tests/sim/consensus_endpoint.hpp"

#include <algorithm>

namespace interlock::sim
{
std::string_view to_string(ConsensusFault fault) noexcept
{
    switch (fault)
    {
        case ConsensusFault::none:
            return "none";
        case ConsensusFault::dead:
            return "dead";
        case ConsensusFault::stuck:
            return "stuck";
        case ConsensusFault::behind:
            return "behind";
        case ConsensusFault::astray:
            return "astray";
        case ConsensusFault::silent:
            return "silent";
    }
    return "";
}

ConsensusEndpoint::ConsensusEndpoint(
    Context& context, size_t place, std::string name, Surroundings surroundings)
  : context_{context},
    place_{place},
    name_{std::move(name)},
    around_{std::move(surroundings)},
    keeps_safe_heads_{context.random.percent(50)},
    tells_l1_{context.random.percent(85)},
    is_hasty_{context.random.percent(25)},
    is_slow_to_finalize_{context.random.percent(30)}
{
}

void ConsensusEndpoint::rest(bool at_rest)
{
    at_rest_ = at_rest;
    fault_ = ConsensusFault::none;
}

void ConsensusEndpoint::hear_of_finality()
{
    if (at_rest_ || !is_slow_to_finalize_ || context_.random.percent(3))
        finalized_ = around_.world.finalized(place_);
}

void ConsensusEndpoint::suffer(ConsensusFault fault, uint64_t until_ms)
{
    fault_ = fault;
    until_ms_ = until_ms;
    old_ = truth(0);
}

chain::Result<chain::Labels> ConsensusEndpoint::labels()
{
    constexpr size_t kMaxBehind = 3;
    if (context_.now_ms >= until_ms_)
        fault_ = ConsensusFault::none;
    hear_of_finality();
    if (fault_ == ConsensusFault::dead)
    {
        context_.tally.count("answers: consensus unreachable");
        return tl::unexpected{chain::Error{chain::ErrorKind::unreachable, name_ + ": unreachable"}};
    }
    auto out = fault_ == ConsensusFault::stuck    ? old_
               : fault_ == ConsensusFault::behind ? truth(context_.random.between(1, kMaxBehind))
                                                  : truth(0);
    if (fault_ == ConsensusFault::astray)
        lead_astray(out);
    if (fault_ == ConsensusFault::silent)
    {
        out.local_safe.reset();
        out.safe.reset();
        out.derived.reset();
        if (context_.random.percent(50))
            out.finalized.reset();
    }
    chain::raise_local_safe(out);
    return out;
}

chain::Result<std::optional<chain::DerivedBlock>> ConsensusEndpoint::safe_head_at(
    uint64_t l1_number)
{
    if (!keeps_safe_heads_ || !tells_l1_)
        return tl::unexpected{chain::Error{chain::ErrorKind::unsupported, name_ + ": no record"}};
    const bool answers = fault_ == ConsensusFault::none || fault_ == ConsensusFault::behind;
    if (!answers || (!at_rest_ && context_.random.percent(3)))
        return tl::unexpected{chain::Error{chain::ErrorKind::unreachable, name_ + ": unreachable"}};
    context_.tally.count("answers: of the record of safe heads");
    const auto& l1 = around_.world.l1();
    std::optional<chain::DerivedBlock> out;
    for (size_t i = 0; i < l1.size() && l1[i].id.number <= l1_number; ++i)
    {
        const auto number = l1[i].derived[place_];
        if (i == 0 || number > l1[i - 1].derived[place_])
            out = {around_.world.branch(place_).at(number).seal.id, l1[i].id};
    }
    return out;
}

chain::Labels ConsensusEndpoint::truth(size_t l1_blocks_behind) const
{
    const auto& [world, upheaval, forged] = around_;
    const auto& l1 = world.l1();
    const auto at = l1.size() - 1 - std::min(l1_blocks_behind, l1.size() - 1);
    const auto& branch = world.branch(place_);
    chain::Labels out;
    out.source = name_;
    out.local_safe = branch.at(l1[at].derived[place_]).seal.id;
    const auto safe = std::min(l1[at].derived[place_], upheaval.cross_safe(place_));
    out.safe = is_hasty_ ? out.local_safe : branch.at(safe).seal.id;
    if (finalized_)
        out.finalized = branch.at(*finalized_).seal.id;
    if (!tells_l1_)
        return out;
    out.current_l1 = l1[at].id;
    out.derived = keeps_safe_heads_ ? derived(at, *out.local_safe)
                                    : chain::DerivedBlock{*out.local_safe, l1[at].id};
    return out;
}

/// The pair of the first L1 block that brought the chain as far.
std::optional<chain::DerivedBlock> ConsensusEndpoint::derived(size_t l1, const BlockId& l2) const
{
    const auto& blocks = around_.world.l1();
    while (l1 > 0 && blocks[l1 - 1].derived[place_] == l2.number)
        --l1;
    return chain::DerivedBlock{l2, blocks[l1].id};
}

void ConsensusEndpoint::lead_astray(chain::Labels& labels) const
{
    const auto* forged = around_.forged();
    if (forged != nullptr)
        labels.local_safe = forged->head().seal.id;
    else
        labels.local_safe->hash.bytes[0] ^= 1U;
    labels.safe.reset();
    labels.derived.reset();
}
}  // namespace interlock::sim
