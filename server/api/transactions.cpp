#include "server/api/transactions.hpp"

#include <fmt/format.h>

#include <mutex>

#include "server/api/block_inspection.hpp"

namespace interlock::server
{
namespace
{
/// The bounds that index.proto states.
constexpr size_t kMaxLogs = 1'000;
constexpr size_t kMaxExecutors = 10;

/// A transaction in an indexed block, and then its receipt.
struct Found
{
    ChainId chain_id;
    BlockSeal block;
    uint64_t index = 0;
    std::optional<eth::Receipt> receipt;
    uint32_t first_log = 0;
    std::string why;  // There is no receipt.
};

/// Those whose block is the indexed one; the others cannot be told of.
CallAnswer<std::vector<Found>> in_index(const ApiContext& context, TransactionSearch& search)
{
    const auto view = context.views.open_view();
    if (!view)
        return cannot_tell(view.error());
    std::vector<Found> out;
    for (const auto& [chain, place] : search.found)
    {
        const auto block = (*view)->block(chain, place.block.number);
        if (!block)
            return cannot_tell(block.error());
        if (*block && (*block)->seal.id == place.block)
        {
            out.push_back({.chain_id = chain,
                .block = (*block)->seal,
                .index = place.index,
                .receipt = {},
                .why = {}});
            continue;
        }
        search.unasked.push_back(
            {chain, fmt::format("its node has it in block {}, {}, which is not in the index",
                        place.block.number, to_hex(place.block.hash))});
    }
    return out;
}

void take_receipt(const Lookup::Receipts& receipts, Found& found)
{
    if (!receipts)
        found.why = receipts.error().explanation;
    else if (found.index >= receipts->size())
        found.why = fmt::format("its node contradicts itself: block {} has no transaction {}",
            found.block.id.number, found.index);
    else
    {
        const auto placed = receipt_at(*receipts, found.index);
        found.receipt = placed.receipt;
        found.first_log = placed.first_log;
    }
}

CallResult read_receipts(Lookup& lookup, std::vector<Found>& found)
{
    std::vector<Lookup::Block> blocks;
    for (const auto& one : found)
        blocks.push_back({one.chain_id, one.block.id});
    const auto read = lookup.read(blocks,
        [&](size_t i, const Lookup::Receipts& receipts) { take_receipt(receipts, found[i]); });
    if (!read)
        return cannot_tell(read.error());
    return {};
}

/// A found transaction, and the index that it is told from.
struct Telling
{
    const ApiContext& context;
    const OpenIndex& open;
    const Found& found;
    std::vector<Hash32> log_hashes;  // Of the block, as indexed.
    std::vector<storage::ExecutingRecord> executing;
};

/// False when the log is not the one that is indexed.
CallAnswer<bool> put_log(const Telling& now, size_t i, pb::TransactionLog& out)
{
    const auto& log = now.found.receipt->logs[i];
    const auto index = now.found.first_log + static_cast<uint32_t>(i);
    const auto hash = log_hash(log);
    if (index >= now.log_hashes.size() || now.log_hashes[index] != hash)
        return false;
    out.set_log_index(index);
    out.set_origin(wire::to_proto(log.address));
    out.set_log_hash(wire::to_proto(hash));
    for (const auto& record : now.executing)
    {
        if (record.log.log_index == index)
            put_executing(now.context, now.open, record, *out.mutable_executes());
    }
    const auto executors = now.open.view->executing_of(
        now.found.chain_id, now.found.block.id.number, index, kMaxExecutors);
    if (!executors)
        return cannot_tell(executors.error());
    for (const auto& record : *executors)
        put_executing(now.context, now.open, record, *out.add_executed_by());
    if (const auto sent = decode_sent_message(log))
        put_sent(*sent, *out.mutable_sent());
    return true;
}

CallAnswer<bool> put_found(
    const ApiContext& context, const OpenIndex& open, const Found& found, pb::FoundTransaction& out)
{
    const auto number = found.block.id.number;
    auto hashes = open.view->log_hashes(found.chain_id, number);
    auto executing = open.view->executing_in(found.chain_id, number);
    const auto levels = levels_of(*open.view, found.chain_id, number);
    if (!hashes || !executing || !levels)
        return cannot_tell(!hashes      ? hashes.error()
                           : !executing ? executing.error()
                                        : levels.error());
    out.set_chain_id(wire::to_proto(found.chain_id));
    *out.mutable_block() = wire::to_proto(found.block);
    put_levels(*levels, out);
    out.set_index(static_cast<uint32_t>(found.index));
    const auto* succeeded = std::get_if<bool>(&found.receipt->outcome);
    out.set_succeeded(succeeded == nullptr || *succeeded);
    const Telling now{context, open, found, *std::move(hashes), *std::move(executing)};
    const auto count = found.receipt->logs.size();
    out.set_more_logs(count > kMaxLogs);
    for (size_t i = 0; i < std::min(count, kMaxLogs); ++i)
    {
        const auto same = put_log(now, i, *out.add_logs());
        if (!same || !*same)
            return same;
    }
    return true;
}

void put_unasked(const ChainId& chain, const std::string& why, pb::FindTransactionReply& reply)
{
    auto& out = *reply.add_unasked();
    out.set_chain_id(wire::to_proto(chain));
    out.set_why(why);
}

CallResult put_all(
    const ApiContext& context, const std::vector<Found>& found, pb::FindTransactionReply& reply)
{
    const auto open = open_index(context);
    if (!open)
        return tl::unexpected{open.error()};
    for (const auto& one : found)
    {
        if (!one.receipt)
        {
            put_unasked(one.chain_id, one.why, reply);
            continue;
        }
        const auto put = put_found(context, *open, one, *reply.add_found());
        if (!put)
            return tl::unexpected{put.error()};
        if (*put)
            continue;
        reply.mutable_found()->RemoveLast();
        put_unasked(one.chain_id, "the block's logs are no longer those of the index", reply);
    }
    return {};
}

/// Nothing was found; some chains may not have been asked.
CallResult nothing_found(const Hash32& hash, const pb::FindTransactionReply& reply)
{
    const auto what = "transaction " + to_hex(hash);
    if (reply.unasked().empty())
        return not_found("no chain's node has " + what);
    const auto& first = reply.unasked(0);
    const auto chain = wire::chain_id_from_proto(first.chain_id(), "chain_id");
    return cannot_tell(CannotTell{CannotTell::Cause::not_ready,
        fmt::format("{} was not found, but not all chains could be asked: {} of them, among them "
                    "chain {}: {}",
            what, reply.unasked_size(), to_string(*chain), first.why())});
}
}  // namespace

tl::unexpected<CallFailure> no_lookup()
{
    return cannot_tell(
        CannotTell{CannotTell::Cause::no_source, "this service asks no nodes for what it has not"});
}

void put_sent(const SentMessage& sent, pb::MessengerMessage& out)
{
    out.set_destination(wire::to_proto(sent.destination));
    out.set_target(wire::to_proto(sent.target));
    out.set_nonce(wire::to_proto(Hash32{sent.nonce.be}));
    out.set_sender(wire::to_proto(sent.sender));
    out.set_message(std::string{sent.message.begin(), sent.message.end()});
    const auto transfer = token_transfer_in(sent);
    if (!transfer)
        return;
    auto& told = *out.mutable_transfer();
    told.set_token(wire::to_proto(transfer->token));
    told.set_from(wire::to_proto(transfer->from));
    told.set_to(wire::to_proto(transfer->to));
    told.set_amount(wire::to_proto(Hash32{transfer->amount.be}));
}

void put_messenger(const DecodedMessage& decoded, pb::MessengerMessage& out)
{
    put_sent(*decoded.sent, out);
    if (!decoded.relay)
        return;
    auto& relayed = *out.mutable_relayed();
    relayed.set_log_index(decoded.relay->log_index);
    relayed.set_message_hash(wire::to_proto(decoded.relay->event.message_hash));
    if (const auto& hash = decoded.relay->event.return_data_hash)
        relayed.set_return_data_hash(wire::to_proto(*hash));
}

CallResult find_transaction(const ApiContext& context, Lookup* lookup,
    const pb::FindTransactionRequest& request, pb::FindTransactionReply& reply)
{
    const auto hash = wire::hash_from_proto(request.hash(), "hash");
    if (!hash)
        return refuse(hash.error());
    const auto chains = chains_from(context, request.chain_ids());
    if (!chains)
        return tl::unexpected{chains.error()};
    if (lookup == nullptr)
        return no_lookup();
    auto search = lookup->find(*hash, *chains);
    if (!search)
        return cannot_tell(search.error());
    auto found = in_index(context, *search);
    if (!found)
        return tl::unexpected{found.error()};
    if (auto done = read_receipts(*lookup, *found); !done)
        return done;
    if (auto done = put_all(context, *found, reply); !done)
        return done;
    for (const auto& [chain, why] : search->unasked)
        put_unasked(chain, why, reply);
    return reply.found().empty() ? nothing_found(*hash, reply) : CallResult{};
}
}  // namespace interlock::server
