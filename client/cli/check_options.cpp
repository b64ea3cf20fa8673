// Which options of `interlock check` go together.
#include <array>

#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
namespace
{
struct Given
{
    const char* option;
    bool present;
};

std::array<Given, 5> identifier_options(const CheckArgs& args)
{
    return {{{"--origin", args.origin.has_value()}, {"--block", args.block_number.has_value()},
        {"--log", args.log_index.has_value()}, {"--timestamp", args.initiated_s.has_value()},
        {"--chain", args.chain.has_value()}}};
}

std::optional<std::string> find_mixture(const CheckArgs& args)
{
    const std::string list = args.access_list.empty() ? "--transaction" : "--access-list";
    if (!args.access_list.empty() && !args.transaction.empty())
        return list + " and --transaction exclude each other";
    for (const auto& [option, present] : identifier_options(args))
    {
        if (present)
            return list + " and " + option + " exclude each other";
    }
    if (args.payload || args.payload_hash)
        return list + " and --payload or --payload-hash exclude each other";
    return std::nullopt;
}
}  // namespace

std::optional<std::string> find_fault(const CheckArgs& args)
{
    if (args.names_a_list())
        return find_mixture(args);
    std::string missing;
    for (const auto& [option, present] : identifier_options(args))
    {
        if (!present)
            missing += (missing.empty() ? "" : ", ") + std::string{option};
    }
    if (args.payload && args.payload_hash)
        return "--payload and --payload-hash exclude each other";
    if (!args.payload && !args.payload_hash)
        missing += std::string{missing.empty() ? "" : ", "} + "--payload or --payload-hash";
    if (missing.empty())
        return std::nullopt;
    return "missing: " + missing + " (or give --access-list or --transaction instead)";
}
}  // namespace interlock::client::cli
