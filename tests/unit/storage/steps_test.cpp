// Steps: all or nothing, whatever happens.
#include <sys/resource.h>

#include <csignal>

#include "storage/sqlite.hpp"
#include "tests/unit/storage/forked.hpp"
#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
using testing::HasSubstr;

class steps : public StoreTest
{
protected:
    void SetUp() override { run_ = put_run(kChainA, genesis(), 2); }

    void expect_unchanged()
    {
        const auto now = view();
        EXPECT_EQ(must(now->head(kChainA, SafetyLevel::unsafe)), record_of(run_.back()));
        EXPECT_EQ(must(now->log_hashes(kChainA, 102)), run_.back().log_hashes);
        EXPECT_EQ(must(now->chains()), std::vector{record_of(kChainA)});
        EXPECT_EQ(must(now->setting("key")), std::nullopt);
        EXPECT_EQ(must(now->head(kChainA, SafetyLevel::safe)), std::nullopt);
    }

    /// Changes something of every kind.
    void change_all(Step& step)
    {
        must(step.put_chain(record_of(kChainB)));
        must(step.put_setting("key", "value"));
        must(step.rewind(kChainA, 100));
        must(step.append(kChainA, samples::next(run_[0], 7, 1)));
        must(step.append(kChainB, genesis()));
        must(step.set_head(kChainA, SafetyLevel::safe, run_[0].seal.id));
    }

    std::vector<BlockDigest> run_;
};
INTERLOCK_BOTH_LIVES(steps);
using steps_death = steps;
INTERLOCK_BOTH_LIVES(steps_death);

TEST_P(steps, see_what_they_have_changed_and_nobody_else_does)
{
    const auto step = begin();
    change_all(*step);
    const auto fork = samples::next(run_[0], 7, 1);
    EXPECT_EQ(must(step->head(kChainA, SafetyLevel::unsafe)), record_of(fork));
    EXPECT_EQ(must(step->log_hash(kChainA, 101, 6)), fork.log_hashes[6]);
    EXPECT_EQ(must(step->block(kChainA, 102)), std::nullopt);
    EXPECT_EQ(must(step->block(kChainB, 100)), record_of(genesis()));
    EXPECT_EQ(must(step->chains()).size(), 2U);
    EXPECT_EQ(must(step->setting("key")), "value");
    EXPECT_EQ(must(step->head(kChainA, SafetyLevel::safe)), record_of(run_[0]));
    expect_unchanged();
}

TEST_P(steps, are_taken_back_when_dropped)
{
    change_all(*begin());
    settle();
    expect_unchanged();
}

TEST_P(steps, are_whole_when_committed)
{
    commit([&](Step& step) { change_all(step); });
    settle();
    const auto now = view();
    EXPECT_EQ(
        must(now->head(kChainA, SafetyLevel::unsafe)), record_of(samples::next(run_[0], 7, 1)));
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::safe)), record_of(run_[0]));
    EXPECT_EQ(must(now->block(kChainB, 100)), record_of(genesis()));
    EXPECT_EQ(must(now->setting("key")), "value");
}

TEST_P(steps, go_on_after_a_refusal)
{
    commit(
        [&](Step& step)
        {
            EXPECT_EQ(kind_of(step.append(kChainA, genesis())), ErrorKind::conflict);
            EXPECT_EQ(kind_of(step.rewind(kChainA, 7)), ErrorKind::conflict);
            must(step.append(kChainA, samples::next(run_.back(), 1)));
        });
    settle();
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe))->seal.id.number, 103U);
}

