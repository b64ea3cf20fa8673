// What is told of one chain.
#include <algorithm>

#include "client/cli/chain_names.hpp"
#include "client/cli/decision_text.hpp"
#include "client/cli/diagnosis.hpp"
#include "client/cli/names.hpp"
#include "client/cli/status_cells.hpp"
#include "client/cli/status_waits.hpp"
#include "client/cli/times.hpp"
#include "console/measures.hpp"

namespace interlock::client::cli
{
namespace
{
using console::Finding;
using console::Severity;

/// The sequencing window of the OP Stack: the longest that blocks go without being on L1.
constexpr uint64_t kLocalSafeAgeS = 12 * 3'600;
/// Beside that L1's own finality, generously.
constexpr uint64_t kFinalizedAgeS = kLocalSafeAgeS + 2 * 3'600;
constexpr size_t kMaxEndpoint = 80;

/// Adds findings about one chain.
class ChainDoctor
{
public:
    ChainDoctor(const ChainStatus& chain, const Examination& seen, uint64_t now_s)
      : chain_{chain},
        view_{.now_s = now_s, .chains = seen.chains},
        block_time_s_{std::max<uint64_t>(1, block_time_s(chain.chain_id, seen.chains))},
        subject_{chain_label(chain.chain_id, chain.name)}
    {
        for (const auto& heads : seen.heads.chains)
        {
            if (heads.chain_id == chain.chain_id)
                heads_ = &heads;
        }
    }

    std::vector<Finding> examine() &&
    {
        look_at_state();
        look_at_newest_block();
        look_at_nodes();
        look_at_subscription();
        look_at_heads();
        look_at_waits();
        return std::move(out_);
    }

private:
    void add(Severity severity, std::string what, std::string mend = {})
    {
        out_.push_back({severity, subject_, std::move(what), std::move(mend)});
    }

    void look_at_state()
    {
        const auto state = in_words(name_of(chain_.state));
        const auto trouble = chain_.trouble.empty() ? "" : ": " + printable(chain_.trouble);
        const auto lag = lag_blocks(chain_);
        switch (chain_.state)
        {
            case pb::CHAIN_STATE_FOLLOWING:
                if (trouble.empty())
                    return add(Severity::ok, state + " at block " + number(chain_.head));
                return add(Severity::fail, state + trouble, "mend what this names");
            case pb::CHAIN_STATE_CATCHING_UP:
                return add(Severity::warn,
                    state + ", " + (lag ? std::to_string(*lag) + " blocks to go" : "far behind") +
                        trouble,
                    "wait; interlock sync shows how long");
            case pb::CHAIN_STATE_HALTED:
                return add(Severity::fail, state + trouble,
                    "mend the endpoint; if the index is of another chain, start with an empty "
                    "data_dir");
            case pb::CHAIN_STATE_TROUBLED:
                return add(Severity::fail, state + trouble,
                    "mend what this names; it is tried again without a restart");
            default:
                return add(Severity::warn, state + trouble,
                    "see that the node at " + printable(chain_.endpoint, kMaxEndpoint) +
                        " answers");
        }
    }

    void look_at_newest_block()
    {
        if (!chain_.head || chain_.state != pb::CHAIN_STATE_FOLLOWING)
            return;
        const auto time_s = chain_.head->timestamp_s;
        const auto found = console::freshness(
            {.timestamp_s = time_s, .now_s = view_.now_s, .block_time_s = block_time_s_});
        if (found == console::Freshness::ahead)
            add(Severity::warn,
                "its newest block is dated " + duration(time_s - view_.now_s) +
                    " ahead of the service's clock",
                "synchronise the clocks of the service and of the chain's sequencer (NTP)");
        else if (found == console::Freshness::still)
            add(Severity::warn,
                "its newest block is of " + age(view_.now_s, time_s) + "; one is due every " +
                    duration(block_time_s_),
                "see whether the chain's sequencer, or only its node, stands still");
    }

