// The rules for one executing message, all but the one about cycles. Pure; any thread.
#pragma once

#include "tests/model/view.hpp"

namespace interlock::model
{
/// A thing is right, or may become right, or is wrong for good.
struct Verdict
{
    enum Kind
    {
        good,
        waits,
        invalid,
    };
    Kind kind = good;
    std::string reason;  // Of what is invalid.
};

[[nodiscard]] Verdict wrong(std::string reason);

/// A message that a block of the chain executes. One that was initiated at the block's own time is
/// judged as if the other blocks of that time were about to be promoted with it.
[[nodiscard]] Verdict judge_message(
    const View& view, const Chain& chain, const Block& block, const Message& message);

/// All messages of a block: the first fault, or else the wait of any.
[[nodiscard]] Verdict judge_messages(const View& view, const Chain& chain, const Block& block);
}  // namespace interlock::model
