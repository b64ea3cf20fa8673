// Numbers and bytes as text.
#include "interop/chain_id.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace interlock::fuzz
{
namespace
{
std::string lower(std::string_view text)
{
    std::string out{text};
    for (char& c : out)
        c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

void check(std::string_view text)
{
    if (const auto bytes = bytes_from_hex(text))
        require(to_hex(*bytes) == lower(text), "bytes survive");
    const auto hash = fixed_from_hex<Hash32>(text);
    require(hash.has_value() == (text.size() == 66 && bytes_from_hex(text)), "a hash is 32 bytes");
    const auto wide = uint256_from_quantity(text);
    const auto narrow = quantity_from_hex(text);
    require(!narrow || quantity_to_hex(*narrow) == lower(text), "a quantity survives");
    require(narrow == (wide ? wide->to_u64() : std::nullopt), "both widths read the same number");
    const auto decimal = uint256_from_decimal(text);
    require(!decimal || uint256_from_decimal(to_decimal(*decimal)) == decimal, "decimals survive");
    const auto id = chain_id_from_text(text);
    require(id.has_value() == (wide || decimal), "a chain id is decimal or a quantity");
    require(!id || chain_id_from_text(to_string(*id)) == id, "a chain id survives");
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace interlock::fuzz;
    check(text_of({data, size}));
    interlock::Uint256 number;
    Pieces{{data, size}}.fill(number.be);
    require(interlock::uint256_from_decimal(interlock::to_decimal(number)) == number,
        "every number has a decimal form");
    return 0;
}
