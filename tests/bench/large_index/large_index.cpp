#include "tests/bench/large_index/large_index.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "server/ingest/indexer.hpp"
#include "tests/support/must.hpp"

namespace interlock::bench
{
using testing::must;

void build(LargeIndex& index)
{
    constexpr uint64_t kBatch = 500;
    const auto store = must(storage::SqliteStore::create({.file = index.file}));
    {
        const auto step = must(store->begin());
        for (const auto& chain : index.set.chains())
            must(step->put_chain({.config = chain, .followed = true}));
        must(step->commit());
    }
    server::Indexer indexer{*store, index.set};
    const auto rounds = index.blocks_a_chain();
    const auto chains = index.set.chains().size();
    for (uint64_t i = 0; i < chains; ++i)
    {
        auto first = index.chains.grow(i, 1);
        const auto anchor = first.front().seal;
        must(indexer.apply(
            server::BeginIndex{chain_at(i), anchor.timestamp_s, anchor.id, std::move(first)},
            kNow_s));
    }
    for (uint64_t done = 1; done < rounds; done += kBatch)
    {
        for (uint64_t i = 0; i < chains; ++i)
        {
            const auto size = std::min(kBatch, rounds - done);
            must(indexer.apply(
                server::AppendBlocks{chain_at(i), index.chains.grow(i, size)}, kNow_s));
            const auto& tip = index.chains.tip(i).seal.id;
            const chain::Labels labels{.local_safe = tip, .finalized = tip, .safe = tip};
            must(indexer.apply(server::UpdateLabels{chain_at(i), labels}, kNow_s));
        }
    }
}

void drop_from_memory(const std::filesystem::path& folder)
{
    for (const auto& entry : std::filesystem::directory_iterator{folder})
    {
        const int descriptor = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
        ::fsync(descriptor);
        ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
        ::close(descriptor);
    }
}

double lap_ms(Clock::time_point& begin)
{
    const auto now = Clock::now();
    const auto out = std::chrono::duration<double, std::milli>(now - begin).count();
    begin = now;
    return out;
}
}  // namespace interlock::bench
