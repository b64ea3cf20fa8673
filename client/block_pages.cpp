#include "client/block_pages.hpp"

#include <iterator>

namespace interlock::client
{
namespace
{
template <typename T>
void move_to_end(std::vector<T>& from, std::vector<T>& to)
{
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

/// What is wrong with `page` as the one that begins at `next_log`; empty when nothing is.
std::string fault_of(const BlockPage& page, uint32_t next_log)
{
    const size_t sent = page.block.log_hashes.size();
    const auto of_block = std::to_string(page.log_count) + " logs";
    if (next_log + sent > page.log_count)
        return "log_hashes has " + std::to_string(sent) + " from log " + std::to_string(next_log) +
               " on in a block of " + of_block;
    if (sent == 0 && next_log != page.log_count)
        return "log_hashes ends before log " + std::to_string(next_log) + " of " + of_block;
    return {};
}
}  // namespace

bool BlockPages::complete() const noexcept
{
    return pages_ && next_log() == pages_->log_count;
}

uint32_t BlockPages::next_log() const noexcept
{
    // Never more than log_count: see fault_of.
    return pages_ ? static_cast<uint32_t>(pages_->block.log_hashes.size()) : 0;
}

Decoded<bool> BlockPages::add(BlockPage page)
{
    if (pages_ && pages_->block.seal.id != page.block.seal.id)
        return false;
    if (pages_ && pages_->log_count != page.log_count)
        return tl::unexpected<std::string>{"log_count is not the same in each page"};
    if (auto fault = fault_of(page, next_log()); !fault.empty())
        return tl::unexpected{std::move(fault)};
    if (pages_)
        append(std::move(page.block));
    else
        pages_ = std::move(page);
    return true;
}

BlockInfo BlockPages::take() &&
{
    return std::move(pages_->block);
}

void BlockPages::append(BlockInfo&& page)
{
    move_to_end(page.log_hashes, pages_->block.log_hashes);
    move_to_end(page.executing, pages_->block.executing);
}
}  // namespace interlock::client