    void look_at_nodes()
    {
        size_t fit = 0;
        for (const auto& node : chain_.nodes)
        {
            if (node.state == pb::NODE_STATE_FIT)
                ++fit;
            else
                add(Severity::warn,
                    "node " + printable(node.name, kMaxEndpoint) + " is " +
                        in_words(name_of(node.state)) +
                        (node.reason.empty() ? "" : ": " + printable(node.reason)),
                    node.state == pb::NODE_STATE_SET_ASIDE
                        ? "if this lasts, it is on another branch, or lies: look at it"
                        : "mend what this names; it is used again once it is well");
        }
        if (!chain_.disagreement.empty())
            add(Severity::warn, printable(chain_.disagreement),
                "a moment of this at a reorg is normal; if it lasts, find the node that is wrong");
        if (chain_.nodes.size() == 1 && fit == 1)
            add(Severity::ok, "its only node is fit",
                "with more in chains.<id>.execution it goes on when one fails; with a quorum no "
                "one node is believed");
        else if (fit == chain_.nodes.size() && fit > 1)
            add(Severity::ok, "all " + std::to_string(fit) + " nodes are fit");
    }

    void look_at_subscription()
    {
        if (!chain_.subscription)
            return;
        const auto& told = *chain_.subscription;
        const auto where = printable(told.endpoint, kMaxEndpoint);
        if (told.state == pb::SUBSCRIPTION_STATE_FAILING)
            add(Severity::warn,
                "no announcements of new blocks from " + where +
                    (told.trouble.empty() ? "" : ": " + printable(told.trouble)),
                "see that the node serves eth_subscribe over WebSocket there; it is polled "
                "meanwhile");
        else
            add(Severity::ok,
                "its node announces new blocks (" + in_words(name_of(told.state)) + ")");
    }

    void look_at_heads()
    {
        if (!chain_.label_trouble.empty())
            add(Severity::warn,
                "local-safe and finalized heads stand still: " + printable(chain_.label_trouble),
                "see that the chain's consensus node answers");
        if (heads_ == nullptr)
            return;
        std::string ages;
        for (const auto& head : heads_->heads)
        {
            if (!head.block)
                continue;
            ages += (ages.empty() ? "" : ", ") + std::string{to_string(head.level)} + " " +
                    std::to_string(head.block->id.number) + " (" +
                    age(view_.now_s, head.block->timestamp_s) + ")";
            look_at_age(head);
        }
        if (!ages.empty())
            add(Severity::ok, "heads: " + ages);
    }

    void look_at_age(const Head& head)
    {
        const auto limit_s = head.level == SafetyLevel::local_safe  ? kLocalSafeAgeS
                             : head.level == SafetyLevel::finalized ? kFinalizedAgeS
                                                                    : 0;
        if (limit_s == 0 || chain_.state != pb::CHAIN_STATE_FOLLOWING ||
            view_.now_s <= head.block->timestamp_s + limit_s)
            return;
        add(Severity::warn,
            "its " + std::string{to_string(head.level)} + " head is of " +
                age(view_.now_s, head.block->timestamp_s),
            "see whether the chain's batches reach L1, and whether its consensus node derives "
            "them");
    }

    void look_at_waits()
    {
        for (const auto& pending : chain_.pending)
        {
            if (!is_worth_a_line(pending, view_))
                continue;
            const bool is_invalid = std::holds_alternative<Replace>(pending.decision);
            const std::string level{to_string(pending.level)};
            const auto block = std::to_string(pending.block.id.number);
            add(is_invalid ? Severity::fail : Severity::warn,
                level + " stands before block " + block + ": " +
                    decision_line(pending.decision, pending.level, view_),
                is_invalid ? "the chain has to replace it; interlock explain block " +
                                 to_string(chain_.chain_id) + " " + block + " shows why"
                           : "interlock explain head " + to_string(chain_.chain_id) + " " + level +
                                 " shows the root of it");
        }
    }

    static std::string number(const std::optional<BlockSeal>& seal)
    {
        return seal ? std::to_string(seal->id.number) : "-";
    }

    const ChainStatus& chain_;
    const View view_;
    const uint64_t block_time_s_;
    const std::string subject_;
    const ChainHeads* heads_ = nullptr;
    std::vector<Finding> out_;
};
}  // namespace

std::vector<Finding> diagnose_chain(
    const ChainStatus& chain, const Examination& seen, uint64_t now_s)
{
    return ChainDoctor{chain, seen, now_s}.examine();
}
}  // namespace interlock::client::cli
