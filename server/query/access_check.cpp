#include "server/query/access_check.hpp"

namespace interlock::server
{
namespace
{
Answer judge_one(const Judge& judge, const storage::View& view, const Circumstances& circumstances,
    const MessageAccess& access, const ListExecution& execution)
{
    // A chain executing its own message breaks none of the rules about the executing chain that the
    // initiating one keeps.
    const auto& initiating = access.at.chain_id;
    auto answer = judge.judge(view, circumstances, claim_of(access),
        {.chain_id = execution.chain_id.value_or(initiating),
            .timestamp_s = execution.timestamp_s,
            .timeout_s = execution.timeout_s,
            .min_safety = execution.min_safety});
    const bool is_invalid = answer && std::holds_alternative<Invalid>(*answer);
    if (execution.chain_id || is_invalid)
        return answer;
    for (const auto& failsafe : circumstances.failsafes)
    {
        if (failsafe.scope.touches(initiating))
            return tl::unexpected{refused(failsafe)};
    }
    return answer;
}
}  // namespace

ListAnswer check_access_list(const Judge& judge, const storage::View& view,
    const Circumstances& circumstances, std::span<const MessageAccess> accesses,
    const ListExecution& execution)
{
    if (const auto allowed = check_failsafe_for_all(circumstances.failsafes); !allowed)
    {
        const tl::unexpected<CannotTell> refusal{allowed.error()};
        return {.answers = std::vector<Answer>(accesses.size(), refusal),
            .overall = refusal,
            .decisive = std::nullopt};
    }
    ListAnswer out{.overall = Valid{}};
    if (accesses.empty() && !circumstances.not_ready.empty())
        out.overall = tl::unexpected{
            CannotTell{CannotTell::Cause::not_ready, circumstances.not_ready.begin()->second.why}};
    out.answers.reserve(accesses.size());
    for (const auto& access : accesses)
        out.answers.push_back(judge_one(judge, view, circumstances, access, execution));
    out.decisive = decisive_of(out.answers);
    if (out.decisive)
        out.overall = out.answers[*out.decisive];
    return out;
}
}  // namespace interlock::server
