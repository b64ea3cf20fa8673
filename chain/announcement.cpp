#include "chain/announcement.hpp"

#include "chain/json_fields.hpp"

namespace interlock::chain
{
namespace
{
using json::Checked;
using json::fault;
using json::Value;

struct Params
{
    std::optional<std::string> subscription;
};

struct Notification
{
    std::string_view method;
    Params params;
};

Checked read_subscription(Value value, Params& out)
{
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS)
        out.subscription = '"' + std::string{text} + '"';
    return {};
}

constexpr std::array kParamsFields{
    json::Field<Params>{"subscription", false, &read_subscription},
};

Checked read_method(Value value, Notification& out)
{
    if (value.get_string().get(out.method) != simdjson::SUCCESS)
        return fault("not a string");
    return {};
}

Checked read_params(Value value, Notification& out)
{
    return json::read_object(value, kParamsFields, out.params);
}

constexpr std::array kNotificationFields{
    json::Field<Notification>{"method", false, &read_method},
    json::Field<Notification>{"params", false, &read_params},
};
}  // namespace

tl::expected<std::optional<std::string>, std::string> parse_announcement(
    simdjson::ondemand::parser& parser, simdjson::padded_string_view message)
{
    simdjson::ondemand::document document;
    if (const auto error = parser.iterate(message).get(document))
        return tl::unexpected{std::string{"no JSON: "} + simdjson::error_message(error)};
    Value root;
    if (document.get_value().get(root) != simdjson::SUCCESS)
        return tl::unexpected{std::string{"neither an object nor an array"}};
    Notification out;
    if (auto ok = json::read_object(root, kNotificationFields, out); !ok)
        return tl::unexpected{to_string(ok.error())};
    if (out.method != "eth_subscription")
        return std::optional<std::string>{};
    return std::move(out.params.subscription);
}
}  // namespace interlock::chain
