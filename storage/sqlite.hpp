// A thin RAII layer over SQLite's C interface, with errors as values. Knows nothing of the index.
// A connection and all that hangs on it are for one thread at a time.
#pragma once

#include <bit>
#include <filesystem>
#include <limits>

#include "storage/store.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace interlock::storage::sqlite
{
class Connection;
class Statement;

/// A statement while it runs: its rows, one after the other. Resets the statement when it goes, so
/// that no forgotten read holds back a checkpoint.
class Rows
{
public:
    ~Rows();
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// Goes to the next row, at first to the first; false when there is none.
    [[nodiscard]] Result<bool> next();

    [[nodiscard]] bool is_null(int column) const noexcept;
    [[nodiscard]] int64_t integer(int column) const noexcept;
    /// Stored as the signed number of the same bits: lossless, but not in order.
    [[nodiscard]] uint64_t u64(int column) const noexcept
    {
        return std::bit_cast<uint64_t>(integer(column));
    }
    /// Valid until the next row.
    [[nodiscard]] ByteView blob(int column) const noexcept;
    [[nodiscard]] std::string_view text(int column) const noexcept;

    // What only a damaged database holds otherwise: these then note it for checked().
    [[nodiscard]] uint32_t u32(int column) noexcept;
    template <typename Fixed>
    [[nodiscard]] Fixed fixed(int column) noexcept
    {
        const auto found = Fixed::from(blob(column));
        damaged_ |= !found;
        return found.value_or(Fixed{});
    }
    template <typename Fixed>
    [[nodiscard]] std::optional<Fixed> optional_fixed(int column) noexcept
    {
        return is_null(column) ? std::nullopt : std::optional{fixed<Fixed>(column)};
    }
    void damaged() noexcept { damaged_ = true; }

    /// `value`, unless the row it was read from holds something impossible.
    template <typename T>
    [[nodiscard]] Result<T> checked(T value)
    {
        if (damaged_)
            return tl::unexpected(damage());
        return value;
    }

private:
    friend class Statement;
    explicit Rows(Statement& statement);
    template <typename First, typename... Rest>
    Rows(Statement& statement, const First& first, const Rest&... rest) : Rows{statement}
    {
        bind(first);
        (bind(rest), ...);
    }

    void bind(int64_t value);
    void bind(uint64_t value) { bind(std::bit_cast<int64_t>(value)); }
    void bind(uint32_t value) { bind(int64_t{value}); }
    void bind(bool value) { bind(int64_t{value}); }
    void bind(ByteView value);
    void bind(std::string_view value);
    void bind_null();
    template <typename T>
    void bind(const std::optional<T>& value)
    {
        if (value)
            bind(*value);
        else
            bind_null();
    }
    [[nodiscard]] Error damage();

    Statement& statement_;
    int bound_ = 0;
    int code_ = 0;
    bool damaged_ = false;
};

/// A statement, prepared on first use and then kept. Runs once at a time.
class Statement
{
public:
    /// `doing` completes "cannot …" in errors. Both texts must outlive the statement.
    Statement(Connection& connection, const char* sql, const char* doing) noexcept
      : connection_{connection}, sql_{sql}, doing_{doing}
    {
    }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Runs it for its rows. What byte views and strings among `values` point to must outlive the
    /// rows: nothing is copied.
    template <typename... Values>
    [[nodiscard]] Rows query(const Values&... values)
    {
        return Rows{*this, values...};
    }

    /// Runs it to its end.
    template <typename... Values>
    [[nodiscard]] Result<void> run(const Values&... values)
    {
        Rows rows{*this, values...};
        return finish(rows);
    }

private:
    friend class Rows;
    [[nodiscard]] static Result<void> finish(Rows& rows);
    [[nodiscard]] int prepare() noexcept;

    Connection& connection_;
    const char* sql_;
    const char* doing_;
    struct Finalize
    {
        void operator()(sqlite3_stmt* handle) const noexcept;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

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

    /// Runs statements that return nothing of interest.
    [[nodiscard]] Result<void> execute(const char* sql, const char* doing);
    /// The one number that `sql` returns.
    [[nodiscard]] Result<int64_t> read_integer(const char* sql, const char* doing);

    /// Fills `out` from the value without reading the rest of it. The row must exist; the handle it
    /// takes is gone when this returns, so that it cannot outlive the transaction.
    [[nodiscard]] Result<void> read_slice(
        const Slice& slice, std::span<uint8_t> out, const char* doing);

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
    std::unique_ptr<sqlite3, Close> handle_;  // Outlives the statements below.
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
