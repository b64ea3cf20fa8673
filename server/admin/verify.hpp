// Whether the index has what a chain has: blocks fetched again and compared.
#pragma once

#include "chain/source.hpp"
#include "storage/maintenance.hpp"

namespace interlock::server
{
struct VerifyPlan
{
    ChainId chain;
    std::vector<uint64_t> numbers;  // Ascending.
};

/// Why blocks could not be compared.
struct VerifyTrouble
{
    std::string message;
    bool cancelled = false;
};

struct VerifyReport
{
    std::vector<std::string> differences;  // At most storage::kMaxFindings.
    uint64_t blocks = 0;                   // Compared; those that left the index meanwhile are not.
    uint64_t logs = 0;
};

/// All numbers from first to last, or `sample` of them drawn with `seed`. Ascending.
/// Precondition: first <= last.
[[nodiscard]] std::vector<uint64_t> choose_numbers(
    uint64_t first, uint64_t last, uint64_t sample, uint64_t seed);

/// Asks the sources in their order; the next one only where one cannot answer. A block that differs
/// is compared twice, since the chain may be reorged meanwhile.
[[nodiscard]] tl::expected<VerifyReport, VerifyTrouble> verify_blocks(storage::ViewSource& views,
    const std::vector<std::unique_ptr<chain::BlockSource>>& sources, const VerifyPlan& plan,
    const storage::OnProgress& on_progress);
}  // namespace interlock::server
