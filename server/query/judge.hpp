// The one place where a message is judged; every door translates to and from it.
#pragma once

#include <map>

#include "interop/access_list.hpp"
#include "server/failsafe/failsafe.hpp"
#include "server/query/answer.hpp"
#include "storage/store.hpp"

namespace interlock::server
{
/// Why a chain's index is not to be relied on.
struct NotReady
{
    std::string why;
    /// What is final can be relied on all the same.
    bool serves_final = false;
};

/// The chains that are not ready.
using NotReadyChains = std::map<ChainId, NotReady>;

/// What must be known of the service to judge, beside the index. To be taken before the view is
/// opened: what is ready then, the view has.
struct Circumstances
{
    NotReadyChains not_ready;
    std::vector<Failsafe> failsafes;
};

/// What is said of a log: its place, and its hash or checksum.
struct Claim
{
    LogPosition at;
    ExpectedLog expected;
};

[[nodiscard]] Claim claim_of(const Message& message);
[[nodiscard]] Claim claim_of(const MessageAccess& access);

/// Where and when a message is executed, and what is asked of it.
struct Execution
{
    ChainId chain_id;
    uint64_t timestamp_s = 0;
    /// The message must stay valid for so long after `timestamp_s`.
    uint64_t timeout_s = 0;
    /// The level that the initiating block must have reached.
    SafetyLevel min_safety = SafetyLevel::unsafe;
    /// True for a message that is not in a block yet: then whether it may be initiated at the time
    /// it is executed is a setting, since its cycles cannot be seen.
    bool before_inclusion = true;
};

struct JudgeOptions
{
    bool admit_same_timestamp = false;
};

/// Applies the rules of the protocol, in their order, to one view of the index. Immutable; may be
/// used from any thread. The set outlives it.
class Judge
{
public:
    Judge(const DependencySet& set, JudgeOptions options) : set_{set}, options_{options} {}

    /// A failsafe comes before everything, also before what would be invalid in any case.
    [[nodiscard]] Answer judge(const storage::View& view, const Circumstances& circumstances,
        const Claim& claim, const Execution& execution) const;

private:
    /// Rules 1 to 4, which need no index; nullopt when all hold.
    [[nodiscard]] std::optional<Invalid> judge_times(
        const Claim& claim, const Execution& execution) const;
    [[nodiscard]] Answer judge_inclusion(
        const storage::View& view, const Claim& claim, SafetyLevel min_safety) const;

    const DependencySet& set_;
    JudgeOptions options_;
};

/// The answer on an executing message that is in a block, at level unsafe. One that is initiated at
/// its block's own time is valid only with its block.
[[nodiscard]] Answer judge_in_block(const Judge& judge, const storage::View& view,
    const Circumstances& circumstances, const storage::ExecutingRecord& record);

/// The answer on several messages as a whole: invalid if any is, else "cannot tell" if any is, else
/// not yet if any is; the first such one. For no messages, or valid ones only, valid.
[[nodiscard]] Answer answer_as_a_whole(std::span<const Answer> answers);

/// That messages are not judged because of it.
[[nodiscard]] CannotTell refused(const Failsafe& failsafe);

/// Refused while a failsafe is in force for all messages.
[[nodiscard]] Told<void> check_failsafe_for_all(const std::vector<Failsafe>& failsafes);

/// The answer among several that is the one on the whole; nullopt when there are none.
[[nodiscard]] std::optional<size_t> decisive_of(std::span<const Answer> answers);

/// Whether what the index has of a block of the chain can be relied on.
[[nodiscard]] Told<void> check_ready(const storage::View& view, const NotReadyChains& not_ready,
    const ChainId& chain, uint64_t number);

/// What a failure of the index means for an answer.
[[nodiscard]] CannotTell trouble_of(const storage::Error& error);

/// The chain's head at a level, or why there is none.
[[nodiscard]] tl::expected<BlockSeal, CannotTell> head_at(
    const storage::View& view, const ChainId& chain, SafetyLevel level);

/// The levels that a block of that number has reached, ascending.
[[nodiscard]] storage::Result<std::vector<SafetyLevel>> levels_of(
    const storage::View& view, const ChainId& chain, uint64_t number);
}  // namespace interlock::server
