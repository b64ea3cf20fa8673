#include "server/safety/named_block.hpp"

namespace interlock::server
{
namespace
{
/// From so many logs of a block on, one look at all of them is cheaper.
constexpr size_t kManyLogs = 8;

storage::Result<NamedBlock> named(
    const storage::BlockRecord& block, const LogPosition& at, const std::optional<Hash32>& hash)
{
    if (!hash && at.log_index < block.log_count)
    {
        return tl::unexpected{storage::Error{storage::ErrorKind::corrupt,
            "the index has lost log " + std::to_string(at.log_index) + " of block " +
                std::to_string(at.block_number) + " of chain " + to_string(at.chain_id) +
                "; restore or rebuild it"}};
    }
    return NamedBlock{.seal = block.seal,
        .known = {
            .timestamp_s = block.seal.timestamp_s, .log_count = block.log_count, .log_hash = hash}};
}

storage::Result<std::optional<NamedBlock>> optional_of(storage::Result<NamedBlock> found)
{
    return std::move(found).map([](NamedBlock&& block) { return std::optional{block}; });
}
}  // namespace

storage::Result<std::optional<NamedBlock>> find_named_block(
    const storage::View& view, const LogPosition& at)
{
    const auto found = view.log(at.chain_id, at.block_number, at.log_index);
    if (!found)
        return tl::unexpected{found.error()};
    if (!*found)
        return std::nullopt;
    return optional_of(named((*found)->block, at, (*found)->hash));
}

storage::Result<std::optional<NamedBlock>> NamedBlocks::find(
    const LogPosition& at, size_t of_same_block)
{
    if (of_same_block < kManyLogs)
        return find_named_block(view_, at);
    const bool is_loaded = whole_ && whole_->chain_id == at.chain_id &&
                           whole_->block.seal.id.number == at.block_number;
    if (!is_loaded)
    {
        const auto found = load(at);
        if (!found)
            return tl::unexpected{found.error()};
        if (!*found)
            return std::nullopt;
    }
    std::optional<Hash32> hash;
    if (at.log_index < whole_->log_hashes.size())
        hash = whole_->log_hashes[at.log_index];
    return optional_of(named(whole_->block, at, hash));
}

storage::Result<bool> NamedBlocks::load(const LogPosition& at)
{
    whole_.reset();
    const auto block = view_.block(at.chain_id, at.block_number);
    if (!block)
        return tl::unexpected{block.error()};
    if (!*block)
        return false;
    auto hashes = view_.log_hashes(at.chain_id, at.block_number);
    if (!hashes)
        return tl::unexpected{hashes.error()};
    whole_ = Whole{at.chain_id, **block, *std::move(hashes)};
    return true;
}
}  // namespace interlock::server
