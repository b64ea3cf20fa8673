// What can be watched: heads, and verdicts on blocks.
#pragma once

#include "server/api/change_stream.hpp"
#include "server/api/requests.hpp"

namespace interlock::server
{
class HeadJournal
{
public:
    using Message = pb::HeadChange;

    [[nodiscard]] storage::Result<storage::JournalRange> range(const storage::View& view) const
    {
        return view.head_journal();
    }
    [[nodiscard]] storage::Result<std::vector<storage::HeadChange>> changes(
        const storage::View& view, uint64_t after, size_t limit) const
    {
        return view.head_changes(after, limit);
    }
    /// Every head.
    [[nodiscard]] storage::Result<std::vector<Message>> now(
        const storage::View& view, const std::vector<ChainId>& chains) const;
    [[nodiscard]] storage::Result<Message> to_message(
        const storage::View& view, const storage::HeadChange& change) const;
};

class VerdictJournal
{
public:
    using Message = pb::VerdictChange;

    /// The set outlives the journal.
    explicit VerdictJournal(const DependencySet& set) : set_{set} {}

    [[nodiscard]] storage::Result<storage::JournalRange> range(const storage::View& view) const
    {
        return view.verdict_journal();
    }
    [[nodiscard]] storage::Result<std::vector<storage::VerdictChange>> changes(
        const storage::View& view, uint64_t after, size_t limit) const
    {
        return view.verdict_changes(after, limit);
    }
    /// Every block that is invalid, in either view.
    [[nodiscard]] storage::Result<std::vector<Message>> now(
        const storage::View& view, const std::vector<ChainId>& chains) const;
    [[nodiscard]] storage::Result<Message> to_message(
        const storage::View& view, const storage::VerdictChange& change) const;

private:
    const DependencySet& set_;
};

/// The subscription of a WatchHeadsRequest or WatchVerdictsRequest.
template <typename Request>
[[nodiscard]] CallAnswer<Subscription> subscription_from(
    const ApiContext& context, const Request& request)
{
    auto chains = chains_from(context, request.chain_ids());
    if (!chains)
        return tl::unexpected{chains.error()};
    Subscription out{.after = std::nullopt, .chains = *std::move(chains)};
    if (request.has_after())
        out.after = request.after();
    return out;
}
}  // namespace interlock::server
