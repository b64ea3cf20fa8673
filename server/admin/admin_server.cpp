#include "server/admin/admin_server.hpp"

#include <grpcpp/grpcpp.h>

#include <chrono>

#include "server/admin/admin_service.hpp"

namespace interlock::server
{
namespace
{
constexpr int kMaxRequestBytes = 64 << 10;
/// One runs a job; the others refuse.
constexpr int kMaxThreads = 8;
constexpr int kMaxConcurrentStreams = 8;  // Of one connection.
}  // namespace

struct AdminServer::State
{
    explicit State(AdminContext given) : context{std::move(given)}, service{context} {}

    const AdminContext context;
    AdminService service;
    std::unique_ptr<grpc::Server> server;
    int port = 0;
};

tl::expected<std::unique_ptr<AdminServer>, std::string> AdminServer::start(
    const std::string& address, AdminContext context)
{
    auto state = std::make_unique<State>(std::move(context));
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &state->port);
    builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
    builder.SetResourceQuota(grpc::ResourceQuota{"admin"}.SetMaxThreads(kMaxThreads));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxConcurrentStreams);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.RegisterService(&state->service);
    state->server = builder.BuildAndStart();
    if (!state->server || state->port == 0)
    {
        return tl::unexpected{"cannot listen at " + address +
                              " for admin; is another program using it, or is it not an address of "
                              "this machine?"};
    }
    return std::unique_ptr<AdminServer>{new AdminServer{std::move(state)}};
}

AdminServer::AdminServer(std::unique_ptr<State> state) : state_{std::move(state)}
{
}

AdminServer::~AdminServer()
{
    state_->service.stop();
    state_->server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds{1});
}

int AdminServer::port() const noexcept
{
    return state_->port;
}
}  // namespace interlock::server
