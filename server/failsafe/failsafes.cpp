#include "server/failsafe/failsafes.hpp"
#include "server/log/event.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <tuple>

namespace interlock::server
{
namespace
{
constexpr const char* kItself = "interlock";

auto place_of(const Failsafe& failsafe)
{
    return std::tie(failsafe.scope, failsafe.cause);
}

bool comes_before(const Failsafe& a, const Failsafe& b)
{
    return place_of(a) < place_of(b);
}

Failsafe* find(std::vector<Failsafe>& active, const FailsafeScope& scope, FailsafeCause cause)
{
    const auto found = std::find_if(active.begin(), active.end(),
        [&](const Failsafe& failsafe)
        { return failsafe.scope == scope && failsafe.cause == cause; });
    return found == active.end() ? nullptr : &*found;
}

/// Puts it in its place; replaces one of the same scope and cause.
void put(std::vector<Failsafe>& active, Failsafe failsafe)
{
    const auto at = std::lower_bound(active.begin(), active.end(), failsafe, &comes_before);
    if (at != active.end() && place_of(*at) == place_of(failsafe))
        *at = std::move(failsafe);
    else
        active.insert(at, std::move(failsafe));
}

bool is_among(const FailsafeScope& scope, const std::vector<FailsafeSighting>& seen)
{
    return std::any_of(seen.begin(), seen.end(),
        [&](const FailsafeSighting& sighting) { return sighting.scope == scope; });
}

/// Room is left for one for all, which must always be possible to raise.
bool is_full(const std::vector<Failsafe>& active)
{
    return active.size() + 1 >= kMaxHeldFailsafes;
}

/// As the file takes it.
std::string bounded(std::string text)
{
    if (text.size() > kMaxFailsafeTextBytes)
        text.resize(kMaxFailsafeTextBytes);
    return text;
}

LogEvent event_of(std::string_view name, const Failsafe& failsafe)
{
    return LogEvent{name}
        .with("scope", to_string(failsafe.scope))
        .with("cause", to_string(failsafe.cause))
        .with("by", failsafe.by);
}
}  // namespace

tl::expected<std::unique_ptr<Failsafes>, std::string> Failsafes::open(
    std::filesystem::path file, const FailsafePolicies& policies)
{
    auto kept = load_failsafes(file);
    if (!kept)
        return tl::unexpected{kept.error()};
    std::unique_ptr<Failsafes> out{new Failsafes{policies, std::move(file)}};
    for (auto& failsafe : *kept)
    {
        spdlog::warn("{} (since {}, by {}) is still in force", describe(failsafe), failsafe.since_s,
            failsafe.by);
        put(out->active_, std::move(failsafe));
    }
    return out;
}

void Failsafes::observe(
    FailsafeCause cause, const std::vector<FailsafeSighting>& seen, uint64_t now_s)
{
    const std::scoped_lock lock{mutex_};
    const auto policy = policies_[static_cast<size_t>(cause)];
    if (policy == FailsafePolicy::report)
        return;
    auto& scopes = seen_[static_cast<size_t>(cause)];
    scopes.clear();
    for (const auto& sighting : seen)
        scopes.push_back(sighting.scope);

    std::erase_if(active_,
        [&](const Failsafe& failsafe)
        {
            if (failsafe.cause != cause || failsafe.is_held || is_among(failsafe.scope, seen))
                return false;
            log_event(spdlog::level::info, event_of("failsafe_off", failsafe),
                fmt::format("the failsafe for {} ({}) has ended: its cause is gone",
                    to_string(failsafe.scope), to_string(cause)));
            return true;
        });
    bool is_new_held = false;
    for (const auto& [scope, reason] : seen)
    {
        if (find(active_, scope, cause) != nullptr)
            continue;
        const Failsafe failsafe{.scope = scope,
            .cause = cause,
            .reason = bounded(reason),
            .by = kItself,
            .since_s = now_s,
            .is_held = policy == FailsafePolicy::until_cleared && !is_full(active_)};
        log_event(spdlog::level::critical, event_of("failsafe_on", failsafe),
            fmt::format("{}; messages in its scope are not judged {}", describe(failsafe),
                failsafe.is_held ? "until it is cleared (interlock failsafe off)"
                                 : "until that has healed"));
        is_new_held = is_new_held || failsafe.is_held;
        put(active_, failsafe);
    }
    if (is_new_held)
        keep_what_is_held();
}

tl::expected<void, std::string> Failsafes::raise(
    const FailsafeScope& scope, std::string reason, std::string by, uint64_t now_s)
{
    const std::scoped_lock lock{mutex_};
    const bool is_there = find(active_, scope, FailsafeCause::manual) != nullptr;
    if (!is_there && !scope.is_all() && is_full(active_))
        return tl::unexpected{
            fmt::format("not raised: there are {} failsafes already; raise one for all instead",
                active_.size())};
    const Failsafe failsafe{.scope = scope,
        .cause = FailsafeCause::manual,
        .reason = bounded(std::move(reason)),
        .by = bounded(std::move(by)),
        .since_s = now_s,
        .is_held = true};
    log_event(spdlog::level::warn, event_of("failsafe_on", failsafe),
        fmt::format("{} was raised by {}", describe(failsafe), failsafe.by));
    put(active_, failsafe);
    return save().map_error([](const std::string& why)
        { return "the failsafe is in force, but will not survive a restart: " + why; });
}

tl::expected<size_t, std::string> Failsafes::clear(
    const FailsafeScope& scope, const std::string& by)
{
    const std::scoped_lock lock{mutex_};
    const auto is_still_so = [&](const Failsafe& failsafe)
    {
        const auto& seen = seen_[static_cast<size_t>(failsafe.cause)];
        return std::find(seen.begin(), seen.end(), scope) != seen.end();
    };
    auto before = active_;
    const auto count = std::erase_if(active_, [&](const Failsafe& failsafe)
        { return failsafe.scope == scope && failsafe.is_held && !is_still_so(failsafe); });
    if (count == 0)
    {
        const auto left = std::find_if(active_.begin(), active_.end(),
            [&](const Failsafe& failsafe) { return failsafe.scope == scope; });
        if (left == active_.end())
            return size_t{0};
        return tl::unexpected{describe(*left) + ": that is still so; " +
                              (left->is_held ? "clear it when it has healed"
                                             : "it ends by itself when it has healed")};
    }
    if (auto saved = save(); !saved)
    {
        active_ = std::move(before);
        return tl::unexpected{
            "nothing was cleared, since it would be back after a restart: " + saved.error()};
    }
    log_event(spdlog::level::warn,
        LogEvent{"failsafe_off"}.with("scope", to_string(scope)).with("by", by),
        fmt::format("the failsafe for {} was cleared by {}", to_string(scope), by));
    return count;
}

std::vector<Failsafe> Failsafes::active() const
{
    const std::scoped_lock lock{mutex_};
    return active_;
}

bool Failsafes::is_on_for_all() const
{
    const std::scoped_lock lock{mutex_};
    return std::any_of(active_.begin(), active_.end(),
        [](const Failsafe& failsafe) { return failsafe.scope.is_all(); });
}

tl::expected<void, std::string> Failsafes::save() const
{
    if (!file_)
        return {};
    std::vector<Failsafe> held;
    std::copy_if(active_.begin(), active_.end(), std::back_inserter(held),
        [](const Failsafe& failsafe) { return failsafe.is_held; });
    return save_failsafes(*file_, held);
}

void Failsafes::keep_what_is_held()
{
    if (auto saved = save(); !saved)
        spdlog::error("the failsafe will not survive a restart: {}", saved.error());
}
}  // namespace interlock::server
