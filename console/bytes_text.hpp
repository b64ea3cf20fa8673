// Sizes for people. Pure.
#pragma once

#include <cstdint>
#include <string>

namespace interlock::console
{
/// "1.5 GiB"; exact below a KiB.
[[nodiscard]] std::string bytes_text(uint64_t bytes);
}  // namespace interlock::console
