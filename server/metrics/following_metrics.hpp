// How chains are followed and how large the index is, told when it is asked for.
#pragma once

#include <prometheus/collectable.h>

#include <functional>
#include <mutex>

#include "server/ingest/status_board.hpp"

namespace interlock::server
{
struct ChainReading
{
    ChainId id;
    ChainStatus status;
    std::optional<BlockSeal> oldest;  // Of the index.
    std::optional<BlockSeal> newest;
};

struct FollowingReading
{
    std::vector<ChainReading> chains;
    uint64_t index_bytes = 0;
};

/// Thread-safe.
class FollowingMetrics final : public prometheus::Collectable
{
public:
    using Read = std::function<FollowingReading()>;

    /// What is told while nobody reads: every series there will be.
    explicit FollowingMetrics(FollowingReading at_start) : at_start_{std::move(at_start)} {}

    /// Returns once nothing uses the former one; an empty function ends reading.
    void read_with(Read read);

    [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

private:
    const FollowingReading at_start_;
    mutable std::mutex mutex_;  // Held while it reads.
    Read read_;                 // Guarded by mutex_.
};
}  // namespace interlock::server
