#include "server/doctor/nodes.hpp"

#include <fmt/format.h>

#include <chrono>

#include "console/measures.hpp"

namespace interlock::server
{
namespace
{
using console::Finding;
using console::Severity;

constexpr std::chrono::milliseconds kSlow{1'000};

std::string advice(chain::ErrorKind kind, std::string_view setting)
{
    using enum chain::ErrorKind;
    switch (kind)
    {
        case unreachable:
        case timed_out:
            return fmt::format("see that it runs and can be reached from here ({})", setting);
        case rate_limited:
            return "raise its limits, or use another node";
        case unsupported:
        case refused:
            return "switch that method on, or use another node";
        case unverified:
        case malformed:
            return "do not use this node: what it says does not prove itself";
        case wrong_chain:
            return fmt::format("correct {}", setting);
        case too_large:
        case not_found:
        case cancelled:
            break;
    }
    return "see the node's log";
}

/// Gathers what is found of one node.
class Examiner
{
public:
    Examiner(const ExaminedChain& chain, std::string_view setting)
      : chain_{chain}, setting_{fmt::format("chains.{}.{}", to_string(chain.identity.id), setting)}
    {
    }

    void add(Severity severity, std::string what, std::string mend = {})
    {
        findings.push_back({severity, chain_.subject, std::move(what), std::move(mend)});
    }

    void add(Severity severity, const chain::Error& error)
    {
        add(severity, error.message, advice(error.kind, setting_));
    }

    const ExaminedChain& chain() const { return chain_; }
    const std::string& setting() const { return setting_; }

    std::vector<Finding> findings;

private:
    const ExaminedChain& chain_;
    const std::string setting_;
};

void look_at_clock(Examiner& examiner, const std::string& node, const BlockSeal& newest)
{
    const auto& chain = examiner.chain();
    const auto now_s = chain.now_s();
    const auto time_s = newest.timestamp_s;
    const auto found = console::freshness(
        {.timestamp_s = time_s, .now_s = now_s, .block_time_s = chain.block_time_s});
    if (found == console::Freshness::ahead)
        examiner.add(Severity::warn,
            fmt::format("{}: its newest block is dated {} s ahead of this machine's clock", node,
                time_s - now_s),
            "synchronise the clocks of this machine and of the chain's sequencer (NTP)");
    else if (found == console::Freshness::still)
        examiner.add(Severity::warn,
            fmt::format("{}: its newest block is {} s old; one is due every {} s", node,
                now_s - time_s, chain.block_time_s),
            "see whether the chain's sequencer, or only this node, stands still");
}

/// The newest block as the service would take it, with every receipt.
void look_at_block(Examiner& examiner, chain::BlockSource& node, const BlockSeal& newest)
{
    const auto blocks = node.blocks(newest.id.number, 1);
    if (!blocks)
        return examiner.add(Severity::fail, blocks.error());
    const auto& digest = blocks->front().digest;
    examiner.add(Severity::ok, fmt::format("{}: block {} and its {} logs prove themselves",
                                   node.name(), newest.id.number, digest.log_hashes.size()));
    if (!has_message_passer_root(digest.withdrawals_root))
        examiner.add(Severity::ok,
            fmt::format("{}: block {} has no storage root of the message passer, and the node "
                        "proves none",
                node.name(), newest.id.number),
            "super roots are refused for it (blocks since Isthmus have one, or eth_getProof of an "
            "archive node)");
}

void look_at_tag(
    Examiner& examiner, chain::BlockSource& node, chain::BlockTag tag, std::string_view name)
{
    const auto seal = node.seal(tag);
    // Without a consensus node it is the only source of that label.
    const auto severity = examiner.chain().has_consensus ? Severity::ok : Severity::warn;
    if (seal)
        examiner.add(
            Severity::ok, fmt::format("{}: {} block {}", node.name(), name, seal->id.number));
    else if (seal.error().kind == chain::ErrorKind::not_found)
        examiner.add(severity, fmt::format("{}: no {} block yet", node.name(), name),
            "a young chain gets one; otherwise configure chains.<id>.consensus");
    else
        examiner.add(severity, seal.error());
}
}  // namespace

std::vector<Finding> examine_execution(chain::BlockSource& node, const ExaminedChain& chain)
{
    Examiner examiner{chain, "execution"};
    const auto other = find_other_chain(node, chain.identity);
    if (!other)
        examiner.add(Severity::fail, other.error());
    else if (*other)
        examiner.add(Severity::fail, **other, "correct " + examiner.setting());
    if (!other || *other)
        return std::move(examiner.findings);

    const auto asked = std::chrono::steady_clock::now();
    const auto newest = node.seal(chain::BlockTag::latest);
    const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - asked);
    if (!newest)
    {
        examiner.add(Severity::fail, newest.error());
        return std::move(examiner.findings);
    }
    const bool is_slow = time > kSlow;
    examiner.add(is_slow ? Severity::warn : Severity::ok,
        fmt::format("{}: serves the chain{}, newest block {}, answers in {} ms", node.name(),
            chain.identity.genesis ? " with its genesis" : "", newest->id.number, time.count()),
        is_slow ? "use a node that is nearer, or less busy" : "");
    look_at_clock(examiner, node.name(), *newest);
    look_at_block(examiner, node, *newest);
    look_at_tag(examiner, node, chain::BlockTag::safe, "safe");
    look_at_tag(examiner, node, chain::BlockTag::finalized, "finalized");
    return std::move(examiner.findings);
}

std::vector<Finding> examine_consensus(chain::LabelSource& node, const ExaminedChain& chain)
{
    Examiner examiner{chain, "consensus"};
    const auto labels = node.labels();
    if (!labels)
    {
        examiner.add(Severity::fail, labels.error());
        return std::move(examiner.findings);
    }
    const auto number = [](const std::optional<BlockId>& block)
    { return block ? std::to_string(block->number) : std::string{"none"}; };
    examiner.add(Severity::ok,
        fmt::format("{}: local-safe block {}, finalized {}, L1 block {}", node.name(),
            number(labels->local_safe), number(labels->finalized), number(labels->current_l1)));
    if (!labels->current_l1)
    {
        examiner.add(Severity::warn,
            fmt::format("{}: does not tell the L1 block that it processes", node.name()),
            "super roots need it: use op-node or kona-node");
        return std::move(examiner.findings);
    }
    const auto safe_head = node.safe_head_at(labels->current_l1->number);
    if (!safe_head && safe_head.error().kind != chain::ErrorKind::unsupported &&
        safe_head.error().kind != chain::ErrorKind::refused)
        examiner.add(Severity::warn, safe_head.error());
    else if (!safe_head)
        examiner.add(Severity::ok, fmt::format("{}: keeps no record of safe heads", node.name()),
            "super roots are refused without one: start op-node with --safedb.path");
    else
        examiner.add(Severity::ok, fmt::format("{}: keeps a record of safe heads", node.name()));
    return std::move(examiner.findings);
}

Finding examine_announcements(chain::HeadSource& node, const ExaminedChain& chain)
{
    if (const auto opened = node.open(); !opened)
    {
        return {Severity::warn, chain.subject, opened.error().message,
            advice(opened.error().kind,
                fmt::format("chains.{}.subscribe", to_string(chain.identity.id)))};
    }
    return {Severity::ok, chain.subject, node.name() + ": announces new blocks", ""};
}
}  // namespace interlock::server
