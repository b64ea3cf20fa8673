#include "server/threads/priority.hpp"

#include <malloc.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

namespace interlock::server
{
void take_priority(Priority priority) noexcept
{
    if (priority == Priority::background)
    {
        // It runs in what the others leave, and gives a core back at once.
        const sched_param none{};
        ::sched_setscheduler(0, SCHED_IDLE, &none);
    }
    else if (priority == Priority::ingest)
    {
        // Linux keeps a thread's niceness apart from its process's.
        constexpr int kNiceness = 4;
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kNiceness);
    }
}

void give_threads_memory_of_their_own() noexcept
{
    constexpr int kArenas = 64;
    ::mallopt(M_ARENA_MAX, kArenas);
}
}  // namespace interlock::server
