#include "server/ingest/head_watch.hpp"

#include <spdlog/spdlog.h>

namespace interlock::server
{
namespace
{
/// Between two announcements: who floods is read no faster.
constexpr std::chrono::milliseconds kPause{20};
constexpr Backoff::Range kRetries{
    .first = std::chrono::milliseconds{500}, .longest = std::chrono::milliseconds{30'000}};
}  // namespace

HeadWatch::HeadWatch(
    ChainId chain, std::vector<std::unique_ptr<chain::HeadSource>> sources, Services services)
  : chain_{chain},
    name_{"chain " + to_string(chain)},
    sources_{std::move(sources)},
    services_{std::move(services)},
    backoff_{kRetries, static_cast<uint32_t>(std::hash<ChainId>{}(chain))}
{
    services_.board.update(
        chain_, [&](ChainStatus& s) { s.subscription.emplace().endpoint = source().name(); });
}

std::chrono::milliseconds HeadWatch::step()
{
    return is_open_ ? listen() : connect();
}

std::chrono::milliseconds HeadWatch::connect()
{
    services_.board.update(
        chain_, [&](ChainStatus& s) { s.subscription->endpoint = source().name(); });
    if (const auto opened = source().open(); !opened)
        return leave(opened.error());
    is_open_ = true;
    services_.wake_up.set_listening(true);
    services_.board.update(chain_, [](ChainStatus& s) { s.subscription->listening = true; });
    return std::chrono::milliseconds{0};
}

std::chrono::milliseconds HeadWatch::listen()
{
    if (const auto announced = source().next(); !announced)
        return leave(announced.error());
    services_.wake_up.announce();
    services_.wake();
    services_.board.update(chain_,
        [](ChainStatus& s)
        {
            ++s.subscription->announcements;
            s.subscription->trouble.clear();
        });
    // Only now: one that subscribes and then breaks is no better than one that cannot be reached.
    if (failed_ != 0 || !trouble_.empty())
        spdlog::info("{}: new blocks are announced by {}", name_, source().name());
    trouble_.clear();
    failed_ = 0;
    backoff_.reset();
    return kPause;
}

std::chrono::milliseconds HeadWatch::leave(const chain::Error& error)
{
    is_open_ = false;
    services_.wake_up.set_listening(false);
    if (error.kind == chain::ErrorKind::cancelled)
        return kPause;
    services_.board.update(chain_,
        [&](ChainStatus& s)
        {
            s.subscription->listening = false;
            s.subscription->proven = false;
            s.subscription->trouble = error.message;
            ++s.subscription->failures;
        });
    if (trouble_ != error.message)
        spdlog::warn("{}: new blocks are not announced: {}; polling", name_, error.message);
    trouble_ = error.message;
    place_ = (place_ + 1) % sources_.size();
    // The next one is tried at once, until all have failed.
    if (++failed_ % sources_.size() != 0)
        return kPause;
    const std::chrono::milliseconds asked = std::chrono::seconds{error.retry_after_s.value_or(0)};
    return std::max(asked, backoff_.wait());
}
}  // namespace interlock::server
