#include "client/admin.hpp"

#include "client/connection.hpp"
#include "interlock/v1/admin.grpc.pb.h"

namespace interlock::client
{
namespace
{
/// Of a call that is no long job.
constexpr std::chrono::milliseconds kPatience{30'000};

uint64_t now_s()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}
}  // namespace

struct Admin::Stub
{
    explicit Stub(const AdminOptions& options)
      : admin{connect(options.server, options.tls)}, secret{options.secret}
    {
    }

    void authorize(grpc::ClientContext& context) const
    {
        if (secret)
            context.AddMetadata(wire::kAuthorizationMetadata, secret->authorization(now_s()));
    }

    /// `take(reply)` returns the result when the reply has it, else nullptr.
    template <typename T, typename Reply, typename Request, typename Take>
    Result<T> run(std::unique_ptr<grpc::ClientReader<Reply>> (pb::Admin::Stub::*method)(
                      grpc::ClientContext*, const Request&),
        const Request& request, const JobWatch& watch, Take take)
    {
        grpc::ClientContext context;
        authorize(context);
        const std::stop_callback cancel{watch.stop, [&context] { context.TryCancel(); }};
        const auto reader = (admin.*method)(&context, request);
        std::optional<T> result;
        Reply reply;
        while (reader->Read(&reply))
        {
            if (const T* taken = take(reply))
                result = *taken;
            else if (watch.on_progress)
                watch.on_progress(reply.progress());
        }
        const auto status = reader->Finish();
        if (!status.ok())
            return tl::unexpected{error_from(status, context)};
        if (!result)
            return tl::unexpected{senseless("it has no result")};
        return *std::move(result);
    }

    /// What is no long job.
    template <typename Reply, typename Request>
    Result<Reply> ask(
        grpc::Status (pb::Admin::Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
        const Request& request)
    {
        grpc::ClientContext context;
        context.set_deadline(from_now(kPatience));
        authorize(context);
        Reply reply;
        const auto status = (admin.*method)(&context, request, &reply);
        if (!status.ok())
            return tl::unexpected{error_from(status, context)};
        return reply;
    }

    pb::Admin::Stub admin;
    std::optional<wire::BearerSecret> secret;
};

Admin::Admin(const AdminOptions& options) : stub_{std::make_unique<Stub>(options)}
{
}

Admin::~Admin() = default;

Result<pb::IndexStats> Admin::stats(bool count, const JobWatch& watch) const
{
    pb::GetStatsRequest request;
    request.set_count(count);
    return stub_->run<pb::IndexStats>(&pb::Admin::Stub::GetStats, request, watch,
        [](const pb::GetStatsReply& reply)
        { return reply.has_stats() ? &reply.stats() : nullptr; });
}

Result<pb::CheckReport> Admin::check(bool quick, const JobWatch& watch) const
{
    pb::CheckIndexRequest request;
    request.set_quick(quick);
    return stub_->run<pb::CheckReport>(&pb::Admin::Stub::CheckIndex, request, watch,
        [](const pb::CheckIndexReply& reply)
        { return reply.has_report() ? &reply.report() : nullptr; });
}

Result<pb::VerifyReport> Admin::verify(const VerifyQuery& query, const JobWatch& watch) const
{
    pb::VerifyBlocksRequest request;
    request.set_chain_id(wire::to_proto(query.chain));
    if (query.first)
        request.set_first_number(*query.first);
    if (query.last)
        request.set_last_number(*query.last);
    request.set_sample(query.sample);
    return stub_->run<pb::VerifyReport>(&pb::Admin::Stub::VerifyBlocks, request, watch,
        [](const pb::VerifyBlocksReply& reply)
        { return reply.has_report() ? &reply.report() : nullptr; });
}

Result<pb::BackupDone> Admin::backup(const std::string& path, const JobWatch& watch) const
{
    pb::BackupRequest request;
    request.set_path(path);
    return stub_->run<pb::BackupDone>(&pb::Admin::Stub::Backup, request, watch,
        [](const pb::BackupReply& reply) { return reply.has_done() ? &reply.done() : nullptr; });
}

Result<pb::CompactDone> Admin::compact(const JobWatch& watch) const
{
    return stub_->run<pb::CompactDone>(&pb::Admin::Stub::Compact, pb::CompactRequest{}, watch,
        [](const pb::CompactReply& reply) { return reply.has_done() ? &reply.done() : nullptr; });
}

Result<void> Admin::raise_failsafe(
    const std::vector<ChainId>& chains, const std::string& reason, const std::string& by) const
{
    pb::RaiseFailsafeRequest request;
    for (const auto& chain : chains)
        request.add_chain_ids(wire::to_proto(chain));
    request.set_reason(reason);
    request.set_by(by);
    return stub_->ask<pb::RaiseFailsafeReply>(&pb::Admin::Stub::RaiseFailsafe, request)
        .map([](const pb::RaiseFailsafeReply&) {});
}

Result<uint32_t> Admin::clear_failsafe(
    const std::vector<ChainId>& chains, const std::string& by) const
{
    pb::ClearFailsafeRequest request;
    for (const auto& chain : chains)
        request.add_chain_ids(wire::to_proto(chain));
    request.set_by(by);
    return stub_->ask<pb::ClearFailsafeReply>(&pb::Admin::Stub::ClearFailsafe, request)
        .map([](const pb::ClearFailsafeReply& reply) { return reply.cleared(); });
}

Result<void> Admin::set_log_level(const std::string& level) const
{
    pb::SetLogLevelRequest request;
    request.set_level(level);
    return stub_->ask<pb::SetLogLevelReply>(&pb::Admin::Stub::SetLogLevel, request)
        .map([](const pb::SetLogLevelReply&) {});
}

Result<uint64_t> Admin::rewind(const ChainId& chain, uint64_t number) const
{
    pb::RewindRequest request;
    request.set_chain_id(wire::to_proto(chain));
    request.set_number(number);
    return stub_->ask<pb::RewindReply>(&pb::Admin::Stub::Rewind, request)
        .map([](const pb::RewindReply& reply) { return reply.removed_blocks(); });
}
}  // namespace interlock::client
