#include "tests/fuzz/fuzz.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace interlock::fuzz
{
void require(bool holds, std::string_view what)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
    std::abort();
}

Bytes Pieces::take(size_t count)
{
    auto out = some(count);
    out.resize(count);
    return out;
}

Bytes Pieces::some(size_t count)
{
    const auto first = rest_.first(std::min(count, rest_.size()));
    rest_ = rest_.subspan(first.size());
    return {first.begin(), first.end()};
}

std::optional<nlohmann::json> read_again(std::string_view text)
{
    auto out = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (out.is_discarded())
        return std::nullopt;
    return out;
}

void require_showable(std::string_view error, size_t max_bytes)
{
    require(!error.empty(), "an error says something");
    require(error.size() <= max_bytes, "an error is short");
    const bool has_control = std::any_of(
        error.begin(), error.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    require(!has_control, "an error has no control characters");
}
}  // namespace interlock::fuzz
