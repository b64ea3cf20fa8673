// How `interlock explain` looks. Pure.
#pragma once

#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
/// A block by one of the two views.
struct ExplainedView
{
    SafetyLevel level = SafetyLevel::safe;
    Explanation explanation;  // Its first step is the block.
};

struct ExplainedBlock
{
    ChainId chain;
    std::vector<ExplainedView> views;  // At least one.
};

struct ExplainedHead
{
    ChainId chain;
    SafetyLevel level = SafetyLevel::safe;
    Explanation explanation;
};

[[nodiscard]] std::string explain_text(const ExplainedBlock& block, const View& view);
[[nodiscard]] std::string explain_text(const ExplainedHead& head, const View& view);
[[nodiscard]] Json explain_json(const ExplainedBlock& block);
[[nodiscard]] Json explain_json(const ExplainedHead& head);

/// Of several views, the worst.
[[nodiscard]] ExitCode exit_code(const ExplainedBlock& block) noexcept;
[[nodiscard]] ExitCode exit_code(const ExplainedHead& head) noexcept;
}  // namespace interlock::client::cli
