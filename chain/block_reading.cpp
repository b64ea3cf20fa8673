#include "chain/block_reading.hpp"

#include "chain/block_check.hpp"

namespace interlock::chain
{
namespace
{
constexpr auto* kReceiptsAdvice =
    "; the service cannot do without this method: use an execution node that serves "
    "eth_getBlockReceipts (op-geth, op-reth, nethermind, erigon), or a plan of the provider that "
    "does";

std::string block_params(const std::string& which)
{
    return "[" + quoted(which) + ",false]";
}

/// The call that looks a block up.
struct BlockCall
{
    RpcCall operator()(uint64_t number) const
    {
        return {"eth_getBlockByNumber", block_params(quantity_to_hex(number))};
    }
    RpcCall operator()(const Hash32& hash) const
    {
        return {"eth_getBlockByHash", block_params(to_hex(hash))};
    }
    RpcCall operator()(BlockTag tag) const
    {
        return {"eth_getBlockByNumber", block_params(std::string{name(tag)})};
    }

    static std::string_view name(BlockTag tag)
    {
        switch (tag)
        {
            case BlockTag::latest:
                return "latest";
            case BlockTag::safe:
                return "safe";
            case BlockTag::finalized:
                return "finalized";
        }
        return "latest";
    }
};

/// How messages name a block.
struct Subject
{
    std::string operator()(uint64_t number) const { return "block " + std::to_string(number); }
    std::string operator()(const Hash32& hash) const { return "block " + to_hex(hash); }
    std::string operator()(BlockTag tag) const
    {
        return "block '" + std::string{BlockCall::name(tag)} + "'";
    }
};
}  // namespace

std::string quoted(const std::string& text)
{
    return '"' + text + '"';
}

RpcCall block_call(const BlockSelector& block)
{
    return std::visit(BlockCall{}, block);
}

RpcCall receipts_call(uint64_t number)
{
    return {"eth_getBlockReceipts", "[" + quoted(quantity_to_hex(number)) + "]"};
}

BlockSeal seal_of(const BlockJson& block)
{
    return {{block.header.number, block.hash}, block.header.parent_hash, block.header.timestamp_s};
}

Result<BlockJson> read_block(JsonRpc& rpc, const RpcResult& result, const BlockSelector& asked)
{
    auto block = rpc.decode(result, std::visit(Subject{}, asked), &decode_block);
    if (!block)
        return block;
    if (const auto wrong = check_block(*block, asked))
        return tl::unexpected{rpc.error(wrong->kind, wrong->what)};
    return block;
}

Result<std::vector<eth::Receipt>> read_receipts(
    JsonRpc& rpc, const RpcResult& result, const BlockJson& block)
{
    const auto subject = "the receipts of block " + std::to_string(block.header.number);
    auto receipts = rpc.decode(result, subject, &decode_block_receipts);
    if (!receipts)
    {
        auto error = receipts.error();
        if (error.kind == ErrorKind::unsupported)
            error.message += kReceiptsAdvice;
        return tl::unexpected{std::move(error)};
    }
    if (const auto wrong = check_receipts(block, *receipts))
        return tl::unexpected{rpc.error(wrong->kind, wrong->what)};
    return std::move(receipts->receipts);
}
}  // namespace interlock::chain