TEST_P(steps, of_a_process_that_dies_are_taken_back)
{
    close();
    EXPECT_EQ(in_child(
                  [&]
                  {
                      open();
                      const auto step = begin();
                      change_all(*step);
                      // Large enough that part of it is in the file before the commit.
                      BlockDigest block = genesis(20'000);
                      for (int i = 0; i < 100; ++i)
                      {
                          block = samples::next(block, 20'000);
                          if (i == 0)
                              must(step->put_chain(record_of(ChainId::from_u64(903))));
                          must(step->append(ChainId::from_u64(903), block));
                      }
                      const auto log = file().string() + "-wal";
                      ::_exit(std::filesystem::file_size(log) > 1'000'000 ? 0 : 1);
                      return 1;
                  }),
        0);
    open();
    settle();
    expect_unchanged();
}

TEST_P(steps, committed_by_a_process_that_then_dies_stay)
{
    close();
    EXPECT_EQ(in_child(
                  [&]
                  {
                      open();
                      commit([&](Step& step)
                          { must(step.append(kChainA, samples::next(run_.back(), 9))); });
                      ::_exit(0);
                      return 1;
                  }),
        0);
    open();
    settle();
    EXPECT_EQ(
        must(view()->head(kChainA, SafetyLevel::unsafe)), record_of(samples::next(run_.back(), 9)));
}

/// Lets no file of this process grow past `bytes`.
void limit_files(rlim_t bytes)
{
    ::signal(SIGXFSZ, SIG_IGN);  // The write fails instead.
    const rlimit limit{.rlim_cur = bytes, .rlim_max = bytes};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
        throw std::runtime_error{"cannot limit the size of files"};
}

TEST_P(steps, that_do_not_fit_the_disk_say_so_and_lose_nothing)
{
    close();
    EXPECT_EQ(in_child(
                  [&]
                  {
                      open();
                      limit_files(2'000'000);
                      const auto step = begin();
                      BlockDigest tip = run_.back();
                      auto done = Result<void>{};
                      for (int i = 0; i < 5'000 && done; ++i)
                      {
                          tip = samples::next(tip, 1'000);
                          done = step->append(kChainA, tip);
                      }
                      if (done)
                          done = step->commit();
                      if (kind_of(done) != ErrorKind::full)
                          return 1;
                      if (kind_of(step->commit()) != ErrorKind::full)
                          return 2;
                      return message_of(done).find("free space") == std::string::npos ? 3 : 0;
                  }),
        0);
    open();
    settle();
    expect_unchanged();
}

// A trigger makes the second of several statements fail, as a full disk could.
TEST_P(steps, are_not_committed_after_a_statement_failed)
{
    close();
    {
        const auto connection = must(sqlite::Connection::open(file(), sqlite::Access::read_write));
        must(
            connection->execute("CREATE TRIGGER fail BEFORE INSERT ON executing_message"
                                " BEGIN SELECT RAISE(ABORT, 'made to fail'); END",
                "prepare the test"));
    }
    open();
    {
        const auto step = begin();
        must(step->put_setting("key", "value"));
        auto block = samples::next(run_.back(), 1);
        block.executing.push_back({.log_index = 0, .message = {}, .malformed = true});
        const auto failed = step->append(kChainA, block);
        EXPECT_EQ(kind_of(failed), ErrorKind::io);
        must(step->put_setting("other", "value"));
        const auto refused = step->commit();
        EXPECT_EQ(kind_of(refused), ErrorKind::io);
        EXPECT_THAT(message_of(refused), HasSubstr("part of it had failed"));
        EXPECT_THAT(message_of(refused), HasSubstr("made to fail"));
    }
    settle();
    expect_unchanged();
    // The failure is the step's, not the store's.
    commit([&](Step& step) { must(step.append(kChainA, samples::next(run_.back(), 0))); });
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe))->seal.id.number, 103U);
}

// During every commit a view is open, so that SQLite by itself would never start the log over.
TEST_P(steps, keep_the_write_ahead_log_small_while_views_come_and_go)
{
    BlockDigest tip = run_.back();
    for (int i = 0; i < 100; ++i)
    {
        const auto step = begin();
        const auto open = view();
        for (int j = 0; j < 10; ++j)
        {
            tip = samples::next(tip, 5'000);
            must(step->append(kChainA, tip));
        }
        must(step->commit());
    }
    const auto log = file().string() + "-wal";
    // 160 MB went through it; the limit is 64 MiB, and the step that passes it.
    EXPECT_LT(std::filesystem::file_size(log), 80'000'000U);
    settle();
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe)), record_of(tip));
}

TEST_P(steps_death, a_second_one_at_a_time_is_a_bug)
{
    const auto step = begin();
    EXPECT_DEATH(static_cast<void>(store().begin()), "one step at a time");
}

TEST_P(steps_death, setting_the_unsafe_head_is_a_bug)
{
    const auto step = begin();
    EXPECT_DEATH(static_cast<void>(step->set_head(kChainA, SafetyLevel::unsafe, run_[0].seal.id)),
        "never set");
}

TEST_P(steps_death, committing_twice_is_a_bug)
{
    const auto step = begin();
    must(step->commit());
    EXPECT_DEATH(static_cast<void>(step->commit()), "committed once");
}
}  // namespace
}  // namespace interlock::storage
