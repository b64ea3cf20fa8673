// The certificates of a door, read again when their files change.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <tl/expected.hpp>

#include "server/config/config.hpp"

namespace interlock::server::rpc
{
/// Thread-safe.
class TlsContext
{
public:
    using Shared = std::shared_ptr<boost::asio::ssl::context>;

    /// Precondition: certificate and key are given. The error names the file at fault.
    [[nodiscard]] static tl::expected<std::unique_ptr<TlsContext>, std::string> load(
        const TlsSettings& files);

    /// For a new connection: of the files as they are now. While those cannot be used, as they were
    /// when they last could be; that is logged once.
    [[nodiscard]] Shared current();

private:
    /// When each file was changed, and which it is: a name may have come to mean another file.
    using Versions = std::vector<std::pair<std::filesystem::file_time_type, uintmax_t>>;
    TlsContext(TlsSettings files, Shared context, Versions versions);
    [[nodiscard]] static Versions versions_of(const TlsSettings& files);

    const TlsSettings files_;
    std::mutex mutex_;
    Shared context_;     // Guarded by mutex_.
    Versions versions_;  // Guarded by mutex_: what was last tried.
};
}  // namespace interlock::server::rpc
