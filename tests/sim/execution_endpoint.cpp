#include "tests/sim/execution_endpoint.hpp"

#include <algorithm>
#include <array>

#include "tests/support/fake_messages.hpp"

namespace interlock::sim
{
namespace
{
using chain::ErrorKind;

constexpr std::array kErrors{ErrorKind::unreachable, ErrorKind::timed_out, ErrorKind::rate_limited,
    ErrorKind::refused, ErrorKind::too_large, ErrorKind::malformed, ErrorKind::unverified};
}  // namespace

std::string_view to_string(ExecutionFault fault) noexcept
{
    switch (fault)
    {
        case ExecutionFault::none:
            return "none";
        case ExecutionFault::dead:
            return "dead";
        case ExecutionFault::erring:
            return "erring";
        case ExecutionFault::forgetful:
            return "forgetful";
        case ExecutionFault::late:
            return "late";
        case ExecutionFault::stuck:
            return "stuck";
        case ExecutionFault::torn:
            return "torn";
        case ExecutionFault::forged:
            return "forged";
        case ExecutionFault::two_faced:
            return "two-faced";
        case ExecutionFault::stranger:
            return "stranger";
    }
    return "";
}

ExecutionEndpoint::ExecutionEndpoint(
    Context& context, const World& world, size_t place, std::string name)
  : context_{context},
    world_{world},
    place_{place},
    name_{std::move(name)},
    usual_lag_s_{context.random.percent(50) ? 0 : context.random.between(1, 3)},
    max_blocks_{context.random.percent(70) ? SIZE_MAX : context.random.between(1, 5)},
    lag_s_{usual_lag_s_}
{
}

void ExecutionEndpoint::suffer(ExecutionFault fault, uint64_t until_ms)
{
    constexpr uint64_t kLongLagS = 15;
    heal();
    fault_ = fault;
    until_ms_ = until_ms;
    if (fault == ExecutionFault::late)
        lag_s_ = context_.random.between(3, kLongLagS);
    if (fault == ExecutionFault::stuck || fault == ExecutionFault::torn)
        old_ = world_.branch(place_);
    if (fault == ExecutionFault::forged || fault == ExecutionFault::two_faced)
        forge();
}

void ExecutionEndpoint::rest(bool at_rest)
{
    heal();
    at_rest_ = at_rest;
    if (at_rest)
        lag_s_ = 0;
}

void ExecutionEndpoint::heal()
{
    fault_ = ExecutionFault::none;
    lag_s_ = usual_lag_s_;
    forged_.reset();
}

const Branch* ExecutionEndpoint::forged() const
{
    return forged_ ? &forged_->branch() : nullptr;
}

/// Leaves the chain not far down, or just below what is final, and is now shorter than it, now
/// longer. Much of what it holds is what the chain holds, so that messages go on being right.
void ExecutionEndpoint::forge()
{
    constexpr uint64_t kBelowTip = 5;
    auto& random = context_.random;
    const auto& truth = world_.branch(place_);
    const auto depth = truth.head_number() - truth.genesis().seal.id.number;
    if (depth == 0)
        return;
    forged_ = world_.chain(place_);
    const bool is_low = random.percent(25) && world_.floor(place_) > truth.genesis().seal.id.number;
    const auto fork = is_low ? world_.floor(place_) - 1
                             : truth.head_number() - random.between(1, std::min(depth, kBelowTip));
    forged_->rewind(fork);
    // Another branch than any that the chain may take later.
    for (uint64_t i = random.between(100, 200); i > 0; --i)
        forged_->rewind(fork);
    const auto end = truth.head_number() + random.below(4);
    while (forged_->branch().head_number() < end)
    {
        const auto number = forged_->branch().head_number() + 1;
        const auto* block = truth.find(number);
        if (block != nullptr && random.percent(60))
            forged_->append({}, block->logs);
        else
            forged_->append({}, {usual_log(*forged_, number, 0), testing::some_log(number)});
        if (number > fork + 1 && random.percent(15))
            break;
    }
}

std::optional<chain::Error> ExecutionEndpoint::begin_call()
{
    auto& random = context_.random;
    if (at_rest_)
        return std::nullopt;
    // A fault may end between two questions of one round.
    if (context_.now_ms >= until_ms_ || random.percent(2))
        heal();
    if (fault_ == ExecutionFault::dead)
        return error(random.percent(50) ? ErrorKind::unreachable : ErrorKind::timed_out);
    if (fault_ != ExecutionFault::erring || random.percent(60))
        return std::nullopt;
    auto out = error(kErrors[random.below(kErrors.size())]);
    if (out.kind == ErrorKind::rate_limited)
        out.retry_after_s = random.between(1, 3);
    return out;
}

chain::Error ExecutionEndpoint::error(ErrorKind kind) const
{
    context_.tally.count(std::string{"answers: "}.append(to_string(kind)));
    return {kind, name_ + ": " + std::string{to_string(kind)}};
}

ExecutionEndpoint::Serving ExecutionEndpoint::serving()
{
    const bool is_old = fault_ == ExecutionFault::stuck ||
                        (fault_ == ExecutionFault::torn && context_.random.percent(50));
    if (is_old)
        return {&old_, old_.head_number()};
    if (forged_ && (fault_ == ExecutionFault::forged || context_.random.percent(50)))
        return {&forged_->branch(), forged_->branch().head_number()};
    const auto& truth = world_.branch(place_);
    auto head = truth.head_number();
    while (head > truth.genesis().seal.id.number &&
           truth.at(head).seal.timestamp_s + lag_s_ > context_.now_s())
        --head;
    return {&truth, head};
}

chain::Result<ChainId> ExecutionEndpoint::chain_id()
{
    if (auto failed = begin_call())
        return tl::unexpected{*std::move(failed)};
    if (fault_ == ExecutionFault::stranger)
        return ChainId::from_u64(777);
    return world_.chain(place_).config().id;
}

chain::Result<BlockSeal> ExecutionEndpoint::seal(const chain::BlockSelector& block)
{
    if (auto failed = begin_call())
        return tl::unexpected{*std::move(failed)};
    const auto [branch, head] = serving();
    const TruthBlock* found = nullptr;
    if (const auto* number = std::get_if<uint64_t>(&block))
        found = *number <= head ? branch->find(*number) : nullptr;
    else if (const auto* hash = std::get_if<Hash32>(&block))
        found = branch->find(*hash);
    else if (std::get<chain::BlockTag>(block) == chain::BlockTag::latest)
        found = branch->find(head);
    if (found == nullptr)
        return tl::unexpected{error(ErrorKind::not_found)};
    return found->seal;
}

chain::Result<std::vector<DigestedBlock>> ExecutionEndpoint::blocks(uint64_t first, size_t count)
{
    if (auto failed = begin_call())
        return tl::unexpected{*std::move(failed)};
    const auto [branch, head] = serving();
    if (fault_ == ExecutionFault::forgetful && context_.random.percent(80))
        return tl::unexpected{error(ErrorKind::not_found)};
    std::vector<DigestedBlock> out;
    for (auto number = first; number <= head && out.size() < std::min(count, max_blocks_); ++number)
    {
        if (const auto* block = branch->find(number))
            out.push_back(block->digested);
    }
    if (out.empty())
        return tl::unexpected{error(ErrorKind::not_found)};
    return out;
}
}  // namespace interlock::sim
