// The chains that may message each other, and when each may.
// https://github.com/ethereum-optimism/specs/blob/fd72cf79/specs/interop/dependency-set.md
#pragma once

#include <string>
#include <tl/expected.hpp>

#include "interop/chain_id.hpp"

namespace interlock
{
/// The longest, and the default, time in which a message may be executed, in seconds (7 days).
inline constexpr uint64_t kMaxExpiryWindowS = 604'800;

/// What the rules need to know of one chain.
struct ChainConfig
{
    ChainId id;
    uint64_t block_time_s = 0;
    /// When messaging becomes active (`lagoon_time`, formerly `interop_time`); never when absent.
    std::optional<uint64_t> activation_s;

    friend bool operator==(const ChainConfig&, const ChainConfig&) = default;
};

/// Immutable after construction; may be shared between threads.
class DependencySet
{
public:
    /// Refuses: no chain, a chain twice, a block time of zero, a window above kMaxExpiryWindowS.
    /// A window of zero means kMaxExpiryWindowS. The error names what was wrong.
    [[nodiscard]] static tl::expected<DependencySet, std::string> create(
        std::vector<ChainConfig> chains, uint64_t expiry_window_s);

    /// By ascending chain id.
    [[nodiscard]] std::span<const ChainConfig> chains() const noexcept { return chains_; }
    /// nullptr when the chain is not in the set.
    [[nodiscard]] const ChainConfig* find(const ChainId& id) const noexcept;
    [[nodiscard]] uint64_t expiry_window_s() const noexcept { return expiry_window_s_; }

private:
    DependencySet(std::vector<ChainConfig> chains, uint64_t expiry_window_s)
      : chains_{std::move(chains)}, expiry_window_s_{expiry_window_s}
    {
    }

    std::vector<ChainConfig> chains_;
    uint64_t expiry_window_s_;
};
}  // namespace interlock
