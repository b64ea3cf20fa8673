// How messages are to be judged. A value.
#pragma once

#include "interop/chain_id.hpp"
#include "interop/safety_level.hpp"

namespace interlock::client
{
/// Where, when and how strictly messages are judged.
struct CheckTerms
{
    ChainId executing_chain;
    uint64_t timestamp_s = 0;  // Of the executing block.
    uint64_t timeout_s = 0;    // The message must stay valid for that long after `timestamp_s`.
    SafetyLevel min_safety = SafetyLevel::unsafe;
};
}  // namespace interlock::client
