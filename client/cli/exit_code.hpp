// What the program's exit codes mean. Scripts depend on them: never renumber.
#pragma once

#include "client/error.hpp"

namespace interlock::client::cli
{
enum class ExitCode
{
    ok = 0,           // valid; or the asked was shown
    invalid = 1,      // known to be wrong
    usage = 2,        // the question makes no sense
    not_yet = 3,      // asking again later helps
    cannot_tell = 4,  // the service's own trouble, or it is not ready
    unreachable = 5,  // no answer from the service
    not_found = 6,    // no such block or log in the index, or no such changes any more
    unwell = 7,       // the doctor found something to mend
};

[[nodiscard]] constexpr ExitCode exit_code(ErrorKind kind) noexcept
{
    switch (kind)
    {
        case ErrorKind::unreachable:
            return ExitCode::unreachable;
        case ErrorKind::invalid_argument:
            return ExitCode::usage;
        case ErrorKind::not_found:
        case ErrorKind::gone:
            return ExitCode::not_found;
        case ErrorKind::cannot_tell:
        case ErrorKind::other:
            break;
    }
    return ExitCode::cannot_tell;
}
}  // namespace interlock::client::cli
