#include "client/cli/access_input.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "interop/executing_message.hpp"

namespace interlock::client::cli
{
namespace
{
using Json = nlohmann::json;
constexpr std::string_view kSeparators = ", \t\r\n";

/// Appends one entry; the error names it by its place.
Parsed<void> append(std::string_view text, std::vector<Hash32>& out)
{
    const auto entry = parse_hash(text);
    if (!entry)
        return tl::unexpected{"entry " + std::to_string(out.size()) + ": " + entry.error()};
    out.push_back(*entry);
    return {};
}

Parsed<void> append_json(const Json& item, std::vector<Hash32>& out)
{
    if (item.is_string())
        return append(item.get_ref<const std::string&>(), out);
    return tl::unexpected{"entry " + std::to_string(out.size()) + " is not a string"};
}

/// The keys of one element of a transaction's access list, when it is the inbox's.
Parsed<void> append_keys(const Json& item, std::vector<Hash32>& out)
{
    const auto address = item.find("address");
    const auto keys = item.find("storageKeys");
    if (address == item.end() || !address->is_string() || keys == item.end() || !keys->is_array())
        return tl::unexpected<std::string>{
            "an element of the access list lacks its address or storageKeys"};
    const auto parsed = parse_address(address->get_ref<const std::string&>());
    if (!parsed)
        return tl::unexpected{parsed.error()};
    if (*parsed != kCrossL2Inbox)
        return {};
    for (const auto& key : *keys)
    {
        if (auto added = append_json(key, out); !added)
            return added;
    }
    return {};
}

Parsed<std::vector<Hash32>> parse_json(std::string_view text)
{
    const auto list = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!list.is_array())
        return tl::unexpected<std::string>{"the access list is not a JSON array"};
    std::vector<Hash32> out;
    for (const auto& item : list)
    {
        const auto added = item.is_object() ? append_keys(item, out) : append_json(item, out);
        if (!added)
            return tl::unexpected{added.error()};
    }
    return out;
}
}  // namespace

Parsed<std::vector<Hash32>> parse_entries(std::string_view text)
{
    const auto start = text.find_first_not_of(kSeparators);
    if (start != std::string_view::npos && text[start] == '[')
        return parse_json(text.substr(start));
    std::vector<Hash32> out;
    for (size_t at = start; at < text.size();)
    {
        const auto end = std::min(text.find_first_of(kSeparators, at), text.size());
        if (const auto added = append(text.substr(at, end - at), out); !added)
            return tl::unexpected{added.error()};
        at = text.find_first_not_of(kSeparators, end);
    }
    return out;
}

Parsed<std::vector<Hash32>> read_entries(std::span<const std::string> values, std::istream& in)
{
    std::string text;
    if (values.size() == 1 && values[0] == "-")
    {
        text.resize(kMaxInputBytes + 1);
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<size_t>(in.gcount()));
        if (text.size() > kMaxInputBytes)
            return tl::unexpected<std::string>{"standard input is longer than 1 MiB"};
        return parse_entries(text);
    }
    for (const auto& value : values)
        text += value + " ";
    return parse_entries(text);
}
}  // namespace interlock::client::cli
