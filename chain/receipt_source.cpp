#include "chain/receipt_source.hpp"

#include "chain/block_reading.hpp"

namespace interlock::chain
{
namespace
{
class ReceiptNode final : public ReceiptSource
{
public:
    ReceiptNode(Endpoint endpoint, RequestLimits limits)
      : rpc_{std::move(endpoint), std::move(limits)}
    {
    }

    const std::string& name() const override { return rpc_.name(); }

    Result<TransactionPlace> place_of(const Hash32& transaction) override
    {
        const auto hash = to_hex(transaction);
        return rpc_.decode(rpc_.call({"eth_getTransactionReceipt", "[" + quoted(hash) + "]"}),
            "transaction " + hash, &decode_transaction_place);
    }

    Result<BlockReceipts> receipts(uint64_t number) override
    {
        const auto block = read_block(rpc_, rpc_.call(block_call(number)), number);
        if (!block)
            return tl::unexpected{block.error()};
        return read_receipts(rpc_, rpc_.call(receipts_call(number)), *block)
            .map(
                [&](std::vector<eth::Receipt>&& receipts) {
                    return BlockReceipts{seal_of(*block), std::move(receipts)};
                });
    }

private:
    JsonRpc rpc_;
};
}  // namespace

std::unique_ptr<ReceiptSource> make_receipt_source(Endpoint endpoint, RequestLimits limits)
{
    return std::make_unique<ReceiptNode>(std::move(endpoint), std::move(limits));
}
}  // namespace interlock::chain
