// How far a chain has come, as a consensus node tells it.
#include "chain/decode.hpp"
#include "chain/json_fields.hpp"

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

/// An L1 block with its place in the chain.
struct L1RefJson
{
    RefJson ref;
    std::optional<Hash32> parent_hash;
    std::optional<PlainNumber> timestamp;

    std::optional<BlockSeal> known() const
    {
        const auto id = ref.known();
        if (!id || !parent_hash || !timestamp)
            return std::nullopt;
        return BlockSeal{*id, *parent_hash, timestamp->value};
    }
};

constexpr std::array kL1RefFields{
    json::optional<L1RefJson, &L1RefJson::ref, &RefJson::hash>("hash"),
    json::optional<L1RefJson, &L1RefJson::ref, &RefJson::number>("number"),
    json::optional<L1RefJson, &L1RefJson::parent_hash>("parentHash"),
    json::optional<L1RefJson, &L1RefJson::timestamp>("timestamp"),
};

Checked read(Value value, L1RefJson& out)
{
    return json::read_object(value, kL1RefFields, out);
}

/// A block as the node told it: one that it names, or none, or something of another form.
using Told = tl::expected<std::optional<BlockId>, json::Fault>;
using ToldL1 = tl::expected<std::optional<BlockSeal>, json::Fault>;

/// The part of optimism_syncStatus that matters. What is missing is unknown: implementations
/// differ, and fields have come and gone.
struct SyncStatusJson
{
    Told current_l1;
    Told local_safe;
    Told safe;
    Told finalized;
    ToldL1 finalized_l1;
};

template <typename Ref, auto member>
Checked read_told(Value value, SyncStatusJson& out)
{
    std::optional<Ref> ref;
    if (auto ok = json::read(value, ref); !ok)
        out.*member = tl::unexpected{std::move(ok.error())};
    else if (ref)
        out.*member = ref->known();
    return {};
}

using SyncStatusField = json::Field<SyncStatusJson>;
constexpr std::array kSyncStatusFields{
    SyncStatusField{"current_l1", false, &read_told<RefJson, &SyncStatusJson::current_l1>},
    SyncStatusField{"local_safe_l2", false, &read_told<RefJson, &SyncStatusJson::local_safe>},
    SyncStatusField{"safe_l2", false, &read_told<RefJson, &SyncStatusJson::safe>},
    SyncStatusField{"finalized_l2", false, &read_told<RefJson, &SyncStatusJson::finalized>},
    SyncStatusField{"finalized_l1", false, &read_told<L1RefJson, &SyncStatusJson::finalized_l1>},
};

tl::unexpected<std::string> fault_of(std::string_view name, const Told& told)
{
    return tl::unexpected{to_string(json::fault_in(name, told.error()).value())};
}

/// What is of another form counts as unknown where something else stands in for it. Where nothing
/// does it is an error, so that heads do not stand still in silence.
Decoded<Labels> to_labels(const SyncStatusJson& json)
{
    Labels out;
    out.local_safe = json.local_safe.value_or(std::nullopt);
    out.safe = json.safe.value_or(std::nullopt);
    if (!json.finalized)
        return fault_of("finalized_l2", json.finalized);
    if (!json.local_safe && !out.safe)
        return fault_of("local_safe_l2", json.local_safe);
    if (!json.safe && !out.local_safe)
        return fault_of("safe_l2", json.safe);
    out.finalized = *json.finalized;
    out.current_l1 = json.current_l1.value_or(std::nullopt);
    out.finalized_l1 = json.finalized_l1.value_or(std::nullopt);
    raise_local_safe(out);
    return out;
}

/// The reply of optimism_safeHeadAtL1Block.
struct SafeHeadJson
{
    RefJson l1;
    RefJson l2;
};

constexpr std::array kSafeHeadFields{
    json::required<SafeHeadJson, &SafeHeadJson::l1>("l1Block"),
    json::required<SafeHeadJson, &SafeHeadJson::l2>("safeHead"),
};
}  // namespace

Decoded<Labels> decode_sync_status(Value value)
{
    SyncStatusJson json;
    if (auto ok = json::read_object(value, kSyncStatusFields, json); !ok)
        return tl::unexpected{to_string(ok.error())};
    return to_labels(json);
}

Decoded<std::optional<DerivedBlock>> decode_safe_head(Value value)
{
    SafeHeadJson json;
    if (auto ok = json::read_object(value, kSafeHeadFields, json); !ok)
        return tl::unexpected{to_string(ok.error())};
    const auto l1 = json.l1.known();
    const auto l2 = json.l2.known();
    return l1 && l2 ? std::optional{DerivedBlock{*l2, *l1}} : std::nullopt;
}
}  // namespace interlock::chain
