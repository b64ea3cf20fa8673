// Looks after those of a chain's nodes that are not in use, apart from the fetcher: a node that
// does not answer costs a whole deadline each time it is asked, and must not hold up blocks.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "chain/source.hpp"
#include "server/ingest/node_identity.hpp"
#include "server/ingest/node_set.hpp"
#include "storage/store.hpp"

namespace interlock::server
{
/// Each step() asks the nodes whose time has come, and tells the set which are fit again. For one
/// thread at a time.
class NodeWatch
{
public:
    struct Services
    {
        storage::ViewSource& views;
        NodeSet& nodes;
        std::function<NodeSet::Time()> clock = &std::chrono::steady_clock::now;
        /// So many must be far ahead of a node: fewer could lie.
        size_t quorum = 1;
    };

    /// The sources are of the set's nodes, in its order.
    NodeWatch(ChainIdentity chain, std::vector<std::unique_ptr<chain::BlockSource>> sources,
        Services services);

    /// Does one round and returns how long to wait before the next.
    [[nodiscard]] std::chrono::milliseconds step();

private:
    void look_at(size_t place);
    /// The node's newest block, or what is wrong with it.
    [[nodiscard]] chain::Result<uint64_t> examine(size_t place);
    /// One of enough fit nodes whose head is far above `head`, also when it is asked again: what is
    /// remembered may be from before the chain went back, and then would keep out every node that
    /// is right.
    [[nodiscard]] std::optional<NodeStatus> find_ahead(uint64_t head);
    /// The index has another block than the node, at or below both heads.
    [[nodiscard]] chain::Result<bool> differs_from_index(
        chain::BlockSource& node, uint64_t node_head);
    /// A node that stands still answers, and so fails in no other way.
    void leave_what_is_behind();

    const ChainIdentity chain_;
    const std::vector<std::unique_ptr<chain::BlockSource>> sources_;
    Services services_;
};
}  // namespace interlock::server
