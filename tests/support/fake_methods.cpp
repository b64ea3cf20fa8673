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

using Method = std::function<MethodResult(const FakeChain&, const json& params)>;

MethodResult block_result(const FakeChain& chain, const json& params)
{
    return block_json(find_block(chain, params.at(0)));
}

/// Of the message passer, which is all of the state before Isthmus.
MethodResult proof_result(const FakeChain& chain, const json& params)
{
    const auto* block = find_block(chain, params.at(2));
    auto nodes = json::array();
    if (block != nullptr && chain.options().fork < ForkShape::isthmus)
        nodes.push_back(to_hex(message_passer_leaf(block->message_passer)));
    return json{{"accountProof", nodes}};
}

/// As op-node: the newest entry up to the asked L1 block, which it wants in hex.
MethodResult safe_head_result(const FakeChain& chain, const json& params)
{
    constexpr int kInvalidParams = -32602;
    constexpr int kServerError = -32000;
    const std::string asked = params.at(0);
    const auto number = quantity_from_hex(asked);
    if (!number)
        return tl::unexpected{MethodError{kInvalidParams, "invalid argument 0: " + asked}};
    const auto failed = "failed to get safe head at l1 block " + asked + ": ";
    if (!chain.keeps_safe_heads())
        return tl::unexpected{MethodError{kServerError, failed + "safe head database not enabled"}};
    const auto* derived = chain.derived_at(*number);
    if (derived == nullptr)
        return tl::unexpected{MethodError{kServerError, failed + "not found"}};
    return safe_head_json(*derived);
}

const std::map<std::string, Method>& methods()
{
    static const std::map<std::string, Method> kMethods{
        {"eth_chainId", [](const FakeChain& chain, const json&)
            { return json(quantity_to_hex(chain.options().id.value.to_u64().value())); }},
        {"eth_blockNumber", [](const FakeChain& chain, const json&)
            { return json(quantity_to_hex(chain.head().header.number)); }},
        {"eth_getBlockByNumber", block_result},
        {"eth_getBlockByHash", block_result},
        {"eth_getBlockReceipts", [](const FakeChain& chain, const json& params)
            { return receipts_json(find_block(chain, params.at(0))); }},
        {"eth_getProof", &proof_result},
        {"optimism_syncStatus",
            [](const FakeChain& chain, const json&) { return sync_status_json(chain); }},
        {"optimism_safeHeadAtL1Block", safe_head_result},
        {"optimism_rollupConfig",
            [](const FakeChain& chain, const json&) { return rollup_config_json(chain); }},
        {"optimism_dependencySet",
            [](const FakeChain& chain, const json&) { return dependency_set_json(chain); }},
    };
    return kMethods;
}
}  // namespace

MethodResult call_method(const FakeChain& chain, const std::string& method, const json& params)
{
    constexpr int kMethodNotFound = -32601;
    const auto known = methods().find(method);
    if (known == methods().end())
        return tl::unexpected{MethodError{kMethodNotFound, "no method " + method}};
    return known->second(chain, params);
}
}  // namespace interlock::testing
