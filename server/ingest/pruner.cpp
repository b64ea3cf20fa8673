#include "server/ingest/pruner.hpp"

#include <spdlog/spdlog.h>

namespace interlock::server
{
std::chrono::milliseconds Pruner::step()
{
    const auto pruned = prune();
    const auto trouble = pruned ? std::string{} : pruned.error().message;
    if (!trouble.empty() && trouble != trouble_)
        spdlog::warn("retention: old blocks are not removed: {}", trouble);
    trouble_ = trouble;
    return pruned.value_or(false) ? options_.pause : options_.interval;
}

storage::Result<bool> Pruner::prune()
{
    const auto chains = find_chains();
    if (!chains)
        return tl::unexpected{chains.error()};
    for (const auto& chain : *chains)
    {
        const auto done =
            services_.sink.submit(PruneBlocks{chain, options_.retention_s, options_.bounds});
        if (!done)
            return tl::unexpected{done.error()};
    }
    return !chains->empty();
}

storage::Result<std::vector<ChainId>> Pruner::find_chains() const
{
    const auto view = services_.views.open_view();
    if (!view)
        return tl::unexpected{view.error()};
    const auto since = kept_since(**view, set_, options_.retention_s);
    if (!since)
        return tl::unexpected{since.error()};
    std::vector<ChainId> out;
    if (!*since)
        return out;
    for (const auto& chain : set_.chains())
    {
        const auto first = find_new_first(**view, chain.id, (*since)->timestamp_s, {.blocks = 1});
        if (!first)
            return tl::unexpected{first.error()};
        if (*first)
            out.push_back(chain.id);
    }
    return out;
}
}  // namespace interlock::server
