// A check for bugs of our own, on in every build. Input from outside never reaches one.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>

namespace interlock::storage
{
/// Ends the process when `rule` does not hold: going on could write a wrong index.
inline void ensure(bool holds, const char* rule,
    const std::source_location& at = std::source_location::current()) noexcept
{
    if (holds)
        return;
    std::fprintf(
        stderr, "%s:%u: broken rule: %s\n", at.file_name(), static_cast<unsigned>(at.line()), rule);
    std::abort();
}
}  // namespace interlock::storage
