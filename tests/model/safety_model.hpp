// The safety rules a second time: slow, obvious, and apart from the engine that they check. Whoever
// changes one of the two must not look at the other. Depends on nothing of the project. Pure; any
// thread.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/messaging.md
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace interlock::model
{
/// An executing message in a block, and the initiating message that it names.
struct Message
{
    uint32_t log_index = 0;  // Of the executing log itself, in its own block.
    std::string chain;       // Decimal, like all chain ids here.
    uint64_t number = 0;
    uint32_t index = 0;
    uint64_t timestamp_s = 0;
    std::string log;  // The identity of the log that it claims to be there.
    /// It holds numbers beyond their types: it is invalid, and no node of the cycle graph.
    bool malformed = false;
};

struct Block
{
    uint64_t number = 0;
    uint64_t timestamp_s = 0;
    std::vector<std::string> logs;   // The identity of each, by index.
    std::vector<Message> executing;  // By ascending log index.
};

struct Chain
{
    std::string id;
    uint64_t block_time_s = 0;
    std::optional<uint64_t> activation_s;  // nullopt: the fork never comes.
    std::vector<Block> blocks;             // Consecutive, from the first known one on; not empty.
    uint64_t anchor = 0;      // Number of a known block. It and all before are at every level.
    uint64_t local_safe = 0;  // Number of a known block, `anchor` or a later one.
};

struct World
{
    uint64_t expiry_window_s = 0;
    std::vector<Chain> chains;  // Each id once.
};

struct Invalid
{
    uint64_t number = 0;
    /// The first fault, one of `kFaults`, or "cycle".
    std::string reason;

    friend bool operator==(const Invalid&, const Invalid&) = default;
};

/// What holds for one chain.
struct Outcome
{
    uint64_t cross_unsafe = 0;
    uint64_t cross_safe = 0;
    /// The block right above the cross head, when it is decided and wrong; a block that only waits
    /// is not here.
    std::optional<Invalid> invalid_unsafe;
    std::optional<Invalid> invalid_safe;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// In the order in which a message is searched for them.
inline constexpr const char* kFaults[] = {"malformed", "unknown_chain", "executed_too_early",
    "initiated_too_early", "future", "expired", "no_such_block", "timestamp_mismatch",
    "no_such_log", "payload_mismatch"};

/// The outcome of every chain, recomputed from the anchors.
[[nodiscard]] std::map<std::string, Outcome> decide(const World& world);
}  // namespace interlock::model
