// Runs a part of a test in a process of its own, which may die, drop its rights, or limit itself.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <exception>

namespace interlock::storage
{
/// The exit status of a child process that runs `body` and ends with what it returns, without
/// running any destructor of the parent's. -1 when it died by a signal, 255 after an exception.
template <typename Body>
[[nodiscard]] int in_child(Body body)
{
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0)
    {
        int status = 255;
        try
        {
            status = body();
        }
        catch (const std::exception& error)
        {
            std::fprintf(stderr, "in the child: %s\n", error.what());
        }
        ::_exit(status);
    }
    int status = 0;
    if (child < 0 || ::waitpid(child, &status, 0) != child)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
}  // namespace interlock::storage
