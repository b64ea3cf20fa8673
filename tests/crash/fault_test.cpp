// The disk is full or fails for a while: the step says so and changes nothing, and the same step
// succeeds when the disk is well, with the same store. Or the process dies of it, and its successor
// goes on.
// INTERLOCK_FAULT_SEEDS=N: so many histories, with a fault at every operation of each.
#include <gtest/gtest.h>

#include "tests/crash/history.hpp"
#include "tests/model/random.hpp"
#include "tests/support/failing_disk.hpp"

namespace interlock::crash
{
namespace
{
using storage::ErrorKind;
using testing::FailingDisk;

struct Tally
{
    uint64_t faults = 0;
    uint64_t seen = 0;  // Those that made something fail.
};

/// Plays the history on a disk with the fault; throws where something is not as it must be.
class Play
{
public:
    Play(const History& history, const FailingDisk::Fault& fault, bool dies)
      : history_{history}, fault_{fault}, dies_{dies}, disk_{folder_.path(), history.seed()}
    {
    }

    /// Whether the fault came to an end within the history, and whether anything failed.
    struct Outcome
    {
        bool over = false;
        bool seen = false;
    };
    Outcome run()
    {
        disk_.fail(fault_);
        open();
        for (size_t n = 0; n < history_.size(); ++n)
            take(n);
        const bool over = disk_.fault_left() == 0;
        disk_.fail({.count = 0});
        expect_state(history_.size());
        return {over, seen_};
    }

private:
    /// Each attempt uses up at least one of the failures to come.
    [[nodiscard]] uint64_t attempts() const { return fault_.count + 1; }

    void open()
    {
        for (auto left = attempts();; --left)
        {
            auto store = storage::SqliteStore::create({.file = file_});
            if (store)
            {
                store_ = *std::move(store);
                life_.emplace(*store_, history_.set());
                return;
            }
            note(store.error());
            if (left == 0)
                throw std::runtime_error{"does not open again: " + store.error().message};
        }
    }

    void take(size_t n)
    {
        for (auto left = attempts();; --left)
        {
            const auto done = history_.take(n, *store_, *life_);
            if (done)
                return;
            note(done.error());
            if (left == 0)
                throw std::runtime_error{"does not go on: " + done.error().message};
            // Looking must not use up what is to strike the next attempt. A full disk can be read.
            if (disk_.fault_left() > 0 && fault_.strikes == FailingDisk::Strikes::anything)
                continue;
            expect_state(n);
            if (dies_ && is_reborn_after(n))
                return;
        }
    }

    /// The process dies of what failed at step `n`. Whether its successor finds the step made
    /// nonetheless: of a commit that failed, all or nothing stays.
    bool is_reborn_after(size_t n)
    {
        life_.reset();
        store_.reset();
        open();
        const auto state = history_.find_state(file_, n, n + 1);
        if (!state)
            throw std::runtime_error{"half a step"};
        return *state == n + 1;
    }

    void note(const storage::Error& error)
    {
        seen_ = true;
        const bool expected = fault_.strikes == FailingDisk::Strikes::writes
                                  ? error.kind == ErrorKind::full
                                  : error.kind == ErrorKind::io || error.kind == ErrorKind::busy;
        if (!expected)
            throw std::runtime_error{"another kind of error: " + error.message};
    }

    void expect_state(size_t n) const
    {
        if (content_of(file_) != history_.states()[n])
            throw std::runtime_error{"not the index after " + std::to_string(n) + " steps"};
    }

