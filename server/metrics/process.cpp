#include "server/metrics/process.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace interlock::server
{
namespace
{
std::string first_line_of(const char* file)
{
    std::ifstream stream{file};
    std::string line;
    std::getline(stream, line);
    return line;
}

std::vector<uint64_t> numbers_in(const std::string& text)
{
    std::istringstream stream{text};
    std::vector<uint64_t> out;
    for (std::string word; stream >> word;)
        out.push_back(std::strtoull(word.c_str(), nullptr, 10));
    return out;
}

/// Unix seconds.
uint64_t booted_at_s()
{
    std::ifstream stream{"/proc/stat"};
    for (std::string line; std::getline(stream, line);)
    {
        if (line.starts_with("btime "))
            return numbers_in(line)[1];
    }
    return 0;
}

uint64_t count_open_files()
{
    std::error_code failure;
    uint64_t count = 0;
    std::filesystem::directory_iterator file{"/proc/self/fd", failure};
    for (; !failure && file != std::filesystem::directory_iterator{}; file.increment(failure))
        ++count;
    return count;
}
}  // namespace

/// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
ProcessReading read_process()
{
    ProcessReading out;
    const auto memory = numbers_in(first_line_of("/proc/self/statm"));
    if (memory.size() > 1)
        out.resident_bytes = memory[1] * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
    out.open_files = count_open_files();

    // The second field is the program's name in parentheses, which may have anything in it.
    const auto stat = first_line_of("/proc/self/stat");
    const auto name_end = stat.rfind(')');
    if (name_end == std::string::npos)
        return out;
    const auto fields = numbers_in(stat.substr(name_end + 1));  // From the third one on.
    constexpr size_t kUserTicks = 14 - 3;
    constexpr size_t kSystemTicks = 15 - 3;
    constexpr size_t kStartTicks = 22 - 3;
    if (fields.size() <= kStartTicks)
        return out;
    const auto ticks_a_second = static_cast<double>(sysconf(_SC_CLK_TCK));
    const auto seconds = [&](size_t field)
    { return static_cast<double>(fields[field]) / ticks_a_second; };
    out.cpu_s = seconds(kUserTicks) + seconds(kSystemTicks);
    out.started_at_s = static_cast<double>(booted_at_s()) + seconds(kStartTicks);
    return out;
}
}  // namespace interlock::server
