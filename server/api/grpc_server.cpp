#include "server/api/grpc_server.hpp"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>

#include <chrono>

#include "server/api/index_service.hpp"
#include "server/api/supervisor_service.hpp"
#include "server/tls/grpc_credentials.hpp"

namespace interlock::server
{
namespace
{
/// The largest request is a full CheckMessages with payloads.
constexpr int kMaxRequestBytes = 4 << 20;
constexpr int kMaxConcurrentStreams = 100;  // Of one connection.
/// A client that has vanished without a word is noticed: its streams would be kept for nobody.
constexpr int kKeepaliveMs = 60'000;
constexpr int kKeepaliveTimeoutMs = 20'000;
/// What requests and replies may take in memory together, over all connections.
constexpr size_t kMaxCallBytes = size_t{256} << 20U;
}  // namespace

struct GrpcServer::State
{
    State(const ApiContext& context, const ApiLimits& limits, Lookup* lookup)
      : hub{context.views, context.commits, limits.watch},
        checks{context, limits.checks},
        pool{limits.work},
        lookups{limits.lookups},
        supervisor{context, {.pool = pool, .hub = hub, .checks = checks}},
        index{context, lookup, pool, lookups}
    {
    }

    WatchHub hub;
    CheckStreams checks;
    WorkPool pool;
    WorkPool lookups;
    SupervisorService supervisor;
    IndexService index;
    GrpcCredentials credentials;  // The server does not keep them.
    std::unique_ptr<grpc::Server> server;
    int port = 0;
};

tl::expected<std::unique_ptr<GrpcServer>, std::string> GrpcServer::start(
    const GrpcSettings& settings, const ApiContext& context, const ApiLimits& limits,
    Lookup* lookup)
{
    auto credentials = grpc_credentials("gRPC", settings.tls);
    if (!credentials)
        return tl::unexpected{std::move(credentials.error())};
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();

    const auto address = to_string(settings.listen);
    auto state = std::make_unique<State>(context, limits, lookup);
    state->credentials = *std::move(credentials);
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, state->credentials.credentials, &state->port);
    builder.SetMaxReceiveMessageSize(kMaxRequestBytes);
    builder.SetResourceQuota(grpc::ResourceQuota{"calls"}.Resize(kMaxCallBytes));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxConcurrentStreams);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
    // Two services on one port would each take some of the calls.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.RegisterService(&state->supervisor);
    builder.RegisterService(&state->index);
    state->server = builder.BuildAndStart();
    if (!state->server || state->port == 0)
    {
        return tl::unexpected{"cannot listen at " + address +
                              " for gRPC; is another program using it, or is it not an address of "
                              "this machine?"};
    }
    auto server = std::unique_ptr<GrpcServer>{new GrpcServer{std::move(state)}};
    server->set_ready(context.board.all_ready());
    return server;
}

GrpcServer::GrpcServer(std::unique_ptr<State> state) : state_{std::move(state)}
{
}

GrpcServer::~GrpcServer()
{
    stop();
}

int GrpcServer::port() const noexcept
{
    return state_->port;
}

GrpcLoad GrpcServer::load() const
{
    const auto checks = state_->checks.load();
    const auto watches = state_->hub.load();
    return {.check_streams = checks.streams,
        .watch_streams = watches.streams,
        .refused_check_streams = checks.refused,
        .refused_watch_streams = watches.refused,
        .refused_reads = state_->pool.load().refused,
        .certificate_expires_at_s = state_->credentials.expires_at_s()};
}

void GrpcServer::set_ready(bool ready)
{
    auto* health = state_->server->GetHealthCheckService();
    health->SetServingStatus(ready);
    health->SetServingStatus("interlock.v1.Supervisor", ready);
    // What is indexed can be looked at before every chain is ready.
    health->SetServingStatus("interlock.v1.Index", true);
}

void GrpcServer::stop()
{
    // gRPC waits until each call has ended, however it is told to hurry.
    state_->hub.stop();
    state_->checks.stop();
    state_->pool.stop();
    state_->lookups.stop();
    state_->server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds{1});
}
}  // namespace interlock::server
