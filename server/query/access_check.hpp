// The answer on an access list: one judgement for every door that is asked about one.
#pragma once

#include "server/query/judge.hpp"

namespace interlock::server
{
/// The most entries that a door takes in one check.
inline constexpr size_t kMaxAccessListEntries = 3'000;

/// How the messages of a list are executed.
struct ListExecution
{
    /// Absent only where a client of old cannot say: then the rules about the executing chain are
    /// not checked, and a failsafe of any pair that a message's own chain is in refuses it.
    std::optional<ChainId> chain_id;
    uint64_t timestamp_s = 0;
    uint64_t timeout_s = 0;
    SafetyLevel min_safety = SafetyLevel::unsafe;
};

struct ListAnswer
{
    std::vector<Answer> answers;     // On each message, in order.
    Answer overall;                  // As answer_as_a_whole; of no messages, see below.
    std::optional<size_t> decisive;  // The message that the overall answer is about.
};

/// While a failsafe is on for all chains, nothing is judged and every list is refused. A list of no
/// messages is how clients ask for the service itself: valid when every chain is ready.
[[nodiscard]] ListAnswer check_access_list(const Judge& judge, const storage::View& view,
    const Circumstances& circumstances, std::span<const MessageAccess> accesses,
    const ListExecution& execution);
}  // namespace interlock::server
