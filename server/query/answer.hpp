// The three kinds of answer, never mixed up, and the service's own trouble. Values only.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <variant>

#include "interop/block.hpp"
#include "interop/rules.hpp"
#include "interop/safety_level.hpp"

namespace interlock::server
{
/// The message is right, and its initiating block has reached the asked level.
struct Valid
{
    BlockSeal initiating;
};

/// Known to be wrong, and no further block of these chains can heal it.
struct Invalid
{
    Violation reason = Violation::malformed;
    std::string expected;  // What the message or the rule asks for; may be empty.
    std::string found;     // What there is instead; may be empty.
};

/// The initiating chain has not been seen up to the message's timestamp.
struct NotSeen
{
    ChainId chain_id;
    uint64_t awaited_timestamp_s = 0;
    BlockSeal head;  // The chain's newest block.
};

/// The initiating block has not reached the asked level.
struct LevelNotReached
{
    ChainId chain_id;
    SafetyLevel awaited = SafetyLevel::unsafe;
    uint64_t block_number = 0;
    BlockSeal head;  // At the asked level.
};

/// Right by itself, but initiated at the time it is executed, and so decided with its whole block.
struct BlockNotDecided
{
    ChainId chain_id;  // The executing one.
    uint64_t block_number = 0;
    BlockSeal head;  // The cross-unsafe one.
};

/// Waiting may help.
using NotYet = std::variant<NotSeen, LevelNotReached, BlockNotDecided>;

/// The service's own trouble; it says nothing about the message.
struct CannotTell
{
    enum class Cause
    {
        not_ready,     // the chain is still being indexed, or its nodes have not told
        before_index,  // the named block is older than the index
        storage,       // the index could not be read
        overload,      // too much at once
        failsafe,      // refused: a failsafe is in force for these messages
        no_source,     // no node of the chain tells what it takes: the configuration must change
    };
    Cause cause = Cause::storage;
    std::string explanation;
};

/// "not_ready", "before_index", … as the enumerators are spelled.
[[nodiscard]] std::string_view to_string(CannotTell::Cause cause) noexcept;

/// What was asked for, or why the service has no answer.
template <typename T>
using Told = tl::expected<T, CannotTell>;

using Verdict = std::variant<Valid, Invalid, NotYet>;
using Answer = Told<Verdict>;

/// One sentence for people; what was expected and found is not part of it.
[[nodiscard]] std::string_view explain(Violation reason) noexcept;
/// One sentence for people.
[[nodiscard]] std::string explain(const NotYet& not_yet);
}  // namespace interlock::server
