// A consensus node over JSON-RPC.
#include "chain/decode.hpp"
#include "chain/json_rpc.hpp"
#include "chain/nodes.hpp"

namespace interlock::chain
{
namespace
{
/// A node that does not keep its safe heads is asked again only after so many tellings: it may
/// have been restarted with them.
constexpr uint32_t kTellingsWithoutSafeHeads = 300;

/// How op-node says that its record has no entry so early.
bool is_before_record(const Error& error)
{
    return error.kind == ErrorKind::not_found ||
           (error.kind == ErrorKind::refused && error.message.ends_with("not found"));
}

bool keeps_no_safe_heads(const Error& error)
{
    return error.kind == ErrorKind::unsupported ||
           error.message.find("safe head database not enabled") != std::string::npos;
}

class RpcConsensusNode : public ConsensusNode
{
public:
    RpcConsensusNode(Endpoint endpoint, RequestLimits limits) : rpc_{std::move(endpoint), limits} {}

    const std::string& name() const override { return rpc_.name(); }

    Result<Labels> labels() override
    {
        told_.reset();
        if (tellings_without_safe_heads_ > 0)
            --tellings_without_safe_heads_;
        auto labels = rpc_.decode(
            rpc_.call({"optimism_syncStatus", "[]"}), "optimism_syncStatus", &decode_sync_status);
        if (!labels)
            return labels;
        labels->source = name();
        if (!labels->current_l1)
            return labels;
        labels->derived = safe_head_by(*labels->current_l1);
        if (!labels->derived && labels->local_safe)
            labels->derived = {*labels->local_safe, *labels->current_l1};
        return labels;
    }

    Result<std::optional<DerivedBlock>> safe_head_at(uint64_t l1_number) override
    {
        if (told_ && told_->l1_number == l1_number)
            return told_->entry;
        if (tellings_without_safe_heads_ > 0)
            return LabelSource::safe_head_at(l1_number);
        auto entry = ask_safe_head(l1_number);
        if (!entry && keeps_no_safe_heads(entry.error()))
            tellings_without_safe_heads_ = kTellingsWithoutSafeHeads + 1;  // This one counts.
        else if (entry)
            told_ = TellingEntry{l1_number, *entry};
        return entry;
    }

    Result<RollupConfig> rollup_config() override
    {
        return configuration("optimism_rollupConfig", &decode_rollup_config);
    }

    Result<DependencySetFile> dependency_set() override
    {
        return configuration("optimism_dependencySet", &decode_dependency_set);
    }

private:
    template <typename T>
    Result<T> configuration(const std::string& method, Decoded<T> (*decode)(std::string_view))
    {
        const auto result = rpc_.call({method, "[]"});
        if (!result)
            return tl::unexpected{result.error()};
        if (*result == "null")
            return tl::unexpected{
                rpc_.error(ErrorKind::unsupported, method + ": the node has none configured")};
        auto decoded = decode(*result);
        if (!decoded)
            return tl::unexpected{
                rpc_.error(ErrorKind::malformed, method + ": " + decoded.error())};
        return std::move(*decoded);
    }

    Result<std::optional<DerivedBlock>> ask_safe_head(uint64_t l1_number)
    {
        const std::string method = "optimism_safeHeadAtL1Block";
        const auto entry =
            rpc_.decode(rpc_.call({method, "[\"" + quantity_to_hex(l1_number) + "\"]"}), method,
                &decode_safe_head);
        if (!entry && is_before_record(entry.error()))
            return std::nullopt;
        if (!entry)
            return entry;
        if (!*entry || (*entry)->l1.number > l1_number)
        {
            return tl::unexpected{rpc_.error(ErrorKind::malformed,
                method + ": not a safe head at L1 block " + std::to_string(l1_number))};
        }
        return entry;
    }

    /// Nothing when the node does not say, or says what cannot be.
    std::optional<DerivedBlock> safe_head_by(const BlockId& l1)
    {
        const auto entry = safe_head_at(l1.number);
        if (!entry || !*entry || ((*entry)->l1.number == l1.number && (*entry)->l1 != l1))
            return std::nullopt;
        return *entry;
    }

    /// What the record was asked since the labels were told last: the follower asks the same first.
    struct TellingEntry
    {
        uint64_t l1_number = 0;
        std::optional<DerivedBlock> entry;
    };

    JsonRpc rpc_;
    uint32_t tellings_without_safe_heads_ = 0;  // Still to come before it is asked again.
    std::optional<TellingEntry> told_;
};
}  // namespace

std::unique_ptr<ConsensusNode> make_consensus_node(Endpoint endpoint, RequestLimits limits)
{
    return std::make_unique<RpcConsensusNode>(std::move(endpoint), limits);
}
}  // namespace interlock::chain
