#include "tests/conformance/json_patch.hpp"

#include <charconv>
#include <optional>

#include "tests/conformance/fields.hpp"

namespace interlock::conformance
{
namespace
{
using Applied = tl::expected<void, std::string>;

/// A place in a document: what holds it, and its name or index there.
struct Place
{
    Json* parent = nullptr;
    std::string token;
};

std::string unescaped(std::string_view token)
{
    std::string out;
    for (size_t i = 0; i < token.size(); ++i)
    {
        const bool escape = token[i] == '~' && i + 1 < token.size();
        out += escape ? (token[++i] == '1' ? '/' : '~') : token[i];
    }
    return out;
}

std::optional<size_t> index_in(const Json& array, const std::string& token)
{
    size_t index = 0;
    const auto* end = token.data() + token.size();
    const auto [stop, error] = std::from_chars(token.data(), end, index);
    if (error != std::errc{} || stop != end || index > array.size())
        return std::nullopt;
    return index;
}

/// The value at `token` of `parent`; nullptr when there is none.
Json* child(Json& parent, const std::string& token)
{
    if (parent.is_object() && parent.contains(token))
        return &parent[token];
    if (!parent.is_array())
        return nullptr;
    const auto index = index_in(parent, token);
    return index && *index < parent.size() ? &parent[*index] : nullptr;
}

std::optional<Place> find_place(Json& root, std::string_view path)
{
    if (path.empty() || path.front() != '/')
        return std::nullopt;
    Place place{&root, {}};
    while (true)
    {
        path.remove_prefix(1);
        const size_t end = std::min(path.find('/'), path.size());
        place.token = unescaped(path.substr(0, end));
        path.remove_prefix(end);
        if (path.empty())
            return place;
        place.parent = child(*place.parent, place.token);
        if (place.parent == nullptr)
            return std::nullopt;
    }
}

Json* find_value(Json& root, const std::string& path)
{
    const auto place = find_place(root, path);
    return place ? child(*place->parent, place->token) : nullptr;
}

bool remove_value(Json& root, const std::string& path)
{
    if (find_value(root, path) == nullptr)
        return false;
    const auto place = find_place(root, path);
    if (place->parent->is_object())
        place->parent->erase(place->token);
    else
        place->parent->erase(*index_in(*place->parent, place->token));
    return true;
}

bool add_value(Json& root, const std::string& path, const Json& value)
{
    const auto place = find_place(root, path);
    if (!place)
        return false;
    Json& parent = *place->parent;
    if (parent.is_object())
        parent[place->token] = value;
    else if (parent.is_array() && place->token == "-")
        parent.push_back(value);
    else if (const auto index = parent.is_array() ? index_in(parent, place->token) : std::nullopt)
        parent.insert(parent.begin() + static_cast<ptrdiff_t>(*index), value);
    else
        return false;
    return true;
}

bool replace_value(Json& root, const std::string& path, const Json& value)
{
    Json* found = find_value(root, path);
    if (found != nullptr)
        *found = value;
    return found != nullptr;
}

bool swap_values(Json& root, const std::string& path, const std::string& with)
{
    Json* one = find_value(root, path);
    Json* other = find_value(root, with);
    if (one == nullptr || other == nullptr)
        return false;
    const Json kept = *one;
    *one = Json(*other);
    // Found again: the first assignment may have moved it when one lies inside the other.
    return replace_value(root, with, kept);
}

Applied apply_one(Json& target, const Json& operation)
{
    Fields fields{operation};
    const std::string op = fields.text("op");
    const std::string path = fields.text("path");
    bool done = false;
    if (op == "remove")
        done = remove_value(target, path);
    else if (op == "add")
        done = add_value(target, path, fields.any("value"));
    else if (op == "replace")
        done = replace_value(target, path, fields.any("value"));
    else if (op == "swap")
        done = swap_values(target, path, fields.text("with"));
    if (fields.fault())
        return tl::unexpected{*fields.fault()};
    if (!done)
        return tl::unexpected{"cannot " + op + " " + path};
    return {};
}
}  // namespace

tl::expected<void, std::string> apply_patch(Json& target, const Json& operations)
{
    for (const Json& operation : operations)
    {
        if (auto done = apply_one(target, operation); !done)
            return done;
    }
    return {};
}
}  // namespace interlock::conformance
