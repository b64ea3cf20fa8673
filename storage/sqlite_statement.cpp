#include "storage/sqlite_statement.hpp"

#include <sqlite3.h>

#include "storage/ensure.hpp"
#include "storage/sqlite.hpp"

namespace interlock::storage::sqlite
{
Rows::Rows(Statement& statement) : statement_{statement}, code_{statement.prepare()}
{
    ensure(code_ != SQLITE_OK || sqlite3_stmt_busy(statement.handle_.get()) == 0,
        "a statement runs once at a time");
}

Rows::~Rows()
{
    if (!statement_.handle_)
        return;                               // It could not be prepared.
    sqlite3_reset(statement_.handle_.get());  // Repeats the error of the last step, known already.
    sqlite3_clear_bindings(statement_.handle_.get());
}

Result<bool> Rows::next()
{
    if (code_ == SQLITE_OK || code_ == SQLITE_ROW)
        code_ = sqlite3_step(statement_.handle_.get());
    if (code_ == SQLITE_ROW)
        return true;
    if (code_ == SQLITE_DONE)
        return false;
    return tl::unexpected(statement_.connection_.fail(code_, statement_.doing_));
}

bool Rows::is_null(int column) const noexcept
{
    return sqlite3_column_type(statement_.handle_.get(), column) == SQLITE_NULL;
}

int64_t Rows::integer(int column) const noexcept
{
    return sqlite3_column_int64(statement_.handle_.get(), column);
}

ByteView Rows::blob(int column) const noexcept
{
    // The order matters: the pointer first, then its size.
    const auto* data =
        static_cast<const uint8_t*>(sqlite3_column_blob(statement_.handle_.get(), column));
    const auto size = static_cast<size_t>(sqlite3_column_bytes(statement_.handle_.get(), column));
    return data == nullptr ? ByteView{} : ByteView{data, size};
}

std::string_view Rows::text(int column) const noexcept
{
    const ByteView bytes = blob(column);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

uint32_t Rows::u32(int column) noexcept
{
    const int64_t value = integer(column);
    damaged_ |= value < 0 || value > std::numeric_limits<uint32_t>::max();
    return static_cast<uint32_t>(value);
}

void Rows::bind(int64_t value)
{
    if (code_ == SQLITE_OK)
        code_ = sqlite3_bind_int64(statement_.handle_.get(), ++bound_, value);
}

void Rows::bind(ByteView value)
{
    // A null pointer would bind NULL, not an empty value.
    const void* data = value.empty() ? "" : static_cast<const void*>(value.data());
    if (code_ == SQLITE_OK)
    {
        code_ = sqlite3_bind_blob64(
            statement_.handle_.get(), ++bound_, data, value.size(), SQLITE_STATIC);
    }
}

void Rows::bind(std::string_view value)
{
    const char* data = value.empty() ? "" : value.data();
    if (code_ == SQLITE_OK)
    {
        code_ = sqlite3_bind_text64(
            statement_.handle_.get(), ++bound_, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
}

void Rows::bind_null()
{
    if (code_ == SQLITE_OK)
        code_ = sqlite3_bind_null(statement_.handle_.get(), ++bound_);
}

Error Rows::damage()
{
    return statement_.connection_.fail_damaged(statement_.doing_);
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const noexcept
{
    sqlite3_finalize(handle);
}

int Statement::prepare() noexcept
{
    if (handle_ != nullptr)
        return SQLITE_OK;
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v3(
        connection_.handle_.get(), sql_, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    handle_.reset(prepared);
    return code;
}

Result<void> Statement::finish(Rows& rows)
{
    for (;;)
    {
        const auto more = rows.next();
        if (!more)
            return tl::unexpected(more.error());
        if (!*more)
            return {};
    }
}
}  // namespace interlock::storage::sqlite
