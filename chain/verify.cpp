#include "chain/verify.hpp"

namespace interlock::chain
{
std::optional<VerifyError> verify_header(const BlockJson& block)
{
    const auto named = "block " + std::to_string(block.header.number);
    if (!eth::is_well_formed(block.header))
    {
        return VerifyError{VerifyFailure::block_hash,
            named + ": a header field is missing between others of later forks"};
    }
    const auto computed = eth::hash_header(block.header);
    if (computed == block.hash)
        return std::nullopt;
    return VerifyError{VerifyFailure::block_hash,
        named + ": the header hashes to " + to_hex(computed) + ", not to " + to_hex(block.hash) +
            " as claimed; a field of a fork newer than this program knows has the same effect"};
}

std::optional<VerifyError> verify_receipts(
    const eth::Header& header, const std::vector<eth::Receipt>& receipts)
{
    const auto computed = eth::receipts_root(receipts);
    if (computed == header.receipts_root)
        return std::nullopt;
    return VerifyError{VerifyFailure::receipts_root,
        "block " + std::to_string(header.number) + ": the " + std::to_string(receipts.size()) +
            " receipts have the root " + to_hex(computed) + ", the header says " +
            to_hex(header.receipts_root)};
}
}  // namespace interlock::chain
