// Values that several tests need, short to write and different from each other.
#pragma once

#include "interop/message.hpp"

namespace interlock::test
{
/// Every byte is `byte`.
template <typename Fixed>
Fixed filled(uint8_t byte)
{
    Fixed out;
    out.bytes.fill(byte);
    return out;
}

inline Hash32 hash_from(std::string_view hex)
{
    return fixed_from_hex<Hash32>(hex).value();
}

/// The log that the tests' expected values were computed for.
inline eth::Log sample_log()
{
    return {.address = filled<Address>(0x11),
        .topics = {filled<Hash32>(0xaa), filled<Hash32>(0xbb)},
        .data = {1, 2, 3}};
}
}  // namespace interlock::test
