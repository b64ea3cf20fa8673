// The layer over SQLite: values in and out, scopes, and the kinds of errors.
#include "storage/sqlite.hpp"

#include <cerrno>

#include "storage/errors.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage::sqlite
{
namespace
{
using testing::HasSubstr;

class sqlite_layer : public testing::Test
{
protected:
    sqlite_layer() : connection_{must(Connection::open(file(), Access::read_write))}
    {
        must(connection_->execute("CREATE TABLE t (i INTEGER, b BLOB, s TEXT)", "prepare"));
    }

    [[nodiscard]] std::filesystem::path file() const { return directory_.path() / "any.db"; }
    [[nodiscard]] int64_t count()
    {
        return must(connection_->read_integer("SELECT count(*) FROM t", "count"));
    }

    TempDir directory_;
    std::unique_ptr<Connection> connection_;
};

TEST_F(sqlite_layer, values_come_back_as_they_were_bound)
{
    Statement insert{*connection_, "INSERT INTO t VALUES (?, ?, ?)", "insert"};
    const Hash32 hash = samples::word(1);
    must(insert.run(UINT64_MAX, hash, std::string_view{"a\0b", 3}));
    must(insert.run(uint64_t{1} << 63U, ByteView{}, std::string_view{}));
    must(insert.run(std::optional<uint64_t>{}, std::optional<Hash32>{}, std::string_view{}));

    Statement select{*connection_, "SELECT i, b, s FROM t ORDER BY rowid", "select"};
    auto rows = select.query();
    ASSERT_TRUE(must(rows.next()));
    EXPECT_EQ(rows.u64(0), UINT64_MAX);
    EXPECT_EQ(rows.fixed<Hash32>(1), hash);
    EXPECT_EQ(rows.text(2), (std::string_view{"a\0b", 3}));
    ASSERT_TRUE(must(rows.next()));
    EXPECT_EQ(rows.u64(0), uint64_t{1} << 63U);
    EXPECT_FALSE(rows.is_null(1));
    EXPECT_TRUE(rows.blob(1).empty());
    EXPECT_FALSE(rows.is_null(2));
    ASSERT_TRUE(must(rows.next()));
    EXPECT_TRUE(rows.is_null(0));
    EXPECT_EQ(rows.optional_fixed<Hash32>(1), std::nullopt);
    EXPECT_TRUE(rows.checked(true));
    EXPECT_FALSE(must(rows.next()));
}

TEST_F(sqlite_layer, a_value_that_cannot_be_is_damage_that_the_connection_remembers)
{
    must(connection_->execute("INSERT INTO t VALUES (4294967296, x'00', '')", "insert"));
    Statement select{*connection_, "SELECT i, b FROM t", "look"};
    for (const int column : {0, 1})
    {
        connection_->forget_failure();
        auto rows = select.query();
        ASSERT_TRUE(must(rows.next()));
        if (column == 0)
            static_cast<void>(rows.u32(0));
        else
            static_cast<void>(rows.fixed<Hash32>(1));
        EXPECT_EQ(kind_of(rows.checked(1)), ErrorKind::corrupt);
        ASSERT_TRUE(connection_->failure());
        EXPECT_THAT(connection_->failure()->message, HasSubstr("cannot look"));
    }
}

TEST_F(sqlite_layer, a_statement_can_run_again_once_its_rows_are_gone)
{
    must(connection_->execute("INSERT INTO t (i) VALUES (1), (2)", "insert"));
    Statement select{*connection_, "SELECT i FROM t", "select"};
    for (int i = 0; i < 2; ++i)
    {
        auto rows = select.query();
        ASSERT_TRUE(must(rows.next()));
        EXPECT_EQ(rows.integer(0), 1);  // Left in the middle, it starts anew.
    }
    // And a forgotten read keeps no transaction open.
    const auto other = must(Connection::open(file(), Access::read_write));
    must(other->execute("DELETE FROM t", "delete"));
}

TEST_F(sqlite_layer, a_transaction_is_taken_back_unless_it_was_committed)
{
    {
        const auto transaction = must(Transaction::begin(*connection_, Access::read_write));
        must(connection_->execute("INSERT INTO t (i) VALUES (1)", "insert"));
    }
    EXPECT_EQ(count(), 0);
    {
        auto transaction = must(Transaction::begin(*connection_, Access::read_write));
        must(connection_->execute("INSERT INTO t (i) VALUES (1)", "insert"));
        must(transaction.commit());
    }
    EXPECT_EQ(count(), 1);
    EXPECT_FALSE(connection_->in_transaction());
}

TEST_F(sqlite_layer, a_slice_is_written_and_the_rest_of_its_value_stays)
{
    const auto transaction = must(Transaction::begin(*connection_, Access::read_write));
    must(connection_->execute("INSERT INTO t (b) VALUES (zeroblob(100000))", "insert"));
    constexpr std::array<uint8_t, 3> kBytes{1, 2, 3};
    const auto write = [&](int64_t row, uint64_t offset)
    {
        const Slice slice{.table = "t", .column = "b", .row = row, .offset = offset};
        return connection_->write_slice(slice, kBytes, "look");
    };
    must(write(1, 99'997));
    const auto count_of = [&](const char* bytes)
    {
        const auto sql = "SELECT count(*) FROM t WHERE b = CAST(zeroblob(99997) || " +
                         std::string{bytes} + " AS BLOB)";
        return must(connection_->read_integer(sql.c_str(), "look"));
    };
    EXPECT_EQ(count_of("x'010203'"), 1);

    EXPECT_EQ(kind_of(write(1, 99'998)), ErrorKind::corrupt);
    EXPECT_EQ(count_of("x'010203'"), 1);
    EXPECT_EQ(kind_of(write(2, 0)), ErrorKind::corrupt);
}

TEST_F(sqlite_layer, a_full_database_is_full)
{
    must(connection_->execute("PRAGMA max_page_count = 10", "prepare"));
    const auto full = connection_->execute("INSERT INTO t (b) VALUES (zeroblob(1000000))", "add");
    EXPECT_EQ(kind_of(full), ErrorKind::full);
    EXPECT_THAT(message_of(full), HasSubstr(file().string() + ": cannot add: "));
    EXPECT_THAT(message_of(full), HasSubstr("free space"));
}

TEST_F(sqlite_layer, a_write_through_a_reading_connection_is_read_only)
{
    const auto reading = must(Connection::open(file(), Access::read_only));
    EXPECT_EQ(kind_of(reading->execute("DELETE FROM t", "delete")), ErrorKind::read_only);
}

TEST_F(sqlite_layer, a_lock_of_another_is_busy)
{
    const auto other = must(Connection::open(file(), Access::read_write));
    const auto held = must(Transaction::begin(*other, Access::read_write));
    EXPECT_EQ(kind_of(Transaction::begin(*connection_, Access::read_write)), ErrorKind::busy);
}

TEST_F(sqlite_layer, a_statement_that_makes_no_sense_is_an_error_and_not_a_crash)
{
    Statement wrong{*connection_, "SELECT x FROM nowhere", "look"};
    const auto refused = wrong.run(int64_t{1});
    EXPECT_EQ(kind_of(refused), ErrorKind::io);
    EXPECT_THAT(message_of(refused), HasSubstr("no such table: nowhere"));
    // One value more than it has places for.
    Statement none{*connection_, "SELECT 1", "look"};
    EXPECT_EQ(kind_of(none.run(int64_t{1})), ErrorKind::io);
}

TEST(errors, of_the_system_are_sorted_by_what_to_do)
{
    struct Case
    {
        int error;
        ErrorKind want;
    };
    constexpr Case kCases[]{
        {EACCES, ErrorKind::read_only},
        {EPERM, ErrorKind::read_only},
        {EROFS, ErrorKind::read_only},
        {ENOSPC, ErrorKind::full},
        {EDQUOT, ErrorKind::full},
        {EFBIG, ErrorKind::full},
        {EWOULDBLOCK, ErrorKind::busy},
        {EIO, ErrorKind::io},
        {0, ErrorKind::io},
    };
    for (const auto& c : kCases)
        EXPECT_EQ(kind_of_errno(c.error), c.want) << c.error;
}

TEST(errors, say_which_file_what_failed_and_what_to_do)
{
    const auto error = describe_errno(ENOSPC, "/data/index.db", "lock the database");
    EXPECT_EQ(error.kind, ErrorKind::full);
    EXPECT_THAT(error.message,
        testing::StartsWith(
            "/data/index.db: cannot lock the database: No space left on device; free space"));
}
}  // namespace
}  // namespace interlock::storage::sqlite
