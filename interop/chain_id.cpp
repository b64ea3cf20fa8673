#include "interop/chain_id.hpp"

namespace interlock
{
std::optional<ChainId> chain_id_from_text(std::string_view text)
{
    const auto value =
        text.starts_with("0x") ? uint256_from_quantity(text) : uint256_from_decimal(text);
    if (!value)
        return std::nullopt;
    return ChainId{*value};
}
}  // namespace interlock
