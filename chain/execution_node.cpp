// The BlockSource over JSON-RPC.
#include <algorithm>

#include "chain/block_check.hpp"
#include "chain/block_reading.hpp"
#include "chain/nodes.hpp"
#include "interop/eth/proof.hpp"

namespace interlock::chain
{
namespace
{
constexpr size_t kFirstBlocksPerRequest = 16;
constexpr size_t kMaxBlocksPerRequest = 50;
/// What blocks may take, in timeouts of one reply: a block and its receipts, asked for singly, have
/// the time that each of them has.
constexpr int kTimeouts = 2;
/// A log takes more in a reply. So what is returned takes no more memory than a few replies, even
/// of a node that fills every block that it makes up.
constexpr size_t kBytesPerLog = 128;
std::vector<RpcCall> calls_for(uint64_t first, size_t count)
{
    std::vector<RpcCall> out;
    out.reserve(2 * count);
    for (size_t i = 0; i < count; ++i)
    {
        out.push_back(block_call(first + i));
        out.push_back(receipts_call(first + i));
    }
    return out;
}

Result<DigestedBlock> read_digest(JsonRpc& rpc, const RpcResult& result, const BlockJson& block)
{
    return read_receipts(rpc, result, block)
        .map([&](const std::vector<eth::Receipt>& receipts)
            { return digest_block(block.header, block.hash, receipts); });
}

/// Reads blocks and their receipts in turn, as far as they are good.
class ChainReader
{
public:
    ChainReader(JsonRpc& rpc, uint64_t first) : rpc_{rpc}, first_{first} {}

    uint64_t next_number() const { return first_ + blocks.size(); }

    /// False at the first fault.
    bool consume(const RpcResult& result)
    {
        return block_ ? take_receipts(result) : take_block(result);
    }

    /// A request that broke off leaves a block without its receipts.
    void start_request() { block_.reset(); }

    std::vector<DigestedBlock> blocks;
    size_t logs = 0;  // In all of them.
    std::optional<Error> fault;
    bool is_link_broken = false;

private:
    bool take_block(const RpcResult& result)
    {
        auto block = read_block(rpc_, result, next_number());
        if (!block)
        {
            fault = std::move(block.error());
            return false;
        }
        is_link_broken = !blocks.empty() && !links(blocks.back().digest.seal, block->header);
        block_ = std::move(*block);
        return !is_link_broken;
    }

    bool take_receipts(const RpcResult& result)
    {
        auto digested = read_digest(rpc_, result, *block_);
        block_.reset();
        if (!digested)
        {
            fault = std::move(digested.error());
            return false;
        }
        logs += digested->digest.log_hashes.size();
        blocks.push_back(std::move(*digested));
        return true;
    }

    JsonRpc& rpc_;
    uint64_t first_;
    std::optional<BlockJson> block_;
};

class ExecutionNode : public BlockSource
{
public:
    ExecutionNode(Endpoint endpoint, RequestLimits limits)
      : rpc_{std::move(endpoint), limits},
        blocks_time_{kTimeouts * limits.timeout},
        max_reply_bytes_{limits.max_reply_bytes}
    {
    }

    const std::string& name() const override { return rpc_.name(); }

    Result<ChainId> chain_id() override
    {
        const auto result = rpc_.call({"eth_chainId", "[]"});
        if (!result)
            return tl::unexpected{result.error()};
        std::string_view text = *result;
        if (text.size() > 2 && text.front() == '"' && text.back() == '"')
        {
            if (const auto id = uint256_from_quantity(text.substr(1, text.size() - 2)))
                return ChainId{*id};
        }
        return tl::unexpected{rpc_.error(ErrorKind::malformed, "eth_chainId: not a quantity")};
    }

    Result<BlockSeal> seal(const BlockSelector& asked) override
    {
        return read_block(rpc_, rpc_.call(block_call(asked)), asked).map(seal_of);
    }

