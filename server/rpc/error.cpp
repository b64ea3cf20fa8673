#include "server/rpc/error.hpp"

#include <fmt/format.h>

namespace interlock::server::rpc
{
namespace
{
std::string found_instead(const Invalid& invalid)
{
    if (invalid.expected.empty() && invalid.found.empty())
        return {};
    return fmt::format(" (expected {}, found {})", invalid.expected, invalid.found);
}
}  // namespace

RpcError error_of(const CannotTell& trouble)
{
    switch (trouble.cause)
    {
        case CannotTell::Cause::not_ready:
        case CannotTell::Cause::before_index:
        case CannotTell::Cause::no_source:
            return {Code::uninitialized, "uninitialized chain database: " + trouble.explanation};
        // Why, with the names of files, is for the operator.
        case CannotTell::Cause::storage:
            return {Code::internal, "the index cannot be read; see interlock status"};
        case CannotTell::Cause::overload:
            return {Code::internal,
                "overloaded: more is asked at once than query.max_concurrent; ask again later"};
        case CannotTell::Cause::failsafe:
            return {
                Code::failsafe, "failsafe is enabled, rejecting all CheckAccessList requests: " +
                                    trouble.explanation};
    }
    return {Code::internal, trouble.explanation};
}

RpcError error_of(const Invalid& invalid, const std::string& which)
{
    if (invalid.reason == Violation::unknown_chain)
        return {
            Code::unknown_chain, fmt::format("unknown chain: {} is not in the dependency set; {}",
                                     invalid.found, which)};
    return {Code::conflict, fmt::format("conflicting data: {}: {}{}", which,
                                explain(invalid.reason), found_instead(invalid))};
}

RpcError error_of(const NotYet& not_yet, const std::string& which)
{
    return {Code::future, fmt::format("future data: {}: {}", which, explain(not_yet))};
}

std::string describe(size_t index, const MessageAccess& access)
{
    return fmt::format("message {} (chain {}, block {}, log {})", index,
        to_string(access.at.chain_id), access.at.block_number, access.at.log_index);
}
}  // namespace interlock::server::rpc
