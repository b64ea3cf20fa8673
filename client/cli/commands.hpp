// The commands: each asks the service and renders the answer. None prints, except for those whose
// answer has no end.
#pragma once

#include <array>

#include "client/admin.hpp"
#include "client/cli/command.hpp"

namespace interlock::client::cli
{
/// Which messages to judge: one named in full, or what access-list entries announce.
struct CheckArgs
{
    std::string executing_chain;  // id or name
    std::optional<uint64_t> timestamp_s;
    uint64_t timeout_s = 0;
    SafetyLevel level = SafetyLevel::unsafe;

    std::optional<Address> origin;
    std::optional<uint64_t> block_number;
    std::optional<uint32_t> log_index;
    std::optional<uint64_t> initiated_s;
    std::optional<std::string> chain;  // id or name
    std::optional<Hash32> payload_hash;
    std::optional<Bytes> payload;

    std::vector<std::string> access_list;  // "-": standard input
    std::string transaction;               // The same.

    [[nodiscard]] bool names_a_list() const { return !access_list.empty() || !transaction.empty(); }
};

struct BlockArgs
{
    std::string chain;
    uint64_t number = 0;
    bool all_logs = false;
};

struct MessageArgs
{
    std::string chain;
    uint64_t block_number = 0;
    uint32_t log_index = 0;
};

/// The levels that whole blocks are decided at.
inline constexpr std::array kCrossLevels{SafetyLevel::cross_unsafe, SafetyLevel::safe};

struct ExplainBlockArgs
{
    std::string chain;
    BlockRef block;
    std::optional<SafetyLevel> level;  // Absent: both views.
};

struct ExplainHeadArgs
{
    std::string chain;
    SafetyLevel level = SafetyLevel::safe;
};

struct DeriveArgs
{
    std::string chain;
    uint64_t first = 0;
    std::optional<uint64_t> last;  // Absent: only the first.
    SafetyLevel level = SafetyLevel::safe;
};

struct SuperRootArgs
{
    uint64_t timestamp_s = 0;
};

enum class GraphFormat
{
    dot,
    mermaid,
};

struct GraphArgs
{
    std::optional<uint64_t> at_s;     // Absent, and no block either: now.
    std::vector<std::string> around;  // Empty, or a chain and a block number.
    uint64_t radius_s = 10;
    GraphFormat format = GraphFormat::dot;
};

struct MessagesArgs
{
    std::vector<std::string> from;  // Chains; empty: any. So the next.
    std::vector<std::string> to;
    std::vector<pb::MessageState> states;  // Empty: any.
    std::optional<uint64_t> since_s;
    std::optional<uint64_t> until_s;
    uint32_t count = 20;
    bool decode = false;
    bool follow = false;
};

struct TransactionArgs
{
    Hash32 hash;
    std::vector<std::string> chains;  // Empty: all.
};

struct WatchArgs
{
    bool verdicts = false;  // Else heads.
    std::optional<uint64_t> after;
    std::vector<std::string> chains;  // Empty: all.
    bool lines = false;               // Also on a terminal.
};

struct SyncArgs
{
    bool once = false;
};

struct BenchArgs
{
    uint64_t seconds = 10;
    double rate = 0;  // 0: as fast as answers come.
    size_t in_flight = 32;
    size_t connections = 4;
    size_t messages = 1;             // In a list.
    size_t batch = 0;                // Lists in a request of a stream; 0: no stream.
    std::optional<std::string> rpc;  // host:port
    bool connects_anew = false;
    uint64_t deadline_ms = 1'000;
    uint64_t seed = 1;
    SafetyLevel level = SafetyLevel::unsafe;
};

/// Where the Admin service is, and what opens it.
struct AdminArgs
{
    std::string server = kDefaultAdminServer;
    std::optional<std::string> jwt_secret;  // A file.
};

/// Of all `interlock failsafe` commands; each uses what is its own.
struct FailsafeArgs
{
    AdminArgs admin;
    std::vector<std::string> chains;  // At most two; none: all.
    std::string reason;
    std::string by;
};

struct LogLevelArgs
{
    AdminArgs admin;
    std::string level;
};

/// Of all `interlock db` commands; each uses what is its own.
struct DbArgs
{
    AdminArgs admin;
    bool count = false;
    bool quick = false;
    std::string chain;
    std::optional<uint64_t> first;
    std::optional<uint64_t> last;
    uint32_t sample = 0;
    uint64_t number = 0;
    std::string path;
};

/// Names what is missing or does not go together; nullopt when nothing is.
[[nodiscard]] std::optional<std::string> find_fault(const CheckArgs& args);

[[nodiscard]] Result<Output> run_status(const Context& context);
[[nodiscard]] Result<Output> run_chains(const Context& context);
[[nodiscard]] Result<Output> run_doctor(const Context& context);
[[nodiscard]] Result<Output> run_check(const Context& context, const CheckArgs& args);
[[nodiscard]] Result<Output> run_block(const Context& context, const BlockArgs& args);
[[nodiscard]] Result<Output> run_message(const Context& context, const MessageArgs& args);
[[nodiscard]] Result<Output> run_explain_block(
    const Context& context, const ExplainBlockArgs& args);
[[nodiscard]] Result<Output> run_explain_head(const Context& context, const ExplainHeadArgs& args);
[[nodiscard]] Result<Output> run_derive(const Context& context, const DeriveArgs& args);
[[nodiscard]] Result<Output> run_super_root(const Context& context, const SuperRootArgs& args);
[[nodiscard]] Result<Output> run_graph(const Context& context, const GraphArgs& args);
/// When following: prints each message as it comes, until interrupted.
[[nodiscard]] Result<Output> run_messages(const Context& context, const MessagesArgs& args);
[[nodiscard]] Result<Output> run_transaction(const Context& context, const TransactionArgs& args);
/// Prints how far each chain is, until all have caught up or interrupted.
[[nodiscard]] Result<Output> run_sync(const Context& context, const SyncArgs& args);
[[nodiscard]] Result<Output> run_failsafe_list(const Context& context, const FailsafeArgs& args);
[[nodiscard]] Result<Output> run_failsafe_on(const Context& context, const FailsafeArgs& args);
[[nodiscard]] Result<Output> run_failsafe_off(const Context& context, const FailsafeArgs& args);
[[nodiscard]] Result<Output> run_log_level(const Context& context, const LogLevelArgs& args);
[[nodiscard]] Result<Output> run_db_stats(const Context& context, const DbArgs& args);
[[nodiscard]] Result<Output> run_db_check(const Context& context, const DbArgs& args);
[[nodiscard]] Result<Output> run_db_verify(const Context& context, const DbArgs& args);
[[nodiscard]] Result<Output> run_db_backup(const Context& context, const DbArgs& args);
[[nodiscard]] Result<Output> run_db_rewind(const Context& context, const DbArgs& args);
[[nodiscard]] Result<Output> run_db_compact(const Context& context, const DbArgs& args);
/// Loads the service, and prints what was answered.
[[nodiscard]] Result<Output> run_bench(const Context& context, const BenchArgs& args);
/// Prints each change as it comes, until interrupted.
[[nodiscard]] Result<Output> run_watch(const Context& context, const WatchArgs& args);
}  // namespace interlock::client::cli
