// Recursive-length-prefix decoding: the project only encodes, so this reads what it wrote. Pure.
#pragma once

#include <optional>
#include <vector>

#include "interop/eth/bytes.hpp"

namespace interlock::fuzz
{
struct RlpItem
{
    bool is_list = false;
    Bytes bytes;                 // Of a string.
    std::vector<RlpItem> items;  // Of a list.

    friend bool operator==(const RlpItem&, const RlpItem&) = default;
};

/// The one item that `encoded` is; nothing unless it is its shortest encoding, whole and without a
/// rest. Lists are at most 32 deep.
[[nodiscard]] std::optional<RlpItem> read_rlp(ByteView encoded);
}  // namespace interlock::fuzz
