// The replies of the Index service.
#include "client/decode.hpp"

namespace interlock::client
{
namespace
{
Decoded<PendingBlock> decode_pending(const pb::PendingBlock& pending, std::string_view field)
{
    return decode(pending, field);
}

Node node_from(const pb::Node& node)
{
    return {.name = node.name(),
        .state = node.state(),
        .in_use = node.in_use(),
        .reason = node.reason(),
        .head = node.has_head() ? std::optional{node.head()} : std::nullopt,
        .failures = node.failures(),
        .disagreements = node.disagreements()};
}

HeadSubscription subscription_from(const pb::Subscription& subscription)
{
    return {.endpoint = subscription.endpoint(),
        .state = subscription.state(),
        .trouble = subscription.trouble(),
        .announcements = subscription.announcements(),
        .failures = subscription.failures()};
}

Decoded<ChainStatus> decode_status(const pb::ChainStatus& chain, std::string_view field)
{
    const auto id = wire::chain_id_from_proto(chain.chain_id(), "chain_id");
    if (!id)
        return tl::unexpected{std::string{field} + "." + id.error()};
    const auto first = decode_if(chain.has_first(), chain.first(), in(field, "first"));
    if (!first)
        return tl::unexpected{first.error()};
    const auto head = decode_if(chain.has_head(), chain.head(), in(field, "head"));
    if (!head)
        return tl::unexpected{head.error()};
    auto pending = decode_all<PendingBlock>(chain.pending(), in(field, "pending"), decode_pending);
    if (!pending)
        return tl::unexpected{std::move(pending.error())};
    ChainStatus out;
    out.chain_id = *id;
    out.name = chain.name();
    out.state = chain.state();
    out.ready = chain.ready();
    out.trouble = chain.trouble();
    out.endpoint = chain.endpoint();
    out.first = *first;
    out.head = *head;
    out.reorgs = chain.reorgs();
    out.refused_blocks = chain.refused_blocks();
    out.label_trouble = chain.label_trouble();
    out.pending = std::move(*pending);
    for (const auto& node : chain.nodes())
        out.nodes.push_back(node_from(node));
    out.disagreement = chain.disagreement();
    if (chain.has_subscription())
        out.subscription = subscription_from(chain.subscription());
    if (chain.has_node_head())
        out.node_head = chain.node_head();
    if (!chain.has_divergence())
        return out;
    return decode(chain.divergence(), in(field, "divergence"))
        .map(
            [&](Divergence&& divergence)
            {
                out.divergence = std::move(divergence);
                return std::move(out);
            });
}

Decoded<ChainId> decode_chain_id(const std::string& bytes, std::string_view field)
{
    return wire::chain_id_from_proto(bytes, field);
}

Decoded<Failsafe> decode_failsafe(const pb::Failsafe& failsafe, std::string_view field)
{
    return decode_all<ChainId>(failsafe.chain_ids(), in(field, "chain_ids"), decode_chain_id)
        .map(
            [&](std::vector<ChainId>&& chains)
            {
                return Failsafe{.chains = std::move(chains),
                    .cause = failsafe.cause(),
                    .reason = failsafe.reason(),
                    .by = failsafe.by(),
                    .since_s = failsafe.since(),
                    .is_held = failsafe.held()};
            });
}

Decoded<std::optional<Hash32>> decode_optional_hash(
    const std::string& bytes, std::string_view field)
{
    if (bytes.empty())
        return std::optional<Hash32>{};
    return wire::hash_from_proto(bytes, field)
        .map([](const Hash32& hash) { return std::optional{hash}; });
}

Decoded<Hash32> decode_hash(const std::string& bytes, std::string_view field)
{
    return wire::hash_from_proto(bytes, field);
}

tl::unexpected<std::string> failed(const std::string& error)
{
    return tl::unexpected{error};
}
}  // namespace

Decoded<ExecutingAnswer> decode_executing(const pb::ExecutingLog& log, std::string_view field)
{
    const auto id = wire::chain_id_from_proto(log.chain_id(), "chain_id");
    if (!id)
        return tl::unexpected{std::string{field} + "." + id.error()};
    auto answer = decode_answer(log, field);
    if (!answer)
        return tl::unexpected{std::move(answer.error())};
    ExecutingAnswer out{.chain_id = *id,
        .block_number = log.block_number(),
        .log_index = log.log_index(),
        .message = std::nullopt,
        .answer = std::move(*answer)};
    if (!log.has_message())
        return out;
    return wire::from_proto(log.message(), std::string{field} + ".message")
        .map(
            [&](const Message& message)
            {
                out.message = message;
                return out;
            });
}

Decoded<Status> decode(const pb::GetStatusReply& reply)
{
    auto chains = decode_all<ChainStatus>(reply.chains(), "chains", decode_status);
    if (!chains)
        return failed(chains.error());
    return decode_all<Failsafe>(reply.failsafes(), "failsafes", decode_failsafe)
        .map(
            [&](std::vector<Failsafe>&& failsafes)
            {
                return Status{.version = reply.version(),
                    .started_at_s = reply.started_at(),
                    .ready = reply.ready(),
                    .chains = *std::move(chains),
                    .failsafes = std::move(failsafes),
                    .now_s = reply.now() == 0 ? std::nullopt : std::optional{reply.now()},
                    .index_bytes = reply.index_bytes(),
                    .disk_free_bytes = reply.has_disk_free_bytes()
                                           ? std::optional{reply.disk_free_bytes()}
                                           : std::nullopt,
                    .serves_metrics = reply.serves_metrics(),
                    .serves_admin = reply.serves_admin()};
            });
}

Decoded<BlockPage> decode(const pb::GetBlockReply& reply)
{
    const auto seal = wire::from_proto(reply.block(), "block");
    if (!seal)
        return failed(seal.error());
    const auto state_root = decode_hash(reply.state_root(), "state_root");
    if (!state_root)
        return failed(state_root.error());
    const auto withdrawals = decode_optional_hash(reply.withdrawals_root(), "withdrawals_root");
    if (!withdrawals)
        return failed(withdrawals.error());
    auto logs = decode_all<Hash32>(reply.log_hashes(), "log_hashes", decode_hash);
    if (!logs)
        return failed(logs.error());
    auto executing = decode_all<ExecutingAnswer>(reply.executing(), "executing", decode_executing);
    if (!executing)
        return failed(executing.error());
    return BlockPage{.block = {.seal = *seal,
                         .state_root = *state_root,
                         .withdrawals_root = *withdrawals,
                         .log_hashes = std::move(*logs),
                         .executing = std::move(*executing),
                         .levels = decode_levels(reply.levels())},
        .log_count = reply.log_count()};
}

Decoded<MessageInfo> decode(const pb::GetMessageReply& reply)
{
    const auto block = wire::from_proto(reply.block(), "block");
    if (!block)
        return failed(block.error());
    const auto log_hash = decode_hash(reply.log_hash(), "log_hash");
    if (!log_hash)
        return failed(log_hash.error());
    const auto checksum = decode_hash(reply.checksum(), "checksum");
    if (!checksum)
        return failed(checksum.error());
    auto executed_by =
        decode_all<ExecutingAnswer>(reply.executed_by(), "executed_by", decode_executing);
    if (!executed_by)
        return failed(executed_by.error());
    MessageInfo out{.block = *block,
        .log_index = reply.log_index(),
        .log_hash = *log_hash,
        .checksum = *checksum,
        .levels = decode_levels(reply.levels()),
        .executes = std::nullopt,
        .executed_by = std::move(*executed_by),
        .more_executed_by = reply.more_executed_by()};
    if (!reply.has_executes())
        return out;
    auto executes = decode_executing(reply.executes(), "executes");
    if (!executes)
        return failed(executes.error());
    out.executes = std::move(*executes);
    return out;
}
}  // namespace interlock::client
