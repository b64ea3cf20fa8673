// A consensus node over JSON-RPC.
#include "chain/decode.hpp"
#include "chain/json_rpc.hpp"
#include "chain/nodes.hpp"

namespace interlock::chain
{
namespace
{
/// Whether `l1` may be the asked block or one before it.
bool is_up_to(const BlockId& l1, const BlockId& asked)
{
    return l1.number < asked.number || l1 == asked;
}

/// A node that does not keep its safe heads is asked again only after so many tellings: it may
/// have been restarted with them.
constexpr uint32_t kTellingsWithoutSafeHeads = 300;

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
        auto labels = rpc_.decode(
            rpc_.call({"optimism_syncStatus", "[]"}), "optimism_syncStatus", &decode_sync_status);
        if (!labels)
            return labels;
        labels->source = name();
        if (!labels->current_l1)
            return labels;
        labels->derived = safe_head_at(*labels->current_l1);
        if (!labels->derived && labels->local_safe)
            labels->derived = {*labels->local_safe, *labels->current_l1};
        return labels;
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

    /// Nothing when the node does not say, or says what cannot be.
    std::optional<DerivedBlock> safe_head_at(const BlockId& l1)
    {
        if (tellings_without_safe_heads_ > 0)
        {
            --tellings_without_safe_heads_;
            return std::nullopt;
        }
        const std::string method = "optimism_safeHeadAtL1Block";
        const auto derived =
            rpc_.decode(rpc_.call({method, "[\"" + quantity_to_hex(l1.number) + "\"]"}), method,
                &decode_safe_head);
        if (!derived && keeps_no_safe_heads(derived.error()))
            tellings_without_safe_heads_ = kTellingsWithoutSafeHeads;
        if (!derived || !*derived || !is_up_to((*derived)->l1, l1))
            return std::nullopt;
        return *derived;
    }

    JsonRpc rpc_;
    uint32_t tellings_without_safe_heads_ = 0;  // Still to come before it is asked again.
};
}  // namespace

std::unique_ptr<ConsensusNode> make_consensus_node(Endpoint endpoint, RequestLimits limits)
{
    return std::make_unique<RpcConsensusNode>(std::move(endpoint), limits);
}
}  // namespace interlock::chain
