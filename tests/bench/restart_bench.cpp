// How long an index of many logs takes to answer again after its process was killed.
//
//   restart-bench [--logs N] [--chains N] [--dir FOLDER]
//
// Builds the index (34 bytes a log) in a folder of its own below FOLDER, kills a process in the
// middle of writing to it, so that its write-ahead log is as long as it gets, and then measures
// what the service does until it answers: open and recover, settle the engine, answer about a log.
// Once with what the system has in memory, and once with the database's files dropped from it.
// Removes the folder.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <thread>

#include "server/ingest/indexer.hpp"
#include "storage/sqlite_store.hpp"
#include "storage/write_ahead_log.hpp"
#include "tests/bench/growing_chains.hpp"
#include "tests/support/must.hpp"

namespace
{
using namespace interlock;
using namespace interlock::storage;
using bench::chain_at;
using testing::must;
using Chains = bench::GrowingChains;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr uint64_t kNow_s = 2'000'000'000;

struct Options
{
    uint64_t logs = 2'000'000;
    uint64_t chains = 4;
    fs::path dir = fs::temp_directory_path();
};

Options parse(int argc, char** argv)
{
    Options out;
    const auto number = [](const char* text, uint64_t& to)
    { std::from_chars(text, text + std::strlen(text), to); };
    for (int i = 1; i + 1 < argc; i += 2)
    {
        const std::string_view option{argv[i]};
        if (option == "--logs")
            number(argv[i + 1], out.logs);
        else if (option == "--chains")
            number(argv[i + 1], out.chains);
        else if (option == "--dir")
            out.dir = argv[i + 1];
        else
            throw std::runtime_error{"unknown option " + std::string{option}};
    }
    return out;
}

constexpr uint64_t kBatch = 500;

void build(const Options& options, const DependencySet& set, const fs::path& file, Chains& chains)
{
    const auto store = must(SqliteStore::create({.file = file}));
    {
        const auto step = must(store->begin());
        for (const auto& chain : set.chains())
            must(step->put_chain({.config = chain, .followed = true}));
        must(step->commit());
    }
    server::Indexer indexer{*store, set};
    const auto rounds = options.logs / Chains::kLogsPerBlock / options.chains;
    for (uint64_t i = 0; i < options.chains; ++i)
    {
        auto first = chains.grow(i, 1);
        const auto anchor = first.front().seal;
        must(indexer.apply(
            server::BeginIndex{chain_at(i), anchor.timestamp_s, anchor.id, std::move(first)},
            kNow_s));
    }
    for (uint64_t done = 1; done < rounds; done += kBatch)
    {
        for (uint64_t i = 0; i < options.chains; ++i)
        {
            const auto size = std::min(kBatch, rounds - done);
            must(indexer.apply(server::AppendBlocks{chain_at(i), chains.grow(i, size)}, kNow_s));
            const auto& tip = chains.tip(i).seal.id;
            const chain::Labels labels{.local_safe = tip, .finalized = tip, .safe = tip};
            must(indexer.apply(server::UpdateLabels{chain_at(i), labels}, kNow_s));
        }
    }
}

/// A process that writes while a view keeps its write-ahead log from starting over, and is killed
/// when that is as long as it may get.
void kill_a_writer(const DependencySet& set, const fs::path& file, Chains chains)
{
    const auto log = file.string() + "-wal";
    const pid_t child = ::fork();
    if (child == 0)
    {
        const auto store = must(SqliteStore::create({.file = file}));
        server::Indexer indexer{*store, set};
        for (uint64_t i = 0;; i = (i + 1) % set.chains().size())
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

/// Asks the system to forget what it has of the files in memory.
void drop_from_memory(const fs::path& folder)
{
    for (const auto& entry : fs::directory_iterator{folder})
    {
        const int descriptor = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
        ::fsync(descriptor);
        ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
        ::close(descriptor);
    }
}

double since_ms(Clock::time_point& begin)
{
    const auto now = Clock::now();
    const auto out = std::chrono::duration<double, std::milli>(now - begin).count();
    begin = now;
    return out;
}

/// Starts as the service does, in a process of its own that is gone without closing anything, so
/// that the next start finds the same.
void start(
    const char* name, const DependencySet& set, const fs::path& file, const BlockDigest& known)
{
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0)
    {
        const auto log_mib =
            static_cast<double>(fs::file_size(file.string() + "-wal")) / double(1 << 20U);
        auto time = Clock::now();
        const auto begin = time;
        const auto store = must(SqliteStore::create({.file = file}));
        const double open_ms = since_ms(time);
        server::Indexer indexer{*store, set};
        must(indexer.settle(kNow_s));
        const double settle_ms = since_ms(time);
        const auto view = must(store->open_view());
        const bool is_right =
            must(view->log_hash(chain_at(0), known.seal.id.number, Chains::kInitiating)) ==
                known.log_hashes.at(Chains::kInitiating) &&
            must(view->head(chain_at(0), SafetyLevel::finalized)).has_value();
        const double answer_ms = since_ms(time);
        fmt::print("{:<24} {:>9.1f} {:>9.1f} {:>9.1f} {:>9.1f} {:>9.1f}{}\n", name, log_mib,
            open_ms, settle_ms, answer_ms,
            std::chrono::duration<double, std::milli>(time - begin).count(),
            is_right ? "" : "  WRONG ANSWER");
        std::fflush(nullptr);
        ::_exit(is_right ? 0 : 1);
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child || status != 0)
        throw std::runtime_error{"it did not start or gave a wrong answer"};
}

void run(const Options& options, const fs::path& folder)
{
    const auto file = folder / "index.db";
    const auto set = bench::set_of(options.chains);
    Chains chains{options.chains};
    auto time = Clock::now();
    build(options, set, file, chains);
    fmt::print("{} logs of {} chains in {:.0f} s, {:.1f} MB\n\n", options.logs, options.chains,
        since_ms(time) / 1'000, static_cast<double>(fs::file_size(file)) / 1e6);
    const auto known = chains.tip(0);
    kill_a_writer(set, file, chains);
    fmt::print("{:<24} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "", "log MiB", "open ms", "settle ms",
        "answer ms", "all ms");
    for (int i = 0; i < 3; ++i)
        start("killed, files in memory", set, file, known);
    for (int i = 0; i < 3; ++i)
    {
        drop_from_memory(folder);
        start("killed, files on disk", set, file, known);
    }
    must(SqliteStore::create({.file = file})).reset();
}
}  // namespace

int main(int argc, char** argv)
{
    fs::path folder;
    try
    {
        const auto options = parse(argc, argv);
        folder = options.dir / ("restart-bench-" + std::to_string(::getpid()));
        run(options, folder);
        fs::remove_all(folder);
        return 0;
    }
    catch (const std::exception& error)
    {
        fmt::print(stderr, "restart-bench: {}\n", error.what());
        if (!folder.empty())
            fs::remove_all(folder);
        return 1;
    }
}
