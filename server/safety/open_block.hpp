// A block that has executing messages and is to be decided: which of them are right, which are not,
// and which wait for what.
#pragma once

#include <map>

#include "interop/cycles.hpp"
#include "server/safety/front.hpp"
#include "server/safety/named_block.hpp"

namespace interlock::server
{
/// Looks at each message again only when what it waits for has come, so that the work is linear in
/// the messages. Holds for one view, as long as no block of it is taken back.
class OpenBlock
{
public:
    [[nodiscard]] static storage::Result<OpenBlock> load(const storage::View& view,
        const DependencySet& set, const Fronts& fronts, Place place, uint64_t number);

    [[nodiscard]] const BlockSeal& seal() const noexcept { return seal_; }
    [[nodiscard]] const std::vector<ExecutingLog>& messages() const noexcept { return messages_; }
    [[nodiscard]] const ExecutingLog& message_at(uint32_t log_index) const;

    /// Judges what can be judged by now.
    [[nodiscard]] storage::Result<void> judge(const storage::View& view, const Fronts& fronts);
    /// What judge() found: the first fault, else the first message that waits.
    [[nodiscard]] std::optional<Obstacle> obstacle() const;
    /// The chains for which messages wait.
    [[nodiscard]] std::vector<Place> awaited() const;

    /// A chain that the block depends on at its own time, and the first message that says so.
    struct Peer
    {
        Place place = 0;
        uint32_t log_index = 0;
    };
    /// Also the chain itself.
    [[nodiscard]] const std::vector<Peer>& peers() const noexcept { return peers_; }
    [[nodiscard]] bool has_same_time_messages() const noexcept { return has_same_time_; }
    /// `block_of` gives a chain's place among the blocks of a cycle search.
    [[nodiscard]] SameTimeBlock same_time_messages(
        const Fronts& fronts, const std::map<Place, size_t>& block_of) const;

    /// Whether cycles have been looked for; then `on_cycle` is the first message that is on one.
    struct Cycles
    {
        std::optional<uint32_t> on_cycle;
    };
    std::optional<Cycles> cycles;

    /// The highest block of each initiating chain that the messages name.
    [[nodiscard]] const std::map<Place, uint64_t>& named_numbers() const noexcept
    {
        return named_numbers_;
    }

private:
    /// Messages to be looked at again, by what their initiating chain must come to.
    struct Queue
    {
        std::multimap<uint64_t, size_t> by_time;      // To be seen up to the time.
        std::multimap<uint64_t, size_t> by_verified;  // To be promoted up to the block.
        /// To have the block that was not there.
        std::multimap<uint64_t, size_t> by_tip;

        [[nodiscard]] bool empty() const noexcept
        {
            return by_time.empty() && by_verified.empty() && by_tip.empty();
        }
    };

    OpenBlock(ChainId chain, BlockSeal seal, std::vector<ExecutingLog> messages)
      : chain_{chain}, seal_{seal}, messages_{std::move(messages)}
    {
    }

    void check_times(const DependencySet& set, const Fronts& fronts);
    [[nodiscard]] std::vector<size_t> take_ready(const Fronts& fronts);
    [[nodiscard]] storage::Result<void> judge_one(
        NamedBlocks& blocks, const Fronts& fronts, size_t message, size_t of_same_block);
    void put(size_t message, const MessageState& state, Place initiating);

    ChainId chain_;
    BlockSeal seal_;
    std::vector<ExecutingLog> messages_;  // By ascending log index.
    std::vector<Peer> peers_;
    bool has_same_time_ = false;
    std::map<Place, uint64_t> named_numbers_;

    std::vector<size_t> unseen_;         // Not looked at yet.
    std::map<Place, Queue> queues_;      // Of those to be looked at again.
    std::map<size_t, Waiting> waiting_;  // By message.
    std::map<size_t, Violation> faults_;
};
}  // namespace interlock::server
