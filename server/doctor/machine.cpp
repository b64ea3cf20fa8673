#include "server/doctor/machine.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>

#include "console/measures.hpp"
#include "proto/wire/bearer_token.hpp"
#include "server/app/index_file.hpp"
#include "server/files/descriptor.hpp"
#include "server/tls/tls_files.hpp"
#include "storage/disk_use.hpp"
#include "storage/file_lock.hpp"
#include "storage/maintenance.hpp"

namespace interlock::server
{
namespace
{
using console::Finding;
using console::Severity;
using Findings = std::vector<Finding>;

/// The folder itself, or the nearest one above it that is there: where it would be made.
std::filesystem::path existing_part(const std::filesystem::path& folder)
{
    auto out = std::filesystem::absolute(folder);
    std::error_code failure;
    while (!std::filesystem::exists(out, failure) && out.has_relative_path())
        out = out.parent_path();
    return out;
}

void examine_folder(const std::filesystem::path& folder, Findings& out)
{
    const auto there = existing_part(folder);
    const bool is_there = there == std::filesystem::absolute(folder);
    std::error_code failure;
    const bool is_folder = std::filesystem::is_directory(there, failure);
    if (is_folder && access(there.c_str(), W_OK | X_OK) == 0)
    {
        out.push_back({Severity::ok, "data_dir",
            fmt::format("{} {}", folder.string(), is_there ? "is writable" : "will be created"),
            ""});
        return;
    }
    out.push_back({Severity::fail, "data_dir",
        fmt::format("{} cannot be written: {}", there.string(),
            is_folder ? std::strerror(errno) : "it is no folder"),
        "make it writable for the user that runs interlockd, or set another data_dir"});
}

void examine_disk(const Config& config, Findings& out)
{
    const auto index_bytes = storage::disk_use(index_file(config.data_dir)).index_bytes;
    const auto free = storage::disk_use(existing_part(config.data_dir) / "index").free_bytes;
    if (!free)
        return;
    const console::DiskSpace disk{.index_bytes = index_bytes, .free_bytes = *free};
    const auto severity = console::severity_of(disk);
    out.push_back({severity, "disk", console::describe(disk),
        severity == Severity::ok ? "" : "free space on that disk, or set another data_dir"});
}

/// Whether a service has the index open.
bool is_in_use(const std::filesystem::path& file)
{
    std::error_code failure;
    if (!std::filesystem::exists(file, failure))
        return false;
    const auto lock = storage::FileLock::acquire(file);
    return !lock && lock.error().kind == storage::ErrorKind::busy;
}

void examine_index(const std::filesystem::path& file, bool in_use, Findings& out)
{
    std::error_code failure;
    if (!std::filesystem::exists(file, failure))
    {
        out.push_back({Severity::ok, "index", "there is none yet; the first start begins one", ""});
        return;
    }
    const auto size = storage::measure(
        file, storage::Counting::none, [](const storage::JobProgress&) { return true; });
    const std::string user = in_use ? "; a service has it open" : "";
    if (size)
        out.push_back({Severity::ok, "index",
            fmt::format("{} has this release's schema, and {} chains{}", file.string(),
                size->chains.size(), user),
            ""});
    else if (size.error().kind == storage::ErrorKind::conflict)
        out.push_back({Severity::warn, "index", size.error().message,
            "nothing to do: the next start migrates it; keep a backup to be able to go back"});
    else
        out.push_back({Severity::fail, "index", size.error().message,
            "restore a backup (interlockd db restore), or move the file away to have it rebuilt"});
}

/// Why it cannot be listened at; 0 when it can.
int listen_error(const ListenAddress& address)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE;
    addrinfo* first = nullptr;
    if (getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &first) !=
        0)
        return EADDRNOTAVAIL;
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> found{first, &freeaddrinfo};
    const Descriptor listener{socket(found->ai_family, found->ai_socktype, found->ai_protocol)};
    constexpr int kYes = 1;
    setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &kYes, sizeof kYes);
    const bool is_free = bind(listener.get(), found->ai_addr, found->ai_addrlen) == 0 &&
                         listen(listener.get(), 1) == 0;
    return is_free ? 0 : errno;
}

void examine_address(const std::string& setting, const std::optional<ListenAddress>& address,
    bool in_use, Findings& out)
{
    if (!address)
        return;
    const auto where = to_string(*address);
    const auto error = listen_error(*address);
    if (error == 0)
        out.push_back({Severity::ok, setting, where + " is free", ""});
    else if (error == EADDRINUSE && in_use)
        out.push_back({Severity::ok, setting, where + " is taken, as by the running service", ""});
    else
        out.push_back({Severity::fail, setting,
            fmt::format("cannot listen at {}: {}", where, std::strerror(error)),
            error == EADDRINUSE ? "stop what listens there, or set another address"
                                : "give an address of this machine, and a port that this user may "
                                  "take"});
}

/// A readable certificate, by when it expires.
Finding judge_expiry(const std::string& setting, const std::filesystem::path& file, int64_t at_s)
{
    constexpr int64_t kSoon_s = int64_t{14} * 24 * 3'600;
    const auto left_s = at_s - static_cast<int64_t>(std::time(nullptr));
    const auto date = fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(at_s));
    const auto* const mend = "put a renewed one in its place; a running service takes it by itself";
    if (left_s <= 0)
        return {Severity::fail, setting,
            file.string() + " has expired at " + date + "; clients refuse it", mend};
    return {left_s < kSoon_s ? Severity::warn : Severity::ok, setting,
        file.string() + " is valid until " + date, left_s < kSoon_s ? mend : ""};
}

void examine_certificate(const std::string& door, const TlsSettings& tls, Findings& out)
{
    if (!tls.certificate || !tls.key)
        return;
    const auto setting = door + ".tls_certificate";
    if (const auto files = TlsFiles::load(door, tls); !files)
        out.push_back({Severity::fail, setting, files.error(),
            "mend the file that this names (docs: Certificates)"});
    else
        out.push_back(
            judge_expiry(setting, *tls.certificate, (*files)->current()->identity.expires_at_s));
}

void examine_secret(const Config& config, Findings& out)
{
    if (!config.admin.jwt_secret)
        return;
    if (const auto secret = wire::BearerSecret::from_file(*config.admin.jwt_secret); !secret)
        out.push_back({Severity::fail, "admin.jwt_secret", secret.error(),
            "make one: openssl rand -hex 32, readable by interlockd and operators only"});
    else
        out.push_back({Severity::ok, "admin.jwt_secret",
            config.admin.jwt_secret->string() + " can be used", ""});
}
}  // namespace

std::vector<Finding> examine_machine(const Config& config)
{
    Findings out;
    const auto file = index_file(config.data_dir);
    const bool in_use = is_in_use(file);
    examine_folder(config.data_dir, out);
    examine_disk(config, out);
    examine_index(file, in_use, out);
    examine_address("grpc.listen", config.grpc.listen, in_use, out);
    examine_address("rpc.listen", config.rpc.listen, in_use, out);
    examine_address("metrics.listen", config.metrics.listen, in_use, out);
    examine_address("admin.listen", config.admin.listen, in_use, out);
    examine_address("admin.rpc_listen", config.admin.rpc_listen, in_use, out);
    examine_certificate("grpc", config.grpc.tls, out);
    examine_certificate("rpc", config.rpc.tls, out);
    examine_certificate("admin", config.admin.tls, out);
    examine_secret(config, out);
    return out;
}
}  // namespace interlock::server
