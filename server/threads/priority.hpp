// Which threads come first when there are more than cores.
#pragma once

namespace interlock::server
{
enum class Priority
{
    answers,     // What somebody waits for: as every process begins.
    ingest,      // The index goes on growing under any load, but answers come first.
    background,  // What is far behind anyway.
};

/// Of the thread that calls.
void take_priority(Priority priority) noexcept;

/// To be called before there are threads: with few arenas of memory, a thread in the background
/// that was put to rest while it held one would keep the others waiting.
void give_threads_memory_of_their_own() noexcept;
}  // namespace interlock::server
