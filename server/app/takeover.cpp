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
    const auto& id = record.config.id;
    const auto first = view.first(id);
    const auto finalized = view.head(id, SafetyLevel::finalized);
    const auto covered = view.setting(covered_since_key(id));
    const auto begun = view.setting(begun_at_key(id));
    if (!first || !finalized)
        return tl::unexpected{first ? finalized.error() : first.error()};
    if (!covered || !begun)
        return tl::unexpected{covered ? begun.error() : covered.error()};
    IndexedChain chain{.record = record, .start = std::nullopt, .finalized_s = std::nullopt};
    if (*first)
    {
        chain.start = IndexStart{.number = (*first)->seal.id.number,
            .timestamp_s = (*first)->seal.timestamp_s,
            .covered_since_s = number_in(*covered),
            .begun_at = number_in(*begun)};
    }
    if (*finalized)
        chain.finalized_s = (*finalized)->seal.timestamp_s;
    return chain;
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
