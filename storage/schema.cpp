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
// https://www.sqlite.org/fileformat2.html#the_rollback_journal
constexpr std::string_view kJournalMagic{"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8};
constexpr size_t kPagesBeforeAt = 16;
constexpr size_t kJournalHeaderSize = 28;

constexpr const char* kOpening = "open the database";
constexpr const char* kMigrating = "migrate the database";

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

/// The first `size` bytes of the file, or as many as it has.
std::string read_start(std::ifstream& stream, size_t size)
{
    std::string out(size, '\0');
    stream.read(out.data(), static_cast<std::streamsize>(size));
    out.resize(static_cast<size_t>(stream.gcount()));
    return out;
}

uint32_t number_at(const std::string& header, size_t offset)
{
    const auto* bytes = reinterpret_cast<const uint8_t*>(header.data()) + offset;
    return from_big_endian<uint32_t>(ByteView{bytes, sizeof(uint32_t)});
}

/// Whether the file was being created when the power went: its journal says that there were no
/// pages before, and SQLite, when it opens the file, makes it empty again.
bool is_unfinished(const std::filesystem::path& file)
{
    std::ifstream stream{file.string() + "-journal", std::ios::binary};
    const auto header = read_start(stream, kJournalHeaderSize);
    return header.size() == kJournalHeaderSize && header.starts_with(kJournalMagic) &&
           number_at(header, kPagesBeforeAt) == 0;
}

Result<void> check_empty(sqlite::Connection& connection, const std::filesystem::path& file)
{
    const auto entries =
        connection.read_integer("SELECT count(*) FROM sqlite_schema", "read the schema");
    if (!entries)
        return tl::unexpected(entries.error());
    if (*entries != 0)
        return tl::unexpected(not_ours(file, "it is another program's database"));
    return {};
}

Result<void> apply(sqlite::Connection& connection, size_t from_version)
{
    auto transaction = sqlite::Transaction::begin(connection, sqlite::Access::read_write);
    if (!transaction)
        return tl::unexpected(transaction.error());
    // A migration and its version are one: both are in the file, or neither.
    const auto& migration = migrations()[from_version];
    const std::string version = "PRAGMA application_id = " + std::to_string(kApplicationId) +
                                ";PRAGMA user_version = " + std::to_string(from_version + 1) + ";";
    return connection.execute(migration.sql, kMigrating)
        .and_then([&] { return migration.then ? migration.then(connection) : Result<void>{}; })
        .and_then([&] { return connection.execute(version.c_str(), kMigrating); })
        .and_then([&] { return transaction->commit(); });
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
    const auto header = read_start(stream, kHeaderSize);
    if (header.empty() && !stream.bad())
        return {};
    const bool is_database = header.size() == kHeaderSize && header.starts_with(kMagic);
    if (is_database && number_at(header, kApplicationIdAt) == kApplicationId)
        return {};
    if (is_unfinished(file))
        return {};
    return tl::unexpected(not_ours(
        file, is_database ? "it is another program's database" : "it is not an SQLite database"));
}

Result<void> migrate(sqlite::Connection& connection, const std::filesystem::path& file,
    const OnMigration& on_migration)
{
    const auto version = connection.read_integer("PRAGMA user_version", "read the version");
    if (!version)
        return tl::unexpected(version.error());
    if (*version < 0 || static_cast<uint64_t>(*version) > migrations().size())
        return tl::unexpected(newer(file, *version));
    if (*version == 0)
    {
        // The header was looked at before SQLite took back what was unfinished.
        if (auto empty = check_empty(connection, file); !empty)
            return empty;
    }
    else if (static_cast<size_t>(*version) < migrations().size() && on_migration)
        on_migration(static_cast<size_t>(*version), migrations().size());
    for (auto v = static_cast<size_t>(*version); v < migrations().size(); ++v)
    {
        if (const auto done = apply(connection, v); !done)
            return done;
    }
    return {};
}
}  // namespace interlock::storage
