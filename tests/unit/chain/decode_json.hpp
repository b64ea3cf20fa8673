// Runs a decoder on a JSON document.
#pragma once

#include <nlohmann/json.hpp>

#include "chain/decode.hpp"

namespace interlock::chain
{
template <typename T>
Decoded<T> decode_text(std::string_view text, Decoded<T> (*decode)(simdjson::ondemand::value))
{
    const simdjson::padded_string padded{text};
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    simdjson::ondemand::value value;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
        document.get_value().get(value) != simdjson::SUCCESS)
        return tl::unexpected{std::string{"not a document"}};
    return decode(value);
}

template <typename T>
Decoded<T> decode_json(const nlohmann::json& json, Decoded<T> (*decode)(simdjson::ondemand::value))
{
    return decode_text(json.dump(), decode);
}

/// One change of a document, and how the decoder must then complain; no complaint when empty.
struct Patch
{
    const char* pointer;
    nlohmann::json value;  // "remove" removes it.
    const char* error = "";
};

inline nlohmann::json patched(nlohmann::json json, const Patch& patch)
{
    const nlohmann::json::json_pointer at{patch.pointer};
    if (patch.value == "remove")
        json.at(at.parent_pointer()).erase(at.back());
    else
        json[at] = patch.value;
    return json;
}
}  // namespace interlock::chain
