#include "chain/json_fields.hpp"

namespace interlock::chain::json
{
namespace
{
tl::expected<std::string_view, Fault> text_of(Value value)
{
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS)
        return fault("not a string");
    return text;
}

/// The token of a number, or the content of a string.
tl::expected<std::string_view, Fault> number_text_of(Value value)
{
    simdjson::ondemand::json_type type{};
    if (const auto error = value.type().get(type))
        return broken(error);
    if (type == simdjson::ondemand::json_type::string)
        return text_of(value);
    if (type != simdjson::ondemand::json_type::number)
        return fault("not a number");
    std::string_view token = value.raw_json_token();
    // The token runs up to the next structural character.
    return token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
}

template <typename T>
Checked keep(std::optional<T> value, T& out, const char* what)
{
    if (!value)
        return fault(what);
    out = std::move(*value);
    return {};
}
}  // namespace

tl::unexpected<Fault> fault_in(std::string_view step, Fault inner)
{
    std::string path{step};
    if (!inner.path.empty() && inner.path.front() != '[')
        path += '.';
    path += inner.path;
    return tl::unexpected<Fault>{Fault{std::move(path), std::move(inner.what)}};
}

std::string to_string(const Fault& fault)
{
    return fault.path.empty() ? fault.what : fault.path + ": " + fault.what;
}

tl::unexpected<Fault> broken(simdjson::error_code error)
{
    return fault(std::string{"broken JSON: "} + simdjson::error_message(error));
}

Checked read(Value value, uint64_t& out)
{
    return text_of(value).and_then([&out](std::string_view text)
        { return keep(quantity_from_hex(text), out, "not a quantity of at most 64 bits"); });
}

Checked read(Value value, Uint256& out)
{
    return text_of(value).and_then([&out](std::string_view text)
        { return keep(uint256_from_quantity(text), out, "not a quantity of at most 256 bits"); });
}

Checked read(Value value, Bytes& out)
{
    return text_of(value).and_then([&out](std::string_view text)
        { return keep(bytes_from_hex(text), out, "not bytes in hex"); });
}

Checked read_exactly(Value value, std::span<uint8_t> out)
{
    return text_of(value).and_then(
        [out](std::string_view text) -> Checked
        {
            if (!hex_into(text, out))
                return fault("not " + std::to_string(out.size()) + " bytes in hex");
            return {};
        });
}

Checked read(Value value, PlainNumber& out)
{
    return number_text_of(value).and_then(
        [&out](std::string_view text)
        {
            std::optional<uint64_t> number;
            if (const auto id = chain_id_from_text(text))
                number = id->value.to_u64();
            return keep(number, out.value, "not a whole number of at most 64 bits");
        });
}

Checked read(Value value, ChainId& out)
{
    return number_text_of(value).and_then([&out](std::string_view text)
        { return keep(chain_id_from_text(text), out, "not a chain id"); });
}
}  // namespace interlock::chain::json
