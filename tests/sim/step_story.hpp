// What a step brought, counted and told.
#pragma once

#include "server/safety/engine.hpp"
#include "tests/sim/mirror.hpp"
#include "tests/sim/network.hpp"

namespace interlock::sim
{
/// For one thread.
class StepStory
{
public:
    StepStory(Context& context, const World& world, const Network& network)
      : context_{context}, world_{world}, network_{network}
    {
    }

    /// An event has been taken; the mirror and the snapshot are still of the time before.
    void tell(const server::IndexEvent& event, const Mirror& mirror, const Snapshot& before);

    /// What the index said before a step, and says after it.
    struct Change
    {
        const Snapshot& before;
        const Snapshot& now;
    };
    /// What the engine has made of the event.
    void tell(const server::SafetyNews& news, const Mirror& mirror, const Change& change);

private:
    void tell_of(const server::BeginIndex& event);
    void tell_of(const server::AppendBlocks& event);
    void tell_of(const server::ReplaceBranch& event, const Mirror& mirror);
    void tell_of(const server::UpdateLabels& event);
    void count_blocks(const std::vector<BlockDigest>& blocks);
    void count_label(const Mirror& mirror, size_t place, const BlockId& told);
    void tell_verdict(const storage::VerdictChange& verdict);
    void count_wait(CrossView view, const storage::Progress& progress);
    void count_promoted(CrossView view, const Mirror& mirror, size_t place, const Change& change);
    [[nodiscard]] std::string_view kind_of_messages(
        const model::Block& block, const Mirror& mirror, size_t place) const;

    Context& context_;
    const World& world_;
    const Network& network_;
    server::SafetyAlarms alarms_;
};
}  // namespace interlock::sim
