// What is asked of an execution node now and then: where a transaction is, and a block with all
// that its logs say.
#pragma once

#include <memory>

#include "chain/endpoint.hpp"
#include "chain/source.hpp"

namespace interlock::chain
{
/// Where a node says that a transaction is. Nothing proves it.
struct TransactionPlace
{
    BlockId block;
    uint64_t index = 0;  // In the block.

    friend bool operator==(const TransactionPlace&, const TransactionPlace&) = default;
};

/// The receipts are those that the block's header commits to.
struct BlockReceipts
{
    BlockSeal block;
    std::vector<eth::Receipt> receipts;
};

/// For one thread at a time.
class ReceiptSource
{
public:
    virtual ~ReceiptSource() = default;
    /// Where it asks, for people: no credentials, path or query.
    [[nodiscard]] virtual const std::string& name() const = 0;
    /// not_found when it is in no block of the node's chain.
    [[nodiscard]] virtual Result<TransactionPlace> place_of(const Hash32& transaction) = 0;
    /// not_found when the node has no such block.
    [[nodiscard]] virtual Result<BlockReceipts> receipts(uint64_t number) = 0;
};

[[nodiscard]] std::unique_ptr<ReceiptSource> make_receipt_source(
    Endpoint endpoint, RequestLimits limits);
}  // namespace interlock::chain
