// What a node sends over a subscription.
#include "chain/announcement.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace interlock::fuzz
{
namespace
{
using nlohmann::json;

/// By a parser that reads all of it; nothing when that finds no one answer.
std::optional<std::string> subscription_in(std::string_view text)
{
    const auto message = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!message.is_object() || message.value("method", json{}) != "eth_subscription")
        return std::nullopt;
    const auto params = message.value("params", json{});
    if (!params.is_object() || !params.value("subscription", json{}).is_string())
        return std::nullopt;
    return '"' + params["subscription"].get<std::string>() + '"';
}

void check(std::string_view text)
{
    simdjson::ondemand::parser parser;
    const simdjson::padded_string message{text};
    const auto read = chain::parse_announcement(parser, message);
    if (!read)
    {
        require_showable(read.error());
        return;
    }
    if (!*read)
        return;
    // Only as much is read as is needed: what comes after may be broken.
    const auto other = subscription_in(text);
    require(!other || *other == **read, "another parser finds the same subscription");
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    interlock::fuzz::check(interlock::fuzz::text_of({data, size}));
    return 0;
}
