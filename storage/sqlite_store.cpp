#include "storage/sqlite_store.hpp"

#include "storage/ensure.hpp"
#include "storage/errors.hpp"
#include "storage/file_lock.hpp"
#include "storage/schema.hpp"
#include "storage/sqlite_step.hpp"
#include "storage/sqlite_view.hpp"

namespace interlock::storage
{
namespace
{
// Before the first table: a page that holds five blocks of a hundred logs wastes least.
constexpr const char* kLayout = "PRAGMA page_size = 16384; PRAGMA auto_vacuum = NONE;";

// foreign_keys: only head.ix has one, so it costs nothing where it matters.
// secure_delete: Debian's SQLite overwrites what is deleted; hashes of public logs are no secret.
// busy_timeout: only for an outside tool that looks into the file.
constexpr const char* kBeforeMigration =
    "PRAGMA busy_timeout = 5000;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA secure_delete = OFF;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -32768;";  // KiB

// synchronous: a committed step survives a power cut, and so a finalized head cannot come back
// lower than it was served.
// The write-ahead log: a commit that leaves more than 1,000 pages (16 MiB) in it, SQLite's default,
// copies them into the database without waiting for readers, and the next step begins the log anew
// once no view still reads from it. Views are short, so one of the next commits succeeds; waiting
// for them instead would let a reader hold up the writer. After a burst (one step can be larger
// than the limit) the file is cut back to 64 MiB.
constexpr const char* kJournal =
    "PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 1000;"
    "PRAGMA journal_size_limit = 67108864;";

/// The one path of the file, whatever symbolic links lead to it, so that it has one lock.
/// Creates the directories above it.
Result<std::filesystem::path> locate(const std::filesystem::path& file)
{
    std::error_code failure;
    auto path = std::filesystem::absolute(file, failure);
    if (!failure)
        std::filesystem::create_directories(path.parent_path(), failure);
    if (failure)
        return tl::unexpected(
            describe_errno(failure.value(), path.parent_path(), "create the directory"));
    path = std::filesystem::weakly_canonical(path, failure);
    if (failure)
        return tl::unexpected(describe_errno(failure.value(), file, "find the database"));
    return path;
}

Result<void> use_write_ahead_log(sqlite::Connection& connection, const std::filesystem::path& file)
{
    constexpr const char* kDoing = "turn on the write-ahead log";
    sqlite::Statement statement{connection, "PRAGMA journal_mode = WAL", kDoing};
    auto rows = statement.query();
    const auto found = rows.next();
    if (!found)
        return tl::unexpected(found.error());
    if (*found && rows.text(0) == "wal")
        return {};
    return tl::unexpected(
        describe(ErrorKind::io, {file, kDoing, "the file system does not support shared memory"},
            "put the file on a local disk"));
}

Result<std::unique_ptr<sqlite::Connection>> open_for_writing(const std::filesystem::path& file)
{
    auto opened = sqlite::Connection::open(file, sqlite::Access::read_write);
    if (!opened)
        return opened;
    sqlite::Connection& connection = **opened;
    return connection.execute(kLayout, "open the database")
        .and_then([&] { return connection.execute(kBeforeMigration, "open the database"); })
        .and_then([&] { return migrate(connection, file); })
        .and_then([&] { return use_write_ahead_log(connection, file); })
        .and_then([&] { return connection.execute(kJournal, "open the database"); })
        .map([&] { return std::move(*opened); });
}
}  // namespace

struct SqliteStore::State
{
    FileLock lock;  // The last to go.
    WriteConnection writing;
    ViewPool views;  // Goes before the writer, whose closing takes the write-ahead log away.
};

Result<std::unique_ptr<SqliteStore>> SqliteStore::create(const SqliteOptions& options)
{
    const auto file = locate(options.file);
    if (!file)
        return tl::unexpected(file.error());
    auto lock = FileLock::acquire(*file);
    if (!lock)
        return tl::unexpected(lock.error());
    if (const auto ours = check_file(*file); !ours)
        return tl::unexpected(ours.error());
    auto connection = open_for_writing(*file);
    if (!connection)
        return tl::unexpected(std::move(connection.error()));
    std::unique_ptr<State> state{new State{std::move(*lock),
        WriteConnection{std::move(*connection)}, ViewPool{*file, options.max_views}}};
    return std::unique_ptr<SqliteStore>{new SqliteStore{std::move(state)}};
}

SqliteStore::SqliteStore(std::unique_ptr<State> state) : state_{std::move(state)}
{
}

SqliteStore::~SqliteStore()
{
    ensure(!state_->writing.in_step, "every step is gone before its store");
}

Result<std::unique_ptr<View>> SqliteStore::open_view()
{
    return SqliteView::open(state_->views);
}

Result<std::unique_ptr<Step>> SqliteStore::begin()
{
    return SqliteStep::begin(state_->writing);
}
}  // namespace interlock::storage
