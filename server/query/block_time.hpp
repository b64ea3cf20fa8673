// Blocks of a chain by their time. Times rise with numbers, so a search halves.
#pragma once

#include "storage/store.hpp"

namespace interlock::server
{
/// The chain's numbers with first <= number < end.
struct IndexedRange
{
    uint64_t first = 0;
    uint64_t end = 0;
};

/// Of what is indexed of the chain; nullopt when nothing is.
[[nodiscard]] storage::Result<std::optional<IndexedRange>> indexed_range(
    const storage::View& view, const ChainId& chain);

/// The first number of the range whose block is later than the time; its end when none is.
[[nodiscard]] storage::Result<uint64_t> first_after(
    const storage::View& view, const ChainId& chain, IndexedRange range, uint64_t timestamp_s);
}  // namespace interlock::server
