#include "tests/support/fake_methods.hpp"

#include <functional>
#include <map>

#include "tests/support/fake_chain_json.hpp"

namespace interlock::testing
{
namespace
{
using nlohmann::json;

const FakeBlock* find_block(const FakeChain& chain, const std::string& which)
{
    if (which == "latest")
        return &chain.head();
    if (which == "safe")
        return chain.safe();
    if (which == "finalized")
        return chain.finalized();
    if (const auto hash = fixed_from_hex<Hash32>(which))
        return chain.find(*hash);
    const auto number = quantity_from_hex(which);
    return number ? chain.find(*number) : nullptr;
}

using Result = std::function<json(const FakeChain&, const json& params)>;

json block_result(const FakeChain& chain, const json& params)
{
    return block_json(find_block(chain, params.at(0)));
}

const std::map<std::string, Result>& methods()
{
    static const std::map<std::string, Result> kMethods{
        {"eth_chainId", [](const FakeChain& chain, const json&)
            { return json(quantity_to_hex(chain.options().id.value.to_u64().value())); }},
        {"eth_blockNumber", [](const FakeChain& chain, const json&)
            { return json(quantity_to_hex(chain.head().header.number)); }},
        {"eth_getBlockByNumber", block_result},
        {"eth_getBlockByHash", block_result},
        {"eth_getBlockReceipts", [](const FakeChain& chain, const json& params)
            { return receipts_json(find_block(chain, params.at(0))); }},
        {"optimism_syncStatus",
            [](const FakeChain& chain, const json&) { return sync_status_json(chain); }},
        {"optimism_rollupConfig",
            [](const FakeChain& chain, const json&) { return rollup_config_json(chain); }},
        {"optimism_dependencySet",
            [](const FakeChain& chain, const json&) { return dependency_set_json(chain); }},
    };
    return kMethods;
}
}  // namespace

std::optional<json> call_method(
    const FakeChain& chain, const std::string& method, const json& params)
{
    const auto known = methods().find(method);
    if (known == methods().end())
        return std::nullopt;
    return known->second(chain, params);
}
}  // namespace interlock::testing
