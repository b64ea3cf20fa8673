#include "chain/block_check.hpp"

#include "chain/verify.hpp"

namespace interlock::chain
{
namespace
{
/// What is wrong with the block that a selector led to.
struct WrongBlock
{
    const BlockJson& block;

    std::optional<Disbelief> operator()(uint64_t number) const
    {
        if (block.header.number == number)
            return std::nullopt;
        return Disbelief{ErrorKind::unverified, "asked for block " + std::to_string(number) +
                                                    ", got block " +
                                                    std::to_string(block.header.number)};
    }

    std::optional<Disbelief> operator()(const Hash32& hash) const
    {
        if (block.hash == hash)
            return std::nullopt;
        return Disbelief{ErrorKind::unverified,
            "asked for block " + to_hex(hash) + ", got block " + to_hex(block.hash)};
    }

    std::optional<Disbelief> operator()(BlockTag) const { return std::nullopt; }
};

template <typename Text>
Disbelief unverified(const BlockJson& block, const Text& what)
{
    return {ErrorKind::unverified, "block " + std::to_string(block.header.number) + ": " + what};
}
}  // namespace

std::optional<Disbelief> check_block(const BlockJson& block, const BlockSelector& asked)
{
    if (auto wrong = std::visit(WrongBlock{block}, asked))
        return wrong;
    if (auto error = verify_header(block))
        return Disbelief{ErrorKind::unverified, std::move(error->message)};
    return std::nullopt;
}

std::optional<Disbelief> check_receipts(const BlockJson& block, const ReceiptsJson& receipts)
{
    if (receipts.block_hash && receipts.block_hash != block.hash)
    {
        return Disbelief{ErrorKind::not_found,
            "block " + std::to_string(block.header.number) +
                ": moved while being read: its receipts are of " + to_hex(*receipts.block_hash) +
                ", not of " + to_hex(block.hash)};
    }
    const auto count = receipts.receipts.size();
    if (block.transaction_count && *block.transaction_count != count)
    {
        return unverified(block, std::to_string(count) + " receipts for " +
                                     std::to_string(*block.transaction_count) + " transactions");
    }
    if (auto error = verify_receipts(block.header, receipts.receipts))
        return Disbelief{ErrorKind::unverified, std::move(error->message)};
    if (receipts.misplaced)
        return unverified(block, *receipts.misplaced);
    return std::nullopt;
}

bool links(const BlockSeal& previous, const eth::Header& block) noexcept
{
    return block.number == previous.id.number + 1 && block.parent_hash == previous.id.hash &&
           block.timestamp_s > previous.timestamp_s;
}
}  // namespace interlock::chain
