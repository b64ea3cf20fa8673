// Recursive-length-prefix decoding, strict: only the shortest encoding of an item is one.
// https://ethereum.org/en/developers/docs/data-structures-and-encoding/rlp/
#pragma once

#include <optional>

#include "interop/eth/bytes.hpp"

namespace interlock::eth::rlp
{
/// A string, or a list whose items are encoded in the payload. Points into what it was read from.
struct Item
{
    bool is_list = false;
    ByteView payload;
};

/// Reads the items that are joined in `encoded`, one after the other. Allocates nothing; a list is
/// read by a reader of its own.
class Reader
{
public:
    explicit Reader(ByteView encoded) noexcept : rest_{encoded} {}

    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    /// nullopt when there is no whole item, and at the end. Then reading is over.
    [[nodiscard]] std::optional<Item> next() noexcept;

private:
    [[nodiscard]] std::optional<ByteView> take(uint64_t count) noexcept;
    [[nodiscard]] std::optional<ByteView> take_payload(size_t code) noexcept;

    ByteView rest_;
};
}  // namespace interlock::eth::rlp
