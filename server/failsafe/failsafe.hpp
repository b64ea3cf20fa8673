// A failsafe: messages that are not judged, because something is wrong that judging them could make
// worse. Values; any thread.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "interop/chain_id.hpp"

namespace interlock::server
{
/// Which messages are meant: those between two chains, those of one chain with any, or all.
struct FailsafeScope
{
    std::optional<ChainId> chain{};  // Absent: all messages.
    std::optional<ChainId> other{};  // Absent: with any chain. Only beside `chain`, and greater.

    [[nodiscard]] static FailsafeScope all() noexcept { return {}; }
    [[nodiscard]] static FailsafeScope of(const ChainId& chain) noexcept { return {chain, {}}; }
    /// Whichever of them executes. A chain and itself: messages within that chain.
    [[nodiscard]] static FailsafeScope between(const ChainId& one, const ChainId& another) noexcept;

    [[nodiscard]] bool is_all() const noexcept { return !chain; }
    [[nodiscard]] bool covers(const ChainId& executing, const ChainId& initiating) const noexcept;

    /// Whether it covers any message that the chain has to do with.
    [[nodiscard]] bool touches(const ChainId& any) const noexcept
    {
        return !chain || *chain == any || other == any;
    }

    friend auto operator<=>(const FailsafeScope&, const FailsafeScope&) = default;
};

/// "all chains", "chain 901", "chains 901 and 902".
[[nodiscard]] std::string to_string(const FailsafeScope& scope);

enum class FailsafeCause
{
    manual,              // an operator wants it
    divergence,          // a node calls a block safe or final that is invalid here
    invalid_safe_block,  // a local-safe block is invalid, and not replaced yet
    disagreement,        // the nodes of a chain do not agree about a block
};

inline constexpr std::array kFailsafeCauses{FailsafeCause::manual, FailsafeCause::divergence,
    FailsafeCause::invalid_safe_block, FailsafeCause::disagreement};

/// "divergence": the form of the file, of JSON and of metrics.
[[nodiscard]] std::string_view to_string(FailsafeCause cause) noexcept;

/// What follows when an automatic cause is seen.
enum class FailsafePolicy
{
    report,         // it is only reported
    until_healed,   // a failsafe, for as long as the cause is there
    until_cleared,  // a failsafe that stays, also through restarts, until an operator clears it
};

struct Failsafe
{
    FailsafeScope scope;
    FailsafeCause cause = FailsafeCause::manual;
    std::string reason;    // For people, one line.
    std::string by;        // Who; "interlock" when it came by itself.
    uint64_t since_s = 0;  // Unix seconds.
    bool is_held = false;  // Stays until an operator clears it.

    friend bool operator==(const Failsafe&, const Failsafe&) = default;
};

/// "failsafe for chains 901 and 902 (divergence): …": what everyone is told who asks.
[[nodiscard]] std::string describe(const Failsafe& failsafe);
}  // namespace interlock::server
