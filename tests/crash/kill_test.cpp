// kill -9 at random moments of a process that runs the real writer, engine and index while others
// read. INTERLOCK_KILLS=N: so many.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>

#include "server/ingest/writer_thread.hpp"
#include "tests/crash/history.hpp"
#include "tests/model/random.hpp"

namespace interlock::crash
{
namespace
{
/// A number in memory that a child process shares with its parent.
class Shared
{
public:
    Shared()
      : number_{static_cast<std::atomic<uint64_t>*>(::mmap(nullptr, sizeof(std::atomic<uint64_t>),
            PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))}
    {
        if (number_ == MAP_FAILED)
            throw std::runtime_error{"no shared memory"};
        new (number_) std::atomic<uint64_t>{0};
    }
    ~Shared() { ::munmap(number_, sizeof(*number_)); }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;

    std::atomic<uint64_t>& operator*() const { return *number_; }

private:
    std::atomic<uint64_t>* number_;
};

/// What the process does until it is killed, or has taken all steps. Never returns.
[[noreturn]] void live(const History& history, const fs::path& file, std::atomic<uint64_t>& told)
{
    try
    {
        const auto store = must(storage::SqliteStore::create({.file = file}));
        server::WriterThread writer{server::Indexer{*store, history.set()},
            {.queue_limit = 4,
                .now_s = [&] { return History::now_s(told); },
                .committed = [](const server::SafetyNews&) {}}};
        const std::jthread reader{[&](const std::stop_token& stop)
            {
                while (!stop.stop_requested())
                {
                    const auto view = must(store->open_view());
                    for (const auto& chain : history.set().chains())
                        static_cast<void>(must(view->head(chain.id, SafetyLevel::safe)));
                }
            }};
        for (; told < history.size(); ++told)
            must(writer.submit(history.event(told)));
        // As little may be lost by one that goes without closing anything.
        ::_exit(0);
    }
    catch (const std::exception& error)
    {
        std::fprintf(stderr, "in the child: %s\n", error.what());
    }
    ::_exit(1);
}

/// The signal that ended it; 0 when it has come to its end.
int kill_after(pid_t child, std::chrono::microseconds delay)
{
    std::this_thread::sleep_for(delay);
    ::kill(child, SIGKILL);
    int status = 0;
    if (::waitpid(child, &status, 0) != child || (WIFEXITED(status) && WEXITSTATUS(status) != 0))
        throw std::runtime_error{"the child failed by itself"};
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

struct Tally
{
    uint64_t kills = 0;
    uint64_t with_log = 0;  // Left a write-ahead log to recover.
    uint64_t further = 0;   // Between a commit and its telling.
};

/// One index, and processes that go on where the last one was killed.
void play(const History& history, model::Random& random, Tally& tally)
{
    const testing::TempDir folder;
    const auto file = folder.path() / "index.db";
    {
        Life life{file, history.set()};
        for (size_t n = 0; n < History::kBeforeEvents; ++n)
            must(history.take(n, *life.store, life.indexer));
    }
    const Shared told;
    *told = History::kBeforeEvents;
    while (*told < history.size())
    {
        std::fflush(nullptr);
        const pid_t child = ::fork();
        if (child == 0)
            live(history, file, *told);
        ASSERT_GT(child, 0);
        const uint64_t span_us = random.percent(50) ? 4'000 : 30'000;
        const auto delay = std::chrono::microseconds{random.below(span_us)};
        if (kill_after(child, delay) == 0)
            continue;
        ++tally.kills;
        tally.with_log += fs::exists(file.string() + "-wal") ? 1U : 0U;
        const auto store = must(storage::SqliteStore::create({.file = file}));
        const auto state = history.find_state(file, *told, *told + 1);
        ASSERT_TRUE(state) << "not the index after " << *told << " steps, nor one more";
        tally.further += *state > *told ? 1U : 0U;
        *told = *state;
    }
    EXPECT_EQ(history.find_state(file, history.size(), history.size()), history.size());
}
}  // namespace

TEST(kill, at_any_moment_leaves_all_that_was_told_and_no_half_step)
{
    Tally tally;
    const auto wanted = rounds("INTERLOCK_KILLS", 100);
    for (auto seed = first_seed(); tally.kills < wanted && !HasFailure(); ++seed)
    {
        SCOPED_TRACE("INTERLOCK_SEED=" + std::to_string(seed));
        model::Random random{seed};
        play(History{seed, 60}, random, tally);
    }
    std::printf("%lu kills; %lu left a write-ahead log, %lu a step that nobody was told of\n",
        tally.kills, tally.with_log, tally.further);
    EXPECT_GT(tally.with_log, 0U);
}
}  // namespace interlock::crash
