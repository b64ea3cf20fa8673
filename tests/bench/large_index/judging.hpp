// What a judgement costs in a large index, beside what its rows cost to read.
#pragma once

#include "tests/bench/large_index/large_index.hpp"

namespace interlock::bench
{
/// Judges checksums of logs from all over the index, on one core and without a door: in one view,
/// in a view each, and after the files were dropped from memory. To compare, on the same logs in
/// turn: SQLite alone reading the log's row, and that and its block's; and the two Keccaks of a
/// checksum.
void measure_judging(const LargeIndex& index);
}  // namespace interlock::bench
