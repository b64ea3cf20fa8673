// Logs and messages for the blocks of a FakeChain. Pure; any thread.
#pragma once

#include "interop/message.hpp"
#include "tests/support/fake_chain.hpp"

namespace interlock::testing
{
/// A log without a meaning; another one for each seed.
[[nodiscard]] eth::Log some_log(uint64_t seed);

/// The event that the CrossL2Inbox emits when `message` is executed.
[[nodiscard]] eth::Log executing_log(const Message& message);

/// The message that a log of the chain is, as a truthful executing message names it.
/// Precondition: the chain has that block and log.
[[nodiscard]] Message message_of(const FakeChain& chain, uint64_t number, uint32_t log_index);
}  // namespace interlock::testing
