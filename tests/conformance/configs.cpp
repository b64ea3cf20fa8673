// Dependency-set files and rollup configurations, alone or collected in one file. They carry no
// expected values: they must be accepted, and what is read must be what stands there.
#include "interop/dependency_set.hpp"

#include "chain/decode.hpp"
#include "tests/conformance/format.hpp"

namespace interlock::conformance
{
namespace
{
bool is_dependency_set(const Json& json)
{
    return has_keys(json, {"dependencies"});
}

bool is_rollup_config(const Json& json)
{
    return has_keys(json, {"genesis", "block_time", "l2_chain_id"});
}

/// All values of `json` that `accepts` likes, at most three levels down.
template <typename Accepts>
void collect(const Json& json, Accepts accepts, std::vector<const Json*>& out, int depth = 0)
{
    constexpr int kMaxDepth = 3;
    if (accepts(json))
        return out.push_back(&json);
    if (!json.is_structured() || depth == kMaxDepth)
        return;
    for (const Json& inner : json)
        collect(inner, accepts, out, depth + 1);
}

template <typename Accepts>
std::vector<const Json*> collect_all(const Json& json, Accepts accepts)
{
    std::vector<const Json*> out;
    collect(json, accepts, out);
    return out;
}

std::string dump(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The window that the rules then use; a longer one than the maximum must be refused.
void check_window(Case& c, const chain::DependencySetFile& file)
{
    std::vector<ChainConfig> chains;
    for (const ChainId& id : file.chains)
        chains.push_back({.id = id, .block_time_s = 1, .activation_s = std::nullopt});
    const auto set = DependencySet::create(chains, file.expiry_window_override_s);
    const bool too_long = file.expiry_window_override_s > kMaxExpiryWindowS;
    c.equal("set accepted", !too_long && !chains.empty(), set.has_value());
    if (!set)
        return;
    const uint64_t window_s = file.expiry_window_override_s;
    c.equal("window", window_s == 0 ? kMaxExpiryWindowS : window_s, set->expiry_window_s());
}

void run_dependency_set(Case& c, const Json& json)
{
    const auto file = chain::decode_dependency_set(dump(json));
    if (!file)
        return c.fail(file.error());
    Fields fields{json};
    const uint64_t window_s = fields.has("overrideMessageExpiryWindow")
                                  ? fields.number("overrideMessageExpiryWindow")
                                  : 0;
    if (!c.accepts(fields))
        return;
    c.equal("override", window_s, file->expiry_window_override_s);
    c.equal("number of chains", json["dependencies"].size(), file->chains.size());
    for (const auto& [key, value] : json["dependencies"].items())
    {
        const auto id = chain_id_from_text(key).value_or(ChainId{});
        const bool found = std::binary_search(file->chains.begin(), file->chains.end(), id);
        c.equal("names chain " + key, true, found);
    }
    check_window(c, *file);
}

/// kona's registry has the fork times in an object of their own; rollup.json has them beside the
/// rest.
Json with_flat_forks(const Json& json)
{
    Json out = json;
    if (has_keys(json, {"hardfork_configuration"}) && json["hardfork_configuration"].is_object())
        out.update(json["hardfork_configuration"]);
    return out;
}

std::optional<uint64_t> read_activation(Fields& fields)
{
    for (const char* key : {"lagoon_time", "interop_time"})
    {
        if (fields.has(key))
            return fields.number(key);
    }
    return std::nullopt;
}

void run_rollup_config(Case& c, const Json& original)
{
    const Json json = with_flat_forks(original);
    const auto config = chain::decode_rollup_config(dump(json));
    if (!config)
        return c.fail(config.error());
    Fields fields{json};
    Fields genesis{fields.object("genesis")};
    Fields genesis_block{genesis.object("l2")};
    const chain::RollupConfig expected{.chain = {.id = fields.chain_id("l2_chain_id"),
                                           .block_time_s = fields.number("block_time"),
                                           .activation_s = read_activation(fields)},
        .genesis_number = genesis_block.number("number"),
        .genesis_hash = genesis_block.hash("hash"),
        .genesis_time_s = genesis.number("l2_time")};
    if (!c.accepts(fields) || !c.accepts(genesis) || !c.accepts(genesis_block))
        return;
    c.equal("chain id", expected.chain.id, config->chain.id);
    c.equal("block time", expected.chain.block_time_s, config->chain.block_time_s);
    c.equal("activates", expected.chain.activation_s.has_value(),
        config->chain.activation_s.has_value());
    c.equal("activation", expected.chain.activation_s.value_or(0),
        config->chain.activation_s.value_or(0));
    c.equal("genesis number", expected.genesis_number, config->genesis_number);
    c.equal("genesis hash", expected.genesis_hash, config->genesis_hash);
    c.equal("genesis time", expected.genesis_time_s, config->genesis_time_s);
}
}  // namespace

bool is_dependency_sets(const Json& json)
{
    // A registry's network file also says who depends on whom; it is no dependency-set file.
    return !has_keys(json, {"networks"}) && !collect_all(json, is_dependency_set).empty();
}

void run_dependency_sets(const Document& document, Corpus, Report& report)
{
    size_t place = 0;
    for (const Json* json : collect_all(document.json, is_dependency_set))
    {
        Case c{report, "dependency set " + std::to_string(place++)};
        run_dependency_set(c, *json);
    }
}

bool is_rollup_configs(const Json& json)
{
    return !collect_all(json, is_rollup_config).empty();
}

void run_rollup_configs(const Document& document, Corpus, Report& report)
{
    for (const Json* json : collect_all(document.json, is_rollup_config))
    {
        Case c{report, "rollup config of chain " + dump((*json)["l2_chain_id"])};
        run_rollup_config(c, *json);
    }
}
}  // namespace interlock::conformance
