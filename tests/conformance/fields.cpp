#include "tests/conformance/fields.hpp"

#include <algorithm>

namespace interlock::conformance
{
namespace
{
const Json kNothing;

/// A JSON number, decimal text or quantity, up to 256 bits.
std::optional<Uint256> read_number(const Json& json)
{
    if (json.is_number_unsigned())
        return Uint256::from_u64(json.get<uint64_t>());
    if (!json.is_string())
        return std::nullopt;
    const auto id = chain_id_from_text(json.get_ref<const std::string&>());
    return id ? std::optional{id->value} : std::nullopt;
}
}  // namespace

Fields::Fields(const Json& json) : json_{json}
{
    if (!json.is_object())
        fault_ = "is not an object";
}

bool Fields::has(const char* key) const
{
    const auto found = json_.find(key);
    return found != json_.end() && !found->is_null();
}

const Json& Fields::any(const char* key)
{
    if (has(key))
        return *json_.find(key);
    note(key, "missing");
    return kNothing;
}

const Json& Fields::object(const char* key)
{
    const Json& out = any(key);
    if (!out.is_object())
        note(key, "not an object");
    return out;
}

const Json& Fields::list(const char* key)
{
    const Json& out = any(key);
    if (out.is_array())
        return out;
    note(key, "not a list");
    return kNothing;
}

std::string Fields::text(const char* key)
{
    const Json& out = any(key);
    if (out.is_string())
        return out.get<std::string>();
    note(key, "not text");
    return {};
}

bool Fields::flag(const char* key)
{
    const Json& out = any(key);
    if (out.is_boolean())
        return out.get<bool>();
    note(key, "neither true nor false");
    return false;
}

uint64_t Fields::number(const char* key)
{
    const auto wide = read_number(any(key));
    return settle(key, wide ? wide->to_u64() : std::nullopt, "no number of 64 bits");
}

uint32_t Fields::index(const char* key)
{
    const uint64_t wide = number(key);
    if (wide > UINT32_MAX)
        note(key, "no number of 32 bits");
    return static_cast<uint32_t>(wide);
}

ChainId Fields::chain_id(const char* key)
{
    return {settle(key, read_number(any(key)), "no number of 256 bits")};
}

Bytes Fields::bytes(const char* key)
{
    return settle(key, bytes_from_hex(text(key)), "not hex");
}

std::vector<Hash32> Fields::hashes(const char* key)
{
    std::vector<Hash32> out;
    for (const Json& element : list(key))
    {
        const auto hash = element.is_string()
                              ? fixed_from_hex<Hash32>(element.get_ref<const std::string&>())
                              : std::nullopt;
        out.push_back(settle(key, hash, "holds something else than 32 bytes in hex"));
    }
    return out;
}

void Fields::note(const char* key, const char* problem)
{
    if (!fault_)
        fault_ = std::string{key} + ": " + problem;
}

bool has_keys(const Json& json, std::initializer_list<const char*> keys)
{
    return json.is_object() && std::all_of(keys.begin(), keys.end(),
                                   [&](const char* key) { return json.contains(key); });
}

bool lists_objects(const Json& json, const char* key, std::initializer_list<const char*> keys)
{
    if (!has_keys(json, {key}) || !json[key].is_array())
        return false;
    return std::any_of(json[key].begin(), json[key].end(),
        [&](const Json& element) { return has_keys(element, keys); });
}

std::string name_of(const Json& json, size_t place)
{
    for (const char* key : {"name", "description"})
    {
        if (has_keys(json, {key}) && json[key].is_string())
            return json[key].get<std::string>();
    }
    return "number " + std::to_string(place);
}
}  // namespace interlock::conformance
