// The patches of negative cases: replace, remove and add of RFC 6902, and swap of two places.
#pragma once

#include "tests/conformance/document.hpp"

namespace interlock::conformance
{
/// Applies a list of operations in order; the error names the first that cannot be applied.
[[nodiscard]] tl::expected<void, std::string> apply_patch(Json& target, const Json& operations);
}  // namespace interlock::conformance
