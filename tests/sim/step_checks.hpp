// What must hold after every committed step, whatever comes in.
#pragma once

#include "tests/sim/step_story.hpp"

namespace interlock::sim
{
/// Each check throws Broken. For one thread; survives what it checks.
class StepChecks
{
public:
    StepChecks(Context& context, const World& world, const Network& network);

    /// The index has been opened. `maybe`: a step that may have been committed before the end.
    void opened(const storage::View& view, const std::optional<server::IndexEvent>& maybe);
    /// A step without an event has been committed, and can have changed nothing.
    void settled(const storage::View& view);
    void committed(
        const storage::View& view, const server::IndexEvent& event, const server::SafetyNews& news);

    [[nodiscard]] const Mirror& mirror() const noexcept { return mirror_; }
    [[nodiscard]] const Snapshot& snapshot() const noexcept { return before_; }

private:
    /// What a view of a chain lost in a step.
    struct Loss
    {
        bool of_unsafe = false;
        bool of_safe = false;
    };
    [[nodiscard]] Loss loss_in(const server::IndexEvent& event, const Snapshot& now) const;
    void check_chain(const storage::View& view, size_t place, const Snapshot& now) const;
    void check_pending(
        const storage::View& view, size_t place, const Snapshot& now, CrossView cross_view) const;
    void check_final(const Snapshot& now) const;
    void check_moves(const server::IndexEvent& event, const Snapshot& now) const;
    void check_head_journal(const storage::View& view, const Snapshot& now) const;
    void check_verdict_journal(
        const storage::View& view, const server::SafetyNews& news, const Snapshot& now) const;

    Context& context_;
    const World& world_;
    StepStory story_;
    Mirror mirror_;
    Snapshot before_;
};
}  // namespace interlock::sim
