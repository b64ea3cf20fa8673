// Scenarios as data: chains that grow, reorg and become local-safe step by step, and what must hold
// in between. One JSON object each:
//
//   { "name", "expiry_window": seconds,
//     "chains": [ {"id", "block_time", "genesis_time", "activation": time or null} ],
//     "steps": [ one of
//       {"block": {"chain", "number", "timestamp", "logs": count, "rev",
//                  "exec": [ {"log": own index, "chain", "number", "index", "timestamp", "rev",
//                             "wrong_payload": true, if present} ]}},
//       {"local_safe": {"chain", "number"}},  also to a lower block
//       {"rewind": {"chain", "number"}},      the blocks above are gone, local-safe or not
//       {"expect": {"cross_unsafe": {chain: number}, "cross_safe": {chain: number},
//                   "invalid_unsafe": [ {"chain", "number", "reason"} ], "invalid_safe": […]}} ] }
//
// Block 0 of each chain has no logs, is there from the start, and is at every level. Log i of block
// n, revision r, of chain c is unlike every other log, and a message made for (c, n, i, r) matches
// that log alone; one of a wrong payload matches none. Pure; any thread.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/model/safety_model.hpp"

namespace interlock::model
{
using Json = nlohmann::json;

/// The chains of a scenario as its steps change them. What is no scenario throws: missing or
/// mistyped members nlohmann::json::exception, steps that cannot follow std::runtime_error.
class ScenarioChains
{
public:
    explicit ScenarioChains(const Json& scenario);

    /// Anything but an "expect".
    void apply(const Json& step);
    [[nodiscard]] const World& world() const noexcept { return world_; }

private:
    void append(const Json& block);
    void set_local_safe(const Json& label);
    void rewind(const Json& rewind);
    [[nodiscard]] Chain& chain_of(const Json& step);

    World world_;
};

/// What the model expects, as an "expect" step holds it.
[[nodiscard]] Json expectation(const World& world);

/// An "expect" with which the model does not agree.
struct Mismatch
{
    size_t step = 0;
    Json scenario;
    Json model;
};

struct Checked
{
    size_t expects = 0;
    std::vector<Mismatch> mismatches;
};
/// Throws as ScenarioChains does.
[[nodiscard]] Checked check_scenario(const Json& scenario);
}  // namespace interlock::model
