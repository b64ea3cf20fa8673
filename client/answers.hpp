// What the service answers, in the protocol's own types. Plain values.
//
// Enumerations that only the wire has are used as generated: they are open, so that a reason added
// by a newer service is kept and shown instead of being lost.
#pragma once

#include <optional>
#include <tl/expected.hpp>
#include <variant>

#include "interlock/v1/index.pb.h"
#include "interlock/v1/types.pb.h"
#include "interop/access_list.hpp"
#include "interop/block.hpp"
#include "interop/dependency_set.hpp"
#include "interop/safety_level.hpp"

namespace interlock::client
{
namespace pb = ::interlock::v1;

struct Valid
{
    /// Absent in the overall verdict on an access list.
    std::optional<BlockSeal> initiating_block;
};

struct Invalid
{
    pb::InvalidReason reason = pb::INVALID_REASON_UNSPECIFIED;
    std::string explanation;
    std::string expected;  // May be empty.
    std::string found;     // May be empty.
};

struct NotYet
{
    pb::NotYetReason reason = pb::NOT_YET_REASON_UNSPECIFIED;
    std::string explanation;
    std::optional<ChainId> chain_id;  // The chain it waits for.
    uint64_t awaited_timestamp_s = 0;
    std::optional<SafetyLevel> awaited_level;
    std::optional<BlockSeal> head;
};

using Verdict = std::variant<Valid, Invalid, NotYet>;

struct CannotTell
{
    pb::CannotTellCause cause = pb::CANNOT_TELL_CAUSE_UNSPECIFIED;
    std::string explanation;
};

/// A decision, or the service's reason for having none.
using Answer = tl::expected<Verdict, CannotTell>;

struct AccessAnswer
{
    MessageAccess announced;
    Answer answer;
};

struct AccessListAnswer
{
    Verdict overall;
    std::vector<AccessAnswer> messages;  // In the list's order.
};

/// A chain's head at a level, or why there is none.
struct Head
{
    SafetyLevel level = SafetyLevel::unsafe;
    tl::expected<BlockSeal, CannotTell> block;
};

struct ChainHeads
{
    ChainId chain_id;
    std::vector<Head> heads;  // By ascending level.
};

struct NamedChain
{
    ChainConfig config;
    std::string name;  // The operator's; may be empty.
};

struct Chains
{
    std::vector<NamedChain> chains;  // By ascending id.
    uint64_t expiry_window_s = 0;
};

struct ChainStatus
{
    ChainId chain_id;
    std::string name;
    pb::ChainState state = pb::CHAIN_STATE_UNSPECIFIED;
    bool ready = false;
    std::string trouble;
    std::string endpoint;
    std::optional<BlockSeal> first;
    std::optional<BlockSeal> head;
    std::optional<uint64_t> node_head;
    uint64_t reorgs = 0;
    uint64_t refused_blocks = 0;
    std::string label_trouble;  // Of local-safe and finalized heads; `trouble` is of blocks.
};

struct Status
{
    std::string version;
    uint64_t started_at_s = 0;
    bool ready = false;
    std::vector<ChainStatus> chains;  // By ascending id.
};

/// An executing message of a block and the decision on it at level unsafe.
struct ExecutingAnswer
{
    ChainId chain_id;  // Where it is executed.
    uint64_t block_number = 0;
    uint32_t log_index = 0;
    std::optional<Message> message;  // Absent when the event is malformed.
    Answer answer;
};

struct BlockInfo
{
    BlockSeal seal;
    Hash32 state_root;
    std::optional<Hash32> withdrawals_root;
    std::vector<Hash32> log_hashes;  // By log index.
    std::vector<ExecutingAnswer> executing;
    std::vector<SafetyLevel> levels;  // Ascending.
};

struct MessageInfo
{
    BlockSeal block;
    uint32_t log_index = 0;
    Hash32 log_hash;
    Hash32 checksum;
    std::vector<SafetyLevel> levels;  // Ascending.
    std::optional<ExecutingAnswer> executes;
    std::vector<ExecutingAnswer> executed_by;
    bool more_executed_by = false;  // There are more than the service shows.
};
}  // namespace interlock::client
