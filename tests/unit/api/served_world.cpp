#include "tests/unit/api/served_world.hpp"

#include "proto/wire/enums.hpp"

namespace interlock::testing
{
std::string Call::cause() const
{
    const auto& trailers = context_.GetServerTrailingMetadata();
    const auto found = trailers.find(wire::kCauseMetadata);
    return found == trailers.end() ? "" : std::string{found->second.data(), found->second.size()};
}

ServedWorld::ServedWorld()
{
    world.on_commit = [this]
    {
        board.set_alarms(world.news().alarms);
        failsafe_feed.tell(world.news());
        commits.notify();
    };
    world.begin_all();
    for (const auto& chain : world.set().chains())
    {
        board.update(chain.id,
            [](server::ChainStatus& status)
            {
                status.state = server::ChainState::following;
                status.ready = true;
            });
    }
}

void ServedWorld::start(const server::ApiLimits& limits, const server::TlsSettings& tls)
{
    context_.emplace(server::ApiContext{.set = world.set(),
        .names = names_,
        .views = world.store(),
        .judge = judge_,
        .board = board,
        .failsafes = failsafes,
        .commits = commits,
        .checks = checks,
        .started_at_s = 1,
        .version = "test"});
    server::GrpcSettings settings;
    settings.listen = {"127.0.0.1", 0};
    settings.tls = tls;
    auto server = server::GrpcServer::start(settings, *context_, limits);
    if (!server)
        throw std::runtime_error{server.error()};
    server_ = *std::move(server);
    supervisor_ = connect();
    index_ = pb::Index::NewStub(channel());
}

void ServedWorld::stop()
{
    server_.reset();
}

std::string ServedWorld::address() const
{
    return "127.0.0.1:" + std::to_string(server_->port());
}

std::shared_ptr<grpc::Channel> ServedWorld::channel() const
{
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return grpc::CreateCustomChannel(address(), grpc::InsecureChannelCredentials(), arguments);
}

std::unique_ptr<pb::Supervisor::Stub> ServedWorld::connect() const
{
    return pb::Supervisor::NewStub(channel());
}
}  // namespace interlock::testing
