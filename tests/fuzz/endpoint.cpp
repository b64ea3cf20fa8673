// URLs and headers of endpoints, and what is shown of them.
#include "chain/endpoint.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace interlock::fuzz
{
namespace
{
/// Up to the next line end, which is skipped.
std::string_view next_line(std::string_view& text)
{
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

/// What a URL may hide: its path and query, and user and password.
void check_url(const chain::Endpoint& endpoint)
{
    const auto& shown = endpoint.display();
    require_showable(shown, 2 * 4'096);
    require(shown.starts_with("http://") || shown.starts_with("https://"), "the scheme is known");
    const auto place = std::string_view{shown}.substr(shown.find("://") + 3);
    require(place.find_first_of("@?#") == std::string_view::npos, "no credentials are shown");
    const auto slash = place.find('/');
    require(slash == std::string_view::npos || place.substr(slash) == "/…", "no path is shown");
    require(endpoint.redact(shown).size() <= 4 * shown.size(), "redacting does not blow up");
}

/// The value does not come through, unless it is what stands for secrets.
void check_header(chain::Endpoint& endpoint, std::string_view line)
{
    const auto before = endpoint.secret_headers().size();
    if (const auto added = endpoint.add_header(line); !added)
    {
        require(endpoint.secret_headers().size() == before, "a refused header is not kept");
        return require_showable(added.error(), 2 * 16'384);
    }
    const auto& kept = endpoint.secret_headers().back();
    require(kept.find_first_of("\r\n") == std::string::npos, "a header is one line");
    const auto value = kept.substr(kept.find(": ") + 2);
    const bool is_mark = std::string_view{"< *** >"}.find(value) != std::string_view::npos;
    if (value.size() >= 3 && !is_mark)
        require(endpoint.redact("< " + value + " >").find(value) == std::string::npos,
            "a header's value is not shown");
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace interlock::fuzz;
    auto text = text_of({data, size});
    auto endpoint = interlock::chain::Endpoint::parse(next_line(text));
    if (!endpoint)
    {
        require_showable(endpoint.error());
        return 0;
    }
    check_url(*endpoint);
    while (!text.empty())
        check_header(*endpoint, next_line(text));
    static_cast<void>(endpoint->redact(std::string{text_of({data, size})}));
    return 0;
}
