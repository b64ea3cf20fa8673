// Compressing as HTTP servers do. Any thread.
#pragma once

#include <string>

namespace interlock::testing
{
[[nodiscard]] std::string gzip(const std::string& text);

/// What unpacks to `bytes` spaces and is a thousandth of that.
[[nodiscard]] std::string gzip_bomb(size_t bytes);
}  // namespace interlock::testing
