#include "server/safety/original_block.hpp"

namespace interlock::server
{
using storage::Result;

Result<void> keep_original(storage::Step& step, const storage::VerdictChange& change)
{
    const auto& chain = change.chain_id;
    const auto& id = change.block.id;
    const auto there = step.block(chain, id.number);
    const auto l1 = step.exact_l1(chain, id.number);
    const auto progress = step.progress(chain, change.view);
    if (!there || !l1)
        return tl::unexpected{there ? l1.error() : there.error()};
    if (!progress)
        return tl::unexpected{progress.error()};
    if (!*there || (*there)->seal.id != id)
        return {};
    if (std::holds_alternative<storage::FoundInvalid>(change.change))
    {
        return step.put_original(chain, {.seal = change.block,
                                            .state_root = (*there)->state_root,
                                            .withdrawals_root = (*there)->withdrawals_root,
                                            .derived_from = *l1});
    }
    const bool is_valid = *progress && (*progress)->verified.id.number >= id.number;
    return is_valid ? step.drop_original(chain, id.number) : Result<void>{};
}
}  // namespace interlock::server
