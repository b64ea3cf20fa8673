// Blocks found invalid, and what they committed to: super roots tell it also after another block
// has taken their place.
#pragma once

#include "storage/store.hpp"

namespace interlock::server
{
/// Keeps a block that has been found invalid, in either view, and forgets it when it turns out
/// valid after all. One that is gone stays, and one whose verdict is open again: the block that
/// replaces it may come in a later step. What stands there then tells whether it is a replacement
/// (server/query/super_root.hpp).
[[nodiscard]] storage::Result<void> keep_original(
    storage::Step& step, const storage::VerdictChange& change);
}  // namespace interlock::server
