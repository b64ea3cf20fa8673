// Checks, and the doors through which they and all other questions come.
#include "server/metrics/page.hpp"

namespace interlock::server
{
namespace
{
void put_checks(Page& page, const CheckReading& checks)
{
    for (const auto& row : checks.counts)
    {
        page.put(family("interlock_checks_total"),
            {std::string{to_string(row.door)},
                row.level ? std::string{to_string(*row.level)} : std::string{},
                std::string{row.outcome}, std::string{row.reason}},
            row.count);
    }
    for (const auto door : kCheckDoors)
    {
        page.put(family("interlock_check_duration_seconds"), {std::string{to_string(door)}},
            checks.durations[static_cast<size_t>(door)]);
    }
}
}  // namespace

void put_doors(Page& page, const Reading& reading)
{
    put_checks(page, reading.checks);
    const auto& doors = reading.doors;
    for (const auto& [method, answered, errors] : doors.methods)
    {
        const auto name = method.empty() ? "other" : method;
        page.put(family("interlock_rpc_requests_total"), {name, "answered"}, answered);
        page.put(family("interlock_rpc_requests_total"), {name, "error"}, errors);
    }
    for (const auto& [door, count] : doors.connections)
        page.put(family("interlock_door_connections"), {door}, count);
    for (const auto& [door, reason, count] : doors.refused)
        page.put(family("interlock_door_refused_total"), {door, reason}, count);
    page.put(family("interlock_streams"), {"check"}, doors.check_streams);
    page.put(family("interlock_streams"), {"watch"}, doors.watch_streams);
    for (const auto& [door, expires_at_s] : doors.certificates)
    {
        page.put(family("interlock_certificate_not_after_timestamp_seconds"), {door},
            static_cast<double>(expires_at_s));
    }
}
}  // namespace interlock::server
