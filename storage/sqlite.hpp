// A thin RAII layer over SQLite's C interface, with errors as values. Knows nothing of the index.
// A connection and all that hangs on it are for one thread at a time.
#pragma once

#include <filesystem>
#include <functional>

#include "storage/sqlite_statement.hpp"

struct sqlite3;

namespace interlock::storage::sqlite
{
/// Where a part of a stored value is.
struct Slice
{
    const char* table;
    const char* column;
    int64_t row = 0;
    uint64_t offset = 0;
};

enum class Access
{
    read_write,
    read_only,
};

/// A connection to one database file. Remembers the first failure since it was last asked to
/// forget, so that whoever owns the transaction can refuse to commit after one.
class Connection
{
public:
    /// Creates the file when it may write and there is none. `file` must be absolute.
    [[nodiscard]] static Result<std::unique_ptr<Connection>> open(
        const std::filesystem::path& file, Access access);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// How long to wait for a lock that another connection holds.
    void set_patience(int patience_ms) noexcept;

    /// Runs statements that return nothing of interest.
    [[nodiscard]] Result<void> execute(const char* sql, const char* doing);
    /// The one number that `sql` returns.
    [[nodiscard]] Result<int64_t> read_integer(const char* sql, const char* doing);

    /// Writes over a part of a value without touching the rest of it, inside a transaction; the
    /// handle it takes is gone when this returns. `corrupt` without such a row or part of a value.
    [[nodiscard]] Result<void> write_slice(const Slice& slice, ByteView bytes, const char* doing);

    /// Makes durable what the write-ahead log holds, by whomever it was written. To be called when
    /// the log is on and has been read.
    [[nodiscard]] Result<void> sync_log();

    /// Copies the whole write-ahead log into the database and has the next write start it over.
    /// Waits for others that read from it, at most `patience_ms`; false when that was too short.
    [[nodiscard]] Result<bool> start_log_over(int patience_ms);

    /// Asked now and then while a statement runs; false ends it with `cancelled`.
    void while_running(std::function<bool()> go_on);
    /// Replaces all of `target`'s database by a copy of this one, page by page, and asks `go_on`
    /// between some of them. Inside a transaction it is the copy of that moment.
    [[nodiscard]] Result<void> copy_to(
        Connection& target, const std::function<bool(uint64_t done, uint64_t total)>& go_on);

    [[nodiscard]] bool in_transaction() const noexcept;
    [[nodiscard]] const std::optional<Error>& failure() const noexcept { return failure_; }
    void forget_failure() noexcept { failure_.reset(); }

    /// The error for result `code` of the newest call, remembered.
    [[nodiscard]] Error fail(int code, const char* doing);
    /// The error for rows that cannot be, remembered.
    [[nodiscard]] Error fail_damaged(const char* doing);

private:
    friend class Rows;
    friend class Statement;
    friend class Transaction;
    Connection(std::filesystem::path file, sqlite3* handle);

    Error remember(Error error);
    struct Close
    {
        void operator()(sqlite3* handle) const noexcept;
    };

    std::filesystem::path file_;
    std::function<bool()> go_on_;
    std::unique_ptr<sqlite3, Close> handle_;  // Outlives the statements below.
    int patience_ms_ = 0;
    std::optional<Error> failure_;
    Statement begin_read_;
    Statement begin_write_;
    Statement commit_;
    Statement rollback_;
};

/// An open transaction; taken back when it goes without having been committed.
class Transaction
{
public:
    /// One that writes takes the write lock at once, so that it cannot fail for it later.
    [[nodiscard]] static Result<Transaction> begin(Connection& connection, Access access);
    ~Transaction();
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;

    /// After an error it is taken back.
    [[nodiscard]] Result<void> commit();

private:
    explicit Transaction(Connection& connection) noexcept : connection_{&connection} {}
    void take_back() noexcept;

    Connection* connection_;  // Null when done.
};
}  // namespace interlock::storage::sqlite
