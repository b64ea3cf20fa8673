#include "tests/bench/follow/prebuilt.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/app/index_file.hpp"
#include "server/ingest/indexer.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/support/must.hpp"

namespace interlock::bench
{
namespace
{
using testing::must;

DependencySet set_of(const NodesOptions& options)
{
    std::vector<ChainConfig> chains;
    for (const auto& chain : options.chains)
        chains.push_back(
            {.id = chain.id, .block_time_s = LongChain::kBlockTimeS, .activation_s = 0});
    return *DependencySet::create(std::move(chains), 0);
}

void index_chain(server::Indexer& indexer, const LongChainOptions& options, uint64_t history)
{
    constexpr uint64_t kBatch = 1'000;
    constexpr uint64_t kNow_s = 2'000'000'000;
    auto shorter = options;
    shorter.last = history;
    const LongChain chain{shorter};
    for (uint64_t next = 0; next <= history;)
    {
        std::vector<BlockDigest> blocks;
        for (; next <= history && blocks.size() < kBatch; ++next)
            blocks.push_back(chain.digest(next));
        const auto first = blocks.front().seal;
        if (first.id.number == 0)
            must(indexer.apply(server::BeginIndex{options.id, first.timestamp_s,
                                   chain.digest(history).seal.id, std::move(blocks)},
                kNow_s));
        else
            must(indexer.apply(server::AppendBlocks{options.id, std::move(blocks)}, kNow_s));
    }
    const auto tip = chain.digest(history).seal.id;
    must(indexer.apply(
        server::UpdateLabels{options.id, {.local_safe = tip, .finalized = tip, .safe = tip}},
        kNow_s));
}

void build(const NodesOptions& options, const std::filesystem::path& data_dir)
{
    const auto set = set_of(options);
    const auto store = must(storage::SqliteStore::create({.file = server::index_file(data_dir)}));
    auto step = must(store->begin());
    for (const auto& chain : set.chains())
        must(step->put_chain({.config = chain, .followed = true}));
    must(step->commit());
    step.reset();
    server::Indexer indexer{*store, set};
    for (size_t i = 0; i < options.chains.size(); ++i)
        index_chain(indexer, options.chains[i], options.growth[i].history);
}
}  // namespace

void prebuild(const NodesOptions& options, const std::filesystem::path& data_dir)
{
    const pid_t child = ::fork();
    if (child == 0)
    {
        try
        {
            build(options, data_dir);
            ::_exit(0);
        }
        catch (const std::exception& error)
        {
            fmt::print(stderr, "{}\n", error.what());
            ::_exit(1);
        }
    }
    int status = 0;
    if (::waitpid(child, &status, 0) != child || status != 0)
        throw std::runtime_error{"the index was not built"};
}
}  // namespace interlock::bench
