// The JSON-RPC methods of a truthful node. Pure; any thread.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <tl/expected.hpp>

#include "tests/support/fake_chain.hpp"

namespace interlock::testing
{
struct MethodError
{
    int code = 0;
    std::string message;
};

using MethodResult = tl::expected<nlohmann::json, MethodError>;

/// What the method returns for a chain.
[[nodiscard]] MethodResult call_method(
    const FakeChain& chain, const std::string& method, const nlohmann::json& params);
}  // namespace interlock::testing
