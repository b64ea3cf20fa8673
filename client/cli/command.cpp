#include "client/cli/command.hpp"

namespace interlock::client::cli
{
Result<ChosenChain> choose_chain(const Context& context, std::string_view text)
{
    auto chains = context.client.chains();
    if (!chains)
        return tl::unexpected{std::move(chains.error())};
    const auto chain = resolve_chain(text, *chains);
    if (!chain)
        return usage_error(chain.error());
    return ChosenChain{.chains = std::move(*chains), .id = *chain};
}
}  // namespace interlock::client::cli
