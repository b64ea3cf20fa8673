#include "server/admin/admin_service.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <random>

#include "proto/wire/convert.hpp"
#include "server/admin/requests.hpp"
#include "server/admin/verify.hpp"
#include "server/ingest/retention.hpp"

namespace interlock::server
{
namespace
{
using admin::Answer;
using admin::chain_from;
using admin::refuse;
using admin::status_of;
using grpc::StatusCode;
using storage::OnProgress;

constexpr uint64_t kMaxVerifiedBlocks = 100'000;
constexpr uint64_t kDefaultSample = 100;
constexpr auto kTellEvery = std::chrono::milliseconds{200};

void put(const AdminContext& context, const storage::ChainSize& size, pb::ChainStats& out)
{
    const auto& id = size.record.config.id;
    out.set_chain_id(wire::to_proto(id));
    if (const auto name = context.names.find(id); name != context.names.end())
        out.set_name(name->second);
    out.set_followed(size.record.followed);
    if (size.first)
        *out.mutable_first() = wire::to_proto(*size.first);
    if (size.last)
        *out.mutable_last() = wire::to_proto(*size.last);
    out.set_logs(size.logs);
}

/// The first chain of the set that has no finalized head, and for which all is kept.
storage::Result<std::optional<ChainId>> find_without_final(
    const storage::View& view, const DependencySet& set)
{
    for (const auto& chain : set.chains())
    {
        const auto finalized = view.head(chain.id, SafetyLevel::finalized);
        if (!finalized)
            return tl::unexpected{finalized.error()};
        if (!*finalized)
            return chain.id;
    }
    return std::nullopt;
}

Answer<pb::IndexStats> stats_of(
    const AdminContext& context, storage::Counting counting, const OnProgress& on_progress)
{
    const auto size = storage::measure(context.index_file, counting, on_progress);
    if (!size)
        return refuse(size.error());
    pb::IndexStats out;
    out.set_file_bytes(size->file_bytes);
    out.set_write_ahead_log_bytes(size->write_ahead_log_bytes);
    out.set_free_disk_bytes(size->free_disk_bytes);
    out.set_page_bytes(size->page_bytes);
    out.set_pages(size->pages);
    out.set_free_pages(size->free_pages);
    for (const auto& chain : size->chains)
        put(context, chain, *out.add_chains());
    for (const auto& [name, rows, bytes] : size->tables)
    {
        auto& table = *out.add_tables();
        table.set_name(name);
        table.set_rows(rows);
        table.set_bytes(bytes);
    }
    if (!context.retention_s)
        return out;
    const auto view = context.store.open_view();
    if (!view)
        return refuse(view.error());
    const auto since = kept_since(**view, context.set, *context.retention_s);
    if (!since)
        return refuse(since.error());
    if (*since)
    {
        out.set_kept_since((*since)->timestamp_s);
        out.set_kept_by(wire::to_proto((*since)->held_by));
        return out;
    }
    const auto without_final = find_without_final(**view, context.set);
    if (!without_final)
        return refuse(without_final.error());
    if (*without_final)
        out.set_kept_by(wire::to_proto(**without_final));
    return out;
}

/// Which blocks are asked for.
Answer<VerifyPlan> plan_from(const AdminContext& context, const pb::VerifyBlocksRequest& request)
{
    const auto chain = chain_from(context.set, request.chain_id());
    if (!chain)
        return tl::unexpected{chain.error()};
    const auto view = context.store.open_view();
    if (!view)
        return refuse(view.error());
    const auto first = (*view)->first(*chain);
    const auto head = (*view)->head(*chain, SafetyLevel::unsafe);
    if (!first || !head)
        return refuse(first ? head.error() : first.error());
    if (!*first || !*head)
        return refuse(StatusCode::NOT_FOUND,
            fmt::format("no block of chain {} is indexed yet", to_string(*chain)));
    const auto lowest = (*first)->seal.id.number;
    const auto highest = (*head)->seal.id.number;
    const auto from = std::max(lowest, request.has_first_number() ? request.first_number() : 0);
    const auto to =
        std::min(highest, request.has_last_number() ? request.last_number() : UINT64_MAX);
    if (from > to)
        return refuse(StatusCode::NOT_FOUND,
            fmt::format("no block of that range is indexed; blocks {} to {} are", lowest, highest));
    const bool is_range = request.has_first_number() || request.has_last_number();
    uint64_t count = request.sample();
    if (count == 0)
        count = is_range ? to - from + 1 : kDefaultSample;
    if (count > kMaxVerifiedBlocks)
        return refuse(StatusCode::INVALID_ARGUMENT,
            fmt::format("{} blocks are asked for, but at most {} are taken; give a sample or a "
                        "shorter range",
                count, kMaxVerifiedBlocks));
    return VerifyPlan{*chain, choose_numbers(from, to, count, std::random_device{}())};
}
}  // namespace

grpc::Status AdminService::authorize(const grpc::ServerContext& call) const
{
    if (!context_.secret)
        return grpc::Status::OK;  // The connection has shown a certificate of the client CA.
    const auto& metadata = call.client_metadata();
    const auto found = metadata.find(wire::kAuthorizationMetadata);
    const auto value = found == metadata.end()
                           ? std::string_view{}
                           : std::string_view{found->second.data(), found->second.size()};
    const auto allowed = context_.secret->check(value, context_.now_s());
    if (allowed)
        return grpc::Status::OK;
    spdlog::warn("admin: a call from {} was refused: {}", call.peer(), allowed.error());
    return {StatusCode::UNAUTHENTICATED, allowed.error()};
}

template <typename Reply, typename Job>
grpc::Status AdminService::run(
    grpc::ServerContext& call, grpc::ServerWriter<Reply>& replies, Job job)
{
    if (auto denied = authorize(call); !denied.ok())
        return denied;
    const std::unique_lock one{job_, std::try_to_lock};
    if (!one)
        return {StatusCode::RESOURCE_EXHAUSTED,
            "another job is running; wait for it, or end it where it was started"};
    std::stop_source gone;  // The caller, or the service.
    const std::stop_callback stopping{stop_.get_token(), [&gone] { gone.request_stop(); }};
    std::chrono::steady_clock::time_point told_at;
    const OnProgress on_progress = [&](const storage::JobProgress& progress)
    {
        if (call.IsCancelled())
            gone.request_stop();
        const auto now = std::chrono::steady_clock::now();
        if (!progress.doing.empty() && now - told_at >= kTellEvery)
        {
            told_at = now;
            Reply reply;
            auto& out = *reply.mutable_progress();
            out.set_doing(std::string{progress.doing});
            out.set_done(progress.done);
            out.set_total(progress.total);
            if (!replies.Write(reply))
                gone.request_stop();
        }
        return !gone.stop_requested();
    };
    const Answer<Reply> last = job(on_progress, gone.get_token());
    if (gone.stop_requested())
        return {StatusCode::CANCELLED, "the job was broken off; nothing was changed"};
    if (!last)
        return last.error();
    replies.Write(*last);
    return grpc::Status::OK;
}

grpc::Status AdminService::GetStats(grpc::ServerContext* call, const pb::GetStatsRequest* request,
    grpc::ServerWriter<pb::GetStatsReply>* replies)
{
    return run(*call, *replies,
        [&](const OnProgress& on_progress, const std::stop_token&)
        {
            const auto counting =
                request->count() ? storage::Counting::whole : storage::Counting::none;
            return stats_of(context_, counting, on_progress)
                .map(
                    [](pb::IndexStats&& stats)
                    {
                        pb::GetStatsReply reply;
                        *reply.mutable_stats() = std::move(stats);
                        return reply;
                    });
        });
}

grpc::Status AdminService::CheckIndex(grpc::ServerContext* call,
    const pb::CheckIndexRequest* request, grpc::ServerWriter<pb::CheckIndexReply>* replies)
{
    return run(*call, *replies,
        [&](const OnProgress& on_progress, const std::stop_token&) -> Answer<pb::CheckIndexReply>
        {
            const auto depth =
                request->quick() ? storage::CheckDepth::quick : storage::CheckDepth::whole;
            const auto report = storage::check_index(context_.index_file, depth, on_progress);
            if (!report)
                return refuse(report.error());
            pb::CheckIndexReply reply;
            auto& out = *reply.mutable_report();
            for (const auto& finding : report->findings)
                out.add_findings(finding);
            out.set_blocks(report->blocks);
            out.set_logs(report->logs);
            out.set_messages(report->messages);
            return reply;
        });
}

grpc::Status AdminService::VerifyBlocks(grpc::ServerContext* call,
    const pb::VerifyBlocksRequest* request, grpc::ServerWriter<pb::VerifyBlocksReply>* replies)
{
    return run(*call, *replies,
        [&](const OnProgress& on_progress,
            const std::stop_token& stop) -> Answer<pb::VerifyBlocksReply>
        {
            const auto plan = plan_from(context_, *request);
            if (!plan)
                return tl::unexpected{plan.error()};
            const auto report = verify_blocks(
                context_.store, context_.sources(plan->chain, stop), *plan, on_progress);
            if (!report)
                return refuse(
                    report.error().cancelled ? StatusCode::CANCELLED : StatusCode::ABORTED,
                    report.error().message);
            pb::VerifyBlocksReply reply;
            auto& out = *reply.mutable_report();
            for (const auto& difference : report->differences)
                out.add_differences(difference);
            out.set_blocks(report->blocks);
            out.set_logs(report->logs);
            return reply;
        });
}

grpc::Status AdminService::Backup(grpc::ServerContext* call, const pb::BackupRequest* request,
    grpc::ServerWriter<pb::BackupReply>* replies)
{
    return run(*call, *replies,
        [&](const OnProgress& on_progress, const std::stop_token&) -> Answer<pb::BackupReply>
        {
            const std::filesystem::path path{request->path()};
            if (!path.is_absolute() || request->path().find('\0') != std::string::npos)
                return refuse(StatusCode::INVALID_ARGUMENT,
                    "path must be absolute: it is one of the service's machine");
            const auto bytes = storage::back_up(context_.index_file, path, on_progress);
            if (!bytes)
                return refuse(bytes.error());
            spdlog::info("admin: backup of {} bytes at {}", *bytes, path.string());
            pb::BackupReply reply;
            reply.mutable_done()->set_path(path.string());
            reply.mutable_done()->set_bytes(*bytes);
            return reply;
        });
}

grpc::Status AdminService::Rewind(
    grpc::ServerContext* call, const pb::RewindRequest* request, pb::RewindReply* reply)
{
    if (auto denied = authorize(*call); !denied.ok())
        return denied;
    const auto chain = chain_from(context_.set, request->chain_id());
    if (!chain)
        return chain.error();
    uint64_t head_number = 0;
    {
        const auto view = context_.store.open_view();
        if (!view)
            return status_of(view.error());
        const auto head = (*view)->head(*chain, SafetyLevel::unsafe);
        if (!head)
            return status_of(head.error());
        head_number = *head ? (*head)->seal.id.number : 0;
    }
    const auto number = request->number();
    const auto done = context_.writer.submit(ReplaceBranch{*chain, number, {}});
    if (!done)
        return status_of(done.error());
    const auto removed = head_number > number ? head_number - number : 0;
    spdlog::warn("admin: chain {} was rewound by {} blocks, to block {}", to_string(*chain),
        removed, number);
    reply->set_removed_blocks(removed);
    return grpc::Status::OK;
}

grpc::Status AdminService::Compact(grpc::ServerContext* call, const pb::CompactRequest*,
    grpc::ServerWriter<pb::CompactReply>* replies)
{
    return run(*call, *replies,
        [&](const OnProgress& on_progress, const std::stop_token&) -> Answer<pb::CompactReply>
        {
            const auto bytes = [&]() -> Answer<uint64_t>
            {
                const auto size =
                    storage::measure(context_.index_file, storage::Counting::none, on_progress);
                if (!size)
                    return refuse(size.error());
                return size->pages * size->page_bytes;
            };
            const auto before = bytes();
            if (!before)
                return tl::unexpected{before.error()};
            spdlog::info("admin: the index is being compacted; new blocks wait");
            if (!on_progress({"compact", 0, 0}))
                return refuse(StatusCode::CANCELLED, "cancelled");
            const auto done =
                context_.writer.run([&] { return context_.store.compact(on_progress); });
            if (!done)
                return refuse(done.error());
            const auto after = bytes();
            if (!after)
                return tl::unexpected{after.error()};
            spdlog::info("admin: the index was compacted from {} to {} bytes", *before, *after);
            pb::CompactReply reply;
            reply.mutable_done()->set_bytes_before(*before);
            reply.mutable_done()->set_bytes_after(*after);
            return reply;
        });
}

grpc::Status AdminService::SetLogLevel(
    grpc::ServerContext* call, const pb::SetLogLevelRequest* request, pb::SetLogLevelReply*)
{
    if (auto denied = authorize(*call); !denied.ok())
        return denied;
    if (!context_.set_log_level(request->level()))
        return {StatusCode::INVALID_ARGUMENT, "level: trace, debug, info, warn or error is needed"};
    return grpc::Status::OK;
}
}  // namespace interlock::server
