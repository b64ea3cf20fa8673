// Blocks of eth_getBlockBy*, and their headers' hashes.
#include <algorithm>

#include "chain/block_check.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/fake_chain_json.hpp"

namespace interlock::fuzz
{
namespace
{
constexpr size_t kMaxExtraDataBytes = 8'192;

nlohmann::json render(const chain::BlockJson& block)
{
    const testing::FakeBlock whole{block.header, block.hash, {}};
    return testing::block_json(&whole);
}

/// The texts of hex fields in both readings, which may differ in the case of the digits.
void compare(const chain::BlockJson& block, const nlohmann::json& again)
{
    const auto rendered = render(block);
    for (const auto& [name, value] : rendered.items())
    {
        if (name == "size" || name == "uncles" || name == "transactions")
            continue;
        auto text = again.at(name).get<std::string>();
        std::transform(text.begin(), text.end(), text.begin(),
            [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        require(value == text, "both readings agree on " + name);
    }
    if (block.transaction_count)
        require(again.at("transactions").size() == *block.transaction_count,
            "both readings count the same transactions");
}

void check(std::string_view text)
{
    const auto block = decode_text(text, &chain::decode_block);
    if (!block)
        return;
    if (!*block)
        return require_showable(block->error());
    const auto& header = (*block)->header;
    require(header.extra_data.size() <= kMaxExtraDataBytes, "extra data is bounded");
    const auto repeated = decode_text(render(**block).dump(), &chain::decode_block);
    require(repeated && *repeated, "what was decoded can be rendered and decoded again");
    require((*repeated)->hash == (*block)->hash, "the claimed hash survives");
    require(eth::is_well_formed(header) == eth::is_well_formed((*repeated)->header),
        "the same fields are present");
    const auto disbelief = chain::check_block(**block, header.number);
    if (eth::is_well_formed(header))
    {
        const auto hash = eth::hash_header(header);
        require(hash == eth::hash_header((*repeated)->header), "the header's hash survives");
        require(disbelief.has_value() == (hash != (*block)->hash), "only its own hash is believed");
    }
    if (disbelief)
        require_showable(disbelief->what);
    if (const auto again = read_again(text))
        compare(**block, *again);
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    interlock::fuzz::check(interlock::fuzz::text_of({data, size}));
    return 0;
}
