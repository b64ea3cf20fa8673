// How long a large index takes to answer again after its process was killed.
#pragma once

#include "tests/bench/large_index/large_index.hpp"

namespace interlock::bench
{
/// Kills a process in the middle of writing to the index, so that its write-ahead log is as long as
/// it gets, and measures what the service does until it answers: open and recover, settle the
/// engine, answer about a log. With what the system has in memory, and with the database's files
/// dropped from it.
void measure_restarts(const LargeIndex& index);
}  // namespace interlock::bench
