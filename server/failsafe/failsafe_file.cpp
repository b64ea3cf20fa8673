#include "server/failsafe/failsafe_file.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/files/bounded_file.hpp"
#include "server/files/durable_file.hpp"

namespace interlock::server
{
namespace
{
using Json = nlohmann::ordered_json;

Json to_json(const Failsafe& failsafe)
{
    auto chains = Json::array();
    for (const auto& chain : {failsafe.scope.chain, failsafe.scope.other})
    {
        if (chain)
            chains.push_back(to_string(*chain));
    }
    return {{"chains", chains}, {"cause", to_string(failsafe.cause)}, {"reason", failsafe.reason},
        {"by", failsafe.by}, {"since", failsafe.since_s}};
}

/// Throws, as the JSON library does, when the object is not what to_json made.
FailsafeScope scope_from(const Json& chains)
{
    std::vector<ChainId> ids;
    for (const auto& text : chains)
    {
        const auto id = chain_id_from_text(text.get<std::string>());
        if (!id)
            throw std::runtime_error{"not a chain id: " + text.dump()};
        ids.push_back(*id);
    }
    if (ids.size() > 2)
        throw std::runtime_error{"more than two chains"};
    if (ids.empty())
        return FailsafeScope::all();
    return ids.size() == 1 ? FailsafeScope::of(ids[0]) : FailsafeScope::between(ids[0], ids[1]);
}

FailsafeCause cause_from(const std::string& text)
{
    const auto* const found = std::find_if(kFailsafeCauses.begin(), kFailsafeCauses.end(),
        [&](FailsafeCause cause) { return to_string(cause) == text; });
    if (found == kFailsafeCauses.end())
        throw std::runtime_error{"no such cause: \"" + text.substr(0, 40) + "\""};
    return *found;
}

std::string text_from(const Json& object, const char* key)
{
    auto text = object.at(key).get<std::string>();
    if (text.size() > kMaxFailsafeTextBytes)
        throw std::runtime_error{std::string{key} + " is too long"};
    return text;
}

Failsafe failsafe_from(const Json& object)
{
    return {.scope = scope_from(object.at("chains")),
        .cause = cause_from(object.at("cause").get<std::string>()),
        .reason = text_from(object, "reason"),
        .by = text_from(object, "by"),
        .since_s = object.at("since").get<uint64_t>(),
        .is_held = true};
}

std::vector<Failsafe> failsafes_from(const Json& document)
{
    const auto& list = document.at("failsafes");
    if (list.size() > kMaxHeldFailsafes)
        throw std::runtime_error{"more than " + std::to_string(kMaxHeldFailsafes) + " failsafes"};
    std::vector<Failsafe> out;
    for (const auto& object : list)
        out.push_back(failsafe_from(object));
    return out;
}
}  // namespace

tl::expected<std::vector<Failsafe>, std::string> load_failsafes(const std::filesystem::path& file)
{
    std::error_code failure;
    if (!std::filesystem::exists(file, failure) && !failure)
        return std::vector<Failsafe>{};
    const auto text = read_bounded_file(file);
    if (!text)
        return tl::unexpected{"the failsafes in " + file.string() + ": " + text.error()};
    try
    {
        return failsafes_from(Json::parse(*text));
    }
    catch (const std::exception& error)
    {
        return tl::unexpected{
            "the failsafes in " + file.string() +
            " cannot be understood, and may be what must not be judged: " + error.what() +
            "; mend the file, or remove it to go on without failsafes"};
    }
}

tl::expected<void, std::string> save_failsafes(
    const std::filesystem::path& file, const std::vector<Failsafe>& failsafes)
{
    auto list = Json::array();
    for (const auto& failsafe : failsafes)
        list.push_back(to_json(failsafe));
    return replace_file_durably(file, Json{{"failsafes", list}}.dump(2) + "\n")
        .map_error([&](const std::string& why) { return file.string() + " " + why; });
}
}  // namespace interlock::server
