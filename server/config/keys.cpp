#include "server/config/keys.hpp"

#include <algorithm>

#include "server/config/suggest.hpp"

namespace interlock::server
{
namespace
{
constexpr std::string_view kPlaceholder = "<id>";
constexpr std::string_view kChainSection = "chains";

/// How a kind of source writes keys.
struct Notation
{
    std::string_view chain_prefix;             // Before the id: "chains.", "INTERLOCK_CHAINS_".
    char separator = '.';                      // After the id.
    std::string (*name_of)(std::string_view);  // From a key of the table.
};

std::string same(std::string_view key)
{
    return std::string{key};
}

constexpr Notation kDotted{"chains.", '.', &same};
constexpr Notation kVariable{"INTERLOCK_CHAINS_", '_', &variable_name};

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// A name with its chain id cut out.
struct Split
{
    std::string pattern;            // "chains.<id>.name"; the name itself without an id.
    std::optional<std::string> id;  // As written.
};

Split split(std::string_view name, const Notation& notation)
{
    if (!name.starts_with(notation.chain_prefix))
        return {std::string{name}, std::nullopt};
    const auto rest = name.substr(notation.chain_prefix.size());
    const auto end = std::min(rest.find(notation.separator), rest.size());
    auto pattern = std::string{notation.chain_prefix} + std::string{kPlaceholder};
    pattern += rest.substr(end);
    return {std::move(pattern), std::string{rest.substr(0, end)}};
}

std::string with_id(std::string pattern, const std::optional<std::string>& id)
{
    const auto at = pattern.find(kPlaceholder);
    if (at != std::string::npos && id)
        pattern.replace(at, kPlaceholder.size(), *id);
    return pattern;
}

std::string no_such_setting(
    const Split& name, const Notation& notation, std::span<const std::string_view> others)
{
    std::vector<std::string> candidates;
    for (const auto& setting : settings())
        candidates.push_back(notation.name_of(setting.key));
    candidates.insert(candidates.end(), others.begin(), others.end());
    const auto meant = nearest(name.pattern, candidates);
    if (!meant)
        return "is not a setting; --help lists them all";
    return "is not a setting; did you mean " + with_id(*meant, name.id) + "?";
}

tl::expected<Key, std::string> find(
    std::string_view text, const Notation& notation, std::span<const std::string_view> others)
{
    const auto name = split(text, notation);
    const auto id = name.id ? chain_id_from_key(*name.id) : std::nullopt;
    if (name.id && !id)
        return tl::unexpected{"names no chain: " + show_key(*name.id) +
                              " is not a chain id; it must be decimal, or "
                              "hexadecimal after 0x, of at most 256 bits"};
    for (const auto& setting : settings())
    {
        if (notation.name_of(setting.key) == name.pattern)
            return Key{.setting = &setting, .chain = id};
    }
    return tl::unexpected{no_such_setting(name, notation, others)};
}
}  // namespace

std::string Key::text() const
{
    if (!chain)
        return std::string{setting->key};
    return chain_key(*chain, setting->key.substr(kChainPrefix.size()));
}

std::string chain_key(const ChainId& id, std::string_view setting)
{
    return std::string{kDotted.chain_prefix} + to_string(id) + '.' + std::string{setting};
}

tl::expected<Key, std::string> find_key(
    std::string_view dotted, std::span<const std::string_view> others)
{
    return find(dotted, kDotted, others);
}

tl::expected<Key, std::string> find_variable(std::string_view name)
{
    return find(name, kVariable, {});
}

std::string variable_name(std::string_view key)
{
    std::string out{kVariablePrefix};
    const auto placeholder = key.find(kPlaceholder);
    for (size_t i = 0; i < key.size(); ++i)
    {
        const bool in_placeholder =
            i >= placeholder && i < placeholder + kPlaceholder.size();  // npos: never
        out += in_placeholder ? key[i] : (key[i] == '.' ? '_' : upper(key[i]));
    }
    return out;
}

std::optional<ChainId> chain_id_from_key(std::string_view text)
{
    std::string lowered{text};
    std::transform(lowered.begin(), lowered.end(), lowered.begin(), lower);
    return chain_id_from_text(lowered);
}

bool is_section(std::string_view dotted)
{
    if (dotted == kChainSection)
        return true;
    const auto section = split(dotted, kDotted).pattern + '.';
    return std::any_of(settings().begin(), settings().end(),
        [&](const Setting& setting) { return setting.key.starts_with(section); });
}
}  // namespace interlock::server
