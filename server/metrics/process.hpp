// What the system says of this process.
#pragma once

#include <cstdint>

namespace interlock::server
{
/// Zero where the system does not tell.
struct ProcessReading
{
    uint64_t resident_bytes = 0;
    double cpu_s = 0;
    uint64_t open_files = 0;
    double started_at_s = 0;  // Unix seconds.
};

/// Any thread.
[[nodiscard]] ProcessReading read_process();
}  // namespace interlock::server
