// Names the chain that holds up another one, once that lasts.
#pragma once

#include <array>
#include <map>

#include "server/query/block_decision.hpp"

namespace interlock::server
{
/// Logs which cross heads have waited for long and for what, again ever less often, and when they
/// move on. For one thread at a time.
class WaitLog
{
public:
    /// How long a wait is nothing to speak of: a safe head waits for other chains' batches.
    static constexpr std::array<uint64_t, kCrossViews.size()> kPatience_s{30, 900};
    static constexpr uint64_t kLongestPause_s = 3'600;

    /// Both outlive this.
    WaitLog(const DependencySet& set, const std::map<ChainId, std::string>& names)
      : set_{set}, names_{names}
    {
    }

    /// Looks at every head. `now_s` is unix seconds.
    [[nodiscard]] storage::Result<void> look(const storage::View& view, uint64_t now_s);

private:
    struct Told
    {
        uint64_t since_s = 0;
        uint64_t next_s = 0;  // When it is told again.
    };
    using Head = std::pair<ChainId, CrossView>;

    void note(const Head& head, const std::optional<DecidedBlock>& pending, uint64_t now_s);
    void tell_wait(
        const Head& head, const BlockSeal& block, const Wait& wait, uint64_t waited_s) const;
    void tell_end(const Head& head, const Told& told, uint64_t now_s) const;

    const DependencySet& set_;
    const std::map<ChainId, std::string>& names_;
    std::map<Head, Told> told_;  // Of heads whose wait has been told.
};
}  // namespace interlock::server
