// What this process has used so far.
#pragma once

#include <sys/resource.h>

#include <cstring>
#include <fstream>
#include <string>

namespace interlock::bench
{
/// Processor time, in seconds.
[[nodiscard]] inline double cpu_s()
{
    rusage use{};
    ::getrusage(RUSAGE_SELF, &use);
    const auto seconds = [](const timeval& time)
    { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
    return seconds(use.ru_utime) + seconds(use.ru_stime);
}

/// Memory that no file lies behind, as of now, in MB.
[[nodiscard]] inline double anonymous_mb()
{
    std::ifstream status{"/proc/self/status"};
    for (std::string line; std::getline(status, line);)
    {
        if (line.starts_with("RssAnon:"))
            return std::stod(line.substr(std::strlen("RssAnon:"))) * 1024 / 1e6;
    }
    return 0;
}
}  // namespace interlock::bench
