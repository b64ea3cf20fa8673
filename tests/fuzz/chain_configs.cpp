// Rollup configurations and dependency sets.
#include "chain/decode.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace interlock::fuzz
{
namespace
{
constexpr size_t kMaxChains = 4'096;

void check_rollup_config(std::string_view text)
{
    const auto config = chain::decode_rollup_config(text);
    if (!config)
        return require_showable(config.error());
    require(config->chain.block_time_s > 0, "blocks take time");
    nlohmann::json rendered{
        {"genesis",
            {{"l2", {{"hash", to_hex(config->genesis_hash)}, {"number", config->genesis_number}}},
                {"l2_time", config->genesis_time_s}}},
        {"block_time", config->chain.block_time_s}, {"l2_chain_id", to_string(config->chain.id)}};
    if (config->chain.activation_s)
        rendered["interop_time"] = *config->chain.activation_s;
    require(chain::decode_rollup_config(rendered.dump()) == *config, "a rollup config survives");
}

void check_dependency_set(std::string_view text)
{
    const auto set = chain::decode_dependency_set(text);
    if (!set)
        return require_showable(set.error());
    require(set->chains.size() <= kMaxChains, "chains are bounded");
    require(std::adjacent_find(set->chains.begin(), set->chains.end(), std::greater_equal<>{}) ==
                set->chains.end(),
        "chains rise");
    nlohmann::json rendered{{"dependencies", nlohmann::json::object()},
        {"overrideMessageExpiryWindow", set->expiry_window_override_s}};
    for (const auto& id : set->chains)
        rendered["dependencies"][to_string(id)] = nlohmann::json::object();
    require(chain::decode_dependency_set(rendered.dump()) == *set, "a dependency set survives");
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const auto text = interlock::fuzz::text_of({data, size});
    interlock::fuzz::check_rollup_config(text);
    interlock::fuzz::check_dependency_set(text);
    return 0;
}
