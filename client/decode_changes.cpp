// What subscriptions tell.
#include "client/decode.hpp"

namespace interlock::client
{
namespace
{
/// The fields that both kinds of change have.
template <typename Change, typename Wire>
Decoded<Change> decode_frame(const Wire& change)
{
    const auto chain = wire::chain_id_from_proto(change.chain_id(), "chain_id");
    if (!chain)
        return tl::unexpected{chain.error()};
    const auto level = wire::level_from_proto(change.level(), "level");
    if (!level)
        return tl::unexpected{level.error()};
    return wire::from_proto(change.block(), "block")
        .map(
            [&](const BlockSeal& block)
            {
                Change out;
                out.sequence = change.sequence();
                out.chain_id = *chain;
                out.level = *level;
                out.block = block;
                out.at_s = change.at();
                return out;
            });
}

using What = decltype(VerdictChange::change);

Decoded<What> decode_what(const pb::VerdictChange& change)
{
    switch (change.change_case())
    {
        case pb::VerdictChange::kInvalid:
            return decode(change.invalid(), "invalid")
                .map([](Replace&& why) { return What{std::move(why)}; });
        case pb::VerdictChange::kReplacedBy:
            return wire::from_proto(change.replaced_by(), "replaced_by")
                .map([](const BlockId& by) { return What{Replaced{by}}; });
        case pb::VerdictChange::kWithdrawn:
            return What{Withdrawn{}};
        case pb::VerdictChange::CHANGE_NOT_SET:
            break;
    }
    return tl::unexpected<std::string>{"change is none that this client knows"};
}
}  // namespace

Decoded<HeadChange> decode(const pb::HeadChange& change)
{
    return decode_frame<HeadChange>(change);
}

Decoded<VerdictChange> decode(const pb::VerdictChange& change)
{
    auto out = decode_frame<VerdictChange>(change);
    if (!out)
        return out;
    return decode_what(change).map(
        [&](What&& what)
        {
            out->change = std::move(what);
            return std::move(*out);
        });
}
}  // namespace interlock::client
