// The C++ client of an Interlock service: one call of the service is one function here.
//
// Thread-safe: one Client may serve many threads at once. Calls block, each at most for the
// deadline; only watching has none. The connection is made by the first call and mended by later
// ones.
#pragma once

#include <chrono>
#include <memory>
#include <span>

#include "client/block_ref.hpp"
#include "client/check_stream.hpp"
#include "client/derivation.hpp"
#include "client/error.hpp"
#include "client/graph.hpp"
#include "client/messages.hpp"
#include "client/super_root.hpp"
#include "client/tls.hpp"
#include "client/watch.hpp"

namespace interlock::client
{
inline constexpr const char* kDefaultServer = "127.0.0.1:7545";

struct Options
{
    std::string server = kDefaultServer;  // host:port
    std::chrono::milliseconds deadline{5'000};
    std::optional<Tls> tls = {};  // Not encrypted when absent.
    /// Not shared with other clients of this process.
    bool own_connection = false;
};

class Client
{
public:
    explicit Client(const Options& options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Entries that announce no messages, or not in the right form, are refused without a call.
    [[nodiscard]] Result<AccessListAnswer> check_access_list(
        std::span<const Hash32> entries, const CheckTerms& terms) const;
    /// One answer for each message, in order.
    [[nodiscard]] Result<std::vector<Answer>> check_messages(
        std::span<const Message> messages, const CheckTerms& terms) const;
    /// For those who have very many checks: builders, transaction pools. Not longer than the
    /// client.
    [[nodiscard]] std::unique_ptr<CheckStream> open_check_stream() const;
    [[nodiscard]] Result<Heads> heads() const;
    [[nodiscard]] Result<Chains> chains() const;
    /// Whether the block may be built on, by the views of `level`: cross-unsafe or safe.
    [[nodiscard]] Result<BlockCheck> check_block(
        const ChainId& chain, const BlockRef& block, SafetyLevel level) const;
    /// The service sends many blocks in pages; this is one chain of blocks, of which each is the
    /// parent of the next. It is shorter than `range` when the index ends before, and never empty.
    [[nodiscard]] Result<std::vector<DerivationInput>> derivation_inputs(
        const ChainId& chain, const NumberRange& range, SafetyLevel level) const;

    /// Commitments are recomputed: a root that is not that of its parts is an error.
    [[nodiscard]] Result<SuperRoot> super_root(uint64_t timestamp_s) const;

    /// Calls `on_change` with every change from `from` on, in order, until it returns false, `stop`
    /// is requested or the subscription breaks. See `resume` for going on after that.
    [[nodiscard]] WatchEnd watch_heads(const Subscription& from,
        const OnChange<HeadChange>& on_change, const std::stop_token& stop = {}) const;
    [[nodiscard]] WatchEnd watch_verdicts(const Subscription& from,
        const OnChange<VerdictChange>& on_change, const std::stop_token& stop = {}) const;

    [[nodiscard]] Result<Status> status() const;
    /// The service sends many logs in pages; this is the whole block, of one hash.
    [[nodiscard]] Result<BlockInfo> block(const ChainId& chain, uint64_t number) const;
    [[nodiscard]] Result<MessageInfo> message(
        const ChainId& chain, uint64_t block_number, uint32_t log_index) const;
    /// Why a block has, or has not, reached `level`: cross-unsafe or safe.
    [[nodiscard]] Result<Explanation> explain(
        const ChainId& chain, const BlockRef& block, SafetyLevel level) const;
    /// What the block after the head waits for.
    [[nodiscard]] Result<Explanation> explain_head(const ChainId& chain, SafetyLevel level) const;
    [[nodiscard]] Result<Graph> graph(const GraphQuery& query) const;
    /// One page; what it says may be less than `limit` although more pages follow.
    [[nodiscard]] Result<MessagePage> messages(const MessageQuery& query) const;
    /// The service asks the nodes of these chains, or of all when none are given.
    [[nodiscard]] Result<TransactionAnswer> transaction(
        const Hash32& hash, std::span<const ChainId> chains = {}) const;

private:
    struct Stubs;

    std::unique_ptr<Stubs> stubs_;
    std::chrono::milliseconds deadline_;
};
}  // namespace interlock::client
