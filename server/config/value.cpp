#include "server/config/value.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace interlock::server
{
namespace
{
constexpr size_t kShownLength = 80;

std::optional<int64_t> parse_number(std::string_view text) noexcept
{
    int64_t out = 0;
    const auto* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, out);
    if (error != std::errc{} || stop != end)
        return std::nullopt;
    return out;
}

std::string trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos)
        return {};
    return std::string{text.substr(first, text.find_last_not_of(kBlank) - first + 1)};
}

std::vector<std::string> split_list(std::string_view text)
{
    std::vector<std::string> items;
    std::string item;
    for (size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] == ',')
        {
            items.push_back(trimmed(item));
            item.clear();
            continue;
        }
        if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] == ',')
            ++i;
        item += text[i];
    }
    items.push_back(trimmed(item));
    return items;
}
}  // namespace

std::string_view to_string(ValueType type) noexcept
{
    switch (type)
    {
        case ValueType::text:
            return "text in quotes";
        case ValueType::number:
            return "a whole number";
        case ValueType::number_or_text:
            return "a whole number or text in quotes";
        case ValueType::list:
            return "a list of texts in quotes";
    }
    return "";
}

tl::expected<Value, std::string> value_from_text(ValueType type, std::string_view text)
{
    if (type == ValueType::text)
        return Value{std::string{text}};
    if (type == ValueType::list)
        return Value{split_list(text)};
    if (const auto number = parse_number(text))
        return Value{*number};
    if (type == ValueType::number_or_text)
        return Value{std::string{text}};
    return tl::unexpected{std::string{"must be a whole number"}};
}

bool has_type(const Value& value, ValueType type) noexcept
{
    switch (type)
    {
        case ValueType::text:
            return std::holds_alternative<std::string>(value);
        case ValueType::number:
            return std::holds_alternative<int64_t>(value);
        case ValueType::number_or_text:
            return !std::holds_alternative<std::vector<std::string>>(value);
        case ValueType::list:
            return std::holds_alternative<std::vector<std::string>>(value);
    }
    return false;
}

std::string show_text(std::string_view text)
{
    std::string out{"\""};
    for (const char c : text.substr(0, kShownLength))
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    out += text.size() > kShownLength ? "…\"" : "\"";
    return out;
}

std::string show_key(std::string_view name)
{
    const auto is_key_character = [](char c)
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    const auto* const end = std::find_if_not(name.begin(), name.end(), is_key_character);
    const auto length = std::min(static_cast<size_t>(end - name.begin()), kShownLength);
    return std::string{name.substr(0, length)} + (length < name.size() ? "…" : "");
}

std::string show(const Value& value)
{
    if (const auto* number = std::get_if<int64_t>(&value))
        return std::to_string(*number);
    if (const auto* text = std::get_if<std::string>(&value))
        return show_text(*text);
    const auto& list = std::get<std::vector<std::string>>(value);
    std::string out{"["};
    for (size_t i = 0; i < std::min<size_t>(list.size(), 4); ++i)
        out += (i == 0 ? "" : ", ") + show_text(list[i]);
    return out + (list.size() > 4 ? ", …]" : "]");
}
}  // namespace interlock::server
