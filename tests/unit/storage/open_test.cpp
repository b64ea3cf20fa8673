// Opening: which files are taken, which are refused and left alone, and who may have one open.
#include <sys/stat.h>

#include <fstream>

#include "storage/keys.hpp"
#include "storage/schema.hpp"
#include "tests/unit/storage/forked.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
using testing::HasSubstr;
namespace fs = std::filesystem;

const OnProgress kGoOn = [](const JobProgress&) { return true; };

class opening : public testing::Test
{
protected:
    [[nodiscard]] fs::path file() const { return directory_.path() / "index.db"; }
    [[nodiscard]] const fs::path& directory() const { return directory_.path(); }
    [[nodiscard]] auto open() const { return SqliteStore::create({.file = file()}); }
    [[nodiscard]] auto open(const fs::path& path) const
    {
        return SqliteStore::create({.file = path});
    }

    void write(std::string_view content) const
    {
        std::ofstream{file(), std::ios::binary} << content;
    }
    [[nodiscard]] std::string content() const
    {
        std::ifstream stream{file(), std::ios::binary};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }
    /// Runs `sql` on the file as another program would.
    void with_sql(const char* sql) const
    {
        const auto connection = must(sqlite::Connection::open(file(), sqlite::Access::read_write));
        must(connection->execute(sql, "prepare the test"));
    }
    void make_index() const
    {
        const auto store = must(open());
        const auto step = must(store->begin());
        must(step->put_chain(record_of(kChainA)));
        BlockDigest block = genesis();
        for (int i = 0; i < 100; ++i, block = samples::next(block, 100))
            must(step->append(kChainA, block));
        must(step->commit());
    }

private:
    TempDir directory_;
};

TEST_F(opening, makes_the_directories_above_the_file)
{
    const auto path = directory() / "a" / "b" / "index.db";
    must(open(path));
    EXPECT_TRUE(fs::exists(path));
}

TEST_F(opening, takes_an_empty_file_for_a_new_one)
{
    write("");
    EXPECT_TRUE(must(must(open())->open_view())->chains()->empty());
}

TEST_F(opening, finds_a_relative_path_and_one_that_looks_like_a_uri)
{
    const auto before = fs::current_path();
    fs::current_path(directory());
    auto opened = open("file:index.db?mode=memory");
    fs::current_path(before);
    must(std::move(opened));
    EXPECT_TRUE(fs::exists(directory() / "file:index.db?mode=memory"));
}

TEST_F(opening, leaves_no_write_ahead_log_behind)
{
    make_index();
    EXPECT_FALSE(fs::exists(file().string() + "-wal"));
}

