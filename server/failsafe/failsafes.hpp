// The failsafes in force: raised by operators and by what the service sees, cleared by operators or
// by healing. Those that are held survive restarts.
#pragma once

#include <array>
#include <memory>
#include <mutex>

#include "server/failsafe/failsafe_file.hpp"

namespace interlock::server
{
/// What is seen of an automatic cause.
struct FailsafeSighting
{
    FailsafeScope scope;
    std::string reason;
};

/// By FailsafeCause; `manual` has none.
using FailsafePolicies = std::array<FailsafePolicy, kFailsafeCauses.size()>;

/// A divergence raises one until it has healed; all else is only reported.
[[nodiscard]] constexpr FailsafePolicies default_failsafe_policies() noexcept
{
    FailsafePolicies out{};
    out[static_cast<size_t>(FailsafeCause::divergence)] = FailsafePolicy::until_healed;
    return out;
}

/// Thread-safe.
class Failsafes
{
public:
    /// With what `file` keeps, which need not exist. The error says why it cannot be understood.
    [[nodiscard]] static tl::expected<std::unique_ptr<Failsafes>, std::string> open(
        std::filesystem::path file, const FailsafePolicies& policies);
    /// Nothing survives: for what has no folder of its own.
    explicit Failsafes(const FailsafePolicies& policies) : Failsafes{policies, std::nullopt} {}

    /// All that is seen of an automatic cause now: what was seen before and is not among it has
    /// healed. Does what the cause's policy says; when there are too many, none is held.
    void observe(FailsafeCause cause, const std::vector<FailsafeSighting>& seen, uint64_t now_s);

    /// An operator's. Replaces one of the same scope. The error says that it is in force, but will
    /// not survive a restart, and why; or, when there are too many, that it is not. One for all can
    /// always be raised.
    [[nodiscard]] tl::expected<void, std::string> raise(
        const FailsafeScope& scope, std::string reason, std::string by, uint64_t now_s);
    /// Takes back those of exactly that scope that are held and whose cause is gone, and returns
    /// how many. The error says why none was: its cause is still there, or it could not be written.
    [[nodiscard]] tl::expected<size_t, std::string> clear(
        const FailsafeScope& scope, const std::string& by);

    /// In force now, by scope and cause.
    [[nodiscard]] std::vector<Failsafe> active() const;
    /// Whether there is one for all messages: what clients poll.
    [[nodiscard]] bool is_on_for_all() const;

private:
    Failsafes(const FailsafePolicies& policies, std::optional<std::filesystem::path> file)
      : policies_{policies}, file_{std::move(file)}
    {
    }

    [[nodiscard]] tl::expected<void, std::string> save() const;  // Called with mutex_ held.
    void keep_what_is_held();                                    // The same; logs trouble.

    const FailsafePolicies policies_;
    const std::optional<std::filesystem::path> file_;
    mutable std::mutex mutex_;
    std::vector<Failsafe> active_;  // Guarded by mutex_; one for each scope and cause, in order.
    /// The scopes in which each automatic cause was last seen. Guarded by mutex_.
    std::array<std::vector<FailsafeScope>, kFailsafeCauses.size()> seen_;
};
}  // namespace interlock::server
