#include "server/query/judge.hpp"

#include <fmt/format.h>

#include "server/query/faults.hpp"

namespace interlock::server
{
namespace
{
CannotTell nothing_indexed(const ChainId& chain)
{
    return {CannotTell::Cause::not_ready,
        fmt::format("no block of chain {} is indexed yet", to_string(chain))};
}

/// What the index has around a claimed log.
struct Place
{
    KnownChain known;
    BlockSeal head;
    BlockSeal named;  // Meaningful when known.named is there.
};

/// nullopt when no block of the chain is indexed.
storage::Result<std::optional<Place>> look_up(
    const storage::View& view, const ChainConfig& chain, const LogPosition& at)
{
    const auto head = view.head(chain.id, SafetyLevel::unsafe);
    if (!head)
        return tl::unexpected{head.error()};
    const auto first = view.first(chain.id);
    if (!first)
        return tl::unexpected{first.error()};
    if (!*head || !*first)
        return std::nullopt;
    const auto block = view.block(chain.id, at.block_number);
    if (!block)
        return tl::unexpected{block.error()};

    Place place{.known = {.block_time_s = chain.block_time_s,
                    .first_number = (*first)->seal.id.number,
                    .first_timestamp_s = (*first)->seal.timestamp_s,
                    .head_timestamp_s = (*head)->seal.timestamp_s,
                    .named = std::nullopt},
        .head = (*head)->seal,
        .named = {}};
    if (!*block)
        return place;
    const auto hash = view.log_hash(chain.id, at.block_number, at.log_index);
    if (!hash)
        return tl::unexpected{hash.error()};
    if (!*hash && at.log_index < (*block)->log_count)
    {
        return tl::unexpected{storage::Error{storage::ErrorKind::corrupt,
            fmt::format("the index has lost log {} of block {} of chain {}", at.log_index,
                at.block_number, to_string(chain.id))}};
    }
    place.named = (*block)->seal;
    place.known.named = KnownChain::Block{.timestamp_s = (*block)->seal.timestamp_s,
        .log_count = (*block)->log_count,
        .log_hash = *hash};
    return place;
}
}  // namespace

Claim claim_of(const Message& message)
{
    return {message.id.at, ExpectedLogHash{log_hash(message.id.origin, message.payload_hash)}};
}

Claim claim_of(const MessageAccess& access)
{
    return {access.at, ExpectedChecksum{access.checksum}};
}

Answer Judge::judge(const storage::View& view, const NotReadyChains& not_ready, const Claim& claim,
    const Execution& execution) const
{
    if (auto fault = judge_times(claim, execution))
        return *std::move(fault);
    if (const auto found = not_ready.find(claim.at.chain_id); found != not_ready.end())
    {
        const auto final_head = view.head(claim.at.chain_id, SafetyLevel::finalized);
        if (!final_head)
            return tl::unexpected{trouble_of(final_head.error())};
        const bool is_final = *final_head && claim.at.block_number <= (*final_head)->seal.id.number;
        if (!is_final || !found->second.serves_final)
            return tl::unexpected{CannotTell{CannotTell::Cause::not_ready, found->second.why}};
    }
    auto answer = judge_inclusion(view, claim, execution.min_safety);
    const bool may_be_on_cycle =
        !execution.before_inclusion && claim.at.timestamp_s == execution.timestamp_s;
    if (may_be_on_cycle && answer && std::holds_alternative<Valid>(*answer))
    {
        return tl::unexpected{CannotTell{CannotTell::Cause::cycle_not_decided,
            "right by itself, but initiated at the time it is executed: this release does not "
            "decide cycles of such messages"}};
    }
    return answer;
}

std::optional<Invalid> Judge::judge_times(const Claim& claim, const Execution& execution) const
{
    const auto& initiating_id = claim.at.chain_id;
    if (const auto violation = check_chains(set_, execution.chain_id, initiating_id))
    {
        const auto& unknown =
            set_.find(execution.chain_id) == nullptr ? execution.chain_id : initiating_id;
        return Invalid{*violation, "a chain of the dependency set", "chain " + to_string(unknown)};
    }
    const ChainConfig& executing = *set_.find(execution.chain_id);
    const ChainConfig& initiating = *set_.find(initiating_id);
    const MessageTimes times{
        .initiated_s = claim.at.timestamp_s, .executed_s = execution.timestamp_s};
    const auto window_s = set_.expiry_window_s();

    if (const auto violation = check_activation(executing, initiating, times))
        return activation_fault(*violation, executing, initiating, times);
    if (const auto violation = check_order(times))
        return order_fault(*violation, times);
    if (execution.before_inclusion && !options_.admit_same_timestamp &&
        times.initiated_s == times.executed_s)
        return order_fault(Violation::same_timestamp, times);
    if (const auto violation = check_expiry(times, window_s))
        return expiry_fault(*violation, times, window_s, execution.timeout_s);
    if (const auto violation = check_timeout(times, window_s, execution.timeout_s))
        return expiry_fault(*violation, times, window_s, execution.timeout_s);
    return std::nullopt;
}

Answer Judge::judge_inclusion(
    const storage::View& view, const Claim& claim, SafetyLevel min_safety) const
{
    const auto& chain = *set_.find(claim.at.chain_id);
    const auto place = look_up(view, chain, claim.at);
    if (!place)
        return tl::unexpected{trouble_of(place.error())};
    if (!*place)
        return tl::unexpected{nothing_indexed(chain.id)};

    const KnownChain& known = (*place)->known;
    const auto inclusion = check_inclusion(known, claim.at, claim.expected);
    if (const auto* violation = std::get_if<Violation>(&inclusion))
        return inclusion_fault(*violation, known, claim.at, claim.expected);
    if (std::holds_alternative<NotSeenYet>(inclusion))
        return NotYet{NotSeen{chain.id, claim.at.timestamp_s, (*place)->head}};
    if (std::holds_alternative<BeforeKnown>(inclusion))
    {
        return tl::unexpected{CannotTell{CannotTell::Cause::before_index,
            fmt::format("block {} of chain {} is older than the index, which begins at block {}",
                claim.at.block_number, to_string(chain.id), known.first_number)}};
    }

    const auto head = head_at(view, chain.id, min_safety);
    if (!head)
        return tl::unexpected{head.error()};
    if (claim.at.block_number > head->id.number)
        return NotYet{LevelNotReached{chain.id, min_safety, claim.at.block_number, *head}};
    return Valid{(*place)->named};
}

Answer judge_in_block(const Judge& judge, const storage::View& view,
    const NotReadyChains& not_ready, const storage::ExecutingRecord& record)
{
    if (record.log.malformed)
        return Invalid{Violation::malformed, {}, {}};
    const auto block = view.block(record.chain_id, record.block_number);
    if (!block)
        return tl::unexpected{trouble_of(block.error())};
    if (!*block)
    {
        return tl::unexpected{
            CannotTell{CannotTell::Cause::storage, "the executing block is not indexed"}};
    }
    return judge.judge(view, not_ready, claim_of(record.log.message),
        {.chain_id = record.chain_id,
            .timestamp_s = (*block)->seal.timestamp_s,
            .before_inclusion = false});
}

Answer answer_as_a_whole(std::span<const Answer> answers)
{
    const auto rank = [](const Answer& answer)
    {
        if (!answer)
            return 2;
        if (std::holds_alternative<Invalid>(*answer))
            return 3;
        return std::holds_alternative<NotYet>(*answer) ? 1 : 0;
    };
    const auto worst = std::max_element(answers.begin(), answers.end(),
        [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    return worst == answers.end() ? Answer{Valid{}} : *worst;
}

CannotTell trouble_of(const storage::Error& error)
{
    const bool busy = error.kind == storage::ErrorKind::busy;
    return {busy ? CannotTell::Cause::overload : CannotTell::Cause::storage, error.message};
}

tl::expected<BlockSeal, CannotTell> head_at(
    const storage::View& view, const ChainId& chain, SafetyLevel level)
{
    if (!is_level_computed(level))
    {
        return tl::unexpected{CannotTell{CannotTell::Cause::level_not_computed,
            fmt::format("{} is not computed by this release", to_string(level))}};
    }
    const auto head = view.head(chain, level);
    if (!head)
        return tl::unexpected{trouble_of(head.error())};
    if (*head)
        return (*head)->seal;
    if (level == SafetyLevel::unsafe)
        return tl::unexpected{nothing_indexed(chain)};
    return tl::unexpected{CannotTell{
        CannotTell::Cause::not_ready, fmt::format("no node of chain {} has told its {} block yet",
                                          to_string(chain), to_string(level))}};
}

storage::Result<std::vector<SafetyLevel>> levels_of(
    const storage::View& view, const ChainId& chain, uint64_t number)
{
    std::vector<SafetyLevel> levels;
    for (const auto level : kSafetyLevels)
    {
        if (!is_level_computed(level))
            continue;
        const auto head = view.head(chain, level);
        if (!head)
            return tl::unexpected{head.error()};
        if (*head && number <= (*head)->seal.id.number)
            levels.push_back(level);
    }
    return levels;
}
}  // namespace interlock::server
