#include "client/derivation.hpp"

#include <algorithm>
#include <iterator>

#include "client/connection.hpp"
#include "client/steady.hpp"

namespace interlock::client
{
namespace
{
/// As many blocks as one request may ask for.
constexpr uint64_t kPageBlocks = 1'000;

using Inputs = std::vector<DerivationInput>;

/// The next page of `range`; empty when the index ends before it.
Result<Inputs> next_page(pb::Supervisor::Stub& supervisor, pb::GetDerivationInputsRequest& request,
    const NumberRange& range, Deadline deadline)
{
    const NumberRange page{.first = range.first,
        .last = range.first + std::min(range.last - range.first, kPageBlocks - 1)};
    request.set_first_number(page.first);
    request.set_last_number(page.last);
    return call(supervisor, &pb::Supervisor::Stub::GetDerivationInputs, request, deadline,
        [&](const pb::GetDerivationInputsReply& reply) { return decode(reply, page); });
}

/// All pages of `range` as far as the index goes; nullopt when a reorg replaced blocks in between.
Result<std::optional<Inputs>> all_inputs(pb::Supervisor::Stub& supervisor,
    pb::GetDerivationInputsRequest& request, NumberRange range, Deadline deadline)
{
    Inputs out;
    while (out.empty() || out.back().block.id.number < range.last)
    {
        if (!out.empty())
            range.first = out.back().block.id.number + 1;
        auto page = next_page(supervisor, request, range, deadline);
        if (!page && page.error().kind == ErrorKind::not_found && !out.empty())
            break;
        if (!page)
            return tl::unexpected{std::move(page.error())};
        if (page->empty())
            break;
        if (!out.empty() && page->front().block.parent_hash != out.back().block.id.hash)
            return std::optional<Inputs>{};
        std::move(page->begin(), page->end(), std::back_inserter(out));
    }
    return std::optional{std::move(out)};
}
}  // namespace

Result<std::vector<DerivationInput>> Client::derivation_inputs(
    const ChainId& chain, const NumberRange& range, SafetyLevel level) const
{
    if (range.last < range.first)
        return tl::unexpected{Error{
            .kind = ErrorKind::invalid_argument, .message = "the last block is before the first"}};
    pb::GetDerivationInputsRequest request;
    request.set_chain_id(wire::to_proto(chain));
    request.set_level(wire::to_proto(level));
    const auto deadline = from_now(deadline_);
    auto out =
        until_steady([&] { return all_inputs(stubs_->supervisor, request, range, deadline); });
    if (out && out->empty())
        return tl::unexpected{Error{.kind = ErrorKind::not_found,
            .message = "block " + std::to_string(range.first) + " is not indexed"}};
    return out;
}
}  // namespace interlock::client
