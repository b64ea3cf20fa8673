// The JSON-RPC door's sockets: HTTP/1.1, over TLS where it is configured.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "server/api/context.hpp"
#include "server/config/config.hpp"
#include "server/rpc/admission.hpp"
#include "server/rpc/dispatcher.hpp"
#include "server/rpc/pages.hpp"

namespace interlock::server::rpc
{
/// What the door does, for who watches over it.
struct RpcLoad
{
    AdmissionLoad admission;
    std::vector<MethodCount> methods;
    std::optional<int64_t> certificate_expires_at_s;  // Unix seconds; nullopt without TLS.
};

/// Serves from start() to destruction.
class RpcServer
{
public:
    /// Precondition: settings.listen is given. Fails when it cannot be listened at, or when the TLS
    /// files cannot be used; the message names which. The context outlives the server. `pages` are
    /// served beside JSON-RPC when they are given.
    [[nodiscard]] static tl::expected<std::unique_ptr<RpcServer>, std::string> start(
        const RpcSettings& settings, const ApiContext& context,
        std::unique_ptr<Pages> pages = nullptr);
    /// The operators' door: methods that change something, for those whom `authorize` knows (and,
    /// where the settings have a client CA, who have a certificate).
    struct Admin
    {
        Failsafes& failsafes;
        uint64_t (*now_s)() = nullptr;  // Unix seconds.
        /// As Routes::Options::authorize.
        std::function<tl::expected<void, std::string>(std::string_view authorization)> authorize;
    };
    [[nodiscard]] static tl::expected<std::unique_ptr<RpcServer>, std::string> start_admin(
        const RpcSettings& settings, const ApiContext& context, Admin admin);
    ~RpcServer();

    /// The port listened at, also when the address asked for any (port 0).
    [[nodiscard]] int port() const noexcept;
    /// Any thread.
    [[nodiscard]] RpcLoad load() const;

private:
    struct State;
    [[nodiscard]] static tl::expected<std::unique_ptr<RpcServer>, std::string> serve(
        const RpcSettings& settings, std::unique_ptr<State> state);
    explicit RpcServer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};
}  // namespace interlock::server::rpc
