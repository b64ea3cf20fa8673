// What stands in the blocks: logs, and executing messages of every kind, right and wrong.
#pragma once

#include "tests/sim/world.hpp"

namespace interlock::sim
{
/// The log that a chain has at a place unless it chooses another one: so that a message to a block
/// that is not there yet may be right, and stay right after a reorg.
[[nodiscard]] eth::Log usual_log(const TruthChain& chain, uint64_t number, size_t index);

/// Blocks of one time are planned together, so that they can name each other.
class Producer
{
public:
    Producer(Context& context, World& world);

    /// Every chain that is not paused has the blocks that are due.
    void catch_up();
    /// No blocks of the chain before that time.
    void pause(size_t place, uint64_t until_s) { paused_until_s_[place] = until_s; }
    [[nodiscard]] bool is_paused(size_t place) const
    {
        return paused_until_s_[place] > context_.now_s();
    }

private:
    /// A block that is being planned.
    struct Draft
    {
        size_t place = 0;
        uint64_t number = 0;
        size_t deposit_logs = 0;
        std::vector<eth::Log> logs;
        std::vector<bool> is_executing;  // By log; the log itself is filled in last.
    };
    /// What is there, or planned, at the time of the drafts.
    struct AtTime
    {
        uint64_t number = 0;
        const std::vector<eth::Log>* logs = nullptr;
        std::vector<bool> is_executing;
    };
    /// Where an executing message is to stand.
    struct Spot
    {
        size_t place = 0;
        uint32_t log_index = 0;
        uint64_t time_s = 0;
    };

    /// What the executing messages of one time have in common.
    enum class Plot
    {
        none,
        embrace,  // They name each other's chains, and no cycle comes of it.
        knot,     // They name each other, so that cycles are likely.
    };

    void produce(uint64_t time_s);
    [[nodiscard]] Plot draw_plot() const;
    [[nodiscard]] size_t draw_place(const Spot& spot) const;
    [[nodiscard]] Draft draft(size_t place);
    [[nodiscard]] std::optional<AtTime> at_time(size_t place, uint64_t time_s) const;
    [[nodiscard]] std::optional<eth::Log> executing(const Spot& spot);
    [[nodiscard]] std::optional<eth::Log> wrong(const Spot& spot);
    [[nodiscard]] const TruthBlock& draw_block(size_t place, uint64_t most);
    [[nodiscard]] std::optional<Message> earlier(const Spot& spot);
    [[nodiscard]] std::optional<Message> same_time(const Spot& spot);
    [[nodiscard]] std::optional<Message> same_time_any(const Spot& spot);
    [[nodiscard]] std::optional<Message> names_itself(const Spot& spot);
    [[nodiscard]] std::optional<Message> promised(const Spot& spot);
    [[nodiscard]] std::optional<Message> expired(const Spot& spot);
    [[nodiscard]] std::optional<Message> too_early(const Spot& spot);
    [[nodiscard]] Message message_at(
        size_t place, uint64_t number, uint64_t time_s, uint32_t log_index, const eth::Log& log);
    [[nodiscard]] bool may_message(size_t place, uint64_t time_s) const;

    Context& context_;
    World& world_;
    std::vector<uint64_t> paused_until_s_;
    std::vector<Draft> drafts_;  // Of the blocks of one time.
    Plot plot_ = Plot::none;     // The same.

    const uint64_t executing_percent_;
    const uint64_t same_time_percent_;
    const uint64_t wrong_percent_;
};
}  // namespace interlock::sim
