#include "server/query/derivation.hpp"

#include "server/safety/required_l1.hpp"

namespace interlock::server
{
namespace
{
using storage::Result;
using storage::View;

Result<std::optional<BlockId>> derived_from(const View& view, const ChainId& chain, uint64_t number)
{
    const auto local_safe = view.head(chain, SafetyLevel::local_safe);
    if (!local_safe)
        return tl::unexpected{local_safe.error()};
    if (!*local_safe || number > (*local_safe)->seal.id.number)
        return std::nullopt;
    return view.derived_from(chain, number);
}

Result<std::optional<BlockId>> settled_l1(const View& view, const ChainId& chain, uint64_t number)
{
    const auto progress = view.progress(chain, CrossView::safe);
    if (!progress)
        return tl::unexpected{progress.error()};
    if (!*progress || number > (*progress)->verified.id.number)
        return std::nullopt;
    return required_l1(view, chain, number)
        .map(
            [](const std::optional<storage::RequiredL1>& required)
            {
                const auto* known = required ? std::get_if<BlockId>(&*required) : nullptr;
                return known == nullptr ? std::nullopt : std::optional{*known};
            });
}

/// Fills in what is known of the block that the message names.
Result<void> resolve(const View& view, ResolvedMessage& message)
{
    const auto& at = message.log.message.id.at;
    const auto block = view.block(at.chain_id, at.block_number);
    if (!block)
        return tl::unexpected{block.error()};
    if (!*block || (*block)->seal.timestamp_s != at.timestamp_s)
        return {};
    auto levels = levels_of(view, at.chain_id, at.block_number);
    const auto required = settled_l1(view, at.chain_id, at.block_number);
    if (!levels || !required)
        return tl::unexpected{levels ? required.error() : levels.error()};
    message.initiating = (*block)->seal;
    message.levels = *std::move(levels);
    message.required_l1 = *required;
    return {};
}
}  // namespace

Told<std::optional<DerivationInput>> derivation_input(const CrossIndex& at, const Judge& judge,
    const Circumstances& circumstances, const ChainId& chain, uint64_t number)
{
    const auto block = at.index.block(chain, number);
    if (!block)
        return tl::unexpected{trouble_of(block.error())};
    if (!*block)
        return std::nullopt;
    auto decision = decide_block(at, chain, number);
    if (!decision)
        return tl::unexpected{std::move(decision.error())};
    if (auto done = check_reliable(at.index, circumstances.not_ready, {chain, number}, *decision);
        !done)
        return tl::unexpected{std::move(done.error())};
    const auto records = at.index.executing_in(chain, number);
    const auto derived = derived_from(at.index, chain, number);
    const auto required = settled_l1(at.index, chain, number);
    if (!records)
        return tl::unexpected{trouble_of(records.error())};
    if (!derived || !required)
        return tl::unexpected{trouble_of(derived ? required.error() : derived.error())};

    DerivationInput out{.block = (*block)->seal,
        .decision = *std::move(decision),
        .messages = {},
        .derived_from = *derived,
        .required_l1 = *required};
    out.messages.reserve(records->size());
    for (const auto& record : *records)
    {
        auto& message = out.messages.emplace_back(ResolvedMessage{
            .log = record.log, .answer = judge_in_block(judge, at.index, circumstances, record)});
        if (record.log.malformed)
            continue;
        if (const auto done = resolve(at.index, message); !done)
            return tl::unexpected{trouble_of(done.error())};
    }
    return out;
}
}  // namespace interlock::server
