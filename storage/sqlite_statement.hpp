// Statements of SQLite and the rows they return, with errors as values. See storage/sqlite.hpp.
#pragma once

#include <bit>
#include <limits>
#include <memory>

#include "storage/store.hpp"

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
}  // namespace interlock::storage::sqlite
