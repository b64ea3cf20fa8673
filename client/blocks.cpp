// The client's questions about blocks and what is in them.
#include "client/connection.hpp"
#include "client/steady.hpp"

namespace interlock::client
{
namespace
{
tl::unexpected<std::string> another_block()
{
    return tl::unexpected<std::string>{"block is not the one that was asked for"};
}

/// All pages of a block; nullopt when a reorg replaced it in between.
Result<std::optional<BlockInfo>> all_pages(
    pb::Index::Stub& index, pb::GetBlockRequest& request, Deadline deadline)
{
    BlockPages pages;
    const auto add_page = [&](const pb::GetBlockReply& reply) -> Decoded<bool>
    {
        auto page = decode(reply);
        if (!page)
            return tl::unexpected{std::move(page.error())};
        if (page->block.seal.id.number != request.number())
            return another_block();
        return pages.add(*std::move(page));
    };
    while (!pages.complete())
    {
        request.set_first_log(pages.next_log());
        const auto same = call(index, &pb::Index::Stub::GetBlock, request, deadline, add_page);
        if (!same)
            return tl::unexpected{same.error()};
        if (!*same)
            return std::optional<BlockInfo>{};
    }
    return std::optional{std::move(pages).take()};
}

template <typename Request>
void name_block(const BlockRef& block, Request& request)
{
    if (const auto* const number = std::get_if<uint64_t>(&block))
        request.set_number(*number);
    else
        request.set_hash(wire::to_proto(std::get<Hash32>(block)));
}

Result<Explanation> ask_why(pb::Index::Stub& index, const pb::ExplainRequest& request,
    const std::optional<BlockRef>& asked, Deadline deadline)
{
    return call(index, &pb::Index::Stub::Explain, request, deadline,
        [&](const pb::ExplainReply& reply) -> Decoded<Explanation>
        {
            auto out = decode(reply, asked);
            const bool of_asked = !out || out->steps.empty() ||
                                  wire::to_proto(out->steps[0].chain_id) == request.chain_id();
            if (!of_asked)
                return tl::unexpected<std::string>{"steps[0] is of another chain"};
            return out;
        });
}
}  // namespace

Result<BlockInfo> Client::block(const ChainId& chain, uint64_t number) const
{
    pb::GetBlockRequest request;
    request.set_chain_id(wire::to_proto(chain));
    request.set_number(number);
    const auto deadline = from_now(deadline_);
    return until_steady([&] { return all_pages(stubs_->index, request, deadline); });
}

Result<MessageInfo> Client::message(
    const ChainId& chain, uint64_t block_number, uint32_t log_index) const
{
    pb::GetMessageRequest request;
    request.set_chain_id(wire::to_proto(chain));
    request.set_block_number(block_number);
    request.set_log_index(log_index);
    return call(stubs_->index, &pb::Index::Stub::GetMessage, request, from_now(deadline_),
        [&](const pb::GetMessageReply& reply) -> Decoded<MessageInfo>
        {
            auto out = decode(reply);
            if (out && (out->block.id.number != block_number || out->log_index != log_index))
                return another_block();
            return out;
        });
}

Result<BlockCheck> Client::check_block(
    const ChainId& chain, const BlockRef& block, SafetyLevel level) const
{
    pb::CheckBlockRequest request;
    request.set_chain_id(wire::to_proto(chain));
    name_block(block, request);
    request.set_level(wire::to_proto(level));
    return call(stubs_->supervisor, &pb::Supervisor::Stub::CheckBlock, request, from_now(deadline_),
        [&](const pb::CheckBlockReply& reply) { return decode(reply, block); });
}

Result<Explanation> Client::explain(
    const ChainId& chain, const BlockRef& block, SafetyLevel level) const
{
    pb::ExplainRequest request;
    request.set_chain_id(wire::to_proto(chain));
    name_block(block, request);
    request.set_level(wire::to_proto(level));
    return ask_why(stubs_->index, request, block, from_now(deadline_));
}

Result<Explanation> Client::explain_head(const ChainId& chain, SafetyLevel level) const
{
    pb::ExplainRequest request;
    request.set_chain_id(wire::to_proto(chain));
    request.mutable_head();
    request.set_level(wire::to_proto(level));
    return ask_why(stubs_->index, request, std::nullopt, from_now(deadline_));
}

Result<Graph> Client::graph(const GraphQuery& query) const
{
    pb::GetGraphRequest request;
    request.set_timestamp(query.timestamp_s);
    request.set_radius(query.radius_s);
    for (const auto& chain : query.chains)
        request.add_chain_ids(wire::to_proto(chain));
    return call(stubs_->index, &pb::Index::Stub::GetGraph, request, from_now(deadline_), kDecode);
}

Result<MessagePage> Client::messages(const MessageQuery& query) const
{
    pb::ListMessagesRequest request;
    for (const auto& chain : query.executing)
        request.add_executing_chain_ids(wire::to_proto(chain));
    for (const auto& chain : query.initiating)
        request.add_initiating_chain_ids(wire::to_proto(chain));
    for (const auto state : query.states)
        request.add_states(state);
    request.set_since(query.since_s.value_or(0));
    request.set_until(query.until_s.value_or(0));
    request.set_limit(query.limit);
    request.set_page_token(query.page_token);
    request.set_decode(query.decode);
    return call(
        stubs_->index, &pb::Index::Stub::ListMessages, request, from_now(deadline_), kDecode);
}

Result<TransactionAnswer> Client::transaction(
    const Hash32& hash, std::span<const ChainId> chains) const
{
    pb::FindTransactionRequest request;
    request.set_hash(wire::to_proto(hash));
    for (const auto& chain : chains)
        request.add_chain_ids(wire::to_proto(chain));
    return call(
        stubs_->index, &pb::Index::Stub::FindTransaction, request, from_now(deadline_), kDecode);
}
}  // namespace interlock::client
