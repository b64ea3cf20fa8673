// What scenarios meet: a comparison over scenarios without a cycle says nothing about cycles. Pure;
// any thread.
#pragma once

#include "tests/model/scenario.hpp"

namespace interlock::model
{
/// How often things happened, by their names in plain words.
using Tally = std::map<std::string, size_t>;

/// Adds what a scenario does in its steps, and what the chains are like at each of its "expect"s.
void count(const Json& scenario, Tally& tally);
}  // namespace interlock::model
