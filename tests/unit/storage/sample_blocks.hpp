// Blocks to store: distinct in every field, and always the same for the same arguments.
#pragma once

#include "interop/block.hpp"

namespace interlock::storage::samples
{
/// A word that looks random and is determined by `seed`.
[[nodiscard]] inline Hash32 word(uint64_t seed)
{
    Hash32 out;
    for (size_t i = 0; i < out.size(); i += sizeof(seed))
    {
        seed += 0x9e37'79b9'7f4a'7c15ULL;
        uint64_t mixed = (seed ^ (seed >> 30U)) * 0xbf58'476d'1ce4'e5b9ULL;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d0'49bb'1331'11ebULL;
        mixed ^= mixed >> 31U;
        std::memcpy(out.data() + i, &mixed, sizeof(mixed));
    }
    return out;
}

/// The message of a log that claims to be at `at`.
[[nodiscard]] inline Message message_to(const LogPosition& at, uint64_t seed)
{
    Message out{.id = {.origin = {}, .at = at}, .payload_hash = word(seed)};
    std::memcpy(out.id.origin.data(), word(seed + 1).data(), out.id.origin.size());
    return out;
}

/// Which block to make.
struct Shape
{
    uint64_t number = 0;
    uint64_t timestamp_s = 0;
    uint32_t log_count = 0;
    uint64_t branch = 0;  // Blocks of one number differ by their branch.
};

[[nodiscard]] inline BlockDigest block(const Shape& shape, const Hash32& parent_hash)
{
    const uint64_t seed = shape.number * 1000 + shape.branch * 7919 + 1;
    BlockDigest out;
    out.seal = {.id = {.number = shape.number, .hash = word(seed)},
        .parent_hash = parent_hash,
        .timestamp_s = shape.timestamp_s};
    out.state_root = word(seed + 1);
    if (shape.number % 2 == 1)
        out.withdrawals_root = word(seed + 2);
    for (uint32_t i = 0; i < shape.log_count; ++i)
        out.log_hashes.push_back(word(seed * 31 + i));
    return out;
}

/// A block that follows `parent`, two seconds later.
[[nodiscard]] inline BlockDigest next(
    const BlockDigest& parent, uint32_t log_count, uint64_t branch = 0)
{
    return block({.number = parent.seal.id.number + 1,
                     .timestamp_s = parent.seal.timestamp_s + 2,
                     .log_count = log_count,
                     .branch = branch},
        parent.seal.id.hash);
}
}  // namespace interlock::storage::samples
