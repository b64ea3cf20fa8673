// Everything that is told at one scrape. Values.
#pragma once

#include "server/failsafe/failsafe.hpp"
#include "server/ingest/status_board.hpp"
#include "server/metrics/check_counts.hpp"
#include "server/metrics/message_counts.hpp"
#include "server/metrics/process.hpp"
#include "server/metrics/safety_counts.hpp"

namespace interlock::server
{
/// What the index has of a chain.
struct IndexedChainReading
{
    std::optional<BlockSeal> oldest;
    std::array<std::optional<BlockSeal>, kSafetyLevels.size()> heads;
    /// Why the block after the promoted one is not promoted; nullopt when there is none.
    std::array<std::optional<Obstacle>, kCrossViews.size()> obstacles;
};

struct ChainReading
{
    ChainId id;
    ChainStatus status;
    std::optional<IndexedChainReading> index;  // nullopt while the index cannot be read.
    ChainSafetyCounts safety;
    bool diverges = false;
    bool is_halted = false;
};

/// Of JSON-RPC.
struct MethodReading
{
    std::string method;
    uint64_t answered = 0;
    uint64_t errors = 0;
};

struct RefusedReading
{
    std::string door;
    std::string reason;
    uint64_t count = 0;
};

/// Something of a door, by its name.
template <typename T>
struct DoorReading
{
    std::string door;
    T value{};
};

struct CheckReading
{
    std::vector<CheckCounts::Row> counts;
    std::array<HistogramReading, kCheckDoors.size()> durations;
};

struct DoorsReading
{
    std::vector<MethodReading> methods;
    std::vector<DoorReading<size_t>> connections;
    std::vector<RefusedReading> refused;
    std::vector<DoorReading<int64_t>> certificates;  // When they expire; Unix seconds.
    size_t check_streams = 0;
    size_t watch_streams = 0;
};

struct IndexReading
{
    uint64_t index_bytes = 0;  // With the write-ahead log.
    uint64_t write_ahead_log_bytes = 0;
    uint64_t disk_free_bytes = 0;
    size_t views = 0;
    size_t writer_queue = 0;
    size_t fetch_queue = 0;
    HistogramReading commits;
};

struct Reading
{
    std::string version;
    uint64_t started_at_s = 0;
    bool is_ready = false;
    std::vector<ChainReading> chains;
    std::vector<Failsafe> failsafes;
    MessageCounts messages;
    CheckReading checks;
    DoorsReading doors;
    IndexReading index;
    ProcessReading process;
};
}  // namespace interlock::server
