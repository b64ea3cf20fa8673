// The Admin service: checks tokens, runs one job at a time, and tells how far it is.
#pragma once

#include <grpcpp/server_context.h>

#include <mutex>

#include "interlock/v1/admin.grpc.pb.h"
#include "server/admin/context.hpp"

namespace interlock::server
{
namespace pb = ::interlock::v1;

/// Handlers run on gRPC's threads for as long as their job does. Thread-safe.
class AdminService final : public pb::Admin::Service
{
public:
    /// The context outlives the service.
    explicit AdminService(const AdminContext& context) : context_{context} {}

    grpc::Status GetStats(grpc::ServerContext* call, const pb::GetStatsRequest* request,
        grpc::ServerWriter<pb::GetStatsReply>* replies) override;
    grpc::Status CheckIndex(grpc::ServerContext* call, const pb::CheckIndexRequest* request,
        grpc::ServerWriter<pb::CheckIndexReply>* replies) override;
    grpc::Status VerifyBlocks(grpc::ServerContext* call, const pb::VerifyBlocksRequest* request,
        grpc::ServerWriter<pb::VerifyBlocksReply>* replies) override;
    grpc::Status Backup(grpc::ServerContext* call, const pb::BackupRequest* request,
        grpc::ServerWriter<pb::BackupReply>* replies) override;
    grpc::Status Rewind(grpc::ServerContext* call, const pb::RewindRequest* request,
        pb::RewindReply* reply) override;
    grpc::Status Compact(grpc::ServerContext* call, const pb::CompactRequest* request,
        grpc::ServerWriter<pb::CompactReply>* replies) override;

    grpc::Status RaiseFailsafe(grpc::ServerContext* call, const pb::RaiseFailsafeRequest* request,
        pb::RaiseFailsafeReply* reply) override;
    grpc::Status ClearFailsafe(grpc::ServerContext* call, const pb::ClearFailsafeRequest* request,
        pb::ClearFailsafeReply* reply) override;
    grpc::Status SetLogLevel(grpc::ServerContext* call, const pb::SetLogLevelRequest* request,
        pb::SetLogLevelReply* reply) override;

    /// Has jobs that run, and those to come, end soon.
    void stop() { stop_.request_stop(); }

private:
    /// Checks the token, then runs `job(on_progress, stop)` unless another one runs. `job` returns
    /// the last reply, or how the call ends instead.
    template <typename Reply, typename Job>
    [[nodiscard]] grpc::Status run(
        grpc::ServerContext& call, grpc::ServerWriter<Reply>& replies, Job job);
    [[nodiscard]] grpc::Status authorize(const grpc::ServerContext& call) const;

    const AdminContext& context_;
    std::mutex job_;  // Held while a job runs.
    std::stop_source stop_;
};
}  // namespace interlock::server
