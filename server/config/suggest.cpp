#include "server/config/suggest.hpp"

#include <algorithm>
#include <vector>

namespace interlock::server
{
namespace
{
constexpr size_t kMaxLength = 128;  // The work is quadratic; no key of ours is near this.

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The edits between two words (optimal string alignment), row by row.
size_t edits(std::string_view a, std::string_view b)
{
    std::vector<size_t> before(b.size() + 1);
    std::vector<size_t> above(b.size() + 1);
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j)
        above[j] = j;
    for (size_t i = 1; i <= a.size(); ++i)
    {
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j)
        {
            const size_t replaced = above[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]) ? 1 : 0);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        std::swap(before, above);
        std::swap(above, row);
    }
    return above[b.size()];
}
}  // namespace

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates)
{
    if (word.size() > kMaxLength)
        return std::nullopt;
    // A third of a word may be wrong; beyond that a suggestion only confuses.
    size_t best_edits = std::max<size_t>(2, word.size() / 3) + 1;
    std::optional<std::string> best;
    for (const auto& candidate : candidates)
    {
        const auto distance = edits(word, candidate);
        if (distance < best_edits)
        {
            best_edits = distance;
            best = candidate;
        }
    }
    return best;
}
}  // namespace interlock::server
