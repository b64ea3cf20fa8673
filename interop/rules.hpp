// The rules of message validity: one function a rule, each with its source. Pure.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/messaging.md#messaging-invariants
#pragma once

#include <optional>
#include <string_view>
#include <variant>

#include "interop/dependency_set.hpp"
#include "interop/message.hpp"

namespace interlock
{
/// Why a message is invalid. In the order in which the faults of one message are reported.
enum class Violation
{
    malformed,               // an ExecutingMessage event with numbers beyond their types
    unknown_chain,           // executing or initiating chain is not in the dependency set
    executed_too_early,      // before activation of the executing chain, or in its activation block
    initiated_too_early,     // the same for the initiating chain
    future,                  // initiated after it is executed
    same_timestamp,          // initiated when it is executed: legal, but refused by setting
    expired,                 // initiated longer ago than the expiry window
    expires_before_timeout,  // would be expired when the asked timeout ends
    no_such_block,           // the chain is past that time without such a block
    timestamp_mismatch,      // the block has another timestamp
    no_such_log,             // the block has fewer logs
    payload_mismatch,        // the log is another one (origin or payload differ)
    checksum_mismatch,       // the checksum is not that of the log at that place
    cycle,                   // on a cycle of same-timestamp messages
};

/// "unknown_chain", "executed_too_early", … as the enumerators are spelled.
[[nodiscard]] std::string_view to_string(Violation violation) noexcept;

/// Whether messaging is active at `timestamp_s`.
[[nodiscard]] bool is_active(const ChainConfig& chain, uint64_t timestamp_s) noexcept;

/// Whether a block at `timestamp_s` is the activation block: the first one of the chain at or
/// after activation. It may neither execute messages nor initiate valid ones.
/// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/derivation.md#network-upgrade-transactions
[[nodiscard]] bool is_activation_block(const ChainConfig& chain, uint64_t timestamp_s) noexcept;

/// The times of a message, in seconds.
struct MessageTimes
{
    uint64_t initiated_s = 0;
    uint64_t executed_s = 0;
};

/// Rule 1: both chains are in the dependency set.
[[nodiscard]] std::optional<Violation> check_chains(
    const DependencySet& set, const ChainId& executing, const ChainId& initiating) noexcept;

/// Rule 2: messaging is active at both ends, and neither block is its chain's activation block.
[[nodiscard]] std::optional<Violation> check_activation(
    const ChainConfig& executing, const ChainConfig& initiating, MessageTimes times) noexcept;

/// Rule 3: a message is initiated before it is executed, or at the same time.
[[nodiscard]] std::optional<Violation> check_order(MessageTimes times) noexcept;

/// Rule 4: it is at most `window_s` old when executed. Precondition: check_order holds.
[[nodiscard]] std::optional<Violation> check_expiry(MessageTimes times, uint64_t window_s) noexcept;

/// Of a check before inclusion: it is still not expired `timeout_s` after it is executed.
/// Precondition: check_order and check_expiry hold.
[[nodiscard]] std::optional<Violation> check_timeout(
    MessageTimes times, uint64_t window_s, uint64_t timeout_s) noexcept;

/// Where and when a message is executed.
struct ExecutionTime
{
    ChainId chain_id;
    uint64_t timestamp_s = 0;
};

/// Rules 1 to 4, which need no look at any chain, in their order.
[[nodiscard]] std::optional<Violation> check_times(const DependencySet& set,
    const ExecutionTime& execution, const LogPosition& initiating) noexcept;

/// What is known of the initiating chain around the block that a message names.
struct KnownChain
{
    struct Block
    {
        uint64_t timestamp_s = 0;
        uint32_t log_count = 0;
        std::optional<Hash32> log_hash;  // Of the named log, when there is one.
    };

    uint64_t block_time_s = 0;
    uint64_t first_number = 0;       // The first block known.
    uint64_t first_timestamp_s = 0;  // Its time.
    uint64_t head_timestamp_s = 0;   // The newest block's time.
    std::optional<Block> named;      // The named block, when it is known.
};

/// Whether no further block of a chain with this head can be at or before `timestamp_s`.
[[nodiscard]] constexpr bool is_past(
    uint64_t head_timestamp_s, uint64_t block_time_s, uint64_t timestamp_s) noexcept
{
    // The difference cannot wrap: it is taken only when the head is earlier.
    return head_timestamp_s >= timestamp_s || timestamp_s - head_timestamp_s < block_time_s;
}

/// What a message says the log is: its hash, or the checksum of an access list.
struct ExpectedLogHash
{
    Hash32 value;
};
struct ExpectedChecksum
{
    Hash32 value;
};
using ExpectedLog = std::variant<ExpectedLogHash, ExpectedChecksum>;

/// The named log is there and is the expected one.
struct Included
{
};
/// The chain has not been seen up to the named time; waiting may help.
struct NotSeenYet
{
};
/// The named block lies before the first block known; nothing can be said.
struct BeforeKnown
{
};
using Inclusion = std::variant<Included, Violation, NotSeenYet, BeforeKnown>;

/// Rule 5: the chain has a block of that number and time, with such a log.
[[nodiscard]] Inclusion check_inclusion(
    const KnownChain& chain, const LogPosition& at, const ExpectedLog& expected);
}  // namespace interlock
