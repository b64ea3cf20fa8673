// A setting's value as a source gives it, before the setting's own rules are applied. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

namespace interlock::server
{
/// What the sources can express; a file does it with types, flags and environment with text.
using Value = std::variant<std::string, int64_t, std::vector<std::string>>;

/// What a setting takes.
enum class ValueType
{
    text,
    number,
    number_or_text,  // A number, or a word that stands in its place.
    list,
};

/// "a whole number", for people.
[[nodiscard]] std::string_view to_string(ValueType type) noexcept;

/// The value that a flag or environment variable spells. Lists are separated by commas; `\,` is a
/// comma within an item. The error says what would be right, without repeating the text.
[[nodiscard]] tl::expected<Value, std::string> value_from_text(
    ValueType type, std::string_view text);

/// Whether `value`, as a file gives it, has the type.
[[nodiscard]] bool has_type(const Value& value, ValueType type) noexcept;

/// Quoted, cut to a sane length, and with control characters made visible.
[[nodiscard]] std::string show(const Value& value);
[[nodiscard]] std::string show_text(std::string_view text);

/// A name as far as it looks like one, for messages: what follows a stray ':' or '@' in a mistyped
/// key may be a credential.
[[nodiscard]] std::string show_key(std::string_view name);
}  // namespace interlock::server
