// The disk that fails must really lose what was not synced: tests on one that cannot prove nothing.
#include "tests/support/failing_disk.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "storage/sqlite.hpp"
#include "tests/crash/history.hpp"

namespace interlock::crash
{
namespace
{
using storage::sqlite::Access;
using storage::sqlite::Connection;
using testing::FailingDisk;

constexpr int kRows = 12;
constexpr int kCuts = 200;

void write(const fs::path& folder, const FailingDisk::Files& files)
{
    fs::remove_all(folder);
    fs::create_directories(folder);
    for (const auto& [name, content] : files)
        std::ofstream{folder / name, std::ios::binary} << content;
}

/// What cuts do to `kRows` rows, each committed and told.
struct Losses
{
    int lost = 0;     // Fewer rows than were told.
    int damaged = 0;  // No rows can be read, or there are others.
    int absent = 0;   // No file at all.
};

Losses losses_with(const std::string& settings)
{
    const testing::TempDir folder;
    const testing::TempDir after;
    FailingDisk disk{folder.path(), first_seed()};
    auto connection = must(Connection::open(folder.path() / "db", Access::read_write));
    must(connection->execute((settings + "CREATE TABLE t (x PRIMARY KEY, y)").c_str(), "prepare"));
    for (int i = 0; i < kRows; ++i)
        must(connection->execute("INSERT INTO t VALUES (random(), randomblob(900))", "insert"));
    Losses out;
    for (int i = 0; i < kCuts; ++i)
    {
        const auto survivors = disk.survivors();
        write(after.path(), survivors);
        out.absent += survivors.contains("db") ? 0 : 1;
        auto opened = must(Connection::open(after.path() / "db", Access::read_write));
        const auto faults = opened->read_integer(
            "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'", "check");
        const auto rows = opened->read_integer("SELECT count(*) FROM t", "count");
        out.damaged += !rows || !faults || *faults != 0 ? 1 : 0;
        out.lost += rows && *rows < kRows ? 1 : 0;
    }
    return out;
}
}  // namespace

TEST(failing_disk, loses_nothing_that_was_synced)
{
    // With a journal, SQLite syncs the folder after removing it only when asked for EXTRA.
    for (const auto* settings : {"PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;",
             "PRAGMA synchronous = EXTRA; PRAGMA journal_mode = DELETE;"})
    {
        const auto found = losses_with(settings);
        EXPECT_EQ(found.lost + found.damaged + found.absent, 0) << settings;
    }
}

TEST(failing_disk, loses_what_was_not_synced)
{
    const auto never = losses_with("PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL;");
    EXPECT_GT(never.lost, 0);
    EXPECT_GT(never.damaged, 0);
    EXPECT_GT(never.absent, 0);
    // Safe against damage, but not against loss.
    const auto normal = losses_with(
        "PRAGMA synchronous = FULL; PRAGMA journal_mode = WAL;"
        "PRAGMA synchronous = NORMAL;");
    EXPECT_GT(normal.lost, 0);
    EXPECT_EQ(normal.absent, 0);
    // A journal whose removal was not synced is back and takes its transaction back.
    const auto folder = losses_with("PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE;");
    EXPECT_GT(folder.lost, 0);
    EXPECT_EQ(folder.damaged, 0);
}

TEST(failing_disk, tears_and_reorders_sectors)
{
    const testing::TempDir folder;
    FailingDisk disk{folder.path(), first_seed()};
    auto connection = must(Connection::open(folder.path() / "db", Access::read_write));
    must(
        connection->execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
                            "PRAGMA page_size = 4096;"
                            "CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(20000))",
            "prepare"));
    std::ifstream stream{folder.path() / "db", std::ios::binary};
    const std::string whole{std::istreambuf_iterator<char>{stream}, {}};
    const auto is_there = [&](const std::string& file, size_t sector)
    {
        const auto at = sector * FailingDisk::kSectorBytes;
        return file.size() > at && file.compare(at, FailingDisk::kSectorBytes, whole, at,
                                       FailingDisk::kSectorBytes) == 0;
    };
    bool torn = false;
    bool reordered = false;
    for (int i = 0; i < kCuts; ++i)
    {
        const auto survivors = disk.survivors();
        const auto found = survivors.find("db");
        if (found == survivors.end())
            continue;
        // The first page is written in one piece, and before the second.
        const bool first = is_there(found->second, 0);
        torn = torn || (first && !is_there(found->second, 7));
        reordered = reordered || (!first && is_there(found->second, 8));
    }
    EXPECT_TRUE(torn);
    EXPECT_TRUE(reordered);
}

TEST(failing_disk, is_dead_after_the_end_and_then_has_what_survived)
{
    const testing::TempDir folder;
    FailingDisk disk{folder.path(), first_seed()};
    const auto open = [&]
    { return must(Connection::open(folder.path() / "db", Access::read_write)); };
    const auto count = [](Connection& connection)
    { return must(connection.read_integer("SELECT count(*) FROM t", "count")); };
    auto connection = open();
    must(connection->execute("PRAGMA journal_mode = WAL; CREATE TABLE t (x)", "prepare"));
    const auto die = [&](FailingDisk::End end)
    {
        // The first change is not yet the whole row.
        disk.end_after(0, end);
        EXPECT_FALSE(connection->execute("INSERT INTO t VALUES (1)", "insert"));
        EXPECT_TRUE(disk.has_ended());
        EXPECT_FALSE(connection->execute("SELECT * FROM t", "read"));
        connection.reset();
        disk.restart();
        EXPECT_FALSE(disk.has_ended());
        connection = open();
    };
    die(FailingDisk::End::power);
    EXPECT_EQ(count(*connection), 0);
    // What a process has written is there when it dies, synced or not.
    must(connection->execute("PRAGMA synchronous = OFF; INSERT INTO t VALUES (1)", "insert"));
    die(FailingDisk::End::process);
    EXPECT_EQ(count(*connection), 1);
}
}  // namespace interlock::crash
