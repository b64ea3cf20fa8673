#include "server/metrics/message_ledger.hpp"

#include <algorithm>

namespace interlock::server
{
using storage::Result;
using storage::View;

namespace
{
constexpr uint16_t kNoPair = UINT16_MAX;

/// Whether the index still has the block.
Result<bool> is_there(const View& view, const ChainId& chain, const BlockId& id)
{
    return view.block(chain, id.number)
        .map([&](const std::optional<storage::BlockRecord>& block)
            { return block && block->seal.id == id; });
}

MessageState state_of(const Verdict& verdict) noexcept
{
    if (std::holds_alternative<Invalid>(verdict))
        return MessageState::invalid;
    return std::holds_alternative<NotYet>(verdict) ? MessageState::not_yet : MessageState::valid;
}
}  // namespace

std::string_view to_string(MessageState state) noexcept
{
    switch (state)
    {
        case MessageState::valid:
            return "valid";
        case MessageState::invalid:
            return "invalid";
        case MessageState::not_yet:
            return "not_yet";
        case MessageState::cannot_tell:
            return "cannot_tell";
    }
    return "";
}

MessageLedger::MessageLedger(
    const DependencySet& set, const Judge& judge, const LedgerLimits& limits)
  : set_{set},
    judge_{judge},
    limits_{limits},
    chains_(set.chains().size()),
    pairs_(chains_.size() * (chains_.size() + 1), kNoPair)
{
    for (const auto& chain : set.chains())
        counts_.scans.push_back({.chain_id = chain.id});
    if (chains_.size() > limits_.chains_with_all_pairs)
        return;
    for (size_t executing = 0; executing < chains_.size(); ++executing)
    {
        for (size_t initiating = 0; initiating < chains_.size(); ++initiating)
            static_cast<void>(add_pair(executing, static_cast<uint16_t>(initiating)));
        static_cast<void>(add_pair(executing, kNoPlace));
    }
}

Result<bool> MessageLedger::step(const View& view, const NotReadyChains& not_ready)
{
    blocks_left_ = limits_.blocks_a_step;
    verdicts_left_ = limits_.verdicts_a_step;
    const auto count = chains_.size();
    for (size_t i = 0; i < count; ++i)
    {
        const auto place = (first_place_ + i) % count;
        const bool is_ready = not_ready.count(set_.chains()[place].id) == 0;
        if (auto done = follow(view, place, is_ready); !done)
            return tl::unexpected{done.error()};
    }
    auto done = judge_due(view, not_ready);
    // What is due is judged before anything becomes due again: everything gets its turn.
    if (done && due_ == 0)
    {
        mark_due();
        done = judge_due(view, not_ready);
    }
    if (!done)
        return tl::unexpected{done.error()};
    first_place_ = (first_place_ + 1) % count;
    return blocks_left_ == 0 || due_ > 0;
}

Result<void> MessageLedger::follow(const View& view, size_t place, bool is_ready)
{
    const auto& id = set_.chains()[place].id;
    const auto final = view.head(id, SafetyLevel::finalized);
    const auto tip = view.head(id, SafetyLevel::unsafe);
    if (!final || !tip)
        return tl::unexpected{final ? tip.error() : final.error()};
    if (!*final || !*tip)
        return {};
    const auto& final_id = (*final)->seal.id;
    const auto& tip_id = (*tip)->seal.id;
    auto done = note_moves(view, place, tip_id);
    if (done)
        done = take_back(view, place);
    if (!done)
        return done;
    settle(place, final_id.number);
    auto& chain = chains_[place];
    if (is_ready)
        done = scan(view, place, final_id, tip_id);
    const auto looked_up_to = chain.scanned ? chain.scanned->number : final_id.number;
    counts_.scans[place].blocks_behind =
        tip_id.number > looked_up_to ? tip_id.number - looked_up_to : 0;
    return done;
}

Result<void> MessageLedger::note_moves(const View& view, size_t place, const BlockId& tip)
{
    const auto& id = set_.chains()[place].id;
    auto& chain = chains_[place];
    if (chain.tip == tip)
        return {};
    if (chain.tip)
    {
        const auto there = is_there(view, id, *chain.tip);
        if (!there)
            return tl::unexpected{there.error()};
        chain.was_reorged = chain.was_reorged || !*there;
    }
    chain.has_moved = true;
    chain.tip = tip;
    return {};
}

/// Lets go of the messages whose blocks are gone.
Result<void> MessageLedger::take_back(const View& view, size_t place)
{
    const auto& id = set_.chains()[place].id;
    auto& chain = chains_[place];
    if (!chain.scanned)
        return {};
    auto there = is_there(view, id, *chain.scanned);
    while (there && !*there)
    {
        chain.scanned.reset();
        if (chain.blocks.empty())
            return {};
        there = is_there(view, id, chain.blocks.back().id);
        if (there && *there)
            chain.scanned = chain.blocks.back().id;
        else if (there)
        {
            leave(chain.blocks.back(), &MessagePairCounts::dropped);
            chain.blocks.pop_back();
        }
    }
    return there.map([](bool) {});
}

void MessageLedger::settle(size_t place, uint64_t final_number)
{
    auto& blocks = chains_[place].blocks;
    while (!blocks.empty() && blocks.front().id.number <= final_number)
    {
        leave(blocks.front(), &MessagePairCounts::finalized);
        blocks.pop_front();
    }
}

Result<void> MessageLedger::scan(
    const View& view, size_t place, const BlockId& final, const BlockId& tip)
{
    const auto& id = set_.chains()[place].id;
    auto& chain = chains_[place];
    if (chain.scanned && chain.scanned->number < final.number)
        counts_.scans[place].blocks_skipped += final.number - chain.scanned->number;
    if (!chain.scanned || chain.scanned->number < final.number)
        chain.scanned = final;
    while (blocks_left_ > 0 && messages_ < limits_.messages)
    {
        const auto next = view.next_executing(id, chain.scanned->number, tip.number);
        if (!next)
            return tl::unexpected{next.error()};
        if (!*next)
        {
            chain.scanned = tip;
            return {};
        }
        const auto taken = take_up(view, place, **next);
        if (!taken)
            return tl::unexpected{taken.error()};
        chain.scanned = *taken;
        --blocks_left_;
    }
    return {};
}

Result<BlockId> MessageLedger::take_up(const View& view, size_t place, uint64_t number)
{
    const auto& id = set_.chains()[place].id;
    const auto block = view.block(id, number);
    const auto records = view.executing_in(id, number);
    if (!block || !records)
        return tl::unexpected{block ? records.error() : block.error()};
    auto& out = chains_[place].blocks.emplace_back(Block{(*block)->seal.id, {}});
    out.messages.reserve(records->size());
    for (const auto& record : *records)
    {
        const auto* named = set_.find(record.log.message.id.at.chain_id);
        const bool is_known = !record.log.malformed && named != nullptr;
        const auto initiating =
            is_known ? static_cast<uint16_t>(named - set_.chains().data()) : kNoPlace;
        const auto pair = pair_of(place, initiating);
        out.messages.push_back({.log_index = record.log.log_index,
            .pair = pair,
            .initiating = initiating,
            .is_same_time = is_same_time(record.log, (*block)->seal.timestamp_s)});
        ++counts_.pairs[pair].seen;
        ++counts_.pairs[pair].now[static_cast<size_t>(MessageState::cannot_tell)];
    }
    messages_ += records->size();
    due_ += records->size();
    return out.id;
}

void MessageLedger::mark_due()
{
    Moves moves;
    for (const auto& chain : chains_)
    {
        moves.any_moved = moves.any_moved || chain.has_moved;
        moves.any_reorged = moves.any_reorged || chain.was_reorged;
    }
    for (auto& chain : chains_)
    {
        for (auto& block : chain.blocks)
        {
            for (auto& message : block.messages)
            {
                message.is_due = can_change(moves, message);
                due_ += message.is_due ? 1 : 0;
            }
        }
    }
    for (auto& chain : chains_)
        chain.has_moved = chain.was_reorged = false;
}

/// Whether what has happened since it was judged may make its verdict another one.
bool MessageLedger::can_change(const Moves& moves, const Followed& message) const
{
    if (message.awaited == Awaited::an_answer)
        return true;
    // Blocks of one time are decided together, whatever chains they are of.
    if (message.is_same_time && moves.any_reorged)
        return true;
    if (message.awaited == Awaited::own_block)
        return moves.any_moved;
    if (message.initiating == kNoPlace)
        return false;
    const auto& initiating = chains_[message.initiating];
    return initiating.was_reorged ||
           (message.awaited == Awaited::initiating_chain && initiating.has_moved);
}

Result<void> MessageLedger::judge_due(const View& view, const NotReadyChains& not_ready)
{
    for (size_t i = 0; i < chains_.size() && due_ > 0; ++i)
    {
        const auto place = (first_place_ + i) % chains_.size();
        for (auto& block : chains_[place].blocks)
        {
            if (verdicts_left_ == 0 || due_ == 0)
                return {};
            if (auto done = judge_block(view, not_ready, place, block); !done)
                return done;
        }
    }
    return {};
}

Result<void> MessageLedger::judge_block(
    const View& view, const NotReadyChains& not_ready, size_t place, Block& block)
{
    const auto is_due = [](const Followed& message) { return message.is_due; };
    if (std::none_of(block.messages.begin(), block.messages.end(), is_due))
        return {};
    const auto records = view.executing_in(set_.chains()[place].id, block.id.number);
    if (!records)
        return tl::unexpected{records.error()};
    // Failsafes say nothing of the message itself.
    const Circumstances circumstances{.not_ready = not_ready, .failsafes = {}};
    const auto count = std::min(block.messages.size(), records->size());
    for (size_t i = 0; i < count && verdicts_left_ > 0; ++i)
    {
        auto& message = block.messages[i];
        if (!message.is_due)
            continue;
        take_verdict(message, judge_in_block(judge_, view, circumstances, (*records)[i]));
        message.is_due = false;
        --due_;
        --verdicts_left_;
    }
    return {};
}

void MessageLedger::take_verdict(Followed& message, const Answer& answer)
{
    message.awaited = answer ? Awaited::nothing : Awaited::an_answer;
    if (!answer)
        return;  // A verdict that it had stands.
    const auto state = state_of(*answer);
    const auto* not_yet = std::get_if<NotYet>(&*answer);
    if (not_yet != nullptr)
    {
        const bool is_own = std::holds_alternative<BlockNotDecided>(*not_yet);
        message.awaited = is_own ? Awaited::own_block : Awaited::initiating_chain;
    }
    if (state == message.state)
        return;
    auto& pair = counts_.pairs[message.pair];
    if (message.state != MessageState::cannot_tell)
        ++pair.changed[static_cast<size_t>(message.state)][static_cast<size_t>(state)];
    --pair.now[static_cast<size_t>(message.state)];
    ++pair.now[static_cast<size_t>(state)];
    message.state = state;
    if (const auto* invalid = std::get_if<Invalid>(&*answer))
    {
        ++counts_.invalid[static_cast<size_t>(invalid->reason)];
        pair.expired += invalid->reason == Violation::expired ? 1 : 0;
    }
}

void MessageLedger::leave(const Block& block, uint64_t MessagePairCounts::*what)
{
    for (const auto& message : block.messages)
    {
        auto& pair = counts_.pairs[message.pair];
        --pair.now[static_cast<size_t>(message.state)];
        ++(pair.*what);
        due_ -= message.is_due ? 1 : 0;
    }
    messages_ -= block.messages.size();
}

uint16_t MessageLedger::pair_of(size_t executing, uint16_t initiating)
{
    const auto count = chains_.size();
    const auto& known = pairs_[executing * (count + 1) + std::min<size_t>(initiating, count)];
    if (known != kNoPair)
        return known;
    const bool is_one_too_many = initiating != kNoPlace && counts_.pairs.size() >= limits_.pairs;
    return is_one_too_many ? pair_of(executing, kNoPlace) : add_pair(executing, initiating);
}

uint16_t MessageLedger::add_pair(size_t executing, uint16_t initiating)
{
    const auto count = chains_.size();
    const auto pair = static_cast<uint16_t>(counts_.pairs.size());
    auto& counts =
        counts_.pairs.emplace_back(MessagePairCounts{.initiating = std::nullopt, .executing = {}});
    counts.executing = set_.chains()[executing].id;
    if (initiating != kNoPlace)
        counts.initiating = set_.chains()[initiating].id;
    pairs_[executing * (count + 1) + std::min<size_t>(initiating, count)] = pair;
    return pair;
}
}  // namespace interlock::server
