// The answers on whole blocks: the decision on one, and what a derivation pipeline needs of many.
#pragma once

#include <stop_token>

#include "server/api/requests.hpp"
#include "server/query/block_check.hpp"

namespace interlock::server
{
/// The bounds that supervisor.proto states.
inline constexpr uint64_t kMaxDerivationBlocks = 1'000;
inline constexpr int kMaxDerivationMessages = 10'000;
/// Most clients take 4 MiB at the most.
inline constexpr size_t kMaxDerivationBytes = size_t{3} << 20U;

/// NOT_FOUND for a block that is neither indexed nor known to have been invalid.
[[nodiscard]] CallAnswer<BlockCheck> check_asked(
    const CrossIndex& at, const ChainId& chain, const BlockRef& asked);

/// By hash it may look at thousands of blocks.
[[nodiscard]] CallResult check_block(
    const ApiContext& context, const pb::CheckBlockRequest& request, pb::CheckBlockReply& reply);

[[nodiscard]] CallResult get_derivation_inputs(const ApiContext& context,
    const pb::GetDerivationInputsRequest& request, const std::stop_token& stop,
    pb::GetDerivationInputsReply& reply);
}  // namespace interlock::server
