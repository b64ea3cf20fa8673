#include "tests/model/judgement.hpp"

namespace interlock::model
{
namespace
{
Verdict wait()
{
    return {.kind = Verdict::waits};
}

/// The named block is not there.
Verdict judge_absent_block(const Chain& initiating, const Message& message)
{
    const Block& first = initiating.blocks.front();
    if (message.number >= first.number)
        return is_past(initiating, message.timestamp_s) ? wrong("no_such_block") : wait();
    // It is older than all that is known. Its time must be, too; then nothing can be said of it.
    return message.timestamp_s >= first.timestamp_s ? wrong("timestamp_mismatch") : wait();
}

/// The named log is wrong. While the block's parent is not cross-verified, the chain may yet be
/// derived anew from an invalid block on, and then the log may be right.
Verdict wrong_log(uint64_t cross_head, const Message& message, std::string reason)
{
    return cross_head + 1 >= message.number ? wrong(std::move(reason)) : wait();
}

Verdict judge_inclusion(
    const View& view, const Chain& initiating, const Block& executing, const Message& message)
{
    const Block* block = find_block(initiating, message.number);
    if (block == nullptr)
        return judge_absent_block(initiating, message);
    if (block->timestamp_s != message.timestamp_s)
        return wrong("timestamp_mismatch");
    const uint64_t cross_head = view.cross_heads.at(initiating.id);
    if (message.index >= block->logs.size())
        return wrong_log(cross_head, message, "no_such_log");
    if (block->logs[message.index] != message.log)
        return wrong_log(cross_head, message, "payload_mismatch");
    if (message.timestamp_s == executing.timestamp_s)
        return {};  // The two blocks are promoted together.
    return block->number <= cross_head ? Verdict{} : wait();
}
}  // namespace

Verdict wrong(std::string reason)
{
    return {.kind = Verdict::invalid, .reason = std::move(reason)};
}

Verdict judge_message(
    const View& view, const Chain& chain, const Block& block, const Message& message)
{
    if (message.malformed)
        return wrong("malformed");
    const Chain* initiating = find_chain(view.world, message.chain);
    if (initiating == nullptr)
        return wrong("unknown_chain");
    if (!may_message(chain, block.timestamp_s))
        return wrong("executed_too_early");
    if (!may_message(*initiating, message.timestamp_s))
        return wrong("initiated_too_early");
    if (message.timestamp_s > block.timestamp_s)
        return wrong("future");
    if (block.timestamp_s - message.timestamp_s > view.world.expiry_window_s)
        return wrong("expired");
    return judge_inclusion(view, *initiating, block, message);
}

Verdict judge_messages(const View& view, const Chain& chain, const Block& block)
{
    Verdict all;
    for (const Message& message : block.executing)
    {
        const Verdict verdict = judge_message(view, chain, block, message);
        if (verdict.kind == Verdict::invalid)
            return verdict;
        if (verdict.kind == Verdict::waits)
            all = verdict;
    }
    return all;
}
}  // namespace interlock::model
