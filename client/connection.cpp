#include "client/connection.hpp"

namespace interlock::client
{
namespace
{
/// The largest reply is a page of 10,000 logs that all execute messages: some 1 KiB each.
constexpr int kMaxReplyBytes = 32 << 20;
/// A service that comes back is tried again this soon, and at the latest that soon.
constexpr int kFirstReconnectMs = 100;
constexpr int kMaxReconnectMs = 2'000;
/// A subscription may be silent for long; a peer that is gone without a word is noticed by pings.
/// Servers refuse them from peers that ping more often than every five minutes.
constexpr int kPingEveryMs = 330'000;
}  // namespace

std::shared_ptr<grpc::Channel> connect(
    const std::string& server, const std::optional<Tls>& tls, bool own)
{
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(kMaxReplyBytes);
    // The service listens beside its user; a proxy of the environment is for other traffic.
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMaxReconnectMs);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kPingEveryMs);
    arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);  // As many as it takes.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, own ? 1 : 0);
    const auto credentials = tls ? tls->credentials() : grpc::InsecureChannelCredentials();
    return grpc::CreateCustomChannel(server, credentials, arguments);
}
}  // namespace interlock::client
