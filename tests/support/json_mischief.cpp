#include "tests/support/json_mischief.hpp"

#include "interop/eth/bytes.hpp"

namespace interlock::testing
{
namespace
{
using nlohmann::json;

/// All values below `root` for which `wanted` holds, itself included.
template <typename Wanted>
void collect(json& root, std::vector<json*>& out, Wanted wanted)
{
    if (wanted(root))
        out.push_back(&root);
    if (!root.is_structured())
        return;
    for (auto& inner : root)
        collect(inner, out, wanted);
}

template <typename Wanted>
json* find_one(json& root, Random& random, Wanted wanted)
{
    std::vector<json*> found;
    collect(root, found, wanted);
    return found.empty() ? nullptr : random.pick(found);
}

std::string some_hash(Random& random)
{
    Hash32 out;
    for (auto& byte : out.bytes)
        byte = static_cast<uint8_t>(random.below(256));
    return to_hex(out);
}

/// What a number may become.
json other_number(uint64_t number, Random& random)
{
    switch (random.below(5))
    {
        case 0:
            return quantity_to_hex(number + 1);
        case 1:
            return quantity_to_hex(number - 1);
        case 2:
            return quantity_to_hex(UINT64_MAX - random.below(3));
        case 3:
            return quantity_to_hex(random.below(number + 1));
        default:
            return number;  // Not as a quantity.
    }
}

json something_else(const json& value, Random& random)
{
    if (value.is_string() && random.percent(60))
    {
        const auto& text = value.get_ref<const std::string&>();
        if (const auto number = quantity_from_hex(text))
            return other_number(*number, random);
        if (text.size() == 66)
            return some_hash(random);
        return random.percent(50) ? text.substr(0, text.size() / 2) : text + text;
    }
    if (value.is_number_unsigned() && random.percent(60))
        return value.get<uint64_t>() + random.between(1, 3);
    const std::vector<json> others{nullptr, true, -1, 1.5e300, "", "0x", "0x0", "0x00", "0xg",
        "0x10000000000000000", json::array(), json::object(), json::array({json::object()})};
    return random.pick(others);
}

void replace_everywhere(json& root, const json& from, const json& to)
{
    std::vector<json*> found;
    collect(root, found, [&](const json& value) { return value == from; });
    for (auto* value : found)
        *value = to;
}
}  // namespace

void change_a_value(json& root, Random& random)
{
    if (auto* value =
            find_one(root, random, [](const json& inner) { return inner.is_primitive(); }))
        *value = something_else(*value, random);
}

void swap_fields(json& root, Random& random)
{
    auto* object = find_one(
        root, random, [](const json& inner) { return inner.is_object() && inner.size() > 1; });
    if (object == nullptr)
        return;
    const auto first = random.below(object->size());
    const auto second = random.below(object->size());
    std::swap(*std::next(object->begin(), static_cast<ptrdiff_t>(first)),
        *std::next(object->begin(), static_cast<ptrdiff_t>(second)));
}

void drop_a_part(json& root, Random& random)
{
    auto* whole = find_one(
        root, random, [](const json& inner) { return inner.is_structured() && !inner.empty(); });
    if (whole != nullptr)
        whole->erase(
            std::next(whole->begin(), static_cast<ptrdiff_t>(random.below(whole->size()))));
}

void shuffle_an_array(json& root, Random& random)
{
    auto* array = find_one(
        root, random, [](const json& inner) { return inner.is_array() && !inner.empty(); });
    if (array == nullptr)
        return;
    const auto first = random.below(array->size());
    const auto second = random.below(array->size());
    if (random.percent(50))
        std::swap((*array)[first], (*array)[second]);
    else
        array->push_back(json((*array)[first]));
}

void claim_another_hash(json& root, Random& random)
{
    const auto is_hash = [](const json& value)
    { return value.is_string() && value.get_ref<const std::string&>().size() == 66; };
    if (const auto* hash = find_one(root, random, is_hash))
        replace_everywhere(root, json(*hash), some_hash(random));
}

void flip_bits(std::string& text, Random& random)
{
    for (uint64_t left = random.between(1, 3); left > 0 && !text.empty(); --left)
    {
        auto& byte = text[random.below(text.size())];
        byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << random.below(8)));
    }
}

void cut_or_repeat(std::string& text, Random& random)
{
    const auto at = random.below(text.size() + 1);
    const auto size = random.below(100);
    switch (random.below(3))
    {
        case 0:
            text.resize(at);
            return;
        case 1:
            text.erase(at, size);
            return;
        default:
            text.insert(at, text.substr(at, size));
    }
}

std::string nested_arrays(size_t depth)
{
    return std::string(depth, '[') + std::string(depth, ']');
}
}  // namespace interlock::testing
