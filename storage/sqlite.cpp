#include "storage/sqlite.hpp"

#include <sqlite3.h>

#include "storage/ensure.hpp"
#include "storage/errors.hpp"

namespace interlock::storage::sqlite
{
namespace
{
ErrorKind kind_of(int code, int system_error) noexcept
{
    switch (code & 0xff)  // The low byte is the primary result code.
    {
        case SQLITE_FULL:
            return ErrorKind::full;
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return ErrorKind::read_only;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return ErrorKind::corrupt;
        case SQLITE_INTERRUPT:
            return ErrorKind::cancelled;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return ErrorKind::busy;
        case SQLITE_CANTOPEN:
        case SQLITE_IOERR:
            // A quota or an unwritable directory shows only in what the system said.
            return kind_of_errno(system_error);
        default:
            return ErrorKind::io;
    }
}
}  // namespace

Connection::Connection(std::filesystem::path file, sqlite3* handle)
  : file_{std::move(file)},
    handle_{handle},
    begin_read_{*this, "BEGIN DEFERRED", "begin to read"},
    begin_write_{*this, "BEGIN IMMEDIATE", "begin to write"},
    commit_{*this, "COMMIT", "commit"},
    rollback_{*this, "ROLLBACK", "roll back"}
{
}

namespace
{
/// SQLite would count what it takes of memory, under one lock for all connections. Too late once
/// somebody else has used SQLite in this process; then it goes on counting.
void count_no_memory()
{
    static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(code);
}
}  // namespace

Result<std::unique_ptr<Connection>> Connection::open(
    const std::filesystem::path& file, Access access)
{
    // A relative path could be taken for a URI ("file:…").
    ensure(file.is_absolute(), "database paths are absolute");
    count_no_memory();
    const int flags = access == Access::read_only ? SQLITE_OPEN_READONLY
                                                  : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(
        file.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    std::unique_ptr<Connection> connection{new Connection{file, handle}};
    if (code != SQLITE_OK)
        return tl::unexpected(connection->fail(code, "open the database"));
    // SQLite falls back to reading when the file is write-protected.
    if (access == Access::read_write && sqlite3_db_readonly(handle, "main") != 0)
    {
        return tl::unexpected(connection->fail(SQLITE_READONLY, "open the database for writing"));
    }
    return connection;
}

void Connection::Close::operator()(sqlite3* handle) const noexcept
{
    ensure(sqlite3_close(handle) == SQLITE_OK, "a connection outlives its statements");
}

void Connection::set_patience(int patience_ms) noexcept
{
    patience_ms_ = patience_ms;
    sqlite3_busy_timeout(handle_.get(), patience_ms);
}

void Connection::while_running(std::function<bool()> go_on)
{
    constexpr int kOperations = 100'000;  // Some milliseconds.
    go_on_ = std::move(go_on);
    const auto ask = [](void* self) { return static_cast<Connection*>(self)->go_on_() ? 0 : 1; };
    sqlite3_progress_handler(handle_.get(), go_on_ ? kOperations : 0, ask, this);
}

Result<void> Connection::copy_to(
    Connection& target, const std::function<bool(uint64_t done, uint64_t total)>& go_on)
{
    constexpr const char* kCopying = "copy the database";
    constexpr int kPages = 256;
    auto* const backup = sqlite3_backup_init(target.handle_.get(), "main", handle_.get(), "main");
    if (backup == nullptr)
        return tl::unexpected(target.fail(sqlite3_errcode(target.handle_.get()), kCopying));
    int code = SQLITE_OK;
    while (code == SQLITE_OK)
    {
        code = sqlite3_backup_step(backup, kPages);
        const auto total = static_cast<uint64_t>(sqlite3_backup_pagecount(backup));
        const auto left = static_cast<uint64_t>(sqlite3_backup_remaining(backup));
        if (code == SQLITE_OK && !go_on(total - left, total))
            code = SQLITE_INTERRUPT;
    }
    const int finished = sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE)
        return tl::unexpected(target.fail(code, kCopying));
    if (finished != SQLITE_OK)
        return tl::unexpected(target.fail(finished, kCopying));
    return {};
}

Result<void> Connection::execute(const char* sql, const char* doing)
{
    const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return tl::unexpected(fail(code, doing));
    return {};
}

Result<int64_t> Connection::read_integer(const char* sql, const char* doing)
{
    Statement statement{*this, sql, doing};
    Rows rows = statement.query();
    const auto found = rows.next();
    if (!found)
        return tl::unexpected(found.error());
    return *found ? rows.integer(0) : 0;
}

Result<void> Connection::write_slice(const Slice& slice, ByteView bytes, const char* doing)
{
    ensure(in_transaction(), "a part of a value is written inside a transaction");
    sqlite3_blob* opened = nullptr;
    int code =
        sqlite3_blob_open(handle_.get(), "main", slice.table, slice.column, slice.row, 1, &opened);
    const std::unique_ptr<sqlite3_blob, decltype(&sqlite3_blob_close)> blob{
        opened, &sqlite3_blob_close};
    if (code == SQLITE_OK)
    {
        code = sqlite3_blob_write(opened, bytes.data(), static_cast<int>(bytes.size()),
            static_cast<int>(slice.offset));  // SQLite's values are smaller than 2^31.
    }
    if (code == SQLITE_ERROR)  // No such row, or too short a value.
        return tl::unexpected(fail_damaged(doing));
    if (code != SQLITE_OK)
        return tl::unexpected(fail(code, doing));
    return {};
}

Result<void> Connection::sync_log()
{
    sqlite3_file* log = nullptr;
    int code = sqlite3_file_control(handle_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    // Without methods it is not open: there is no log.
    if (code == SQLITE_OK && log != nullptr && log->pMethods != nullptr)
        code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    if (code != SQLITE_OK)
        return tl::unexpected(fail(code, "sync the write-ahead log"));
    return {};
}

Result<bool> Connection::start_log_over(int patience_ms)
{
    sqlite3_busy_timeout(handle_.get(), patience_ms);
    const int code = sqlite3_wal_checkpoint_v2(
        handle_.get(), "main", SQLITE_CHECKPOINT_RESTART, nullptr, nullptr);
    sqlite3_busy_timeout(handle_.get(), patience_ms_);
    if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY)
        return code == SQLITE_OK;
    return tl::unexpected(fail(code, "copy the write-ahead log into the database"));
}

bool Connection::in_transaction() const noexcept
{
    return sqlite3_get_autocommit(handle_.get()) == 0;
}

Error Connection::fail(int code, const char* doing)
{
    const int system_error = handle_ == nullptr ? 0 : sqlite3_system_errno(handle_.get());
    // The connection's own text is about its newest error, which need not be this one.
    const bool newest = handle_ != nullptr && sqlite3_extended_errcode(handle_.get()) == code;
    std::string detail = newest ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code);
    detail.append(" (SQLite code ").append(std::to_string(code));
    const auto kind = kind_of(code, system_error);
    if (system_error != 0 && ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN))
        detail.append(", ").append(std::generic_category().message(system_error));
    detail.append(")");
    return remember(describe(kind, {file_, doing, detail}));
}

