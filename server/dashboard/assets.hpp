// The files of the page, as they were when the program was built.
#pragma once

#include <span>
#include <string_view>

namespace interlock::server
{
struct Asset
{
    std::string_view name;  // "index.html"
    std::string_view type;  // Its media type.
    std::string_view etag;  // In quotes; another one for other bytes.
    std::string_view body;
};

[[nodiscard]] std::span<const Asset> assets() noexcept;
}  // namespace interlock::server
