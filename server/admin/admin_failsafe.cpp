// The Admin service's failsafes.
#include <fmt/format.h>

#include <algorithm>

#include "server/admin/admin_service.hpp"
#include "server/admin/requests.hpp"

namespace interlock::server
{
namespace
{
using admin::Answer;
using admin::chain_from;
using admin::refuse;
using grpc::StatusCode;

constexpr size_t kMaxReasonBytes = 500;
constexpr size_t kMaxByBytes = 100;

Answer<FailsafeScope> scope_from(
    const DependencySet& set, const google::protobuf::RepeatedPtrField<std::string>& chain_ids)
{
    if (chain_ids.size() > 2)
        return refuse(StatusCode::INVALID_ARGUMENT,
            fmt::format("chain_ids: {} given, at most two are taken", chain_ids.size()));
    std::vector<ChainId> chains;
    for (const auto& bytes : chain_ids)
    {
        const auto chain = chain_from(set, bytes);
        if (!chain)
            return tl::unexpected{chain.error()};
        chains.push_back(*chain);
    }
    if (chains.empty())
        return FailsafeScope::all();
    return chains.size() == 1 ? FailsafeScope::of(chains[0])
                              : FailsafeScope::between(chains[0], chains[1]);
}

/// A text that everyone is shown: one line, not empty, not long.
Answer<std::string> shown_text(const char* field, const std::string& text, size_t max_bytes)
{
    const bool is_fit = !text.empty() && text.size() <= max_bytes &&
                        std::none_of(text.begin(), text.end(),
                            [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (is_fit)
        return text;
    return refuse(StatusCode::INVALID_ARGUMENT,
        fmt::format("{}: one line of 1 to {} bytes is needed", field, max_bytes));
}
}  // namespace

grpc::Status AdminService::RaiseFailsafe(
    grpc::ServerContext* call, const pb::RaiseFailsafeRequest* request, pb::RaiseFailsafeReply*)
{
    if (auto denied = authorize(*call); !denied.ok())
        return denied;
    const auto scope = scope_from(context_.set, request->chain_ids());
    if (!scope)
        return scope.error();
    auto reason = shown_text("reason", request->reason(), kMaxReasonBytes);
    if (!reason)
        return reason.error();
    auto by = shown_text("by", request->by(), kMaxByBytes);
    if (!by)
        return by.error();
    const auto done =
        context_.failsafes.raise(*scope, *std::move(reason), *std::move(by), context_.now_s());
    return done ? grpc::Status::OK : grpc::Status{StatusCode::ABORTED, done.error()};
}

grpc::Status AdminService::ClearFailsafe(grpc::ServerContext* call,
    const pb::ClearFailsafeRequest* request, pb::ClearFailsafeReply* reply)
{
    if (auto denied = authorize(*call); !denied.ok())
        return denied;
    const auto scope = scope_from(context_.set, request->chain_ids());
    if (!scope)
        return scope.error();
    const auto by = shown_text("by", request->by(), kMaxByBytes);
    if (!by)
        return by.error();
    const auto cleared = context_.failsafes.clear(*scope, *by);
    if (!cleared)
        return {StatusCode::FAILED_PRECONDITION, cleared.error()};
    reply->set_cleared(static_cast<uint32_t>(*cleared));
    return grpc::Status::OK;
}
}  // namespace interlock::server
