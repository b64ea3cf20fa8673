#include "server/query/explanation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace interlock::server
{
namespace
{
using storage::Result;

const ChainCondition& condition_of(const ChainConditions& conditions, const ChainId& chain)
{
    static const ChainCondition kNothingWrong;
    const auto found = conditions.find(chain);
    return found == conditions.end() ? kNothingWrong : found->second;
}

/// Where a chain stands at a level that its nodes tell, and what is known to be wrong with it.
Result<std::string> describe_standing(const storage::View& view, const ChainConditions& conditions,
    const ChainId& chain, SafetyLevel level)
{
    const auto head = view.head(chain, level);
    if (!head)
        return tl::unexpected{head.error()};
    auto text =
        *head ? fmt::format("the {} head of chain {} is block {} at {}", to_string(level),
                    to_string(chain), (*head)->seal.id.number, (*head)->seal.timestamp_s)
              : fmt::format("chain {} has no {} head yet", to_string(chain), to_string(level));
    const auto& condition = condition_of(conditions, chain);
    if (!condition.trouble.empty())
        text += "; " + condition.trouble;
    if (level != SafetyLevel::unsafe && !condition.label_trouble.empty())
        text += "; " + condition.label_trouble;
    return text;
}

/// A halted chain, and what became of the first block that does not hold any more.
Result<std::string> describe_halt(
    const CrossIndex& at, const ChainConditions& conditions, const ChainId& chain)
{
    const auto pending = pending_block(at, chain);
    if (!pending)
        return tl::unexpected{pending.error()};
    auto text = condition_of(conditions, chain).trouble;
    if (!*pending)
        return text;
    const auto& [block, decision] = **pending;
    if (!text.empty())
        text += "; ";
    text += fmt::format("block {} ", block.id.number);
    if (const auto* replace = std::get_if<Replace>(&decision))
        return text + fmt::format("is invalid now: {}", explain(replace->why.reason));
    return text + explain(std::get<Wait>(decision).waiting, at.view);
}

Result<std::string> describe_begin(const storage::View& view, const ChainId& chain)
{
    return view.first(chain).map(
        [&](const std::optional<storage::BlockRecord>& first)
        {
            return first ? fmt::format("the index of chain {} begins at block {}", to_string(chain),
                               first->seal.id.number)
                         : std::string{};
        });
}

/// Whether nothing that is decided here is waited for.
bool is_root(WaitReason reason) noexcept
{
    switch (reason)
    {
        case WaitReason::local_level:
        case WaitReason::initiating_not_seen:
        case WaitReason::before_index:
        case WaitReason::peer_not_seen:
        case WaitReason::halted:
            return true;
        case WaitReason::earlier_block:
        case WaitReason::initiating_not_cross:
        case WaitReason::peer_not_cross:
        case WaitReason::peer_on_cycle:
        case WaitReason::peer_invalid:
        case WaitReason::peer_waits:
            break;
    }
    return false;
}

/// The block that keeps the awaited one back on its chain, or else that one itself. nullopt when
/// the wait is not for a block.
Told<std::optional<ExplainedStep>> next_after(const CrossIndex& at, const Waiting& waiting)
{
    if (is_root(waiting.reason))
        return std::nullopt;
    auto pending = pending_block(at, waiting.on);
    if (!pending)
        return tl::unexpected{trouble_of(pending.error())};
    std::optional<ExplainedStep> step;
    if (*pending && (*pending)->block.id.number <= waiting.awaited)
    {
        step = ExplainedStep{waiting.on, (*pending)->block, std::move((*pending)->decision)};
        return step;
    }
    auto check = check_block(at, waiting.on, waiting.awaited);
    if (!check)
        return tl::unexpected{std::move(check.error())};
    if (*check)
        step = ExplainedStep{waiting.on, (*check)->block, std::move((*check)->decision)};
    return step;
}

/// What the root's decision does not say by itself.
Result<std::string> describe_root(
    const CrossIndex& at, const ChainConditions& conditions, const Waiting& waiting)
{
    if (!is_root(waiting.reason))
        return std::string{};
    if (waiting.reason == WaitReason::before_index)
        return describe_begin(at.index, waiting.on);
    if (waiting.reason == WaitReason::halted)
        return describe_halt(at, conditions, waiting.on);
    return describe_standing(at.index, conditions, waiting.on, local_level(at.view));
}

bool is_among(const std::vector<ExplainedStep>& steps, const ExplainedStep& step)
{
    return std::any_of(steps.begin(), steps.end(),
        [&](const ExplainedStep& known)
        { return known.chain_id == step.chain_id && known.block.id == step.block.id; });
}

/// Follows the waits from the only step that is there.
Told<Explanation> walk(
    const CrossIndex& at, const ChainConditions& conditions, Explanation explanation)
{
    auto& steps = explanation.steps;
    while (const auto* wait = std::get_if<Wait>(&steps.back().decision))
    {
        auto next = next_after(at, wait->waiting);
        if (!next)
            return tl::unexpected{std::move(next.error())};
        if (!*next)
        {
            auto text = describe_root(at, conditions, wait->waiting);
            if (!text)
                return tl::unexpected{trouble_of(text.error())};
            explanation.text = *std::move(text);
            break;
        }
        if (is_among(steps, **next))
        {
            explanation.text = "the blocks wait for each other";
            break;
        }
        if (steps.size() == kMaxExplainedSteps)
        {
            explanation.text = "there are more blocks on the way than are shown";
            break;
        }
        steps.push_back(*std::move(*next));
    }
    return explanation;
}

Result<std::string> describe_local_safe(
    const storage::View& view, const ChainConditions& conditions, const ChainId& chain)
{
    const auto claim = view.claim(chain, storage::ClaimedLevel::local_safe);
    if (!claim)
        return tl::unexpected{claim.error()};
    const auto told =
        *claim ? fmt::format("told block {}", (*claim)->number) : std::string{"told none yet"};
    return describe_standing(view, conditions, chain, SafetyLevel::local_safe)
        .map(
            [&](const std::string& standing)
            {
                return fmt::format(
                    "the chain's node tells which block is local-safe, and has {}; "
                    "it is taken once it is indexed; {}",
                    told, standing);
            });
}

/// The lower of the node's finalized block and the safe head: which of both it is.
std::string describe_limit(
    const std::optional<BlockId>& claim, const std::optional<storage::Progress>& safe)
{
    if (!claim)
        return "the chain's node has not told its finalized block yet";
    if (!safe)
        return "the chain is not indexed up to the block from which on it is verified";
    const auto verified = safe->verified.id.number;
    return fmt::format(
        "it is the lower of the node's finalized block, which is {}, and the safe "
        "head, which is {}: {} limits it",
        claim->number, verified, claim->number > verified ? "the safe head" : "the node's");
}

Result<std::string> describe_finalized(
    const storage::View& view, const ChainConditions& conditions, const ChainId& chain)
{
    const auto claim = view.claim(chain, storage::ClaimedLevel::finalized);
    const auto safe = view.progress(chain, CrossView::safe);
    if (!claim)
        return tl::unexpected{claim.error()};
    if (!safe)
        return tl::unexpected{safe.error()};
    return describe_standing(view, conditions, chain, SafetyLevel::finalized)
        .map([&](const std::string& standing)
            { return fmt::format("{}; {}", describe_limit(*claim, *safe), standing); });
}

Result<std::string> describe_told(const storage::View& view, const ChainConditions& conditions,
    const ChainId& chain, SafetyLevel level)
{
    if (level == SafetyLevel::finalized)
        return describe_finalized(view, conditions, chain);
    if (level == SafetyLevel::local_safe)
        return describe_local_safe(view, conditions, chain);
    return describe_standing(view, conditions, chain, level)
        .map([](const std::string& standing)
            { return "it is the newest block that the chain's nodes have: " + standing; });
}
}  // namespace

Told<Explanation> explain_block(const CrossIndex& at, const ChainConditions& conditions,
    const ChainId& chain, const BlockCheck& asked)
{
    Explanation explanation{.canonical = asked.canonical};
    explanation.steps.push_back({chain, asked.block, asked.decision});
    return walk(at, conditions, std::move(explanation));
}

Told<Explanation> explain_cross_head(
    const CrossIndex& at, const ChainConditions& conditions, const ChainId& chain)
{
    const auto head = head_at(at.index, chain, cross_level(at.view));
    const auto local = at.index.head(chain, local_level(at.view));
    if (!local)
        return tl::unexpected{trouble_of(local.error())};
    if (!head && head.error().cause == CannotTell::Cause::not_ready)
        return Explanation{.steps = {}, .text = head.error().explanation};
    if (!head)
        return tl::unexpected{head.error()};
    const auto next = head->id.number + 1;
    if (!*local || next > (*local)->seal.id.number)
    {
        return describe_standing(at.index, conditions, chain, local_level(at.view))
            .map(
                [](std::string&& standing) {
                    return Explanation{
                        .steps = {}, .text = "no block is left to decide: " + standing};
                })
            .map_error(trouble_of);
    }
    const auto check = check_block(at, chain, next);
    if (!check)
        return tl::unexpected{check.error()};
    if (!*check)
        return Explanation{};
    return explain_block(at, conditions, chain, **check);
}

Told<Explanation> explain_told_head(const storage::View& view, const ChainConditions& conditions,
    const ChainId& chain, SafetyLevel level)
{
    return describe_told(view, conditions, chain, level)
        .map([](std::string&& text) { return Explanation{.steps = {}, .text = std::move(text)}; })
        .map_error(trouble_of);
}
}  // namespace interlock::server
