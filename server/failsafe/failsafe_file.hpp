// The failsafes that outlive the service, in a file beside the index: an index that is thrown away
// and built anew must not take them along. Any thread, one at a time for each file.
#pragma once

#include <filesystem>
#include <tl/expected.hpp>
#include <vector>

#include "server/failsafe/failsafe.hpp"

namespace interlock::server
{
/// As many are kept at most; a file that has more is refused.
inline constexpr size_t kMaxHeldFailsafes = 1'000;

/// A longer reason or name is cut.
inline constexpr size_t kMaxFailsafeTextBytes = 2'000;

/// Those of the file; none when there is no file. The error names the file and what is wrong.
[[nodiscard]] tl::expected<std::vector<Failsafe>, std::string> load_failsafes(
    const std::filesystem::path& file);

/// Replaces the file, durably: after a crash there is the old one or the new one.
[[nodiscard]] tl::expected<void, std::string> save_failsafes(
    const std::filesystem::path& file, const std::vector<Failsafe>& failsafes);
}  // namespace interlock::server
