// How `interlock derive` looks. Pure.
#pragma once

#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
/// The answer, and what was asked.
struct DeriveReport
{
    ChainId chain;
    NumberRange asked;
    SafetyLevel level = SafetyLevel::safe;
    std::vector<DerivationInput> blocks;  // At least one.

    /// Whether the index goes to the last block asked for.
    [[nodiscard]] bool complete() const { return blocks.back().block.id.number == asked.last; }
};

[[nodiscard]] std::string derive_text(const DeriveReport& report, const View& view);
[[nodiscard]] Json derive_json(const DeriveReport& report);
}  // namespace interlock::client::cli
