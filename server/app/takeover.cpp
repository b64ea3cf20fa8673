#include "server/app/takeover.hpp"

#include <charconv>

#include "server/ingest/indexer.hpp"

namespace interlock::server
{
namespace
{
constexpr std::string_view kWindowSetting = "expiry_window_s";

std::optional<uint64_t> number_in(const std::optional<std::string>& setting)
{
    uint64_t number = 0;
    if (!setting)
        return std::nullopt;
    const auto* end = setting->data() + setting->size();
    const auto parsed = std::from_chars(setting->data(), end, number);
    return parsed.ec == std::errc{} && parsed.ptr == end ? std::optional{number} : std::nullopt;
}

storage::Result<IndexedChain> read_chain(
    const storage::View& view, const storage::ChainRecord& record)
{
    const auto first = view.first(record.config.id);
    const auto covered = view.setting(covered_since_key(record.config.id));
    if (!first || !covered)
        return tl::unexpected{first ? covered.error() : first.error()};
    IndexedChain chain{.record = record, .start = std::nullopt};
    if (*first)
    {
        chain.start = IndexStart{.number = (*first)->seal.id.number,
            .timestamp_s = (*first)->seal.timestamp_s,
            .covered_since_s = number_in(*covered)};
    }
    return chain;
}

/// Of two times, either of which may be missing, the earlier.
std::optional<uint64_t> earlier(std::optional<uint64_t> a, std::optional<uint64_t> b)
{
    return a && b ? std::min(*a, *b) : (a ? a : b);
}
}  // namespace

storage::Result<IndexState> read_index_state(const storage::View& view)
{
    IndexState state;
    const auto chains = view.chains();
    const auto window = view.setting(kWindowSetting);
    if (!chains || !window)
        return tl::unexpected{chains ? window.error() : chains.error()};
    state.expiry_window_s = number_in(*window).value_or(kMaxExpiryWindowS);
    for (const auto& record : *chains)
    {
        auto chain = read_chain(view, record);
        if (!chain)
            return tl::unexpected{chain.error()};
        state.chains.push_back(*std::move(chain));
        if (!record.followed)
            continue;
        const auto finalized = view.head(record.config.id, SafetyLevel::finalized);
        if (!finalized)
            return tl::unexpected{finalized.error()};
        if (*finalized)
            state.anchor_s = earlier(state.anchor_s, (*finalized)->seal.timestamp_s);
    }
    return state;
}

storage::Result<void> record_configuration(storage::Writer& writer, const DependencySet& set)
{
    auto step = writer.begin();
    if (!step)
        return tl::unexpected{step.error()};
    const auto recorded = (*step)->chains();
    if (!recorded)
        return tl::unexpected{recorded.error()};
    for (auto record : *recorded)
    {
        if (set.find(record.config.id) != nullptr)
            continue;
        record.followed = false;
        if (auto done = (*step)->put_chain(record); !done)
            return done;
    }
    for (const auto& chain : set.chains())
    {
        if (auto done = (*step)->put_chain({.config = chain, .followed = true}); !done)
            return done;
    }
    if (auto done = (*step)->put_setting(kWindowSetting, std::to_string(set.expiry_window_s()));
        !done)
        return done;
    return (*step)->commit();
}
}  // namespace interlock::server
