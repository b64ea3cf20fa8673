#include "server/safety/required_l1.hpp"

namespace interlock::server
{
using storage::RequiredL1;
using storage::Result;
using storage::UnknownL1;

RequiredL1 higher(const RequiredL1& a, const RequiredL1& b) noexcept
{
    const auto* left = std::get_if<BlockId>(&a);
    const auto* right = std::get_if<BlockId>(&b);
    if (left == nullptr || right == nullptr)
        return UnknownL1{};
    return left->number >= right->number ? a : b;
}

Result<std::optional<RequiredL1>> required_l1(
    const storage::View& view, const ChainId& chain, uint64_t number)
{
    const auto anchor = view.anchor(chain);
    if (!anchor)
        return tl::unexpected{anchor.error()};
    if (*anchor && number <= (*anchor)->number)
        return std::nullopt;
    const auto own = view.derived_from(chain, number);
    const auto messages = view.messages_l1(chain, number);
    if (!own || !messages)
        return tl::unexpected{own ? messages.error() : own.error()};
    const auto of_block = *own ? RequiredL1{**own} : RequiredL1{UnknownL1{}};
    return *messages ? higher(of_block, **messages) : of_block;
}

Result<void> record_messages_l1(storage::Step& step, const Fronts& fronts, const BlockPlace& block,
    const std::map<Place, uint64_t>& named)
{
    const auto& chain = fronts[block.place].config.id;
    const auto before = step.messages_l1(chain, block.number);
    if (!before)
        return tl::unexpected{before.error()};
    auto needed = *before;
    for (const auto& [place, number] : named)
    {
        const auto one = required_l1(step, fronts[place].config.id, number);
        if (!one)
            return tl::unexpected{one.error()};
        if (*one)
            needed = needed ? higher(*needed, **one) : **one;
    }
    if (!needed || needed == *before)
        return {};
    return step.put_messages_l1(chain, block.number, *needed);
}
}  // namespace interlock::server
