#include "server/tls/tls_files.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>

namespace interlock::server
{
namespace
{
tl::expected<TlsFiles::Shared, std::string> read(const TlsSettings& files)
{
    auto identity = wire::read_identity(*files.certificate, *files.key);
    if (!identity)
        return tl::unexpected{std::move(identity.error())};
    auto out = std::make_shared<TlsMaterial>();
    out->identity = *std::move(identity);
    if (!files.client_ca)
        return out;
    auto authorities = wire::read_authorities(*files.client_ca, "client CA");
    if (!authorities)
        return tl::unexpected{std::move(authorities.error())};
    out->client_ca = *std::move(authorities);
    return out;
}

/// Clients refuse an expired certificate; that it is served all the same is their only way to see.
void tell_of_expiry(const std::string& door, const TlsSettings& files, const TlsMaterial& material)
{
    const auto expires_at = std::chrono::system_clock::from_time_t(material.identity.expires_at_s);
    const auto told = fmt::format("{}: the certificate {} {} {:%Y-%m-%d %H:%M:%S} UTC", door,
        files.certificate->string(),
        expires_at <= std::chrono::system_clock::now() ? "has expired at" : "is valid until",
        fmt::gmtime(material.identity.expires_at_s));
    if (expires_at <= std::chrono::system_clock::now())
        spdlog::warn("{}; clients will refuse it", told);
    else
        spdlog::info("{}", told);
}
}  // namespace

tl::expected<std::unique_ptr<TlsFiles>, std::string> TlsFiles::load(
    const std::string& door, const TlsSettings& files)
{
    // Before the files are read: what changes in between is read again.
    auto versions = versions_of(files);
    auto material = read(files);
    if (!material)
        return tl::unexpected{door + ": " + material.error()};
    tell_of_expiry(door, files, **material);
    return std::unique_ptr<TlsFiles>{
        new TlsFiles{door, files, *std::move(material), std::move(versions)}};
}

TlsFiles::TlsFiles(std::string door, TlsSettings files, Shared material, Versions versions)
  : door_{std::move(door)},
    files_{std::move(files)},
    material_{std::move(material)},
    versions_{std::move(versions)}
{
}

TlsFiles::Shared TlsFiles::current()
{
    const std::scoped_lock lock{mutex_};
    auto versions = versions_of(files_);
    if (versions == versions_)
        return material_;
    versions_ = std::move(versions);
    if (auto material = read(files_))
    {
        material_ = *std::move(material);
        spdlog::info("{}: the changed TLS files are in use", door_);
        tell_of_expiry(door_, files_, *material_);
    }
    else
        spdlog::warn("{}: {}; the former TLS files stay in use", door_, material.error());
    return material_;
}

TlsFiles::Versions TlsFiles::versions_of(const TlsSettings& files)
{
    Versions out;
    for (const auto* file : {&files.certificate, &files.key, &files.client_ca})
    {
        if (!*file)
            continue;
        std::error_code ignored;  // A file that is gone has a version, too.
        const auto time = std::filesystem::last_write_time(**file, ignored);
        out.emplace_back(time, std::filesystem::file_size(**file, ignored));
    }
    return out;
}
}  // namespace interlock::server
