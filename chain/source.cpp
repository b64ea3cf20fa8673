#include "chain/source.hpp"

namespace interlock::chain
{
std::string_view to_string(ErrorKind kind) noexcept
{
    switch (kind)
    {
        case ErrorKind::unreachable:
            return "unreachable";
        case ErrorKind::timed_out:
            return "timed_out";
        case ErrorKind::rate_limited:
            return "rate_limited";
        case ErrorKind::refused:
            return "refused";
        case ErrorKind::unsupported:
            return "unsupported";
        case ErrorKind::too_large:
            return "too_large";
        case ErrorKind::malformed:
            return "malformed";
        case ErrorKind::not_found:
            return "not_found";
        case ErrorKind::unverified:
            return "unverified";
        case ErrorKind::wrong_chain:
            return "wrong_chain";
        case ErrorKind::cancelled:
            return "cancelled";
    }
    return "unknown";
}

void raise_local_safe(Labels& labels)
{
    for (const auto& implied : {labels.safe, labels.finalized})
    {
        if (implied && (!labels.local_safe || labels.local_safe->number < implied->number))
            labels.local_safe = implied;
    }
}

Result<std::optional<DerivedBlock>> LabelSource::safe_head_at(uint64_t /*l1_number*/)
{
    return tl::unexpected{Error{ErrorKind::unsupported, name() + ": keeps no safe heads"}};
}
}  // namespace interlock::chain
