#include "server/rpc/arguments.hpp"

#include <fmt/format.h>

#include "chain/rpc_reply.hpp"
#include "server/query/access_check.hpp"

namespace interlock::server::rpc
{
namespace
{
namespace dom = simdjson::dom;

tl::unexpected<RpcError> bad_argument(size_t index, std::string_view what)
{
    return fail(Code::invalid_params, fmt::format("invalid argument {}: {}", index, what));
}

/// A number of up to 256 bits as text, or of up to 64 as such.
std::optional<ChainId> wide_number(dom::element value)
{
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS)
        return chain_id_from_text(text);
    uint64_t number = 0;
    if (value.get(number) == simdjson::SUCCESS)
        return ChainId::from_u64(number);
    return std::nullopt;
}

std::optional<uint64_t> number_of(dom::element value)
{
    const auto wide = wide_number(value);
    return wide ? wide->value.to_u64() : std::nullopt;
}

std::optional<Hash32> hash_of(dom::element value)
{
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS)
        return std::nullopt;
    return fixed_from_hex<Hash32>(text);
}

/// The field; nullopt when it is missing or null.
std::optional<dom::element> field_of(dom::object object, std::string_view name)
{
    dom::element value;
    if (object.at_key(name).get(value) != simdjson::SUCCESS || value.is_null())
        return std::nullopt;
    return value;
}

/// What `read` makes of the field; nullopt when it is missing or not that.
template <typename Read>
auto read_field(dom::object object, std::string_view name, Read read)
    -> decltype(read(dom::element{}))
{
    const auto value = field_of(object, name);
    if (!value)
        return std::nullopt;
    return read(*value);
}

/// Go spells levels with a hyphen; readers in Rust take them without.
std::optional<SafetyLevel> level_of(std::string_view text)
{
    if (text == "crossunsafe")
        return SafetyLevel::cross_unsafe;
    if (text == "localsafe")
        return SafetyLevel::local_safe;
    return safety_level_from_text(text);
}
}  // namespace

Called<Arguments> Arguments::take(const std::optional<dom::array>& params, size_t expected)
{
    Arguments out;
    if (params)
    {
        for (const auto value : *params)
        {
            if (out.values_.size() == expected)
                return fail(Code::invalid_params,
                    fmt::format("too many arguments, want at most {}", expected));
            out.values_.push_back(value);
        }
    }
    for (size_t i = 0; i < expected; ++i)
    {
        if (i == out.values_.size() || out.values_[i].is_null())
            return fail(
                Code::invalid_params, fmt::format("missing value for required argument {}", i));
    }
    return out;
}

Called<ChainId> chain_id_at(const Arguments& arguments, size_t index)
{
    const auto id = wide_number(arguments.at(index));
    if (!id)
        return bad_argument(
            index, "must be a chain id, decimal or 0x… as text, or a number, of at most 256 bits");
    return *id;
}

Called<bool> flag_at(const Arguments& arguments, size_t index)
{
    bool out = false;
    if (arguments.at(index).get(out) != simdjson::SUCCESS)
        return bad_argument(index, "must be true or false");
    return out;
}

Called<SafetyLevel> level_at(const Arguments& arguments, size_t index)
{
    std::string_view text;
    if (arguments.at(index).get(text) != simdjson::SUCCESS)
        return bad_argument(index, "must be a safety level as text");
    const auto level = level_of(text);
    if (!level)
        return fail(Code::invalid_params,
            fmt::format("unsupported safety level {}: only unsafe, cross-unsafe, local-safe, safe "
                        "and finalized are supported",
                chain::printable(std::string{text})));
    return *level;
}

Called<std::vector<Hash32>> entries_at(const Arguments& arguments, size_t index)
{
    dom::array array;
    if (arguments.at(index).get(array) != simdjson::SUCCESS)
        return bad_argument(index, "must be an array of entries");
    std::vector<Hash32> out;
    for (const auto value : array)
    {
        if (out.size() == kMaxAccessListEntries)
            return bad_argument(
                index, fmt::format("at most {} entries are taken", kMaxAccessListEntries));
        const auto word = hash_of(value);
        if (!word)
            return bad_argument(
                index, fmt::format("entry {} must be 32 bytes in hex, 0x…", out.size()));
        out.push_back(*word);
    }
    return out;
}

Called<BlockId> block_id_at(const Arguments& arguments, size_t index)
{
    dom::object object;
    if (arguments.at(index).get(object) != simdjson::SUCCESS)
        return bad_argument(index, "must be a block: {\"hash\": …, \"number\": …}");
    const auto hash = read_field(object, "hash", hash_of);
    const auto number = read_field(object, "number", number_of);
    if (!hash || !number)
        return bad_argument(index, !hash ? "hash must be 32 bytes in hex, 0x…"
                                         : "number must be a number of at most 64 bits");
    return BlockId{*number, *hash};
}

Called<std::variant<Latest, uint64_t>> block_number_at(const Arguments& arguments, size_t index)
{
    const auto value = arguments.at(index);
    std::string_view text;
    if (value.get(text) == simdjson::SUCCESS && text == "latest")
        return Latest{};
    const auto number = number_of(value);
    if (number)
        return *number;
    if (value.is_string())
        return fail(Code::invalid_params,
            fmt::format("unsupported block tag \"{}\": only \"latest\" and block numbers are "
                        "supported",
                chain::printable(std::string{text})));
    return bad_argument(index, "must be \"latest\" or a block number");
}

Called<ExecutingDescriptor> executing_descriptor_at(const Arguments& arguments, size_t index)
{
    dom::object object;
    if (arguments.at(index).get(object) != simdjson::SUCCESS)
        return bad_argument(index, "must be an executing descriptor, an object");
    ExecutingDescriptor out;
    const auto timestamp = read_field(object, "timestamp", number_of);
    if (!timestamp)
        return bad_argument(index, "timestamp must be seconds since 1970, 0x… or decimal");
    out.timestamp_s = *timestamp;
    if (const auto given = field_of(object, "timeout"))
    {
        const auto timeout = number_of(*given);
        if (!timeout)
            return bad_argument(index, "timeout must be seconds, 0x… or decimal");
        out.timeout_s = *timeout;
    }
    if (const auto given = field_of(object, "chainID"))
    {
        out.chain_id = wide_number(*given);
        if (!out.chain_id)
            return bad_argument(index, "chainID must be a chain id, decimal or 0x…");
    }
    return out;
}
}  // namespace interlock::server::rpc
