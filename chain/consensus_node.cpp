// A consensus node over JSON-RPC.
#include "chain/decode.hpp"
#include "chain/json_fields.hpp"
#include "chain/json_rpc.hpp"
#include "chain/nodes.hpp"

namespace interlock::chain
{
namespace
{
using json::Checked;
using json::PlainNumber;
using json::Value;

/// A block as optimism_syncStatus refers to it. Nodes send zeros for what they do not know.
struct RefJson
{
    std::optional<Hash32> hash;
    std::optional<PlainNumber> number;

    std::optional<BlockId> known() const
    {
        if (!hash || *hash == Hash32{} || !number)
            return std::nullopt;
        return BlockId{number->value, *hash};
    }
};

constexpr std::array kRefFields{
    json::optional<RefJson, &RefJson::hash>("hash"),
    json::optional<RefJson, &RefJson::number>("number"),
};

Checked read(Value value, RefJson& out)
{
    return json::read_object(value, kRefFields, out);
}

/// The part of optimism_syncStatus that matters. What is missing is unknown: implementations
/// differ, and fields have come and gone.
struct SyncStatusJson
{
    std::optional<RefJson> current_l1;
    std::optional<RefJson> local_safe;
    std::optional<RefJson> safe;
    std::optional<RefJson> finalized;
};

template <std::optional<RefJson> SyncStatusJson::*member>
Checked read_ref(Value value, SyncStatusJson& out)
{
    if (bool null = false; value.is_null().get(null) == simdjson::SUCCESS && null)
        return {};
    return read(value, (out.*member).emplace());
}

using SyncStatusField = json::Field<SyncStatusJson>;
constexpr std::array kSyncStatusFields{
    SyncStatusField{"current_l1", false, &read_ref<&SyncStatusJson::current_l1>},
    SyncStatusField{"local_safe_l2", false, &read_ref<&SyncStatusJson::local_safe>},
    SyncStatusField{"safe_l2", false, &read_ref<&SyncStatusJson::safe>},
    SyncStatusField{"finalized_l2", false, &read_ref<&SyncStatusJson::finalized>},
};

std::optional<BlockId> known(const std::optional<RefJson>& ref)
{
    return ref ? ref->known() : std::nullopt;
}

Decoded<Labels> decode_sync_status(Value value)
{
    SyncStatusJson json;
    if (auto ok = json::read_object(value, kSyncStatusFields, json); !ok)
        return tl::unexpected{to_string(ok.error())};
    Labels out;
    out.local_safe = known(json.local_safe);
    // What is cross-safe is local-safe as well.
    if (!out.local_safe)
        out.local_safe = known(json.safe);
    out.finalized = known(json.finalized);
    out.current_l1 = known(json.current_l1);
    return out;
}

class RpcConsensusNode : public ConsensusNode
{
public:
    RpcConsensusNode(Endpoint endpoint, RequestLimits limits) : rpc_{std::move(endpoint), limits} {}

    const std::string& name() const override { return rpc_.name(); }

    Result<Labels> labels() override
    {
        return rpc_.decode(
            rpc_.call({"optimism_syncStatus", "[]"}), "optimism_syncStatus", &decode_sync_status);
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

    JsonRpc rpc_;
};
}  // namespace

std::unique_ptr<ConsensusNode> make_consensus_node(Endpoint endpoint, RequestLimits limits)
{
    return std::make_unique<RpcConsensusNode>(std::move(endpoint), limits);
}
}  // namespace interlock::chain
