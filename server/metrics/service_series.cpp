// The service, the index and the process.
#include "server/metrics/page.hpp"

namespace interlock::server
{
namespace
{
void put_index(Page& page, const IndexReading& index)
{
    page.put(family("interlock_index_bytes"), {}, index.index_bytes);
    page.put(family("interlock_wal_bytes"), {}, index.write_ahead_log_bytes);
    page.put(family("interlock_disk_free_bytes"), {}, index.disk_free_bytes);
    page.put(family("interlock_views_in_use"), {}, index.views);
    page.put(family("interlock_writer_queue_length"), {}, index.writer_queue);
    page.put(family("interlock_fetch_queue_length"), {}, index.fetch_queue);
    page.put(family("interlock_commit_duration_seconds"), {}, index.commits);
}

void put_process(Page& page, const ProcessReading& process)
{
    page.put(family("process_resident_memory_bytes"), {}, process.resident_bytes);
    page.put(family("process_cpu_seconds_total"), {}, process.cpu_s);
    page.put(family("process_open_fds"), {}, process.open_files);
    page.put(family("process_start_time_seconds"), {}, process.started_at_s);
}
}  // namespace

void put_service(Page& page, const Reading& reading)
{
    page.put(family("interlock_build_info"), {reading.version, __VERSION__}, true);
    page.put(family("interlock_start_time_seconds"), {}, reading.started_at_s);
    page.put(family("interlock_ready"), {}, reading.is_ready);
    put_index(page, reading.index);
    put_process(page, reading.process);
}
}  // namespace interlock::server
