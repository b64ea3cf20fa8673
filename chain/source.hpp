// What the service needs of a chain's nodes, without saying how it is fetched.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "interop/block.hpp"
#include "interop/dependency_set.hpp"

namespace interlock::chain
{
/// Sorted by what the caller does next.
enum class ErrorKind
{
    unreachable,   // no connection, or it broke: try again or elsewhere
    timed_out,     // no whole answer within the deadline
    rate_limited,  // asked to slow down
    refused,       // an HTTP status or JSON-RPC error that names a fault of the request or node
    unsupported,   // the node lacks a method the service cannot do without
    too_large,     // the answer exceeds its bound
    malformed,     // the answer is not what the method returns
    not_found,     // the node does not have (or no longer has) that block
    unverified,    // the answer contradicts itself or the chain: it is not believed
    wrong_chain,   // the node serves another chain
    cancelled,     // given up because the service stops
};

[[nodiscard]] std::string_view to_string(ErrorKind kind) noexcept;

struct Error
{
    ErrorKind kind = ErrorKind::unreachable;
    std::string message;  // What happened to what; names the endpoint without its credentials.
    /// Of rate_limited: how long the endpoint asks to be left alone, when it says so.
    std::optional<uint64_t> retry_after_s{};
};

template <typename T>
using Result = tl::expected<T, Error>;

enum class BlockTag
{
    latest,
    safe,
    finalized,
};

/// A block to look up: by number, by hash, or by tag.
using BlockSelector = std::variant<uint64_t, Hash32, BlockTag>;

/// A chain's execution node. Everything returned has been verified as far as one node's answer can
/// be: header hashes are recomputed, receipts match the receipts root, consecutive blocks link.
/// For one thread at a time.
class BlockSource
{
public:
    virtual ~BlockSource() = default;
    /// Where it asks, for people: no credentials, path or query.
    [[nodiscard]] virtual const std::string& name() const = 0;
    [[nodiscard]] virtual Result<ChainId> chain_id() = 0;
    /// A block's place in the chain. not_found when the node has no such block.
    [[nodiscard]] virtual Result<BlockSeal> seal(const BlockSelector& block) = 0;
    /// The blocks first … first+count-1 with all logs, each linked to the one before. Fewer (at
    /// least one) when the node's chain ends before, when they have very many logs, or when a later
    /// block failed or the time for all of them was up: asking for that one tells why. not_found
    /// when it has not even the first.
    [[nodiscard]] virtual Result<std::vector<DigestedBlock>> blocks(
        uint64_t first, size_t count) = 0;
    /// The node has blocks up to `last`, and they will be asked for in order: a source may fetch
    /// them ahead.
    virtual void expect_up_to(uint64_t /*last*/) {}
};

/// Tells that a node has a new block, and nothing about it: a reason to ask. For one thread at a
/// time.
class HeadSource
{
public:
    virtual ~HeadSource() = default;
    /// Where it listens, for people: no credentials, path or query.
    [[nodiscard]] virtual const std::string& name() const = 0;
    /// Connects and subscribes, anew each time.
    [[nodiscard]] virtual Result<void> open() = 0;
    /// Waits until the node announces a block. After an error the connection is gone.
    [[nodiscard]] virtual Result<void> next() = 0;
};

/// An L2 block and the L1 block by which it has been derived: exact when the node keeps its safe
/// heads, else the newest L1 block it had processed when it told (never too low).
struct DerivedBlock
{
    BlockId l2;
    BlockId l1;

    friend bool operator==(const DerivedBlock&, const DerivedBlock&) = default;
};

/// How far a chain's nodes say it has come: claims, none of them verified. What is absent is
/// unknown.
struct Labels
{
    std::optional<BlockId> local_safe{};
    std::optional<BlockId> finalized{};
    /// The newest L1 block that the consensus node has processed.
    std::optional<BlockId> current_l1{};
    /// The node's own cross-safe block.
    std::optional<BlockId> safe{};
    std::optional<DerivedBlock> derived{};
    /// The L1 block that the consensus node calls final.
    std::optional<BlockSeal> finalized_l1{};
    /// The name() of the node that told.
    std::string source{};

    friend bool operator==(const Labels&, const Labels&) = default;
};

/// What is cross-safe or finalized is local-safe too: raises local_safe, by number, to what a node
/// that does not tell it, or tells it late, implies.
void raise_local_safe(Labels& labels);

/// Tells a chain's labels. For one thread at a time.
class LabelSource
{
public:
    virtual ~LabelSource() = default;
    [[nodiscard]] virtual const std::string& name() const = 0;
    [[nodiscard]] virtual Result<Labels> labels() = 0;
    /// From the node that told the labels last: the newest entry, up to that L1 block, of its
    /// record of safe heads. Each entry is the newest block that was derived by one L1 block; an L1
    /// block by which none was has no entry. nullopt when the record has none so early; unsupported
    /// when the node keeps no record.
    [[nodiscard]] virtual Result<std::optional<DerivedBlock>> safe_head_at(uint64_t l1_number);
};

/// A chain's rollup configuration, the part that matters here.
struct RollupConfig
{
    ChainConfig chain;
    uint64_t genesis_number = 0;
    Hash32 genesis_hash;
    uint64_t genesis_time_s = 0;

    friend bool operator==(const RollupConfig&, const RollupConfig&) = default;
};

/// A dependency-set file: the chains' ids and the window that overrides the default (0 = default).
struct DependencySetFile
{
    std::vector<ChainId> chains;  // By ascending id.
    uint64_t expiry_window_override_s = 0;

    friend bool operator==(const DependencySetFile&, const DependencySetFile&) = default;
};
}  // namespace interlock::chain
