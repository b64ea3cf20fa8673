#include "server/query/judge.hpp"

#include <fmt/format.h>

#include "server/query/faults.hpp"
#include "server/query/surroundings.hpp"

namespace interlock::server
{
namespace
{
CannotTell nothing_indexed(const ChainId& chain)
{
    return {CannotTell::Cause::not_ready,
        fmt::format("no block of chain {} is indexed yet", to_string(chain))};
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

Answer Judge::judge(const storage::View& view, const Circumstances& circumstances,
    const Claim& claim, const Execution& execution) const
{
    for (const auto& failsafe : circumstances.failsafes)
    {
        if (failsafe.scope.covers(execution.chain_id, claim.at.chain_id))
            return tl::unexpected{refused(failsafe)};
    }
    if (auto fault = judge_times(claim, execution))
        return *std::move(fault);
    if (auto ready =
            check_ready(view, circumstances.not_ready, claim.at.chain_id, claim.at.block_number);
        !ready)
        return tl::unexpected{std::move(ready.error())};
    return judge_inclusion(view, claim, execution.min_safety);
}

std::optional<Invalid> Judge::judge_times(const Claim& claim, const Execution& execution) const
{
    const ExecutionTime at{execution.chain_id, execution.timestamp_s};
    auto violation = check_times(set_, at, claim.at);
    const MessageTimes times{
        .initiated_s = claim.at.timestamp_s, .executed_s = execution.timestamp_s};
    // Equal times can be nothing of the above but valid.
    if (!violation && execution.before_inclusion && !options_.admit_same_timestamp &&
        times.initiated_s == times.executed_s)
        violation = Violation::same_timestamp;
    if (!violation)
        violation = check_timeout(times, set_.expiry_window_s(), execution.timeout_s);
    if (!violation)
        return std::nullopt;
    return times_fault(*violation, set_, claim.at, at, execution.timeout_s);
}

Answer Judge::judge_inclusion(
    const storage::View& view, const Claim& claim, SafetyLevel min_safety) const
{
    const auto& chain = *set_.find(claim.at.chain_id);
    const auto around = look_around(view, chain, claim.at, SafetyLevel::unsafe);
    if (!around)
        return tl::unexpected{trouble_of(around.error())};
    if (!*around)
        return tl::unexpected{nothing_indexed(chain.id)};

    const KnownChain& known = (*around)->known;
    const auto inclusion = check_inclusion(known, claim.at, claim.expected);
    if (const auto* violation = std::get_if<Violation>(&inclusion))
        return inclusion_fault(*violation, known, claim.at, claim.expected);
    if (std::holds_alternative<NotSeenYet>(inclusion))
        return NotYet{NotSeen{chain.id, claim.at.timestamp_s, (*around)->head}};
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
    return Valid{(*around)->named};
}

namespace
{
/// A message that is right by itself, but of its block's own time: what its block is, it is.
Answer judge_with_block(
    const storage::View& view, const storage::ExecutingRecord& record, const Valid& by_itself)
{
    const auto progress = view.progress(record.chain_id, CrossView::unsafe);
    if (!progress)
        return tl::unexpected{trouble_of(progress.error())};
    if (!*progress)
    {
        return tl::unexpected{CannotTell{CannotTell::Cause::not_ready,
            fmt::format("promotion of chain {} has not begun", to_string(record.chain_id))}};
    }
    const auto& [verified, pending] = **progress;
    if (record.block_number <= verified.id.number)
        return by_itself;
    if (pending && pending->block.id.number == record.block_number)
    {
        const auto* fault = std::get_if<Fault>(&pending->obstacle);
        const bool is_this = fault != nullptr && fault->log_index == record.log.log_index;
        if (is_this && fault->reason == Violation::cycle)
            return Invalid{Violation::cycle, {}, {}};
    }
    return NotYet{BlockNotDecided{record.chain_id, record.block_number, verified}};
}
}  // namespace

Answer judge_in_block(const Judge& judge, const storage::View& view,
    const Circumstances& circumstances, const storage::ExecutingRecord& record)
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
    const auto timestamp_s = (*block)->seal.timestamp_s;
    const auto answer = judge.judge(view, circumstances, claim_of(record.log.message),
        {.chain_id = record.chain_id, .timestamp_s = timestamp_s, .before_inclusion = false});
    if (!answer || !is_same_time(record.log, timestamp_s))
        return answer;
    const auto* valid = std::get_if<Valid>(&*answer);
    return valid == nullptr ? answer : judge_with_block(view, record, *valid);
}

std::optional<size_t> decisive_of(std::span<const Answer> answers)
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
    if (worst == answers.end())
        return std::nullopt;
    return static_cast<size_t>(worst - answers.begin());
}

Answer answer_as_a_whole(std::span<const Answer> answers)
{
    const auto decisive = decisive_of(answers);
    return decisive ? answers[*decisive] : Answer{Valid{}};
}

CannotTell refused(const Failsafe& failsafe)
{
    return {CannotTell::Cause::failsafe, describe(failsafe)};
}

Told<void> check_failsafe_for_all(const std::vector<Failsafe>& failsafes)
{
    for (const auto& failsafe : failsafes)
    {
        if (failsafe.scope.is_all())
            return tl::unexpected{refused(failsafe)};
    }
    return {};
}

Told<void> check_ready(const storage::View& view, const NotReadyChains& not_ready,
    const ChainId& chain, uint64_t number)
{
    const auto found = not_ready.find(chain);
    if (found == not_ready.end())
        return {};
    const auto final_head = view.head(chain, SafetyLevel::finalized);
    if (!final_head)
        return tl::unexpected{trouble_of(final_head.error())};
    const bool is_final = *final_head && number <= (*final_head)->seal.id.number;
    if (is_final && found->second.serves_final)
        return {};
    return tl::unexpected{CannotTell{CannotTell::Cause::not_ready, found->second.why}};
}

CannotTell trouble_of(const storage::Error& error)
{
    const bool busy = error.kind == storage::ErrorKind::busy;
    return {busy ? CannotTell::Cause::overload : CannotTell::Cause::storage, error.message};
}

tl::expected<BlockSeal, CannotTell> head_at(
    const storage::View& view, const ChainId& chain, SafetyLevel level)
{
    const auto head = view.head(chain, level);
    if (!head)
        return tl::unexpected{trouble_of(head.error())};
    if (*head)
        return (*head)->seal;
    if (level == SafetyLevel::unsafe)
        return tl::unexpected{nothing_indexed(chain)};
    if (level != SafetyLevel::local_safe)
    {
        return tl::unexpected{CannotTell{CannotTell::Cause::not_ready,
            fmt::format("chain {} is not indexed up to the finalized block from which on it is "
                        "verified",
                to_string(chain))}};
    }
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
        const auto head = view.head(chain, level);
        if (!head)
            return tl::unexpected{head.error()};
        if (*head && number <= (*head)->seal.id.number)
            levels.push_back(level);
    }
    return levels;
}
}  // namespace interlock::server
