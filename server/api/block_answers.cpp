#include "server/api/block_answers.hpp"

#include <fmt/format.h>

#include "server/api/translate_blocks.hpp"

namespace interlock::server
{
namespace
{
std::string describe(const BlockRef& block)
{
    if (const auto* number = std::get_if<uint64_t>(&block))
        return fmt::format("block {}", *number);
    return fmt::format("block {}", to_hex(std::get<Hash32>(block)));
}

struct DerivationQuestion
{
    ChainId chain_id;
    CrossView view = CrossView::unsafe;
    uint64_t first = 0;
    uint64_t last = 0;
};

CallAnswer<DerivationQuestion> question_from(
    const ApiContext& context, const pb::GetDerivationInputsRequest& request)
{
    const auto of = chain_view_from(context, request);
    if (!of)
        return tl::unexpected{of.error()};
    const auto first = request.first_number();
    const auto last = request.last_number();
    if (last < first)
        return refuse(fmt::format("last_number is {}, before first_number, {}", last, first));
    if (last - first >= kMaxDerivationBlocks)
        return refuse(fmt::format(
            "last_number is {}, but at most {} blocks are taken", last, kMaxDerivationBlocks));
    return DerivationQuestion{of->chain_id, of->view, first, last};
}

/// The reply as it grows.
class DerivationReply
{
public:
    explicit DerivationReply(pb::GetDerivationInputsReply& reply) : reply_{reply} {}

    /// False when there is no room for the block; for the first one there is.
    bool add(const DerivationInput& input, CrossView view)
    {
        auto block = to_proto(input, view);
        messages_ += block.messages_size();
        bytes_ += block.ByteSizeLong();
        const bool has_room = messages_ <= kMaxDerivationMessages && bytes_ <= kMaxDerivationBytes;
        if (!has_room && reply_.blocks_size() > 0)
            return false;
        *reply_.add_blocks() = std::move(block);
        return true;
    }

private:
    pb::GetDerivationInputsReply& reply_;
    int messages_ = 0;
    size_t bytes_ = 0;
};
}  // namespace

CallAnswer<BlockCheck> check_asked(
    const CrossIndex& at, const ChainId& chain, const BlockRef& asked)
{
    auto check = std::visit(
        [&](const auto& number_or_hash) { return check_block(at, chain, number_or_hash); }, asked);
    if (!check)
        return cannot_tell(check.error());
    if (!*check)
        return not_indexed(at.index, chain, describe(asked));
    return **std::move(check);
}

CallResult check_block(
    const ApiContext& context, const pb::CheckBlockRequest& request, pb::CheckBlockReply& reply)
{
    const auto of = chain_view_from(context, request);
    if (!of)
        return tl::unexpected{of.error()};
    const auto& [chain, cross_view] = *of;
    const auto asked = block_from(request);
    if (!asked)
        return tl::unexpected{asked.error()};
    const auto open = open_index(context);
    if (!open)
        return tl::unexpected{open.error()};
    const auto check = check_asked({*open->view, context.set, cross_view}, chain, *asked);
    if (!check)
        return tl::unexpected{check.error()};
    const auto done = check_reliable(*open->view, open->circumstances.not_ready,
        {chain, check->block.id.number}, check->decision);
    if (!done)
        return cannot_tell(done.error());

    *reply.mutable_block() = wire::to_proto(check->block);
    *reply.mutable_decision() = to_proto(check->decision, cross_view);
    reply.set_canonical(check->canonical);
    if (check->replaced_by)
        *reply.mutable_replaced_by() = wire::to_proto(*check->replaced_by);
    return {};
}

CallResult get_derivation_inputs(const ApiContext& context,
    const pb::GetDerivationInputsRequest& request, const std::stop_token& stop,
    pb::GetDerivationInputsReply& reply)
{
    const auto question = question_from(context, request);
    if (!question)
        return tl::unexpected{question.error()};
    const auto& [chain, cross_view, first, last] = *question;
    const auto open = open_index(context);
    if (!open)
        return tl::unexpected{open.error()};
    const auto& [circumstances, view] = *open;
    const auto begin = view->first(chain);
    if (!begin)
        return cannot_tell(begin.error());
    if (!*begin || first < (*begin)->seal.id.number)
        return not_indexed(*view, chain, fmt::format("block {}", first));

    const CrossIndex at{*view, context.set, cross_view};
    DerivationReply out{reply};
    for (auto number = first; number <= last; ++number)
    {
        if (stop.stop_requested())
            return stopping();
        const auto input = derivation_input(at, context.judge, circumstances, chain, number);
        if (!input)
            return cannot_tell(input.error());
        if (!*input || !out.add(**input, cross_view))
            break;
    }
    return {};
}
}  // namespace interlock::server
