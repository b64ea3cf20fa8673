#include "server/config/assign.hpp"
#include "storage/store.hpp"

namespace interlock::server
{
namespace
{
constexpr int64_t kMaxTimeS = std::numeric_limits<int64_t>::max();
constexpr int64_t kMaxEndpoints = 16;
constexpr int64_t kMaxHeaders = 16;

constexpr Setting kSettings[]{
    {.key = "data_dir",
        .has_default = true,
        .sample = "./interlock-data",
        .help = "The folder of the index; it is created when missing.",
        .assign = &assign_data_dir},
    {.key = "grpc.listen",
        .has_default = true,
        .sample = "127.0.0.1:7545",
        .help = "Where gRPC is served, host:port. Port 0 lets the system choose one. There is no "
                "encryption or authentication, so keep it to hosts you trust.",
        .assign = &assign_grpc_listen},
    {.key = "metrics.listen",
        .has_default = true,
        .sample = "off",
        .help = "Where metrics for Prometheus are served over HTTP at /metrics, host:port, or off. "
                "7300 is the port that monitoring of the OP Stack expects.",
        .assign = &assign_metrics_listen},
    {.key = "admin.listen",
        .has_default = true,
        .sample = "off",
        .help = "Where the Admin service (interlock db) is served over gRPC, host:port, or off. "
                "127.0.0.1:7547 is what interlock expects. Calls need a token made with "
                "admin.jwt_secret, but are not encrypted: keep it to hosts you trust.",
        .assign = &assign_admin_listen},
    {.key = "admin.jwt_secret",
        .sample = "jwt.hex",
        .help = "The file of the secret with which tokens for the Admin service are signed: 32 "
                "bytes in hexadecimal, as execution and consensus nodes share one (openssl rand "
                "-hex 32). Needed where admin.listen is set.",
        .assign = &assign_admin_jwt_secret},
    {.key = "query.same_timestamp",
        .has_default = true,
        .sample = "refuse",
        .help = "Whether an access-list check admits a message initiated at the very timestamp at "
                "which it would be executed: refuse or admit. The protocol allows such messages, "
                "but the builder then has to see to it that they form no cycle.",
        .assign = &assign_same_timestamp},
    {.key = "query.max_concurrent",
        .type = ValueType::number,
        .has_default = true,
        .sample = "64",
        .bounds = {1, 1'024},
        .help = "Answers worked on at the same time; more are refused as overload.",
        .assign = &assign_max_concurrent},
    {.key = "safety.on_divergence",
        .has_default = true,
        .sample = "failsafe",
        .help = "What follows when a chain's own node calls a block safe or final that is invalid "
                "here: failsafe refuses to judge messages between the two chains until they agree "
                "again, failsafe_until_cleared until an operator clears it (interlock failsafe "
                "off); report only says so.",
        .assign = &assign_on_divergence},
    {.key = "safety.on_invalid_safe_block",
        .has_default = true,
        .sample = "report",
        .help = "The same when a local-safe block is invalid and not replaced yet.",
        .assign = &assign_on_invalid_safe_block},
    {.key = "safety.on_disagreement",
        .has_default = true,
        .sample = "report",
        .help = "The same, for all messages of a chain, when its nodes do not agree about a block "
                "(which only a quorum finds).",
        .assign = &assign_on_disagreement},
    {.key = "log.level",
        .has_default = true,
        .sample = "info",
        .help = "The least severe messages to log: trace, debug, info, warn or error.",
        .assign = &assign_log_level},
    {.key = "log.format",
        .has_default = true,
        .sample = "text",
        .help = "text for people, json for machines (an object a line).",
        .assign = &assign_log_format},
    {.key = "ingest.poll_interval_ms",
        .type = ValueType::number,
        .has_default = true,
        .sample = "250",
        .bounds = {10, 60'000},
        .help = "How often each chain is asked for news once it has been caught up with.",
        .assign = &assign_poll_interval},
    {.key = "ingest.batch_blocks",
        .type = ValueType::number,
        .has_default = true,
        .sample = "32",
        .bounds = {1, 1'024},
        .help = "Blocks indexed in one step while catching up.",
        .assign = &assign_batch_blocks},
    {.key = "ingest.connections",
        .type = ValueType::number,
        .has_default = true,
        .sample = "4",
        .bounds = {1, 64},
        .help = "Requests to one node under way at the same time while catching up; over all "
                "chains it is twice as many.",
        .assign = &assign_connections},
    {.key = "ingest.request_timeout_ms",
        .type = ValueType::number,
        .has_default = true,
        .sample = "10000",
        .bounds = {100, 600'000},
        .help = "The time an endpoint has for a whole reply; for all requests of one piece of "
                "blocks together it is twice as long.",
        .assign = &assign_request_timeout},
    {.key = "ingest.max_reply_bytes",
        .type = ValueType::number,
        .has_default = true,
        .sample = "67108864",
        .bounds = {int64_t{1} << 16U, int64_t{1} << 30U},
        .help = "The longest reply of an endpoint that is read; a longer one is refused.",
        .assign = &assign_max_reply_bytes},
    {.key = "retention.window_s",
        .type = ValueType::number_or_text,
        .has_default = true,
        .sample = "auto",
        .bounds = {1, kMaxTimeS},
        .help = "For how long blocks are kept, in seconds before the earliest finalized block of "
                "all chains; what is older can never be named by a message again and is removed. "
                "auto is twice the expiry window, and the least; off keeps everything.",
        .assign = &assign_retention},
    {.key = "dependency_set.file",
        .sample = "dependency-set.json",
        .help = "The dependency set, in op-node's JSON format. Without it the consensus nodes are "
                "asked; when none knows, the set is all chains configured here.",
        .assign = &assign_dependency_set_file},
    {.key = "dependency_set.expiry_window_s",
        .type = ValueType::number,
        .sample = "604800",
        .bounds = {0, static_cast<int64_t>(kMaxExpiryWindowS)},
        .help = "The time in which a message may be executed, where neither the file nor the nodes "
                "name one. 0 is the protocol's 604800 (7 days), which is also the most.",
        .assign = &assign_expiry_window},
    {.key = "chains.<id>.name",
        .sample = "chain-a",
        .help = "A name for people, shown beside the id.",
        .assign = &assign_chain_name},
    {.key = "chains.<id>.execution",
        .type = ValueType::list,
        .sample = "http://127.0.0.1:8545",
        .bounds = {1, kMaxEndpoints},
        .secret = true,
        .help = "Required: the URLs of the chain's execution nodes, the preferred one first.",
        .assign = &assign_execution},
    {.key = "chains.<id>.execution_headers",
        .type = ValueType::list,
        .sample = "X-Example: value",
        .bounds = {0, kMaxHeaders},
        .secret = true,
        .help = "Headers sent to all of the chain's execution nodes, \"Name: value\".",
        .assign = &assign_execution_headers},
    {.key = "chains.<id>.quorum",
        .type = ValueType::number,
        .sample = "1",
        .bounds = {1, kMaxEndpoints},
        .help = "How many of the chain's execution nodes must have a block before it is indexed; "
                "1 when not given. A node that has another block than so many others is set aside "
                "until it agrees with them.",
        .assign = &assign_quorum},
    {.key = "chains.<id>.subscribe",
        .type = ValueType::list,
        .sample = "ws://127.0.0.1:8546",
        .bounds = {0, kMaxEndpoints},
        .secret = true,
        .help = "WebSocket URLs of the chain's execution nodes, the preferred one first, at which "
                "new blocks are announced (eth_subscribe newHeads). An announcement only makes the "
                "service look at once; while they prove reliable it polls less often.",
        .assign = &assign_subscribe},
    {.key = "chains.<id>.subscribe_headers",
        .type = ValueType::list,
        .sample = "X-Example: value",
        .bounds = {0, kMaxHeaders},
        .secret = true,
        .help = "Headers sent to all of the URLs in subscribe, \"Name: value\".",
        .assign = &assign_subscribe_headers},
    {.key = "chains.<id>.consensus",
        .type = ValueType::list,
        .sample = "http://127.0.0.1:9545",
        .bounds = {0, kMaxEndpoints},
        .secret = true,
        .help = "The URLs of the chain's consensus nodes (op-node, kona-node), for its safety "
                "labels and its rollup configuration.",
        .assign = &assign_consensus},
    {.key = "chains.<id>.consensus_headers",
        .type = ValueType::list,
        .sample = "X-Example: value",
        .bounds = {0, kMaxHeaders},
        .secret = true,
        .help = "Headers sent to all of the chain's consensus nodes, \"Name: value\".",
        .assign = &assign_consensus_headers},
    {.key = "chains.<id>.rollup_config",
        .sample = "rollup.json",
        .help = "The chain's rollup.json, as op-node takes it. Without it the consensus nodes are "
                "asked; without those, block_time_s and activation_time are needed.",
        .assign = &assign_rollup_config},
    {.key = "chains.<id>.block_time_s",
        .type = ValueType::number,
        .sample = "2",
        .bounds = {1, 3'600},
        .help = "The time between two blocks.",
        .assign = &assign_block_time},
    {.key = "chains.<id>.activation_time",
        .type = ValueType::number_or_text,
        .sample = "never",
        .bounds = {0, kMaxTimeS},
        .help = "When cross-chain messages become active (lagoon_time, formerly interop_time), in "
                "seconds since 1970, or \"never\".",
        .assign = &assign_activation_time},
    {.key = "chains.<id>.start_block",
        .type = ValueType::number,
        .sample = "0",
        .bounds = {0, static_cast<int64_t>(storage::kBlockNumberLimit - 1)},
        .help = "The first block to index. Without it the index begins where the first message "
                "may lie that can still be executed; messages before the index cannot be judged.",
        .assign = &assign_start_block},
};
}  // namespace

std::span<const Setting> settings()
{
    return kSettings;
}
}  // namespace interlock::server
