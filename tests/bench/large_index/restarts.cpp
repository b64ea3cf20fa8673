#include "tests/bench/large_index/restarts.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "server/ingest/indexer.hpp"
#include "storage/write_ahead_log.hpp"
#include "tests/bench/results.hpp"
#include "tests/support/must.hpp"

namespace interlock::bench
{
namespace
{
using testing::must;
namespace fs = std::filesystem;
using storage::SqliteStore;
using storage::WriteAheadLog;

/// A process that writes while a view keeps its write-ahead log from starting over, and is killed
/// when that is as long as it may get.
void kill_a_writer(const LargeIndex& index)
{
    const auto log = index.file.string() + "-wal";
    const pid_t child = ::fork();
    if (child == 0)
    {
        auto chains = index.chains;
        const auto store = must(SqliteStore::create({.file = index.file}));
        server::Indexer indexer{*store, index.set};
        for (uint64_t i = 0;; i = (i + 1) % index.set.chains().size())
        {
            const auto view = must(store->open_view());
            must(indexer.apply(server::AppendBlocks{chain_at(i), chains.grow(i, 50)}, kNow_s));
        }
    }
    std::error_code absent;
    const auto is_long = [&]
    {
        const auto size = fs::file_size(log, absent);
        return !absent && size + (WriteAheadLog::kLimitBytes >> 5U) > WriteAheadLog::kLimitBytes;
    };
    while (!is_long() && ::waitpid(child, nullptr, WNOHANG) == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    if (!is_long())
        throw std::runtime_error{"no write-ahead log was left"};
}

/// Starts as the service does, in a process of its own that is gone without closing anything, so
/// that the next start finds the same.
void start(const std::string& name, const LargeIndex& index)
{
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0)
    {
        const auto& known = index.chains.tip(0);
        const auto log_mib =
            static_cast<double>(fs::file_size(index.file.string() + "-wal")) / double(1 << 20U);
        auto time = Clock::now();
        auto begin = time;
        const auto store = must(SqliteStore::create({.file = index.file}));
        const double open_ms = lap_ms(time);
        server::Indexer indexer{*store, index.set};
        must(indexer.settle(kNow_s));
        const double settle_ms = lap_ms(time);
        const auto view = must(store->open_view());
        constexpr auto kLog = GrowingChains::kInitiating;
        const bool is_right = must(view->log_hash(chain_at(0), known.seal.id.number, kLog)) ==
                                  known.log_hashes.at(kLog) &&
                              must(view->head(chain_at(0), SafetyLevel::finalized)).has_value();
        const double answer_ms = lap_ms(time);
        const double all_ms = lap_ms(begin);
        fmt::print("{:<24} {:>9.1f} {:>9.1f} {:>9.1f} {:>9.1f} {:>9.1f}{}\n", name, log_mib,
            open_ms, settle_ms, answer_ms, all_ms, is_right ? "" : "  WRONG ANSWER");
        std::fflush(stdout);
        record("start, " + name, {{"logs", index.logs}, {"all_ms", all_ms}});
        ::_exit(is_right ? 0 : 1);
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child || status != 0)
        throw std::runtime_error{"it did not start or gave a wrong answer"};
}
}  // namespace

void measure_restarts(const LargeIndex& index)
{
    constexpr int kTimes = 3;
    kill_a_writer(index);
    fmt::print("{:<24} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "", "log MiB", "open ms", "settle ms",
        "answer ms", "all ms");
    for (int i = 0; i < kTimes; ++i)
        start("killed, files in memory", index);
    for (int i = 0; i < kTimes; ++i)
    {
        drop_from_memory(index.file.parent_path());
        start("killed, files on disk", index);
    }
    must(SqliteStore::create({.file = index.file})).reset();
}
}  // namespace interlock::bench
