// Alarms and failsafes; the invalid blocks of now are with their chains.
#include "server/metrics/page.hpp"

namespace interlock::server
{
namespace
{
void put_failsafes(Page& page, const std::vector<Failsafe>& failsafes)
{
    for (const auto cause : kFailsafeCauses)
    {
        const auto count = std::count_if(failsafes.begin(), failsafes.end(),
            [=](const Failsafe& failsafe) { return failsafe.cause == cause; });
        page.put(family("interlock_failsafe"), {std::string{to_string(cause)}},
            static_cast<uint64_t>(count));
    }
    page.put(family("interlock_failsafe_all"), {},
        std::any_of(failsafes.begin(), failsafes.end(),
            [](const Failsafe& failsafe) { return failsafe.scope.is_all(); }));
}
}  // namespace

void put_alarms(Page& page, const Reading& reading)
{
    put_failsafes(page, reading.failsafes);
    for (const auto& chain : reading.chains)
    {
        const auto id = to_string(chain.id);
        page.put(family("interlock_divergence"), {id}, chain.diverges);
        page.put(family("interlock_divergences_total"), {id}, chain.safety.divergences);
        page.put(family("interlock_halted"), {id}, chain.is_halted);
        for (const auto view : kCrossViews)
        {
            page.put(family("interlock_invalid_blocks_total"),
                {id, std::string{to_string(cross_level(view))}},
                chain.safety.invalid_blocks[static_cast<size_t>(view)]);
        }
        page.put(family("interlock_failsafe_chain"), {id},
            std::any_of(reading.failsafes.begin(), reading.failsafes.end(),
                [&](const Failsafe& failsafe) { return failsafe.scope.touches(chain.id); }));
    }
}
}  // namespace interlock::server
