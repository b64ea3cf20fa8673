// An Interlock service on loopback whose answers are scripted by the test.
//
// Set the answers before the first call; handlers run on gRPC's threads.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <sstream>

#include "client/client.hpp"
#include "interlock/v1/index.grpc.pb.h"
#include "interlock/v1/supervisor.grpc.pb.h"
#include "proto/wire/enums.hpp"

namespace interlock::client
{
/// The script of one method: gets the request, fills the reply. Unset: UNIMPLEMENTED.
template <typename Request, typename Reply>
using Script = std::function<grpc::Status(grpc::ServerContext&, const Request&, Reply&)>;

/// The script of a stream: writes what it has, and says how the stream ends.
template <typename Request, typename Change>
using StreamScript =
    std::function<grpc::Status(grpc::ServerContext&, const Request&, grpc::ServerWriter<Change>&)>;

class FakeService
{
public:
    /// At a port that is free, or at `port`: in the place of one that is gone.
    explicit FakeService(int port = 0);
    ~FakeService();

    [[nodiscard]] int port() const noexcept { return port_; }
    [[nodiscard]] const std::string& address() const noexcept { return address_; }
    [[nodiscard]] Client client() const { return Client{{.server = address_, .deadline = kLong}}; }

    Script<pb::CheckAccessListRequest, pb::CheckAccessListReply> check_access_list;
    Script<pb::CheckMessagesRequest, pb::CheckMessagesReply> check_messages;
    Script<pb::GetHeadsRequest, pb::GetHeadsReply> get_heads;
    Script<pb::GetDependencySetRequest, pb::GetDependencySetReply> get_dependency_set;
    Script<pb::CheckBlockRequest, pb::CheckBlockReply> check_block;
    Script<pb::GetDerivationInputsRequest, pb::GetDerivationInputsReply> get_derivation_inputs;
    Script<pb::GetSuperRootRequest, pb::GetSuperRootReply> get_super_root;
    StreamScript<pb::WatchHeadsRequest, pb::HeadChange> watch_heads;
    StreamScript<pb::WatchVerdictsRequest, pb::VerdictChange> watch_verdicts;
    Script<pb::GetStatusRequest, pb::GetStatusReply> get_status;
    Script<pb::GetBlockRequest, pb::GetBlockReply> get_block;
    Script<pb::GetMessageRequest, pb::GetMessageReply> get_message;
    Script<pb::ExplainRequest, pb::ExplainReply> explain;
    Script<pb::GetGraphRequest, pb::GetGraphReply> get_graph;
    Script<pb::ListMessagesRequest, pb::ListMessagesReply> list_messages;
    Script<pb::FindTransactionRequest, pb::FindTransactionReply> find_transaction;

    /// Long enough that a slow machine does not fail a test.
    static constexpr std::chrono::seconds kLong{60};

private:
    class Supervisor;
    class Index;

    std::unique_ptr<Supervisor> supervisor_;
    std::unique_ptr<Index> index_;
    std::unique_ptr<grpc::Server> server_;
    int port_ = 0;
    std::string address_;
};

/// A script that always gives `reply`.
template <typename Request, typename Reply>
[[nodiscard]] Script<Request, Reply> always(Reply reply)
{
    return [reply = std::move(reply)](grpc::ServerContext&, const Request&, Reply& out)
    {
        out = reply;
        return grpc::Status::OK;
    };
}

/// A script that always fails; with `cause`, as the service does when it cannot tell.
template <typename Request, typename Reply>
[[nodiscard]] Script<Request, Reply> failing(
    grpc::StatusCode code, const std::string& text, const std::string& cause = {})
{
    return [=](grpc::ServerContext& context, const Request&, Reply&)
    {
        if (!cause.empty())
            context.AddTrailingMetadata(interlock::wire::kCauseMetadata, cause);
        return grpc::Status{code, text};
    };
}

/// What one run of the program left behind.
struct Run
{
    int code = -1;
    std::string out;
    std::string err;
};

/// What a run is given besides its arguments.
struct RunInput
{
    std::string in = {};
    std::stop_token interrupt = {};  // Stands for Ctrl-C.
};

/// Runs the program in process at the samples' time, without colour.
[[nodiscard]] Run run_program(std::vector<std::string> args, const RunInput& input = {});
/// The same against `service`.
[[nodiscard]] Run run_program(
    const FakeService& service, std::vector<std::string> args, const RunInput& input = {});
}  // namespace interlock::client
