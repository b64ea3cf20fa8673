#include "storage/schema.hpp"

#include <cerrno>
#include <fstream>

#include "storage/errors.hpp"

namespace interlock::storage
{
namespace
{
// https://www.sqlite.org/fileformat2.html#the_database_header
constexpr std::string_view kMagic{"SQLite format 3\0", 16};
constexpr size_t kApplicationIdAt = 68;
constexpr size_t kHeaderSize = 100;

constexpr const char* kOpening = "open the database";

Error not_ours(const std::filesystem::path& file, std::string_view what)
{
    return describe(ErrorKind::corrupt, {file, kOpening, what},
        "it was left as it is: give the path of a database of this program, or of no file yet");
}

Error newer(const std::filesystem::path& file, int64_t version)
{
    const std::string detail = "it has schema version " + std::to_string(version) +
                               ", this release knows up to " + std::to_string(migrations().size());
    return describe(ErrorKind::newer_version, {file, kOpening, detail},
        "start the release that wrote it or a newer one, or restore a backup from before");
}

Result<void> apply(sqlite::Connection& connection, size_t from_version)
{
    auto transaction = sqlite::Transaction::begin(connection, sqlite::Access::read_write);
    if (!transaction)
        return tl::unexpected(transaction.error());
    // A migration and its version are one: both are in the file, or neither.
    const std::string sql = std::string{migrations()[from_version].sql} +
                            "PRAGMA application_id = " + std::to_string(kApplicationId) +
                            ";PRAGMA user_version = " + std::to_string(from_version + 1) + ";";
    if (const auto done = connection.execute(sql.c_str(), "migrate the database"); !done)
        return done;
    return transaction->commit();
}
}  // namespace

Result<void> check_file(const std::filesystem::path& file)
{
    std::error_code failure;
    const auto status = std::filesystem::status(file, failure);
    if (status.type() == std::filesystem::file_type::not_found)
        return {};
    if (failure)
        return tl::unexpected(describe_errno(failure.value(), file, kOpening));
    if (!std::filesystem::is_regular_file(status))
        return tl::unexpected(describe(ErrorKind::io, {file, kOpening, "it is not a regular file"},
            "give the path of a file"));

    errno = 0;
    std::ifstream stream{file, std::ios::binary};
    if (!stream)
        return tl::unexpected(describe_errno(errno, file, kOpening));
    std::string header(kHeaderSize, '\0');
    stream.read(header.data(), static_cast<std::streamsize>(header.size()));
    if (stream.gcount() == 0 && !stream.bad())
        return {};
    if (!header.starts_with(kMagic))
        return tl::unexpected(not_ours(file, "it is not an SQLite database"));
    const auto* id = reinterpret_cast<const uint8_t*>(header.data()) + kApplicationIdAt;
    if (from_big_endian<uint32_t>(ByteView{id, sizeof(uint32_t)}) != kApplicationId)
        return tl::unexpected(not_ours(file, "it is another program's database"));
    return {};
}

Result<void> migrate(sqlite::Connection& connection, const std::filesystem::path& file)
{
    const auto version = connection.read_integer("PRAGMA user_version", "read the version");
    if (!version)
        return tl::unexpected(version.error());
    if (*version < 0 || static_cast<uint64_t>(*version) > migrations().size())
        return tl::unexpected(newer(file, *version));
    for (auto v = static_cast<size_t>(*version); v < migrations().size(); ++v)
    {
        if (const auto done = apply(connection, v); !done)
            return done;
    }
    return {};
}
}  // namespace interlock::storage
