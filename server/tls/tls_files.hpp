// The certificates of a door, read again when their files change.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "proto/wire/pem.hpp"
#include "server/config/config.hpp"

namespace interlock::server
{
/// What a door shows of itself, and which clients it takes.
struct TlsMaterial
{
    wire::PemIdentity identity;
    std::string client_ca;  // Empty: clients need no certificate.
};

/// Thread-safe.
class TlsFiles
{
public:
    using Shared = std::shared_ptr<const TlsMaterial>;

    /// Precondition: certificate and key are given. `door` names it in errors and in the log. The
    /// error says what is wrong with which file.
    [[nodiscard]] static tl::expected<std::unique_ptr<TlsFiles>, std::string> load(
        const std::string& door, const TlsSettings& files);

    /// For a new connection: the files as they are now; another pointer than before when they have
    /// changed. While they cannot be used, as they were when they last could be; that is logged
    /// once.
    [[nodiscard]] Shared current();

private:
    /// When each file was changed, and which it is: a name may have come to mean another file.
    using Versions = std::vector<std::pair<std::filesystem::file_time_type, uintmax_t>>;
    TlsFiles(std::string door, TlsSettings files, Shared material, Versions versions);
    [[nodiscard]] static Versions versions_of(const TlsSettings& files);

    const std::string door_;
    const TlsSettings files_;
    std::mutex mutex_;
    Shared material_;    // Guarded by mutex_.
    Versions versions_;  // Guarded by mutex_: what was last tried.
};
}  // namespace interlock::server
