// The power goes: at every change of short histories; and at random moments of lives that follow
// each other, also while what the last one left is being recovered, and some of which end by a
// kill. What was told as committed is there again, whole, and nothing of a later step unless all of
// it. INTERLOCK_CUT_SEEDS=N: so many histories; INTERLOCK_CUTS=N: so many cuts at each change.
#include <gtest/gtest.h>

#include <fstream>

#include "storage/sqlite.hpp"
#include "tests/crash/history.hpp"
#include "tests/model/random.hpp"
#include "tests/support/failing_disk.hpp"

namespace interlock::crash
{
namespace
{
using testing::FailingDisk;

/// As the writer does it when the write-ahead log has grown.
void copy_log_into_database(const fs::path& file)
{
    auto connection = storage::sqlite::Connection::open(file, storage::sqlite::Access::read_write);
    if (connection)
        static_cast<void>((*connection)->start_log_over(0));
}

/// Whether what survives a cut is the index after `told` steps, or after one more.
class Aftermath
{
public:
    explicit Aftermath(const History& history) : history_{history} {}

    void check(const FailingDisk::Files& survivors, size_t told)
    {
        ++cuts_;
        for (const auto& entry : fs::directory_iterator{folder_.path()})
            fs::remove(entry.path());
        for (const auto& [name, content] : survivors)
            std::ofstream{folder_.path() / name, std::ios::binary} << content;
        const auto file = folder_.path() / "index.db";
        {
            const auto store = storage::SqliteStore::create({.file = file});
            ASSERT_TRUE(store) << store.error().message;
            const auto state = history_.find_state(file, told, told + 1);
            ASSERT_TRUE(state) << "not the index after " << told << " steps, nor one more";
            further_ += *state > told ? 1U : 0U;
        }
    }

    [[nodiscard]] uint64_t cuts() const { return cuts_; }
    /// Those that left a step of which nobody was told.
    [[nodiscard]] uint64_t further() const { return further_; }

private:
    const History& history_;
    testing::TempDir folder_;
    uint64_t cuts_ = 0;
    uint64_t further_ = 0;
};

/// Lives that end with the power or by a kill; in each, steps are taken from where the last one
/// left the index. Returns how many lives it took.
uint64_t live_through(const History& history, model::Random& random)
{
    const testing::TempDir folder;
    const auto file = folder.path() / "index.db";
    FailingDisk disk{folder.path(), history.seed()};
    size_t seen = 0;  // So many steps were told, or read after a restart.
    for (uint64_t lives = 1;; ++lives)
    {
        // Short ones end while the index is made or recovered.
        const auto changes = random.below(random.percent(50) ? 40 : 400);
        disk.end_after(
            changes, random.percent(40) ? FailingDisk::End::process : FailingDisk::End::power);
        if (auto store = storage::SqliteStore::create({.file = file}))
        {
            const auto state = disk.has_ended() ? seen : history.find_state(file, seen, seen + 1);
            if (!state)
                throw std::runtime_error{"not the index after " + std::to_string(seen) + " steps"};
            seen = *state;
            server::Indexer indexer{**store, history.set()};
            // What was read is served from now on, and must not be lost again.
            bool goes_on =
                seen < History::kBeforeEvents || indexer.settle(History::now_s(seen)).has_value();
            for (; goes_on && seen < history.size(); seen += goes_on ? 1U : 0U)
            {
                goes_on = history.take(seen, **store, indexer).has_value();
                if (random.percent(10))
                    copy_log_into_database(file);
            }
            if (!disk.has_ended() && seen < history.size())
                throw std::runtime_error{"a step fails on a disk that is well"};
        }
        else if (!disk.has_ended())
            throw std::runtime_error{store.error().message};
        if (seen == history.size() && !disk.has_ended())
            return lives;
        disk.restart();
    }
}
}  // namespace

TEST(power_cut, at_any_change_leaves_all_that_was_told_and_no_half_step)
{
    uint64_t cuts = 0;
    uint64_t further = 0;
    const auto first = first_seed();
    for (auto seed = first; seed < first + rounds("INTERLOCK_CUT_SEEDS", 2); ++seed)
    {
        SCOPED_TRACE("INTERLOCK_SEED=" + std::to_string(seed));
        const History history{seed};
        Aftermath aftermath{history};
        const testing::TempDir folder;
        const auto file = folder.path() / "index.db";
        FailingDisk disk{folder.path(), seed};
        size_t told = 0;
        disk.on_change(
            [&]
            {
                for (uint64_t i = rounds("INTERLOCK_CUTS", 1);
                     i > 0 && !::testing::Test::HasFailure(); --i)
                    aftermath.check(disk.survivors(), told);
            });
        {
            Life life{file, history.set()};
            for (; told < history.size() && !HasFailure(); ++told)
            {
                must(history.take(told, *life.store, life.indexer));
                if (told % 8 == 7)
                    copy_log_into_database(file);
            }
        }
        cuts += aftermath.cuts();
        further += aftermath.further();
        ASSERT_FALSE(HasFailure());
    }
    std::printf("%lu power cuts; %lu left a step that nobody was told of\n", cuts, further);
    EXPECT_GT(further, 0U);
}

// A killed process may have written a step and not synced it; who comes after serves it.
TEST(power_cut, after_a_kill_takes_back_nothing_that_was_seen)
{
    const History history{first_seed(), 12};
    model::Random random{history.seed()};
    Aftermath aftermath{history};
    bool is_over = false;
    for (uint64_t changes = 0; !is_over && !HasFailure(); changes += random.between(1, 5))
    {
        SCOPED_TRACE("killed after " + std::to_string(changes) + " changes");
        const testing::TempDir folder;
        const auto file = folder.path() / "index.db";
        FailingDisk disk{folder.path(), history.seed() + changes};
        disk.end_after(changes, FailingDisk::End::process);
        size_t told = 0;
        if (const auto store = storage::SqliteStore::create({.file = file}))
        {
            server::Indexer indexer{**store, history.set()};
            while (told < history.size() && history.take(told, **store, indexer))
                ++told;
        }
        is_over = !disk.has_ended();
        disk.restart();
        const Life next{file, history.set()};
        const auto seen = history.find_state(file, told, told + 1);
        ASSERT_TRUE(seen);
        for (int i = 0; i < 4; ++i)
            aftermath.check(disk.survivors(), *seen);
    }
    std::printf("%lu power cuts after a kill\n", aftermath.cuts());
}

TEST(power_cut, one_after_the_other_never_takes_back_what_was_seen)
{
    uint64_t lives = 0;
    const auto first = first_seed();
    for (auto seed = first; seed < first + rounds("INTERLOCK_CUT_SEEDS", 2) * 10; ++seed)
    {
        SCOPED_TRACE("INTERLOCK_SEED=" + std::to_string(seed));
        const History history{seed};
        model::Random random{seed};
        lives += live_through(history, random);
    }
    std::printf("%lu lives, most ended by a power cut or a kill\n", lives);
}
}  // namespace interlock::crash
