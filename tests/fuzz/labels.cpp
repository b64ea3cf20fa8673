// What a consensus node tells of how far the chain has come.
#include "chain/decode.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace interlock::fuzz
{
namespace
{
using chain::Labels;

nlohmann::json render(const std::optional<BlockId>& block)
{
    if (!block)
        return nullptr;
    return {{"hash", to_hex(block->hash)}, {"number", block->number}};
}

nlohmann::json render_l1(const std::optional<BlockSeal>& block)
{
    if (!block)
        return nullptr;
    auto out = render(block->id);
    out["parentHash"] = to_hex(block->parent_hash);
    out["timestamp"] = block->timestamp_s;
    return out;
}

std::string render(const Labels& labels)
{
    return nlohmann::json{{"local_safe_l2", render(labels.local_safe)},
        {"safe_l2", render(labels.safe)}, {"finalized_l2", render(labels.finalized)},
        {"current_l1", render(labels.current_l1)}, {"finalized_l1", render_l1(labels.finalized_l1)}}
        .dump();
}

void check_sync_status(std::string_view text)
{
    const auto labels = decode_text(text, &chain::decode_sync_status);
    if (!labels)
        return;
    if (!*labels)
        return require_showable(labels->error());
    for (const auto& below : {(*labels)->safe, (*labels)->finalized})
    {
        require(!below || ((*labels)->local_safe && (*labels)->local_safe->number >= below->number),
            "local-safe is not below what implies it");
    }
    const auto repeated = decode_text(render(**labels), &chain::decode_sync_status);
    require(repeated && *repeated && **repeated == **labels, "labels survive being rendered");
}

void check_safe_head(std::string_view text)
{
    const auto derived = decode_text(text, &chain::decode_safe_head);
    if (!derived)
        return;
    if (!*derived)
        return require_showable(derived->error());
    if (!**derived)
        return;
    const auto rendered =
        nlohmann::json{{"l1Block", render((**derived)->l1)}, {"safeHead", render((**derived)->l2)}}
            .dump();
    const auto repeated = decode_text(rendered, &chain::decode_safe_head);
    require(repeated && *repeated && **repeated == **derived, "a safe head survives");
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const auto text = interlock::fuzz::text_of({data, size});
    interlock::fuzz::check_sync_status(text);
    interlock::fuzz::check_safe_head(text);
    return 0;
}
