// A check for bugs of our own, on in every build. Input from outside never reaches one.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace interlock::storage
{
/// Ends the process when `rule` does not hold: going on could write a wrong index. (Clang 14, of
/// the fuzzers, has no std::source_location.)
inline void ensure(bool holds, const char* rule, const char* file = __builtin_FILE(),
    int line = __builtin_LINE()) noexcept
{
    if (holds)
        return;
    std::fprintf(stderr, "%s:%d: broken rule: %s\n", file, line, rule);
    std::abort();
}
}  // namespace interlock::storage
