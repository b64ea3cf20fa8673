// The certificates of the JSON-RPC door, as Asio takes them.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <mutex>

#include "server/tls/tls_files.hpp"

namespace interlock::server::rpc
{
/// Thread-safe.
class TlsContext
{
public:
    using Shared = std::shared_ptr<boost::asio::ssl::context>;

    explicit TlsContext(std::unique_ptr<TlsFiles> files) : files_{std::move(files)} {}

    /// For a new connection: of the files as TlsFiles has them now.
    [[nodiscard]] Shared current();
    /// Of the certificate for a new connection; Unix seconds.
    [[nodiscard]] int64_t expires_at_s() { return files_->current()->identity.expires_at_s; }

private:
    const std::unique_ptr<TlsFiles> files_;
    std::mutex mutex_;
    TlsFiles::Shared material_;  // Guarded by mutex_: what context_ was made of.
    Shared context_;             // Guarded by mutex_.
};
}  // namespace interlock::server::rpc
