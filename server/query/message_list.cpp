#include "server/query/message_list.hpp"

#include <algorithm>
#include <tuple>

#include "server/query/block_time.hpp"

namespace interlock::server
{
namespace
{
using storage::Result;
using storage::View;

/// The number of the last block in (above, up_to] that has executing messages.
Result<std::optional<uint64_t>> last_executing(
    const View& view, const ChainId& chain, uint64_t above, uint64_t up_to)
{
    // Back in steps that double, to where there are some; then to the last one by halves.
    uint64_t step = 1;
    auto low = up_to;
    Result<std::optional<uint64_t>> found = std::nullopt;
    while (low > above && found && !*found)
    {
        low = up_to - above > step ? up_to - step : above;
        step *= 2;
        found = view.next_executing(chain, low, up_to);
    }
    while (found && *found)
    {
        const auto last = **found;
        const auto middle = last + (up_to - last) / 2;
        auto later = view.next_executing(chain, middle, up_to);
        if (!later)
            return later;
        if (!*later && middle == last)
            return last;
        if (*later)
            found = later;
        else
            up_to = middle;
    }
    return found;
}

/// A chain's executing blocks, from the newest on.
class Newest
{
public:
    Newest(const View& view, const ChainId& chain) : view_{&view}, chain_{chain} {}

    /// Goes to the newest executing block within the times.
    [[nodiscard]] Result<void> begin(uint64_t since_s, uint64_t until_s)
    {
        const auto range = indexed_range(*view_, chain_);
        if (!range || !*range)
            return range.map([](const auto&) {});
        const auto end = first_after(*view_, chain_, **range, until_s);
        const auto first = since_s == 0 ? Result<uint64_t>{(*range)->first}
                                        : first_after(*view_, chain_, **range, since_s - 1);
        if (!end || !first)
            return tl::unexpected{end ? first.error() : end.error()};
        // Block 0 has no receipts, and so no messages.
        first_ = std::max<uint64_t>(*first, 1);
        return go_below(*end);
    }

    [[nodiscard]] Result<void> go_on() { return go_below(block_->id.number); }

    [[nodiscard]] const ChainId& chain() const { return chain_; }
    /// nullopt when there are no more.
    [[nodiscard]] const std::optional<BlockSeal>& block() const { return block_; }

private:
    Result<void> go_below(uint64_t end)
    {
        block_.reset();
        if (end <= first_)
            return {};
        const auto number = last_executing(*view_, chain_, first_ - 1, end - 1);
        if (!number || !*number)
            return number.map([](const auto&) {});
        const auto block = view_->block(chain_, **number);
        if (!block)
            return tl::unexpected{block.error()};
        if (*block)
            block_ = (*block)->seal;
        return {};
    }

    const View* view_;
    ChainId chain_;
    uint64_t first_ = 1;
    std::optional<BlockSeal> block_;
};

Result<std::vector<Newest>> begin_all(const View& view, const MessageFilter& filter)
{
    const auto until_s =
        filter.after ? std::min(filter.until_s, filter.after->timestamp_s) : filter.until_s;
    std::vector<Newest> out;
    for (const auto& chain : filter.executing)
    {
        Newest newest{view, chain};
        if (auto begun = newest.begin(filter.since_s, until_s); !begun)
            return tl::unexpected{begun.error()};
        if (newest.block())
            out.push_back(std::move(newest));
    }
    return out;
}

/// The chain whose block comes first in the list. Precondition: there is one.
std::vector<Newest>::iterator first_of(std::vector<Newest>& chains)
{
    // The chains are by ascending id, and the first of several equal ones is taken.
    return std::max_element(chains.begin(), chains.end(),
        [](const Newest& a, const Newest& b)
        { return a.block()->timestamp_s < b.block()->timestamp_s; });
}

template <typename T>
bool admits(const std::vector<T>& wanted, const T& one)
{
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), one) != wanted.end();
}

bool comes_from(const storage::ExecutingRecord& record, const std::vector<ChainId>& initiating)
{
    // A malformed one names no chain.
    return initiating.empty() ||
           (!record.log.malformed && admits(initiating, record.log.message.id.at.chain_id));
}

/// Fills the list from blocks in its order.
class Listing
{
public:
    Listing(const Judge& judge, const View& view, const Circumstances& circumstances,
        const MessageFilter& filter, const ListLimits& limits)
      : judge_{judge}, view_{view}, circumstances_{circumstances}, filter_{filter}, limits_{limits}
    {
    }

    /// False once there is no room for more.
    [[nodiscard]] Result<bool> add(const ChainId& chain, const BlockSeal& block)
    {
        const auto records = view_.executing_in(chain, block.id.number);
        if (!records)
            return tl::unexpected{records.error()};
        for (auto record = records->rbegin(); record != records->rend(); ++record)
        {
            const ListPlace place{block.timestamp_s, chain, block.id.number, record->log.log_index};
            if (filter_.after && !filter_.after->is_before(place))
                continue;
            if (out_.messages.size() >= limits_.messages || examined_ >= limits_.examined)
            {
                out_.next = last_;
                return false;
            }
            last_ = place;
            ++examined_;
            consider(block, *record);
        }
        return true;
    }

    [[nodiscard]] MessageList take() { return std::move(out_); }

private:
    void consider(const BlockSeal& block, const storage::ExecutingRecord& record)
    {
        if (!comes_from(record, filter_.initiating))
            return;
        auto answer = judge_in_block(judge_, view_, circumstances_, record);
        if (admits(filter_.states, state_of(answer)))
            out_.messages.push_back({record, block, std::move(answer)});
    }

    const Judge& judge_;
    const View& view_;
    const Circumstances& circumstances_;
    const MessageFilter& filter_;
    const ListLimits& limits_;
    size_t examined_ = 0;
    std::optional<ListPlace> last_;
    MessageList out_;
};
}  // namespace

MessageState state_of(const Answer& answer) noexcept
{
    if (!answer)
        return MessageState::cannot_tell;
    if (std::holds_alternative<Valid>(*answer))
        return MessageState::valid;
    return std::holds_alternative<Invalid>(*answer) ? MessageState::invalid : MessageState::not_yet;
}

bool ListPlace::is_before(const ListPlace& other) const noexcept
{
    return std::tie(other.timestamp_s, chain_id, other.block_number, other.log_index) <
           std::tie(timestamp_s, other.chain_id, block_number, log_index);
}

Told<MessageList> list_messages(const Judge& judge, const storage::View& view,
    const Circumstances& circumstances, const MessageFilter& filter, const ListLimits& limits)
{
    auto chains = begin_all(view, filter);
    if (!chains)
        return tl::unexpected{trouble_of(chains.error())};
    Listing listing{judge, view, circumstances, filter, limits};
    while (!chains->empty())
    {
        const auto first = first_of(*chains);
        const auto has_room = listing.add(first->chain(), *first->block());
        if (!has_room)
            return tl::unexpected{trouble_of(has_room.error())};
        if (!*has_room)
            break;
        if (auto done = first->go_on(); !done)
            return tl::unexpected{trouble_of(done.error())};
        if (!first->block())
            chains->erase(first);
    }
    return listing.take();
}
}  // namespace interlock::server
