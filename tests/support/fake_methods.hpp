// The JSON-RPC methods of a truthful node. Pure; any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/support/fake_chain.hpp"

namespace interlock::testing
{
/// What the method returns for a chain; nullopt for a method that there is not.
[[nodiscard]] std::optional<nlohmann::json> call_method(
    const FakeChain& chain, const std::string& method, const nlohmann::json& params);
}  // namespace interlock::testing
