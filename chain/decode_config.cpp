// The configuration files of a chain and of a dependency set.
#include <algorithm>

#include "chain/decode.hpp"
#include "chain/json_fields.hpp"

namespace interlock::chain
{
namespace
{
using json::Checked;
using json::fault;
using json::PlainNumber;
using json::Value;

/// Real ones have a few kilobytes.
constexpr size_t kMaxConfigBytes = size_t{1} << 20U;
constexpr size_t kMaxChains = 4'096;

/// Reads a whole document with `read_root`.
template <typename ReadRoot>
Checked read_document(std::string_view text, ReadRoot read_root)
{
    if (text.size() > kMaxConfigBytes)
        return fault("larger than " + std::to_string(kMaxConfigBytes) + " bytes");
    const simdjson::padded_string padded{text};
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    if (const auto error = parser.iterate(padded).get(document))
        return json::broken(error);
    Value root;
    if (document.get_value().get(root) != simdjson::SUCCESS)
        return fault("not an object");
    if (auto ok = read_root(root); !ok)
        return ok;
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS)
        return fault("something follows the JSON document");
    return {};
}

struct BlockRefJson
{
    PlainNumber number;
    Hash32 hash;
};

constexpr std::array kBlockRefFields{
    json::required<BlockRefJson, &BlockRefJson::number>("number"),
    json::required<BlockRefJson, &BlockRefJson::hash>("hash"),
};

struct RollupJson
{
    BlockRefJson genesis;
    PlainNumber genesis_time;
    PlainNumber block_time;
    ChainId chain_id;
    std::optional<PlainNumber> lagoon_time;
    std::optional<PlainNumber> interop_time;
};

Checked read_genesis_block(Value value, RollupJson& out)
{
    return json::read_object(value, kBlockRefFields, out.genesis);
}

constexpr std::array kGenesisFields{
    json::Field<RollupJson>{"l2", true, &read_genesis_block},
    json::required<RollupJson, &RollupJson::genesis_time>("l2_time"),
};

Checked read_genesis(Value value, RollupJson& out)
{
    return json::read_object(value, kGenesisFields, out);
}

constexpr std::array kRollupFields{
    json::Field<RollupJson>{"genesis", true, &read_genesis},
    json::required<RollupJson, &RollupJson::block_time>("block_time"),
    json::required<RollupJson, &RollupJson::chain_id>("l2_chain_id"),
    json::optional<RollupJson, &RollupJson::lagoon_time>("lagoon_time"),
    json::optional<RollupJson, &RollupJson::interop_time>("interop_time"),
};

/// The fork was renamed from interop to Lagoon in 2026; old files have the old name.
Checked settle_activation(const RollupJson& json, RollupConfig& out)
{
    const auto& lagoon = json.lagoon_time;
    const auto& interop = json.interop_time;
    if (lagoon && interop && lagoon->value != interop->value)
    {
        return fault("lagoon_time is " + std::to_string(lagoon->value) + ", but interop_time is " +
                     std::to_string(interop->value));
    }
    if (const auto& time = lagoon ? lagoon : interop)
        out.chain.activation_s = time->value;
    return {};
}

Checked read_dependency_chains(Value value, DependencySetFile& out)
{
    simdjson::ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS)
        return fault("not an object");
    for (auto entry : object)
    {
        simdjson::ondemand::field field;
        std::string_view key;
        if (const auto error = std::move(entry).get(field))
            return json::broken(error);
        if (const auto error = field.unescaped_key().get(key))
            return json::broken(error);
        const auto id = chain_id_from_text(key);
        if (!id)
            return fault("a key is not a chain id");
        if (out.chains.size() == kMaxChains)
            return fault("more than " + std::to_string(kMaxChains) + " chains");
        out.chains.push_back(*id);
    }
    std::sort(out.chains.begin(), out.chains.end());
    const auto twice = std::adjacent_find(out.chains.begin(), out.chains.end());
    if (twice != out.chains.end())
        return fault("chain " + to_string(*twice) + " twice");
    return {};
}

Checked read_window(Value value, DependencySetFile& out)
{
    std::optional<PlainNumber> window;
    auto ok = json::read(value, window);
    if (ok && window)
        out.expiry_window_override_s = window->value;
    return ok;
}

constexpr std::array kDependencySetFields{
    json::Field<DependencySetFile>{"dependencies", true, &read_dependency_chains},
    json::Field<DependencySetFile>{"overrideMessageExpiryWindow", false, &read_window},
};
}  // namespace

Decoded<RollupConfig> decode_rollup_config(std::string_view text)
{
    RollupJson json;
    RollupConfig config;
    auto ok = read_document(
        text, [&json](Value root) { return json::read_object(root, kRollupFields, json); });
    if (ok && json.block_time.value == 0)
        ok = json::fault_in("block_time", {{}, "zero"});
    if (ok)
        ok = settle_activation(json, config);
    if (!ok)
        return tl::unexpected{"rollup config: " + to_string(ok.error())};
    config.chain.id = json.chain_id;
    config.chain.block_time_s = json.block_time.value;
    config.genesis_number = json.genesis.number.value;
    config.genesis_hash = json.genesis.hash;
    config.genesis_time_s = json.genesis_time.value;
    return config;
}

Decoded<DependencySetFile> decode_dependency_set(std::string_view text)
{
    DependencySetFile file;
    const auto ok = read_document(
        text, [&file](Value root) { return json::read_object(root, kDependencySetFields, file); });
    if (!ok)
        return tl::unexpected{"dependency set: " + to_string(ok.error())};
    return file;
}
}  // namespace interlock::chain
