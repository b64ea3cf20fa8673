#include "server/admin/admin_server.hpp"

#include <grpcpp/grpcpp.h>

#include <chrono>

#include "server/admin/admin_service.hpp"
#include "server/tls/grpc_credentials.hpp"

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
    GrpcCredentials credentials;  // The server does not keep them.
    std::unique_ptr<grpc::Server> server;
    int port = 0;
};

tl::expected<std::unique_ptr<AdminServer>, std::string> AdminServer::start(
    const ListenAddress& listen, const TlsSettings& tls, AdminContext context)
{
    if (!context.secret && !tls.client_ca)
        return tl::unexpected{std::string{
            "admin: neither a secret nor a client CA says who may call, so nobody may"}};
    auto credentials = grpc_credentials("admin", tls);
    if (!credentials)
        return tl::unexpected{std::move(credentials.error())};
    const auto address = to_string(listen);
    auto state = std::make_unique<State>(std::move(context));
    state->credentials = *std::move(credentials);
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, state->credentials.credentials, &state->port);
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

std::optional<int64_t> AdminServer::certificate_expires_at_s() const
{
    return state_->credentials.expires_at_s();
}

int AdminServer::port() const noexcept
{
    return state_->port;
}
}  // namespace interlock::server
