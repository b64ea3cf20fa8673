#include "client/cli/chain_names.hpp"

#include "client/cli/text.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kMaxName = 32;
constexpr size_t kMaxListed = 20;

std::string known_names(const Chains& chains)
{
    std::string out;
    for (size_t i = 0; i < chains.chains.size() && i < kMaxListed; ++i)
    {
        out += i == 0 ? "" : ", ";
        out += chain_label(chains.chains[i].config.id, chains.chains[i].name);
    }
    if (chains.chains.size() > kMaxListed)
        out += ", …";
    return out;
}
}  // namespace

Parsed<ChainId> resolve_chain(std::string_view text, const Chains& chains)
{
    if (const auto id = chain_id_from_text(text))
        return *id;
    for (const auto& chain : chains.chains)
    {
        if (!text.empty() && chain.name == text)
            return chain.config.id;
    }
    return tl::unexpected{
        "'" + printable(text, kMaxName) +
        "' is neither a chain id nor the name of a chain; there are: " + known_names(chains)};
}

std::string chain_label(const ChainId& id, std::string_view name)
{
    if (name.empty())
        return to_string(id);
    return printable(name, kMaxName) + " (" + to_string(id) + ")";
}

std::string chain_label(const ChainId& id, const Chains& chains)
{
    for (const auto& chain : chains.chains)
    {
        if (chain.config.id == id)
            return chain_label(id, chain.name);
    }
    return to_string(id);
}
}  // namespace interlock::client::cli
