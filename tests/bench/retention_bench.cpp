// Disk use over simulated weeks, with and without removing what is old: a line a day.
// Run: retention-bench [DAYS]; files go to the directory for temporary files (TMPDIR).
#include <cstdio>
#include <cstdlib>

#include "server/ingest/indexer.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/storage/sample_blocks.hpp"

namespace
{
using namespace interlock;

constexpr uint64_t kDayS = 86'400;
constexpr uint64_t kWindowS = 7 * kDayS;
constexpr uint64_t kBlockTimeS = 30;
constexpr uint32_t kLogsPerBlock = 50;
constexpr uint64_t kChains = 2;

template <typename T>
T must(storage::Result<T> result)
{
    if (!result)
    {
        std::fprintf(stderr, "%s\n", result.error().message.c_str());
        std::abort();
    }
    return *std::move(result);
}

ChainId chain(uint64_t i)
{
    return ChainId::from_u64(901 + i);
}

DependencySet make_set()
{
    std::vector<ChainConfig> chains;
    for (uint64_t i = 0; i < kChains; ++i)
        chains.push_back({.id = chain(i), .block_time_s = kBlockTimeS, .activation_s = 0});
    return *DependencySet::create(std::move(chains), kWindowS);
}

class World
{
public:
    explicit World(bool prunes) : prunes_{prunes}
    {
        open();
        auto step = must(store_->begin());
        for (const auto& config : set_.chains())
            static_cast<void>(step->put_chain({.config = config, .followed = true}));
        static_cast<void>(step->commit());
        tips_.resize(kChains);
    }

    /// The size of the index after another day, in bytes.
    uint64_t live_a_day()
    {
        for (uint64_t i = 0; i < kChains; ++i)
            append(i);
        for (bool more = prunes_; more;)
        {
            more = false;
            for (uint64_t i = 0; i < kChains; ++i)
            {
                const auto before = first(i);
                apply(server::PruneBlocks{chain(i), server::shortest_retention_s(set_), {}});
                more = more || first(i) != before;
            }
        }
        indexer_.reset();
        store_.reset();
        const auto bytes = std::filesystem::file_size(file());
        open();
        return bytes;
    }

private:
    void open()
    {
        store_ = must(storage::SqliteStore::create({.file = file()}));
        indexer_.emplace(*store_, set_);
    }

    void append(uint64_t i)
    {
        auto& tip = tips_[i];
        for (uint64_t left = kDayS / kBlockTimeS; left > 0;)
        {
            std::vector<BlockDigest> blocks;
            for (; left > 0 && blocks.size() < 100; --left)
            {
                const auto timestamp_s = tip.seal.timestamp_s + kBlockTimeS;
                tip = storage::samples::next(tip, kLogsPerBlock, i);
                tip.seal.timestamp_s = timestamp_s;
                blocks.push_back(tip);
            }
            const auto number = blocks.front().seal.id.number;
            const auto anchor = blocks.front().seal.id;
            if (number == 1)
                apply(server::BeginIndex{chain(i), 0, anchor, std::move(blocks)});
            else
                apply(server::AppendBlocks{chain(i), std::move(blocks)});
        }
        chain::Labels labels;
        labels.local_safe = labels.finalized = tip.seal.id;
        apply(server::UpdateLabels{chain(i), labels});
    }

    void apply(const server::IndexEvent& event) { must(indexer_->apply(event, 1)); }

    uint64_t first(uint64_t i)
    {
        return must(must(store_->open_view())->first(chain(i)))->seal.id.number;
    }

    std::filesystem::path file() const { return dir_.path() / "index.db"; }

    const bool prunes_;
    const DependencySet set_ = make_set();
    testing::TempDir dir_;
    std::unique_ptr<storage::SqliteStore> store_;
    std::optional<server::Indexer> indexer_;
    std::vector<BlockDigest> tips_;
};
}  // namespace

int main(int argc, char** argv)
{
    const auto days = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 42;
    World kept{false};
    World pruned{true};
    std::printf("%llu chains, a block every %llu s of %u logs, window %llu days\n",
        static_cast<unsigned long long>(kChains), static_cast<unsigned long long>(kBlockTimeS),
        kLogsPerBlock, static_cast<unsigned long long>(kWindowS / kDayS));
    std::printf("%4s %14s %14s\n", "day", "kept, MiB", "pruned, MiB");
    for (uint64_t day = 1; day <= days; ++day)
    {
        const auto mib = [](uint64_t bytes) { return static_cast<double>(bytes) / (1U << 20U); };
        const auto without = mib(kept.live_a_day());
        const auto with = mib(pruned.live_a_day());
        std::printf("%4llu %14.1f %14.1f\n", static_cast<unsigned long long>(day), without, with);
        std::fflush(stdout);
    }
    return 0;
}
