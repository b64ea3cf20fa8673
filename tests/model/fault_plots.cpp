#include "tests/model/fault_plots.hpp"

#include <algorithm>

#include "tests/model/seats.hpp"

namespace interlock::model
{
namespace
{
/// A message that was right until here, of any time up to the block's own.
struct Draft
{
    PlannedMessage message;
    const Seat& executing;
};

void name_no_block(Random& random, Draft& draft)
{
    draft.message.number += random.percent(50) ? 1U : 1000U;
}

void name_wrong_time(Random& random, Draft& draft)
{
    if (random.percent(50))
        --draft.message.timestamp_s;
    else
        draft.message.number -= std::min<uint64_t>(draft.message.number, 1);
}

void name_no_log(Random& random, Draft& draft)
{
    draft.message.index += random.percent(50) ? 2U : 60U;
}

void name_no_payload(Random& random, Draft& draft)
{
    if (random.percent(50))
        draft.message.wrong_payload = true;
    else
        ++draft.message.rev;
}

void name_future(Random& random, Draft& draft)
{
    draft.message.timestamp_s = draft.executing.block->timestamp_s + random.between(1, 3);
}

void name_stranger(Random& random, Draft& draft)
{
    draft.message.chain = random.percent(50) ? "999" : "9010";
}
}  // namespace

void fault(Random& random, Plan& plan)
{
    using Spoil = void (*)(Random&, Draft&);
    static constexpr Spoil kSpoils[] = {name_no_block, name_wrong_time, name_wrong_time,
        name_no_log, name_no_log, name_no_payload, name_no_payload, name_future, name_stranger};
    const uint64_t kind = random.below(std::size(kSpoils));
    const bool is_now = random.percent(30);
    const uint64_t window_s = plan.expiry_window_s;
    const auto pair = pick_pair(
        random, plan, [&](uint64_t age_s) { return is_now ? age_s == 0 : age_s < window_s; });
    if (!pair)
        return;
    Draft draft{pair->initiating.name(pick_log(random, pair->initiating)), pair->executing};
    kSpoils[kind](random, draft);
    pair->executing.add(std::move(draft.message));
}
}  // namespace interlock::model
