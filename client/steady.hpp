// Reading what comes in pages while chains reorg. Not for the client's users.
#pragma once

#include "client/error.hpp"

namespace interlock::client
{
/// What comes in pages is asked for anew when reorgs replace it in between; that often.
inline constexpr int kMaxRestarts = 3;

/// What `read_pages` gives once it gives anything but nullopt, which stands for a reorg in between.
template <typename ReadPages>
auto until_steady(ReadPages&& read_pages)
{
    using T = typename decltype(read_pages())::value_type::value_type;
    for (int restarts = 0; restarts <= kMaxRestarts; ++restarts)
    {
        auto pages = read_pages();
        if (!pages)
            return Result<T>{tl::unexpect, std::move(pages.error())};
        if (*pages)
            return Result<T>{**std::move(pages)};
    }
    return Result<T>{tl::unexpect,
        Error{.kind = ErrorKind::other,
            .message = "reorgs replaced the block again and again while it was read"}};
}
}  // namespace interlock::client
