// The nodes of several long chains, in a process of their own: what they cost is not the service's.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/bench/follow/long_chain.hpp"

namespace interlock::bench
{
/// How a chain grows: on a beat of its own.
struct Growth
{
    uint64_t history = 0;  // The newest block before it does: safe, and final.
    std::chrono::nanoseconds interval = std::chrono::seconds{LongChain::kBlockTimeS};
    std::chrono::nanoseconds offset{};  // Of the chain's first new block.
};

struct NodesOptions
{
    std::vector<LongChainOptions> chains;  // `last` has what they will grow to.
    std::vector<Growth> growth;            // One for each chain.
};

/// What a node was asked for so far.
struct NodeUse
{
    uint64_t requests = 0;  // Over HTTP.
    uint64_t reply_bytes = 0;
};

class Nodes
{
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Forks: to be made before there are threads. Returns when they serve.
    explicit Nodes(const NodesOptions& options);
    ~Nodes();
    Nodes(const Nodes&) = delete;
    Nodes& operator=(const Nodes&) = delete;

    [[nodiscard]] uint16_t http_port(size_t chain) const;
    /// Where new blocks are announced.
    [[nodiscard]] uint16_t websocket_port(size_t chain) const;
    [[nodiscard]] NodeUse use_of(size_t chain) const;
    [[nodiscard]] std::chrono::nanoseconds cpu_time() const;

    /// The chains grow from now on.
    void begin_to_grow();
    /// When the node begins to serve a block that is newer than its history.
    [[nodiscard]] Time time_of(size_t chain, uint64_t number) const;

private:
    struct Shared;

    /// In the process of the nodes.
    [[noreturn]] static void serve(const NodesOptions& options, Shared& shared);

    const NodesOptions options_;
    Shared* shared_ = nullptr;  // In memory that both processes see.
    pid_t process_ = -1;
};
}  // namespace interlock::bench
