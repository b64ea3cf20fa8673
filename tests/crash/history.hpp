// A history of the index: steps that the real indexer and engine take, and the content of the index
// after each of them, had nothing ever gone wrong.
#pragma once

#include "interop/dependency_set.hpp"
#include "server/ingest/indexer.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/support/must.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::crash
{
namespace fs = std::filesystem;
using testing::must;

/// Whether what the writer's clock said counts.
enum class Times
{
    with,
    without,
};
/// What stands in every row of every table of the index in `file`, hashed: two indexes say the same
/// if and only if it is equal. Throws when SQLite finds fault with the file.
[[nodiscard]] Hash32 content_of(const fs::path& file, Times times = Times::with);

/// A random scenario (tests/model) as steps. The first records the chains and the second settles,
/// as the service does when it starts; each one after is an event of the writer.
class History
{
public:
    explicit History(uint64_t seed, size_t max_steps = 30);

    [[nodiscard]] uint64_t seed() const noexcept { return seed_; }
    [[nodiscard]] const DependencySet& set() const noexcept { return set_; }
    [[nodiscard]] size_t size() const noexcept { return kBeforeEvents + events_.size(); }
    /// Step `n` on an index that has those before it.
    [[nodiscard]] storage::Result<void> take(
        size_t n, storage::Writer& writer, server::Indexer& indexer, uint64_t now_s) const;
    [[nodiscard]] storage::Result<void> take(
        size_t n, storage::Writer& writer, server::Indexer& indexer) const
    {
        return take(n, writer, indexer, now_s(n));
    }
    /// What the clock says at step `n`, unless it jumps.
    [[nodiscard]] static uint64_t now_s(size_t n) noexcept { return 1'000'000 + n; }

    static constexpr size_t kBeforeEvents = 2;
    [[nodiscard]] const server::IndexEvent& event(size_t n) const
    {
        return events_.at(n - kBeforeEvents);
    }

    /// The content after the first `n` steps, n = 0 … size(). Each was checked: blocks are linked,
    /// numbered without a gap and have their logs, and heads are in order.
    [[nodiscard]] const std::vector<Hash32>& states() const noexcept { return states_; }
    /// After how many steps the index in `file` is, of those first … last; nullopt: it is none of
    /// them. Later ones are preferred, since a step may change nothing.
    [[nodiscard]] std::optional<size_t> find_state(
        const fs::path& file, size_t first, size_t last) const;

private:
    using Script = std::pair<DependencySet, std::vector<server::IndexEvent>>;
    History(uint64_t seed, Script script);
    [[nodiscard]] static Script script_of(uint64_t seed, size_t max_steps);

    const uint64_t seed_;
    const DependencySet set_;
    const std::vector<server::IndexEvent> events_;
    std::vector<Hash32> states_;
};

/// One life of a process: the index open, and its indexer.
struct Life
{
    explicit Life(const fs::path& file, const DependencySet& set)
      : store{must(storage::SqliteStore::create({.file = file}))}, indexer{*store, set}
    {
    }

    std::unique_ptr<storage::SqliteStore> store;
    server::Indexer indexer;
};

/// How many rounds, unless the environment variable says otherwise.
[[nodiscard]] uint64_t rounds(const char* variable, uint64_t otherwise);
/// From INTERLOCK_SEED, else 1.
[[nodiscard]] uint64_t first_seed();
}  // namespace interlock::crash
