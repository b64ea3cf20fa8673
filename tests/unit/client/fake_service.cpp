#include "tests/unit/client/fake_service.hpp"

#include "client/cli/app.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
/// `answer` is a reply to be filled or a stream to be written.
template <typename Played, typename Request, typename Answer>
grpc::Status play(
    const Played& script, grpc::ServerContext& context, const Request& request, Answer& answer)
{
    if (!script)
        return {grpc::StatusCode::UNIMPLEMENTED, "not scripted"};
    return script(context, request, answer);
}
}  // namespace

class FakeService::Supervisor : public pb::Supervisor::Service
{
public:
    explicit Supervisor(const FakeService& script) : script_{script} {}

    grpc::Status CheckAccessList(grpc::ServerContext* context,
        const pb::CheckAccessListRequest* request, pb::CheckAccessListReply* reply) override
    {
        return play(script_.check_access_list, *context, *request, *reply);
    }
    grpc::Status CheckMessages(grpc::ServerContext* context,
        const pb::CheckMessagesRequest* request, pb::CheckMessagesReply* reply) override
    {
        return play(script_.check_messages, *context, *request, *reply);
    }
    grpc::Status GetHeads(grpc::ServerContext* context, const pb::GetHeadsRequest* request,
        pb::GetHeadsReply* reply) override
    {
        return play(script_.get_heads, *context, *request, *reply);
    }
    grpc::Status GetDependencySet(grpc::ServerContext* context,
        const pb::GetDependencySetRequest* request, pb::GetDependencySetReply* reply) override
    {
        return play(script_.get_dependency_set, *context, *request, *reply);
    }
    grpc::Status CheckBlock(grpc::ServerContext* context, const pb::CheckBlockRequest* request,
        pb::CheckBlockReply* reply) override
    {
        return play(script_.check_block, *context, *request, *reply);
    }
    grpc::Status GetDerivationInputs(grpc::ServerContext* context,
        const pb::GetDerivationInputsRequest* request, pb::GetDerivationInputsReply* reply) override
    {
        return play(script_.get_derivation_inputs, *context, *request, *reply);
    }
    grpc::Status GetSuperRoot(grpc::ServerContext* context, const pb::GetSuperRootRequest* request,
        pb::GetSuperRootReply* reply) override
    {
        return play(script_.get_super_root, *context, *request, *reply);
    }
    grpc::Status WatchHeads(grpc::ServerContext* context, const pb::WatchHeadsRequest* request,
        grpc::ServerWriter<pb::HeadChange>* stream) override
    {
        return play(script_.watch_heads, *context, *request, *stream);
    }
    grpc::Status WatchVerdicts(grpc::ServerContext* context,
        const pb::WatchVerdictsRequest* request,
        grpc::ServerWriter<pb::VerdictChange>* stream) override
    {
        return play(script_.watch_verdicts, *context, *request, *stream);
    }

private:
    const FakeService& script_;
};

class FakeService::Index : public pb::Index::Service
{
public:
    explicit Index(const FakeService& script) : script_{script} {}

    grpc::Status GetStatus(grpc::ServerContext* context, const pb::GetStatusRequest* request,
        pb::GetStatusReply* reply) override
    {
        return play(script_.get_status, *context, *request, *reply);
    }
    grpc::Status GetBlock(grpc::ServerContext* context, const pb::GetBlockRequest* request,
        pb::GetBlockReply* reply) override
    {
        return play(script_.get_block, *context, *request, *reply);
    }
    grpc::Status GetMessage(grpc::ServerContext* context, const pb::GetMessageRequest* request,
        pb::GetMessageReply* reply) override
    {
        return play(script_.get_message, *context, *request, *reply);
    }
    grpc::Status Explain(grpc::ServerContext* context, const pb::ExplainRequest* request,
        pb::ExplainReply* reply) override
    {
        return play(script_.explain, *context, *request, *reply);
    }
    grpc::Status GetGraph(grpc::ServerContext* context, const pb::GetGraphRequest* request,
        pb::GetGraphReply* reply) override
    {
        return play(script_.get_graph, *context, *request, *reply);
    }
    grpc::Status ListMessages(grpc::ServerContext* context, const pb::ListMessagesRequest* request,
        pb::ListMessagesReply* reply) override
    {
        return play(script_.list_messages, *context, *request, *reply);
    }
    grpc::Status FindTransaction(grpc::ServerContext* context,
        const pb::FindTransactionRequest* request, pb::FindTransactionReply* reply) override
    {
        return play(script_.find_transaction, *context, *request, *reply);
    }

private:
    const FakeService& script_;
};

FakeService::FakeService(int port)
  : get_dependency_set{always<pb::GetDependencySetRequest>(samples::dependency_set())},
    supervisor_{std::make_unique<Supervisor>(*this)},
    index_{std::make_unique<Index>(*this)}
{
    grpc::ServerBuilder builder;
    builder.AddListeningPort(
        "127.0.0.1:" + std::to_string(port), grpc::InsecureServerCredentials(), &port_);
    builder.RegisterService(supervisor_.get());
    builder.RegisterService(index_.get());
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port_);
}

FakeService::~FakeService()
{
    server_->Shutdown();
    server_->Wait();
}

Run run_program(std::vector<std::string> args, const RunInput& input)
{
    std::istringstream in{input.in};
    std::ostringstream out;
    std::ostringstream err;
    Run result;
    result.code = cli::run(args, {.in = in,
                                     .out = out,
                                     .err = err,
                                     .colour = false,
                                     .now_s = samples::kNowS,
                                     .on_interrupt = [&] { return input.interrupt; }});
    result.out = out.str();
    result.err = err.str();
    return result;
}

Run run_program(const FakeService& service, std::vector<std::string> args, const RunInput& input)
{
    args.insert(args.begin(), {"--server", service.address(), "--deadline", "60"});
    return run_program(std::move(args), input);
}
}  // namespace interlock::client
