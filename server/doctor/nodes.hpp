// What a chain's nodes say when they are asked what the service will ask of them.
#pragma once

#include "chain/nodes.hpp"
#include "console/finding.hpp"
#include "server/ingest/node_identity.hpp"

namespace interlock::server
{
/// A chain as its nodes are examined.
struct ExaminedChain
{
    std::string subject;  // "alpha (901)"
    ChainIdentity identity;
    uint64_t block_time_s = 1;
    bool has_consensus = false;  // Else safe and finalized blocks come from the execution node.
    uint64_t (*now_s)() = nullptr;
};

/// Its identity, a verified block with its receipts, its tags, its clock, its speed.
[[nodiscard]] std::vector<console::Finding> examine_execution(
    chain::BlockSource& node, const ExaminedChain& chain);

/// Its labels, and its record of safe heads.
[[nodiscard]] std::vector<console::Finding> examine_consensus(
    chain::LabelSource& node, const ExaminedChain& chain);

/// Whether it takes a subscription.
[[nodiscard]] console::Finding examine_announcements(
    chain::HeadSource& node, const ExaminedChain& chain);
}  // namespace interlock::server
