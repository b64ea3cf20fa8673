#include "console/bytes_text.hpp"

#include <iterator>

namespace interlock::console
{
std::string bytes_text(uint64_t bytes)
{
    constexpr const char* kUnits[]{"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    size_t unit = 0;
    uint64_t tenths = bytes < UINT64_MAX / 10 ? bytes * 10 : UINT64_MAX;
    for (; tenths >= 10'240 && unit + 1 < std::size(kUnits); ++unit)
        tenths /= 1'024;
    const auto whole = std::to_string(tenths / 10);
    return (unit == 0 ? whole : whole + "." + std::to_string(tenths % 10)) + " " + kUnits[unit];
}
}  // namespace interlock::console
