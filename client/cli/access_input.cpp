#include "client/cli/access_input.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "interop/executing_message.hpp"
#include "interop/transaction.hpp"

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
Parsed<std::string> read_all(std::istream& in)
{
    std::string text(kMaxInputBytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(in.gcount()));
    if (text.size() > kMaxInputBytes)
        return tl::unexpected<std::string>{"standard input is longer than 1 MiB"};
    return text;
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
    if (values.size() == 1 && values[0] == "-")
    {
        const auto text = read_all(in);
        return text ? parse_entries(*text) : tl::unexpected{text.error()};
    }
    std::string text;
    for (const auto& value : values)
        text += value + " ";
    return parse_entries(text);
}

Parsed<std::vector<Hash32>> read_transaction(
    const std::string& value, const ChainId& executing, std::istream& in)
{
    const auto text = value == "-" ? read_all(in) : Parsed<std::string>{value};
    if (!text)
        return tl::unexpected{text.error()};
    const auto end = text->find_last_not_of(kSeparators);
    const auto raw = bytes_from_hex(std::string_view{*text}.substr(0, end + 1));
    if (!raw)
        return tl::unexpected<std::string>{"not hex bytes (0x and two digits a byte)"};
    auto transaction = read_signed_transaction(*raw);
    if (!transaction)
        return tl::unexpected{std::move(transaction.error())};
    if (transaction->chain_id && *transaction->chain_id != executing)
        return tl::unexpected{"signed for chain " + to_string(*transaction->chain_id) +
                              ", not for " + to_string(executing)};
    return std::move(transaction->inbox_entries);
}
}  // namespace interlock::client::cli
