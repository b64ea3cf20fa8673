#include "server/api/watches.hpp"

#include "server/api/translate_blocks.hpp"

namespace interlock::server
{
namespace
{
pb::HeadChange message_of(const ChainId& chain, SafetyLevel level, const BlockSeal& block)
{
    pb::HeadChange out;
    out.set_chain_id(wire::to_proto(chain));
    out.set_level(wire::to_proto(level));
    *out.mutable_block() = wire::to_proto(block);
    return out;
}

pb::VerdictChange message_of(const ChainId& chain, CrossView view, const BlockSeal& block)
{
    pb::VerdictChange out;
    out.set_chain_id(wire::to_proto(chain));
    out.set_level(wire::to_proto(cross_level(view)));
    *out.mutable_block() = wire::to_proto(block);
    return out;
}
}  // namespace

storage::Result<std::vector<pb::HeadChange>> HeadJournal::now(
    const storage::View& view, const std::vector<ChainId>& chains) const
{
    std::vector<Message> out;
    for (const auto& chain : chains)
    {
        for (const auto level : kSafetyLevels)
        {
            const auto head = view.head(chain, level);
            if (!head)
                return tl::unexpected{head.error()};
            if (*head)
                out.push_back(message_of(chain, level, (*head)->seal));
        }
    }
    return out;
}

storage::Result<pb::HeadChange> HeadJournal::to_message(
    const storage::View&, const storage::HeadChange& change) const
{
    auto out = message_of(change.chain_id, change.level, change.block);
    out.set_sequence(change.sequence);
    out.set_at(change.at_s);
    return out;
}

storage::Result<std::vector<pb::VerdictChange>> VerdictJournal::now(
    const storage::View& view, const std::vector<ChainId>& chains) const
{
    std::vector<Message> out;
    for (const auto& chain : chains)
    {
        for (const auto cross_view : kCrossViews)
        {
            const auto pending = pending_block({view, set_, cross_view}, chain);
            if (!pending)
                return tl::unexpected{pending.error()};
            const auto* replace = *pending ? std::get_if<Replace>(&(*pending)->decision) : nullptr;
            if (replace == nullptr)
                continue;
            auto& message = out.emplace_back(message_of(chain, cross_view, (*pending)->block));
            *message.mutable_invalid() = to_proto(*replace);
            message.set_at(replace->since_s);
        }
    }
    return out;
}

storage::Result<pb::VerdictChange> VerdictJournal::to_message(
    const storage::View& view, const storage::VerdictChange& change) const
{
    auto out = message_of(change.chain_id, change.view, change.block);
    out.set_sequence(change.sequence);
    out.set_at(change.at_s);
    if (const auto* found = std::get_if<storage::FoundInvalid>(&change.change))
    {
        const auto replace = replace_for({view, set_, change.view},
            {change.chain_id, change.block, found->fault, found->log, change.at_s});
        if (!replace)
            return tl::unexpected{replace.error()};
        *out.mutable_invalid() = to_proto(*replace);
    }
    else if (const auto* by = std::get_if<storage::ReplacedBy>(&change.change))
        *out.mutable_replaced_by() = wire::to_proto(BlockId{change.block.id.number, by->hash});
    else
        out.mutable_withdrawn();
    return out;
}
}  // namespace interlock::server