Error Connection::fail_damaged(const char* doing)
{
    return remember(
        describe(ErrorKind::corrupt, {file_, doing, "a row holds what was never written"}));
}

Error Connection::remember(Error error)
{
    if (!failure_)
        failure_ = error;
    return error;
}

Result<Transaction> Transaction::begin(Connection& connection, Access access)
{
    ensure(!connection.in_transaction(), "one transaction at a time");
    auto& statement =
        access == Access::read_only ? connection.begin_read_ : connection.begin_write_;
    if (const auto begun = statement.run(); !begun)
        return tl::unexpected(begun.error());
    return Transaction{connection};
}

Transaction::Transaction(Transaction&& other) noexcept
  : connection_{std::exchange(other.connection_, nullptr)}
{
}

Transaction::~Transaction()
{
    take_back();
}

Result<void> Transaction::commit()
{
    ensure(connection_ != nullptr, "a transaction is committed once");
    const auto committed = connection_->commit_.run();
    if (committed)
        connection_ = nullptr;
    else
        take_back();
    return committed;
}

void Transaction::take_back() noexcept
{
    if (connection_ == nullptr)
        return;
    // SQLite has rolled back by itself after a full disk, for example.
    if (connection_->in_transaction())
    {
        [[maybe_unused]] const auto done = connection_->rollback_.run();
        ensure(!connection_->in_transaction(), "a transaction ends when it is rolled back");
    }
    connection_ = nullptr;
}
}  // namespace interlock::storage::sqlite