    const History& history_;
    const FailingDisk::Fault fault_;
    const bool dies_;
    const testing::TempDir folder_;
    const fs::path file_ = folder_.path() / "index.db";
    FailingDisk disk_;
    std::unique_ptr<storage::SqliteStore> store_;
    std::optional<server::Indexer> life_;
    bool seen_ = false;
};

/// A fault of each length at every `stride`-th operation, until the history is over before it.
Tally at_every_operation(
    const History& history, FailingDisk::Strikes strikes, bool dies, uint64_t stride)
{
    Tally out;
    model::Random random{history.seed()};
    for (uint64_t after = random.below(stride);; after += stride)
    {
        const FailingDisk::Fault fault{.strikes = strikes,
            .after = after,
            .count = random.percent(50) ? 1 : random.between(2, 9)};
        SCOPED_TRACE("after " + std::to_string(after) + " operations, " +
                     std::to_string(fault.count) + " fail");
        try
        {
            const auto outcome = Play{history, fault, dies}.run();
            if (!outcome.over)
                return out;
            ++out.faults;
            out.seen += outcome.seen ? 1U : 0U;
        }
        catch (const std::exception& error)
        {
            ADD_FAILURE() << error.what();
            return out;
        }
    }
}

class fault : public ::testing::TestWithParam<bool>
{
protected:
    void play(FailingDisk::Strikes strikes, uint64_t stride)
    {
        // Without a number of seeds: a part of one history.
        const auto seeds = rounds("INTERLOCK_FAULT_SEEDS", 0);
        Tally sum;
        const auto first = first_seed();
        for (auto seed = first; seed < first + std::max<uint64_t>(seeds, 1) && !HasFailure();
             ++seed)
        {
            SCOPED_TRACE("INTERLOCK_SEED=" + std::to_string(seed));
            const auto found =
                at_every_operation(History{seed, 16}, strikes, GetParam(), seeds > 0 ? 1 : stride);
            sum.faults += found.faults;
            sum.seen += found.seen;
        }
        std::printf(
            "%lu faults, %lu of them made a step or the opening fail\n", sum.faults, sum.seen);
        EXPECT_GT(sum.seen, 0U);
    }
};

TEST_P(fault, of_the_disk_at_any_operation_passes)
{
    play(FailingDisk::Strikes::anything, 7);
}

TEST_P(fault, a_full_disk_at_any_write_passes)
{
    play(FailingDisk::Strikes::writes, 3);
}

TEST(short_reads_and_writes, are_finished)
{
    const History history{first_seed()};
    const testing::TempDir folder;
    const auto file = folder.path() / "index.db";
    FailingDisk disk{folder.path(), history.seed()};
    disk.go_in_pieces();
    const auto before = FailingDisk::pieces();
    for (size_t n = 0; n < history.size(); ++n)
    {
        Life life{file, history.set()};  // Each reads all that it needs again.
        must(history.take(n, *life.store, life.indexer));
    }
    EXPECT_EQ(content_of(file), history.states().back());
    EXPECT_GT(FailingDisk::pieces(), before + 100);
}

// As a service that was stopped or killed starts again, and answers, where nothing can be written.
TEST(full_disk, keeps_no_index_from_being_opened)
{
    const History history{first_seed()};
    for (const bool is_killed : {true, false})
    {
        SCOPED_TRACE(is_killed ? "killed" : "stopped");
        const testing::TempDir folder;
        const auto file = folder.path() / "index.db";
        FailingDisk disk{folder.path(), history.seed()};
        {
            Life life{file, history.set()};
            for (size_t n = 0; n < history.size(); ++n)
                must(history.take(n, *life.store, life.indexer));
            if (is_killed)
                disk.end_after(0, FailingDisk::End::process);  // What follows is its closing.
        }
        if (is_killed)
            disk.restart();
        EXPECT_EQ(fs::exists(file.string() + "-wal"), is_killed);
        disk.fail({.strikes = FailingDisk::Strikes::writes, .count = UINT64_MAX});
        Life life{file, history.set()};
        for (size_t n = 0; n < History::kBeforeEvents; ++n)
            must(history.take(n, *life.store, life.indexer));
        EXPECT_EQ(content_of(file), history.states().back());
        const auto step = must(life.store->begin());
        const auto put = step->put_setting("any", "new");
        const auto done = put ? step->commit() : put;
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().kind, ErrorKind::full);
    }
}

INSTANTIATE_TEST_SUITE_P(, fault, ::testing::Bool(),
    [](const auto& which)
    { return which.param ? "and_the_process_dies" : "and_the_process_goes_on"; });
}  // namespace
}  // namespace interlock::crash
