// Measuring, checking, backing up, restoring and compacting a whole index.
#include <sqlite3.h>

#include <fstream>

#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
const OnProgress kGoOn = [](const JobProgress&) { return true; };

/// Chain A: blocks 100 … 109 of 3 logs, final up to 106; chain B: the same, and block 105 executes
/// log 1 of A's 104. All is promoted.
class maintenance : public testing::Test
{
protected:
    maintenance()
    {
        open();
        auto step = must(store->begin());
        std::vector<BlockDigest> alpha{genesis()};
        std::vector<BlockDigest> beta{genesis()};
        Message message = samples::message_to(
            {.chain_id = kChainA, .block_number = 104, .timestamp_s = 1'008, .log_index = 1}, 7);
        for (uint64_t i = 0; i < 9; ++i)
        {
            alpha.push_back(samples::next(alpha.back(), 3));
            if (alpha.back().seal.id.number == 104)
                alpha.back().log_hashes[1] = log_hash(message.id.origin, message.payload_hash);
            beta.push_back(samples::next(beta.back(), 3, 1));
            if (beta.back().seal.id.number == 105)
                beta.back().executing.push_back({.log_index = 2, .message = message});
        }
        for (const auto& [chain, blocks] : {std::pair{kChainA, &alpha}, {kChainB, &beta}})
        {
            must(step->put_chain(record_of(chain)));
            for (const auto& block : *blocks)
                must(step->append(chain, block));
            must(step->put_anchor(chain, blocks->front().seal.id));
            for (const auto view : kCrossViews)
                must(step->put_progress(chain, view, {.verified = blocks->back().seal}));
            must(step->put_derived(chain, 108, {5, {}}));
            must(step->put_messages_l1(chain, 106, BlockId{4, {}}));
            for (const auto level : {SafetyLevel::cross_unsafe, SafetyLevel::local_safe,
                     SafetyLevel::safe, SafetyLevel::finalized})
                must(step->set_head(chain, level, (*blocks)[6].seal.id));
        }
        must(step->commit());
    }

    void open() { store = must(SqliteStore::create({.file = file(), .max_views = 4})); }
    [[nodiscard]] std::filesystem::path file() const { return directory.path() / "index.db"; }
    [[nodiscard]] std::filesystem::path other(const char* name) const
    {
        return directory.path() / name;
    }

    /// Changes the file as no store would.
    void tamper(const std::string& sql) const
    {
        sqlite3* raw = nullptr;
        ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(raw, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(raw);
        sqlite3_close(raw);
    }

    [[nodiscard]] std::vector<std::string> findings(CheckDepth depth = CheckDepth::whole) const
    {
        return must(check_index(file(), depth, kGoOn)).findings;
    }

    TempDir directory;
    std::unique_ptr<SqliteStore> store;
};

TEST_F(maintenance, a_sound_index_has_no_findings)
{
    const auto report = must(check_index(file(), CheckDepth::whole, kGoOn));
    EXPECT_THAT(report.findings, testing::IsEmpty());
    EXPECT_EQ(report.blocks, 20U);
    EXPECT_EQ(report.logs, 60U);
    EXPECT_EQ(report.messages, 1U);
}

TEST_F(maintenance, a_check_finds_what_is_wrong)
{
    struct Case
    {
        const char* sql;
        const char* finding;
    };
    static constexpr Case kCases[]{
        {"DELETE FROM block WHERE id = 103", "block 104: the block before it is missing"},
        {"UPDATE block SET parent_hash = zeroblob(32) WHERE id = 103",
            "block 103: it does not follow the block before it"},
        {"UPDATE block SET timestamp = 7 WHERE id = 103",
            "block 103: it is not later than the block before it"},
        {"UPDATE block SET log_count = 4 WHERE id = 103",
            "block 104: its logs do not begin where those of the block before it end"},
        {"UPDATE block SET first_log = first_log + 511 WHERE id >> 44 = 0",
            "chain 901: the rows of its logs' hashes are not those that its blocks need"},
        {"UPDATE block SET log_count = 511 WHERE id = 109",
            "chain 901: the rows of its logs' hashes are not those that its blocks need"},
        {"DELETE FROM log_run WHERE id = 0",
            "chain 901: the rows of its logs' hashes are not those that its blocks need"},
        {"INSERT INTO log_run VALUES (1, zeroblob(16320))",
            "chain 901: the rows of its logs' hashes are not those that its blocks need"},
        {"UPDATE log_run SET hashes = zeroblob(16319) WHERE id = 0",
            "chain 901: rows of its logs' hashes are not whole: 1"},
        {"INSERT INTO log_run VALUES (7 << 44, zeroblob(16320))",
            "there are hashes of logs of a chain that is not recorded"},
        {"INSERT INTO derived VALUES (300, 1, x'00')", "an L1 block from which it was derived"},
        {"INSERT INTO safe_head VALUES (300, 1, x'00', 1)", "an entry of the node's safe heads"},
        {"INSERT INTO late_block VALUES (300)", "a mark that it came late"},
        {"INSERT INTO messages_l1 VALUES (99, 1, x'00')", "an L1 block that its messages need"},
        {"UPDATE executing_message SET log_index = 3", "a log that the block does not have"},
        {"UPDATE executing_message SET payload_hash = zeroblob(32)",
            "chain 902, block 105: it is promoted, but its log 2 executes a message that is not "
            "where it says"},
        {"UPDATE executing_message SET target_timestamp = 1009", "not where it says"},
        {"UPDATE executing_message SET target_log_index = 3", "not where it says"},
        {"UPDATE head SET block_id = 107 WHERE ix = 0 AND level = 4",
            "chain 901: its finalized head 107 is above its safe head 106"},
        {"UPDATE head SET block_id = 105 WHERE ix = 0 AND level = 1",
            "its safe head 106 is above its cross-unsafe head 105"},
        {"UPDATE head SET block_id = 200 WHERE ix = 0 AND level = 1", "there is a head"},
        {"UPDATE progress SET verified_id = 200", "there is the progress of promotion"},
        {"INSERT INTO head VALUES (7, 1, 100)", "a row of head is of a chain that is not recorded"},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.sql);
        must(back_up(file(), other("sound"), kGoOn));
        tamper(std::string{"PRAGMA foreign_keys = OFF;"} + c.sql);
        EXPECT_THAT(findings(), testing::Contains(testing::HasSubstr(c.finding)));
        store.reset();
        must(restore(other("sound"), file(), kGoOn));
        open();
        EXPECT_THAT(findings(), testing::IsEmpty());
        std::filesystem::remove(other("sound"));
    }
}

TEST_F(maintenance, damage_of_the_file_itself_is_found)
{
    store.reset();
    {
        std::fstream bytes{file(), std::ios::in | std::ios::out | std::ios::binary};
        bytes.seekp(3 * 16'384 + 8);
        bytes << std::string(5'000, 'x');
    }
    const auto report = check_index(file(), CheckDepth::quick, kGoOn);
    EXPECT_TRUE(!report || !report->findings.empty());
}

TEST_F(maintenance, a_backup_is_the_index_of_its_moment_and_overwrites_nothing)
{
    uint64_t told = 0;
    const auto while_writing = [&](const JobProgress& progress)
    {
        if (!progress.doing.empty() && ++told == 1)
        {
            auto step = must(store->begin());
            must(step->rewind(kChainA, 107));
            must(step->commit());
        }
        return true;
    };
    const auto target = other("backup.db");
    const auto bytes = must(back_up(file(), target, while_writing));
    EXPECT_EQ(bytes, std::filesystem::file_size(target));
    EXPECT_THAT(must(check_index(target, CheckDepth::whole, kGoOn)).findings, testing::IsEmpty());
    EXPECT_EQ(kind_of(back_up(file(), target, kGoOn)), ErrorKind::conflict);
    EXPECT_EQ(kind_of(back_up(file(), file(), kGoOn)), ErrorKind::conflict);
    EXPECT_FALSE(std::filesystem::exists(target.string() + ".partial"));
    EXPECT_EQ(kind_of(back_up(other("none"), other("b"), kGoOn)), ErrorKind::io);
    EXPECT_FALSE(std::filesystem::exists(other("b.partial")));
}

TEST_F(maintenance, jobs_end_when_nobody_wants_them_any_more)
{
    const OnProgress stop = [](const JobProgress& progress) { return progress.doing.empty(); };
    EXPECT_EQ(kind_of(back_up(file(), other("b"), stop)), ErrorKind::cancelled);
    EXPECT_FALSE(std::filesystem::exists(other("b")));
    EXPECT_FALSE(std::filesystem::exists(other("b.partial")));
    EXPECT_EQ(kind_of(check_index(file(), CheckDepth::whole, stop)), ErrorKind::cancelled);
    EXPECT_EQ(kind_of(measure(file(), Counting::whole, stop)), ErrorKind::cancelled);
}

TEST_F(maintenance, restoring_keeps_what_was_there)
{
    must(back_up(file(), other("b"), kGoOn));
    EXPECT_EQ(kind_of(restore(other("b"), file(), kGoOn)), ErrorKind::busy);  // It is open.
    {
        auto step = must(store->begin());
        must(step->rewind(kChainA, 107));
        must(step->commit());
    }
    store.reset();
    const auto aside = must(restore(other("b"), file(), kGoOn));
    EXPECT_EQ(aside, file().string() + ".before-restore-1");
    const auto tip_of = [](const std::filesystem::path& path)
    { return must(measure(path, Counting::none, kGoOn)).chains.at(0).last.value().id.number; };
    EXPECT_EQ(tip_of(file()), 109U);
    EXPECT_EQ(tip_of(aside), 107U);
    EXPECT_EQ(must(restore(other("b"), file(), kGoOn)), file().string() + ".before-restore-2");
    EXPECT_EQ(must(restore(other("b"), other("new/index.db"), kGoOn)), "");
    EXPECT_EQ(tip_of(other("new/index.db")), 109U);
}

TEST_F(maintenance, an_unsound_backup_replaces_nothing)
{
    tamper("DELETE FROM log_run");
    must(back_up(file(), other("b"), kGoOn));
    store.reset();
    EXPECT_EQ(kind_of(restore(other("b"), file(), kGoOn)), ErrorKind::conflict);
    EXPECT_FALSE(std::filesystem::exists(file().string() + ".before-restore-1"));
}

TEST_F(maintenance, is_measured)
{
    const auto size = must(measure(file(), Counting::whole, kGoOn));
    EXPECT_EQ(size.page_bytes, 16'384U);
    EXPECT_GT(size.pages, 10U);
    EXPECT_GT(size.free_disk_bytes, 0U);
    ASSERT_EQ(size.chains.size(), 2U);
    EXPECT_EQ(size.chains[0].record.config.id, kChainA);
    EXPECT_EQ(size.chains[0].first->id.number, 100U);
    EXPECT_EQ(size.chains[0].last->id.number, 109U);
    EXPECT_EQ(size.chains[0].logs, 30U);
    const auto block = std::find_if(size.tables.begin(), size.tables.end(),
        [](const TableSize& table) { return table.name == "block"; });
    ASSERT_NE(block, size.tables.end());
    EXPECT_EQ(block->rows, 20U);
    EXPECT_EQ(block->bytes, 16'384U);
}

TEST_F(maintenance, compacting_gives_free_pages_back)
{
    auto tip = must(must(store->open_view())->head(kChainB, SafetyLevel::unsafe))->seal;
    {
        auto step = must(store->begin());
        BlockDigest block;
        block.seal = tip;
        for (int i = 0; i < 200; ++i)
        {
            block = samples::next(block, 200, 2);
            must(step->append(kChainB, block));
        }
        must(step->commit());
    }
    {
        auto step = must(store->begin());
        must(step->rewind(kChainB, tip.id.number));
        must(step->commit());
    }
    const auto before = must(measure(file(), Counting::none, kGoOn));
    EXPECT_GT(before.free_pages, 50U);
    must(store->compact(kGoOn));
    const auto after = must(measure(file(), Counting::none, kGoOn));
    EXPECT_EQ(after.free_pages, 0U);
    EXPECT_LT(after.pages, before.pages - 50);
    EXPECT_EQ(after.file_bytes, after.pages * after.page_bytes);
    EXPECT_THAT(findings(), testing::IsEmpty());
    EXPECT_EQ(kind_of(store->compact([](const JobProgress&) { return true; })), std::nullopt);
}
}  // namespace
}  // namespace interlock::storage
