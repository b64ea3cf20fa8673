// Logs as most of them are.
#pragma once

#include "interop/eth/receipt.hpp"

namespace interlock::bench
{
/// A token transfer; another one for each seed.
inline eth::Log transfer(uint64_t seed)
{
    constexpr size_t kTokens = 7;
    eth::Log log;
    log.address.data()[0] = static_cast<uint8_t>(seed % kTokens);
    for (uint8_t topic = 0; topic < 3; ++topic)
    {
        Hash32 word;
        word.data()[0] = topic;
        word.data()[30] = static_cast<uint8_t>(seed >> 8U);
        word.data()[31] = static_cast<uint8_t>(seed);
        log.topics.push_back(word);
    }
    log.data.assign(sizeof(Hash32), static_cast<uint8_t>(seed));
    return log;
}
}  // namespace interlock::bench
