// Every metric that the service has, written once: the series and docs/metrics.md are made of this.
// A new one is a row here, and a value in one of the *_series.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace interlock::server
{
enum class FamilyType
{
    gauge,
    counter,
    histogram,
};

struct FamilyInfo
{
    std::string_view section;  // Of the document.
    FamilyType type = FamilyType::gauge;
    std::string_view name;
    std::string_view labels;  // Their names, separated by commas.
    std::string_view unit;    // Of the value; empty: a count, or 0 or 1.
    std::string_view help;    // One line of sentences.
};

namespace families
{
using enum FamilyType;

inline constexpr std::string_view kService = "The service";
inline constexpr std::string_view kChains = "Chains";
inline constexpr std::string_view kNodes = "Nodes";
inline constexpr std::string_view kAlarms = "Alarms and failsafes";
inline constexpr std::string_view kMessages = "Executing messages";
inline constexpr std::string_view kChecks = "Checks";
inline constexpr std::string_view kDoors = "Doors";
inline constexpr std::string_view kIndex = "The index";
inline constexpr std::string_view kProcess = "The process";

inline constexpr std::array kAll{
    FamilyInfo{kService, gauge, "interlock_build_info", "version,compiler", "",
        "1. The labels tell the release, and what built it."},
    FamilyInfo{kService, gauge, "interlock_start_time_seconds", "", "Unix seconds",
        "When the service began to follow and to answer."},
    FamilyInfo{kService, gauge, "interlock_ready", "", "", "1 while every chain is ready."},

    FamilyInfo{kChains, gauge, "interlock_chain_ready", "chain_id", "",
        "1 while the chain can be relied on: it was at its nodes' newest block, and is not "
        "halted."},
    FamilyInfo{kChains, gauge, "interlock_chain_state", "chain_id,state", "",
        "1 for the state that the chain is in: connecting, catching_up, following, troubled or "
        "halted."},
    FamilyInfo{kChains, gauge, "interlock_head_block", "chain_id,level", "block number",
        "The newest block of a level; 0 while there is none."},
    FamilyInfo{kChains, gauge, "interlock_head_timestamp_seconds", "chain_id,level", "Unix seconds",
        "Its time: time() minus this is the age of the head. 0 while there is none."},
    FamilyInfo{kChains, gauge, "interlock_node_head_block", "chain_id", "block number",
        "The newest block of the node in use, as last seen; 0 before that."},
    FamilyInfo{kChains, gauge, "interlock_blocks_behind", "chain_id", "blocks",
        "How many of the node's blocks are not indexed yet: the way that is left while catching "
        "up."},
    FamilyInfo{kChains, gauge, "interlock_oldest_block", "chain_id", "block number",
        "The oldest block that is kept; 0 while there is none."},
    FamilyInfo{kChains, gauge, "interlock_oldest_block_timestamp_seconds", "chain_id",
        "Unix seconds", "Its time."},
    FamilyInfo{kChains, gauge, "interlock_newest_block", "chain_id", "block number",
        "The newest indexed block; 0 while there is none."},
    FamilyInfo{kChains, counter, "interlock_blocks_indexed_total", "chain_id", "blocks",
        "Blocks that came into the index, also those that were taken back later."},
    FamilyInfo{kChains, counter, "interlock_logs_indexed_total", "chain_id", "logs", "Their logs."},
    FamilyInfo{kChains, counter, "interlock_refused_blocks_total", "chain_id", "blocks",
        "How often a node gave blocks that could not be verified, or that break a rule."},
    FamilyInfo{kChains, counter, "interlock_reorgs_total", "chain_id", "",
        "How often indexed blocks were taken back because the node had others, or fewer."},
    FamilyInfo{kChains, histogram, "interlock_reorg_depth_blocks", "chain_id", "blocks",
        "How many blocks each reorg took back."},
    FamilyInfo{kChains, gauge, "interlock_label_trouble", "chain_id", "",
        "1 while the local-safe and finalized heads stand still because the nodes do not tell, or "
        "are not believed; interlock status has the reason."},
    FamilyInfo{kChains, gauge, "interlock_cross_head_waits", "chain_id,level", "",
        "1 while there is a further block and nothing is wrong with it, but its promotion to the "
        "level waits for another one. A moment of it is normal; interlock explain says for what."},

    FamilyInfo{kNodes, gauge, "interlock_endpoint_state", "chain_id,endpoint,position,state", "",
        "1 for the state that an execution endpoint is in: fit, failing or set_aside. The position "
        "is its place in the setting."},
    FamilyInfo{kNodes, gauge, "interlock_endpoint_in_use", "chain_id,endpoint,position", "",
        "1 for the endpoint that is asked."},
    FamilyInfo{kNodes, counter, "interlock_endpoint_failures_total", "chain_id,endpoint,position",
        "", "How often an endpoint did not answer, or not as it should."},
    FamilyInfo{kNodes, counter, "interlock_endpoint_set_aside_total", "chain_id,endpoint,position",
        "", "How often an endpoint was set aside, because a quorum had another block."},
    FamilyInfo{kNodes, gauge, "interlock_endpoints_disagree", "chain_id", "",
        "1 while a chain's endpoints do not agree about a block: worth an alarm when it lasts for "
        "minutes."},
    FamilyInfo{kNodes, gauge, "interlock_subscription_listening", "chain_id", "",
        "1 while a chain's new blocks are subscribed to. Of chains with subscribe, as the next "
        "three."},
    FamilyInfo{kNodes, gauge, "interlock_subscription_proven", "chain_id", "",
        "1 while announcements come when blocks do, so that the chain is polled less."},
    FamilyInfo{kNodes, counter, "interlock_subscription_announcements_total", "chain_id", "",
        "Announcements of new blocks."},
    FamilyInfo{kNodes, counter, "interlock_subscription_failures_total", "chain_id", "",
        "Subscriptions that could not be made, or ended."},

    FamilyInfo{kAlarms, gauge, "interlock_divergence", "chain_id", "",
        "1 while a node calls a block safe or final that is invalid here. One of the two is "
        "wrong."},
    FamilyInfo{kAlarms, counter, "interlock_divergences_total", "chain_id", "",
        "How often a divergence began."},
    FamilyInfo{kAlarms, gauge, "interlock_halted", "chain_id", "",
        "1 while the chain's finalized head rests on blocks of another chain that are gone."},
    FamilyInfo{kAlarms, gauge, "interlock_invalid_blocks", "chain_id,level", "blocks",
        "1 while the block after the head of the level is invalid and not replaced yet."},
    FamilyInfo{kAlarms, counter, "interlock_invalid_blocks_total", "chain_id,level", "blocks",
        "Blocks found invalid, by the level that they cannot come to."},
    FamilyInfo{kAlarms, gauge, "interlock_failsafe", "cause", "failsafes",
        "How many failsafes are in force, by what raised them."},
    FamilyInfo{kAlarms, gauge, "interlock_failsafe_chain", "chain_id", "",
        "1 while a failsafe keeps messages of the chain from being judged, with every chain or "
        "with some."},
    FamilyInfo{kAlarms, gauge, "interlock_failsafe_all", "", "",
        "1 while a failsafe is in force for all messages: clients drop every interop transaction."},

    FamilyInfo{kMessages, gauge, "interlock_messages",
        "initiating_chain_id,executing_chain_id,state", "messages",
        "Executing messages of blocks that are not final, by what they are judged to be: valid, "
        "invalid, not_yet, or cannot_tell before there is a first verdict."},
    FamilyInfo{kMessages, counter, "interlock_messages_seen_total",
        "initiating_chain_id,executing_chain_id", "messages",
        "Executing messages that were found in blocks that were not final."},
    FamilyInfo{kMessages, counter, "interlock_messages_changed_total",
        "initiating_chain_id,executing_chain_id,from,to", "",
        "How often the verdict on a message became another one. From not_yet is the usual way; "
        "from valid or invalid means that the initiating chain had a reorg."},
    FamilyInfo{kMessages, counter, "interlock_messages_expired_total",
        "initiating_chain_id,executing_chain_id", "messages",
        "Messages found invalid because they were executed after the expiry window."},
    FamilyInfo{kMessages, counter, "interlock_messages_finalized_total",
        "initiating_chain_id,executing_chain_id", "messages", "Messages whose block became final."},
    FamilyInfo{kMessages, counter, "interlock_messages_dropped_total",
        "initiating_chain_id,executing_chain_id", "messages",
        "Messages whose block was taken back before it was final."},
    FamilyInfo{kMessages, counter, "interlock_invalid_messages_total", "reason", "",
        "How often an executing message was found invalid, by the rule that it breaks."},
    FamilyInfo{kMessages, gauge, "interlock_messages_blocks_behind", "chain_id", "blocks",
        "Indexed blocks that were not looked through for messages yet."},
    FamilyInfo{kMessages, counter, "interlock_messages_blocks_skipped_total", "chain_id", "blocks",
        "Blocks that were final before they were looked through: their messages are in none of "
        "these numbers."},

    FamilyInfo{kChecks, counter, "interlock_checks_total", "door,level,outcome,reason", "",
        "Checks of messages before they are included, by what came out: valid, invalid, not_yet, "
        "cannot_tell (the service's own trouble) or bad_request. An access list is one check, and "
        "so is each message of CheckMessages. The level is what was asked for; empty where the "
        "request was not read so far."},
    FamilyInfo{kChecks, histogram, "interlock_check_duration_seconds", "door", "seconds",
        "How long checks took, without waiting in a queue and without the network."},

    FamilyInfo{kDoors, counter, "interlock_rpc_requests_total", "method,outcome", "",
        "JSON-RPC calls by outcome: answered or error (also the answer that a message is not "
        "valid). The method other is what is no method, or no call."},
    FamilyInfo{kDoors, gauge, "interlock_door_connections", "door", "connections",
        "Connections that are open."},
    FamilyInfo{kDoors, counter, "interlock_door_refused_total", "door,reason", "",
        "What was refused because of too much at once: connections, connections_of_address (of one "
        "client) and requests of JSON-RPC; check_streams, watch_streams and reads (calls that read "
        "much of the index) of gRPC."},
    FamilyInfo{kDoors, gauge, "interlock_streams", "kind", "streams",
        "Streams of gRPC that are open: check (streams of checks) or watch (of changes)."},
    FamilyInfo{kDoors, gauge, "interlock_certificate_not_after_timestamp_seconds", "door",
        "Unix seconds",
        "When the certificate of a door expires, for doors with TLS: grpc, json_rpc, admin, "
        "admin_rpc."},

    FamilyInfo{kIndex, gauge, "interlock_index_bytes", "", "bytes",
        "The size of the index on disk, with its write-ahead log."},
    FamilyInfo{kIndex, gauge, "interlock_wal_bytes", "", "bytes",
        "The size of the write-ahead log alone."},
    FamilyInfo{kIndex, gauge, "interlock_disk_free_bytes", "", "bytes",
        "What is free, for this user, on the disk of the index."},
    FamilyInfo{kIndex, gauge, "interlock_views_in_use", "", "views",
        "Views of the index that are open; query.max_concurrent of them are for the doors."},
    FamilyInfo{kIndex, gauge, "interlock_writer_queue_length", "", "steps",
        "Changes that wait for the index's one writer."},
    FamilyInfo{kIndex, gauge, "interlock_fetch_queue_length", "", "pieces",
        "Pieces of blocks that wait to be fetched while catching up."},
    FamilyInfo{kIndex, histogram, "interlock_commit_duration_seconds", "", "seconds",
        "How long a change of the index took, until it was on the disk."},

    FamilyInfo{
        kProcess, gauge, "process_resident_memory_bytes", "", "bytes", "Memory of the process."},
    FamilyInfo{kProcess, counter, "process_cpu_seconds_total", "", "seconds",
        "Processor time of the process."},
    FamilyInfo{kProcess, gauge, "process_open_fds", "", "descriptors",
        "Files and sockets that it has open."},
    FamilyInfo{kProcess, gauge, "process_start_time_seconds", "", "Unix seconds",
        "When the process began."},
};
}  // namespace families

/// Its place in the table; an unknown name does not compile.
[[nodiscard]] consteval size_t family(std::string_view name)
{
    const auto* const found = std::find_if(families::kAll.begin(), families::kAll.end(),
        [=](const FamilyInfo& info) { return info.name == name; });
    if (found == families::kAll.end())
        throw "no such family";
    return static_cast<size_t>(found - families::kAll.begin());
}

/// docs/metrics.md.
[[nodiscard]] std::string metrics_document();
}  // namespace interlock::server
