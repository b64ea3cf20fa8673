// What the service answers, in the protocol's own types. Plain values.
#pragma once

#include "client/decisions.hpp"
#include "interlock/v1/index.pb.h"
#include "interop/access_list.hpp"
#include "interop/dependency_set.hpp"

namespace interlock::client
{
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

struct Heads
{
    std::vector<ChainHeads> chains;  // By ascending id.
    uint64_t sequence = 0;           // Watching after it tells every later change.
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

/// An execution node of a chain, as the service sees it.
struct Node
{
    std::string name;
    pb::NodeState state = pb::NODE_STATE_UNSPECIFIED;
    bool in_use = false;
    std::string reason;  // Why it is not fit.
    std::optional<uint64_t> head;
    uint64_t failures = 0;
    uint64_t disagreements = 0;
};

/// Announcements of new blocks by a chain's nodes.
struct HeadSubscription
{
    std::string endpoint;
    pb::SubscriptionState state = pb::SUBSCRIPTION_STATE_UNSPECIFIED;
    std::string trouble;  // Why the connection ended last; empty since an announcement.
    uint64_t announcements = 0;
    uint64_t failures = 0;
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
    std::vector<PendingBlock> pending;  // What the cross-unsafe and the safe head wait for.
    std::optional<Divergence> divergence;
    std::vector<Node> nodes;                       // The preferred one first.
    std::string disagreement;                      // Of nodes about a block; empty when they agree.
    std::optional<HeadSubscription> subscription;  // Absent when none is configured.
};

/// Messages that are not judged, and why.
struct Failsafe
{
    std::vector<ChainId> chains;  // None: all; one: with any; two: those between them.
    pb::FailsafeCause cause = pb::FAILSAFE_CAUSE_UNSPECIFIED;
    std::string reason;
    std::string by;
    uint64_t since_s = 0;
    bool is_held = false;  // Until an operator clears it.
};

struct Status
{
    std::string version;
    uint64_t started_at_s = 0;
    bool ready = false;
    std::vector<ChainStatus> chains;  // By ascending id.
    std::vector<Failsafe> failsafes;  // In force.
    std::optional<uint64_t> now_s;    // The service's clock; absent when it does not tell.
    uint64_t index_bytes = 0;         // On its disk.
    std::optional<uint64_t> disk_free_bytes;
    bool serves_metrics = false;
    bool serves_admin = false;
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
