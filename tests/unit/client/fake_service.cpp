#include "tests/unit/client/fake_service.hpp"

#include "client/cli/app.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
template <typename Request, typename Reply>
grpc::Status play(const Script<Request, Reply>& script, grpc::ServerContext& context,
    const Request& request, Reply& reply)
{
    if (!script)
        return {grpc::StatusCode::UNIMPLEMENTED, "not scripted"};
    return script(context, request, reply);
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

private:
    const FakeService& script_;
};

FakeService::FakeService()
  : get_dependency_set{always<pb::GetDependencySetRequest>(samples::dependency_set())},
    supervisor_{std::make_unique<Supervisor>(*this)},
    index_{std::make_unique<Index>(*this)}
{
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(supervisor_.get());
    builder.RegisterService(index_.get());
    server_ = builder.BuildAndStart();
    address_ = "127.0.0.1:" + std::to_string(port);
}

FakeService::~FakeService()
{
    server_->Shutdown();
    server_->Wait();
}

Run run_program(std::vector<std::string> args, const std::string& input)
{
    std::istringstream in{input};
    std::ostringstream out;
    std::ostringstream err;
    Run result;
    result.code = cli::run(
        args, {.in = in, .out = out, .err = err, .colour = false, .now_s = samples::kNowS});
    result.out = out.str();
    result.err = err.str();
    return result;
}

Run run_program(const FakeService& service, std::vector<std::string> args, const std::string& input)
{
    args.insert(args.begin(), {"--server", service.address(), "--deadline", "60"});
    return run_program(std::move(args), input);
}
}  // namespace interlock::client