TEST_F(opening, refuses_a_file_of_another_kind_and_leaves_it_alone)
{
    const std::string contents[]{
        "x", std::string(100, '\0'), std::string(70'000, 'g'), std::string{"SQLite format 3"}};
    for (const auto& garbage : contents)
    {
        SCOPED_TRACE(garbage.substr(0, 20));
        write(garbage);
        const auto refused = open();
        EXPECT_EQ(kind_of(refused), ErrorKind::corrupt);
        EXPECT_THAT(message_of(refused), HasSubstr(file().string() + ": cannot open"));
        EXPECT_THAT(message_of(refused), HasSubstr("not an SQLite database"));
        EXPECT_EQ(content(), garbage);
    }
}

TEST_F(opening, refuses_another_programs_database_and_leaves_it_alone)
{
    with_sql("PRAGMA journal_mode = WAL; CREATE TABLE theirs (x); PRAGMA application_id = 77");
    const auto before = content();
    const auto refused = open();
    EXPECT_EQ(kind_of(refused), ErrorKind::corrupt);
    EXPECT_THAT(message_of(refused), HasSubstr("another program's database"));
    EXPECT_EQ(content(), before);
}

// Their log must stay for them too: opening and closing the database would take it in.
TEST_F(opening, leaves_another_programs_unfinished_log_alone)
{
    EXPECT_EQ(in_child(
                  [&]
                  {
                      with_sql("CREATE TABLE theirs (x)");
                      const auto theirs =
                          must(sqlite::Connection::open(file(), sqlite::Access::read_write));
                      must(theirs->execute("PRAGMA journal_mode = WAL", "prepare"));
                      must(theirs->execute("INSERT INTO theirs VALUES (1)", "prepare"));
                      ::_exit(0);
                      return 1;
                  }),
        0);
    const auto log = fs::path{file().string() + "-wal"};
    const auto size = fs::file_size(log);
    EXPECT_EQ(kind_of(open()), ErrorKind::corrupt);
    EXPECT_EQ(fs::file_size(log), size);
}

/// A journal of SQLite's that takes its database back to so many pages.
std::string journal_of(uint8_t pages_before)
{
    std::string out{"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8};
    out.resize(512, '\0');
    out[19] = static_cast<char>(pages_before);
    out[22] = '\x02';  // A sector has 512 bytes,
    out[26] = '\x40';  // a page 16,384.
    return out;
}

TEST_F(opening, begins_anew_where_the_power_went_while_the_file_was_created)
{
    for (const auto& unfinished : {std::string(16'384, '\0'), std::string(70'000, 'g')})
    {
        fs::remove(file());
        write(unfinished);
        std::ofstream{file().string() + "-journal", std::ios::binary} << journal_of(0);
        make_index();
        EXPECT_EQ(must(must(must(open())->open_view())->first(kChainA))->seal, genesis().seal);
        EXPECT_FALSE(fs::exists(file().string() + "-journal"));
    }
}

TEST_F(opening, leaves_what_was_there_before_a_journal_alone)
{
    const std::string before(16'384, 'g');
    write(before);
    std::ofstream{file().string() + "-journal", std::ios::binary} << journal_of(1);
    EXPECT_EQ(kind_of(open()), ErrorKind::corrupt);
    EXPECT_EQ(content(), before);
}

TEST_F(opening, refuses_a_newer_version_by_its_number)
{
    make_index();
    const auto known = migrations().size();
    with_sql(("PRAGMA user_version = " + std::to_string(known + 1)).c_str());
    const auto refused = open();
    EXPECT_EQ(kind_of(refused), ErrorKind::newer_version);
    EXPECT_THAT(message_of(refused), HasSubstr("schema version " + std::to_string(known + 1)));
    EXPECT_THAT(message_of(refused), HasSubstr("knows up to " + std::to_string(known)));
    EXPECT_THAT(message_of(refused), HasSubstr("start the release that wrote it or a newer one"));

    with_sql(("PRAGMA user_version = " + std::to_string(known)).c_str());
    must(open());
}

TEST_F(opening, brings_an_index_of_version_2_up_to_date)
{
    std::string sql;
    for (const auto& migration : migrations().first(2))
        sql += migration.sql;
    sql += "PRAGMA application_id = " + std::to_string(kApplicationId) +
           ";PRAGMA user_version = 2;"
           "INSERT INTO chain VALUES (0, x'" +
           to_hex(kChainA.value.be).substr(2) +
           "', 2, 10, 1);"
           "INSERT INTO claim VALUES (0, 2, 7, x'" +
           to_hex(samples::word(7)).substr(2) + "');";
    with_sql(sql.c_str());
    {
        const auto store = must(open());
        const auto view = must(store->open_view());
        EXPECT_EQ(
            must(view->claim(kChainA, ClaimedLevel::local_safe)), (BlockId{7, samples::word(7)}));
        EXPECT_EQ(must(view->claimed_l1(kChainA)), std::nullopt);
        EXPECT_EQ(must(view->exact_l1(kChainA, 7)), std::nullopt);
        EXPECT_EQ(must(view->original(kChainA, 7)), std::nullopt);
        const auto step = must(store->begin());
        const ClaimedL1 l1{{3, samples::word(3)}, true};
        must(step->put_claimed_l1(kChainA, l1));
        EXPECT_EQ(must(step->claimed_l1(kChainA)), l1);
        must(step->commit());
    }
    must(open());
}

TEST_F(opening, packs_the_hashes_of_an_index_of_version_3)
{
    // Chain A's blocks end within rows and at their ends; chain B's begin anew.
    constexpr uint32_t kLogs[]{3, 0, 507, 510, 1'400, 1};
    std::string sql = "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL;";
    for (const auto& migration : migrations().first(3))
        sql += migration.sql;
    sql +=
        "PRAGMA application_id = " + std::to_string(kApplicationId) + ";PRAGMA user_version = 3;";
    const auto literal = [](const auto& bytes) { return "x'" + to_hex(bytes).substr(2) + "'"; };
    std::vector<BlockDigest> run;
    for (const uint32_t logs : kLogs)
        run.push_back(run.empty() ? genesis(logs) : samples::next(run.back(), logs));
    for (uint32_t ix = 0; ix < 2; ++ix)
    {
        const auto& chain = ix == 0 ? kChainA : kChainB;
        sql += "INSERT INTO chain VALUES (" + std::to_string(ix) + ", " + literal(chain.value.be) +
               ", 2, 10, 1);";
        for (const auto& block : run)
        {
            const auto key = std::to_string(*block_key(ix, block.seal.id.number));
            sql += "INSERT INTO block VALUES (" + key + ", " + literal(block.seal.id.hash) + ", " +
                   literal(block.seal.parent_hash) + ", " + std::to_string(block.seal.timestamp_s) +
                   ", " + std::to_string(block.log_hashes.size()) + ", " +
                   literal(block.state_root) + ", " +
                   (block.withdrawals_root ? literal(*block.withdrawals_root) : "NULL") + ");";
            std::string packed;
            for (const auto& hash : block.log_hashes)
                packed += to_hex(hash).substr(2);
            if (!packed.empty())
                sql += "INSERT INTO block_logs VALUES (" + key + ", x'" + packed + "');";
        }
    }
    with_sql(sql.c_str());
    const auto expect_all = [&](const std::vector<BlockDigest>& blocks)
    {
        const auto report = must(check_index(file(), CheckDepth::whole, kGoOn));
        EXPECT_THAT(report.findings, testing::IsEmpty());
        const auto store = must(open());
        const auto view = must(store->open_view());
        for (const auto& chain : {kChainA, kChainB})
        {
            for (const auto& block : blocks)
            {
                const auto number = block.seal.id.number;
                EXPECT_EQ(must(view->block(chain, number)), record_of(block));
                EXPECT_TRUE(must(view->log_hashes(chain, number)) == block.log_hashes);
            }
        }
    };
    size_t told = 0;
    const auto on_migration = [&](size_t from, size_t to)
    {
        ++told;
        EXPECT_EQ(from, 3U);
        EXPECT_EQ(to, migrations().size());
    };
    for (int i = 0; i < 2; ++i)
        must(SqliteStore::create({.file = file(), .on_migration = on_migration})).reset();
    EXPECT_EQ(told, 1U);
    expect_all(run);
    {
        const auto store = must(open());
        const auto step = must(store->begin());
        run.push_back(samples::next(run.back(), 900));
        for (const auto& chain : {kChainA, kChainB})
            must(step->append(chain, run.back()));
        must(step->commit());
    }
    expect_all(run);
}

TEST_F(opening, of_an_unsound_older_index_changes_nothing)
{
    for (const int bytes : {0, 1, 63, 96})
    {
        SCOPED_TRACE(bytes);
        fs::remove(file());
        std::string sql;
        for (const auto& migration : migrations().first(3))
            sql += migration.sql;
        sql += "PRAGMA application_id = " + std::to_string(kApplicationId) +
               ";PRAGMA user_version = 3;"
               "INSERT INTO block VALUES (7, x'00', x'00', 1, 2, x'00', NULL);"
               "INSERT INTO block_logs VALUES (7, zeroblob(" +
               std::to_string(bytes) + "));";
        with_sql(sql.c_str());
        const auto before = content();
        EXPECT_EQ(kind_of(open()), ErrorKind::corrupt);
        EXPECT_EQ(content(), before);
    }
}

TEST_F(opening, reports_a_damaged_database_as_corrupt)
{
    make_index();
    // The header stays; every other page is overwritten.
    std::string damaged = content();
    std::fill(damaged.begin() + 16'384, damaged.end(), '\x55');
    write(damaged);
    const auto store = must(open());
    const auto refused = store->open_view();
    EXPECT_EQ(kind_of(refused), ErrorKind::corrupt);
    EXPECT_THAT(message_of(refused), HasSubstr(file().string()));
    EXPECT_THAT(message_of(refused), HasSubstr("restore it from a backup"));
}

TEST_F(opening, reports_a_truncated_database_as_corrupt)
{
    make_index();
    write(content().substr(0, 20'000));
    const auto opened = open();
    const auto refused = opened ? kind_of((*opened)->open_view().and_then([](const auto& view)
                                      { return view->head(kChainA, SafetyLevel::unsafe); }))
                                : kind_of(opened);
    EXPECT_EQ(refused, ErrorKind::corrupt);
}

TEST_F(opening, reports_a_row_of_a_wrong_shape_as_corrupt)
{
    const char* const damages[]{
        "UPDATE block SET hash = x'00' WHERE id = 100",
        "UPDATE block SET log_count = -1 WHERE id = 100",
        "UPDATE block SET state_root = zeroblob(33) WHERE id = 100",
        "UPDATE block SET withdrawals_root = x'' WHERE id = 100",
        "UPDATE block SET first_log = -1 WHERE id = 100",
        "UPDATE block SET log_count = 4294967295 WHERE id = 100",
    };
    for (const char* const damage : damages)
    {
        SCOPED_TRACE(damage);
        fs::remove(file());
        make_index();
        with_sql(damage);
        const auto store = must(open());
        const auto view = must(store->open_view());
        const bool found = kind_of(view->block(kChainA, 100)) == ErrorKind::corrupt ||
                           kind_of(view->log_hashes(kChainA, 100)) == ErrorKind::corrupt;
        EXPECT_TRUE(found);
        EXPECT_EQ(kind_of(view->block(kChainA, 101)), std::nullopt);
    }
}

TEST_F(opening, names_the_process_that_has_it_open)
{
    const auto store = must(open());
    const auto refused = open();
    EXPECT_EQ(kind_of(refused), ErrorKind::busy);
    EXPECT_THAT(message_of(refused), HasSubstr(file().string()));
    EXPECT_THAT(message_of(refused), HasSubstr("process " + std::to_string(::getpid())));
}

TEST_F(opening, sees_through_symbolic_links)
{
    const auto store = must(open());
    fs::create_directory_symlink(directory(), directory() / "link");
    fs::create_symlink(file(), directory() / "other.db");
    EXPECT_EQ(kind_of(open(directory() / "link" / "index.db")), ErrorKind::busy);
    EXPECT_EQ(kind_of(open(directory() / "other.db")), ErrorKind::busy);
}

TEST_F(opening, is_exclusive_between_processes_until_the_other_dies)
{
    {
        const auto store = must(open());
        EXPECT_EQ(in_child([&] { return kind_of(open()) == ErrorKind::busy ? 0 : 1; }), 0);
    }
    EXPECT_EQ(in_child(
                  [&]
                  {
                      const auto store = must(open());
                      ::_exit(0);  // As if killed: nothing is closed.
                      return 1;
                  }),
        0);
    must(open());
}

TEST_F(opening, refuses_what_is_not_a_file)
{
    fs::create_directory(file());
    const auto directory_there = open();
    EXPECT_EQ(kind_of(directory_there), ErrorKind::io);
    EXPECT_THAT(message_of(directory_there), HasSubstr("not a regular file"));

    const auto pipe = directory() / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_EQ(kind_of(open(pipe)), ErrorKind::io);
}

TEST_F(opening, names_the_directory_it_cannot_make)
{
    write("a file where a directory should be");
    const auto refused = open(file() / "index.db");
    EXPECT_EQ(kind_of(refused), ErrorKind::io);
    EXPECT_THAT(message_of(refused), HasSubstr(file().string()));
    EXPECT_THAT(message_of(refused), HasSubstr("Not a directory"));
}

/// The kind of the error that a user without rights gets; 100 when it can open the file.
int kind_for_nobody(const fs::path& path)
{
    return in_child(
        [&]
        {
            constexpr uid_t kNobody = 65534;
            if (::geteuid() == 0 && (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0))
                return 101;
            const auto opened = SqliteStore::create({.file = path});
            if (opened)
                return 100;
            const bool helpful = opened.error().message.find("writable") != std::string::npos;
            return helpful ? static_cast<int>(opened.error().kind) : 102;
        });
}

TEST_F(opening, says_read_only_where_it_may_not_write)
{
    constexpr auto kReadOnly = static_cast<int>(ErrorKind::read_only);
    make_index();
    fs::permissions(directory(), fs::perms{0555});
    fs::permissions(file(), fs::perms{0444});
    // The lock file is another user's.
    EXPECT_EQ(kind_for_nobody(file()), kReadOnly);
    // No file may be made.
    EXPECT_EQ(kind_for_nobody(directory() / "new.db"), kReadOnly);
    EXPECT_EQ(kind_for_nobody(directory() / "new" / "index.db"), kReadOnly);
    // The lock can be had, and the database is write-protected.
    fs::permissions(file().string() + ".lock", fs::perms{0666});
    EXPECT_EQ(kind_for_nobody(file()), kReadOnly);
    // The database could be written, but no log beside it.
    fs::permissions(file(), fs::perms{0666});
    EXPECT_EQ(kind_for_nobody(file()), kReadOnly);
    fs::permissions(directory(), fs::perms{0777});
    EXPECT_EQ(kind_for_nobody(file()), 100);
}
}  // namespace
}  // namespace interlock::storage
