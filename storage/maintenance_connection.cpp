#include "storage/maintenance_connection.hpp"

#include "storage/errors.hpp"
#include "storage/schema.hpp"

namespace interlock::storage
{
namespace
{
constexpr const char* kOpening = "open the index";
constexpr const char* kSettings =
    "PRAGMA query_only = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -16384;";  // KiB
constexpr int kPatienceMs = 5'000;

Result<void> check_version(sqlite::Connection& connection, const std::filesystem::path& file)
{
    const auto version = connection.read_integer("PRAGMA user_version", "read the version");
    if (!version)
        return tl::unexpected(version.error());
    const auto wanted = static_cast<int64_t>(migrations().size());
    if (*version == wanted)
        return {};
    const auto detail = "it has schema version " + std::to_string(*version) +
                        ", and this release " + std::to_string(wanted);
    return tl::unexpected(*version < wanted
                              ? describe(ErrorKind::conflict, {file, kOpening, detail},
                                    "migrate it first: interlockd db migrate, or start interlockd")
                              : describe(ErrorKind::newer_version, {file, kOpening, detail}));
}
}  // namespace

Result<std::unique_ptr<sqlite::Connection>> open_to_look(
    const std::filesystem::path& file, const OnProgress& on_progress)
{
    std::error_code failure;
    const auto path = std::filesystem::absolute(file, failure);
    if (failure || !std::filesystem::exists(path, failure))
        return tl::unexpected(describe(
            ErrorKind::io, {file, kOpening, "there is no such file"}, "give the path of an index"));
    if (const auto ours = check_file(path); !ours)
        return tl::unexpected(ours.error());
    auto opened = sqlite::Connection::open(path, sqlite::Access::read_only);
    if (!opened)
        return opened;
    sqlite::Connection& connection = **opened;
    connection.set_patience(kPatienceMs);
    connection.while_running([&on_progress] { return on_progress({}); });
    return connection.execute(kSettings, kOpening)
        .and_then([&] { return check_version(connection, path); })
        .map([&] { return std::move(*opened); });
}

Result<void> tell(const OnProgress& on_progress, const JobProgress& progress)
{
    if (on_progress(progress))
        return {};
    return tl::unexpected(Error{ErrorKind::cancelled, "cancelled"});
}
}  // namespace interlock::storage
