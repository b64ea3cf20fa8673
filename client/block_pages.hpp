// A block put together from the pages that the service sends it in. Single-threaded.
#pragma once

#include "client/answers.hpp"
#include "proto/wire/convert.hpp"

namespace interlock::client
{
template <typename T>
using Decoded = wire::Result<T>;

/// Some of a block's logs; all else in `block` is of the whole block.
struct BlockPage
{
    BlockInfo block;
    uint32_t log_count = 0;  // Of the whole block.
};

class BlockPages
{
public:
    /// Whether every log is there; not before the first page.
    [[nodiscard]] bool complete() const noexcept;
    /// The log that the next page must begin with.
    [[nodiscard]] uint32_t next_log() const noexcept;
    /// Adds the next page. False when it is of another block than those before: a reorg came in
    /// between, and the pages so far are of no use.
    [[nodiscard]] Decoded<bool> add(BlockPage page);
    /// The block. It must be complete.
    [[nodiscard]] BlockInfo take() &&;

private:
    void append(BlockInfo&& page);

    std::optional<BlockPage> pages_;
};
}  // namespace interlock::client