    Result<std::vector<DigestedBlock>> blocks(uint64_t first, size_t count) override
    {
        rpc_.begin_budget(blocks_time_);
        auto out = read_blocks(first, count);
        if (out)
            prove_roots(*out);
        rpc_.end_budget();
        return out;
    }

private:
    /// Headers from before Isthmus lack the message passer's storage root: the node is asked to
    /// prove it. What it cannot prove stays unknown.
    void prove_roots(std::vector<DigestedBlock>& blocks)
    {
        std::vector<BlockDigest*> lacking;
        for (auto& block : blocks)
        {
            if (!has_message_passer_root(block.digest.withdrawals_root))
                lacking.push_back(&block.digest);
        }
        if (lacking.empty() || !may_prove_)
            return;
        // Until it has proven one, the newest is a trial: old states are often gone.
        if (!has_proven_)
            lacking.erase(lacking.begin(), lacking.end() - 1);
        std::vector<RpcCall> calls;
        for (const auto* block : lacking)
        {
            calls.push_back(
                {"eth_getProof", "[" + quoted(to_hex(kMessagePasser)) + ",[]," +
                                     quoted(quantity_to_hex(block->seal.id.number)) + "]"});
        }
        has_proven_ = false;
        static_cast<void>(rpc_.call_all(calls, [&](size_t i, const RpcResult& result)
            { return has_proven_ = take_proof(result, *lacking[i]); }));
    }

    bool take_proof(const RpcResult& result, BlockDigest& block)
    {
        const auto nodes = rpc_.decode(result, "proof", &decode_account_proof);
        if (!nodes)
        {
            may_prove_ = nodes.error().kind != ErrorKind::unsupported;
            return false;
        }
        const auto root = eth::proven_storage_root(block.state_root, kMessagePasser, *nodes);
        // Without withdrawals there is nothing to know that the header does not say as well.
        if (!root || !has_message_passer_root(*root))
            return false;
        block.withdrawals_root = *root;
        return true;
    }

    Result<std::vector<DigestedBlock>> read_blocks(uint64_t first, size_t count)
    {
        ChainReader reader{rpc_, first};
        while (reader.blocks.size() < count && reader.logs < max_reply_bytes_ / kBytesPerLog)
        {
            const auto asked = std::min(blocks_per_request_, count - reader.blocks.size());
            const auto fault = request(reader, asked);
            if (reader.is_link_broken)
                return tl::unexpected{explain_broken_link(reader)};
            if (!fault)
                continue;
            if (fault->kind == ErrorKind::too_large && asked > 1)
                continue;  // Fewer are asked for now.
            if (reader.blocks.empty())
                return tl::unexpected{*fault};
            break;
        }
        return std::move(reader.blocks);
    }

    std::optional<Error> request(ChainReader& reader, size_t count)
    {
        const auto calls = calls_for(reader.next_number(), count);
        reader.start_request();
        const auto sent = rpc_.call_all(
            calls, [&reader](size_t, const RpcResult& result) { return reader.consume(result); });
        const auto fault = sent ? std::exchange(reader.fault, {}) : std::optional{sent.error()};
        adapt(fault, count);
        return fault;
    }

    /// Keeps replies well below their bound, and requests as large as that allows.
    void adapt(const std::optional<Error>& fault, size_t count)
    {
        constexpr size_t kRoom = 4;
        const bool is_too_much =
            fault && (fault->kind == ErrorKind::too_large || fault->kind == ErrorKind::timed_out);
        if (is_too_much)
            blocks_per_request_ = std::max<size_t>(1, count / 2);
        else if (!fault && count == blocks_per_request_ &&
                 rpc_.last_reply_bytes() < max_reply_bytes_ / kRoom)
            blocks_per_request_ = std::min(2 * blocks_per_request_, kMaxBlocksPerRequest);
    }

    /// Two blocks do not link when the chain was reorged between the two looks, or when the node
    /// contradicts itself. A second look at the earlier one tells.
    Error explain_broken_link(const ChainReader& reader)
    {
        const auto& last = reader.blocks.back().digest.seal;
        const auto what = "block " + std::to_string(reader.next_number());
        const auto now = seal(last.id.number);
        if (!now)
            return now.error();
        if (now->id != last.id)
            return rpc_.error(ErrorKind::not_found, what + ": the chain moved while being read");
        return rpc_.error(ErrorKind::unverified, what + " does not follow block " +
                                                     to_hex(last.id.hash) +
                                                     ": its parent hash or timestamp is another");
    }

    JsonRpc rpc_;
    std::chrono::milliseconds blocks_time_;  // For one call of blocks().
    size_t max_reply_bytes_;
    size_t blocks_per_request_ = kFirstBlocksPerRequest;
    bool may_prove_ = true;    // The node has the method, as far as known.
    bool has_proven_ = false;  // The last time it was asked.
};
}  // namespace

std::unique_ptr<BlockSource> make_execution_node(Endpoint endpoint, RequestLimits limits)
{
    return std::make_unique<ExecutionNode>(std::move(endpoint), limits);
}
}  // namespace interlock::chain
