// The messages that the chains execute, the newest first, page by page.
#pragma once

#include "server/query/judge.hpp"

namespace interlock::server
{
enum class MessageState
{
    valid,
    invalid,
    not_yet,
    cannot_tell,
};

[[nodiscard]] MessageState state_of(const Answer& answer) noexcept;

/// Where an executing message stands, in the order of the list: later blocks first; of one time, by
/// ascending chain, and the later block and log first.
struct ListPlace
{
    uint64_t timestamp_s = 0;  // Of the executing block.
    ChainId chain_id;
    uint64_t block_number = 0;
    uint32_t log_index = 0;

    friend bool operator==(const ListPlace&, const ListPlace&) = default;
    /// Whether it comes before the other in the list.
    [[nodiscard]] bool is_before(const ListPlace& other) const noexcept;
};

struct MessageFilter
{
    std::vector<ChainId> executing;    // By ascending id; those that are looked through.
    std::vector<ChainId> initiating;   // None: any.
    std::vector<MessageState> states;  // None: any.
    uint64_t since_s = 0;
    uint64_t until_s = UINT64_MAX;
    std::optional<ListPlace> after{};  // What comes after it in the list.
};

struct ListLimits
{
    size_t messages = 50;
    /// Looked at, whether or not they fit the filter.
    size_t examined = 5'000;
};

struct ListedMessage
{
    storage::ExecutingRecord record;
    BlockSeal block;  // The executing one.
    Answer answer;    // At level unsafe.
};

struct MessageList
{
    std::vector<ListedMessage> messages;
    /// The last place looked at, when there may be more after it.
    std::optional<ListPlace> next;
};

[[nodiscard]] Told<MessageList> list_messages(const Judge& judge, const storage::View& view,
    const Circumstances& circumstances, const MessageFilter& filter, const ListLimits& limits);
}  // namespace interlock::server
