#include "tests/sim/rebuild.hpp"

#include <deque>

#include "server/ingest/indexer.hpp"
#include "storage/sqlite_store.hpp"

namespace interlock::sim
{
namespace
{
using server::IndexEvent;

server::UpdateLabels labels_of(const World& world, size_t place, const ChainSnapshot& chain)
{
    server::UpdateLabels out{.chain = world.chain(place).config().id, .labels = {}};
    out.labels.local_safe = chain.head(SafetyLevel::local_safe)->id;
    out.labels.finalized = world.branch(place).at(world.floor(place)).seal.id;
    return out;
}

std::deque<IndexEvent> events_of(
    model::Random& random, const World& world, size_t place, const StepChecks& checks)
{
    const auto& [blocks, anchor] = checks.mirror().chain(place);
    const auto& id = world.chain(place).config().id;
    std::deque<IndexEvent> out;
    for (size_t at = 0; at < blocks.size();)
    {
        const auto end = at + random.between(1, blocks.size() - at);
        std::vector<BlockDigest> piece;
        for (; at < end; ++at)
            piece.push_back(blocks[at]->digested.digest);
        if (out.empty())
        {
            const auto covered_s = piece.front().seal.timestamp_s;
            out.push_back(server::BeginIndex{id, covered_s, anchor, std::move(piece)});
        }
        else
            out.push_back(server::AppendBlocks{id, std::move(piece)});
    }
    const auto labels = labels_of(world, place, checks.snapshot().chains[place]);
    const auto at = out.begin() + static_cast<std::ptrdiff_t>(random.between(1, out.size()));
    out.insert(at, labels);
    return out;
}
}  // namespace

Snapshot rebuild(Context& context, const World& world, const StepChecks& checks,
    const std::filesystem::path& folder)
{
    std::filesystem::remove_all(folder);
    std::vector<std::deque<IndexEvent>> chains;
    for (size_t place = 0; place < world.size(); ++place)
        chains.push_back(events_of(context.random, world, place, checks));

    const auto store = must(storage::SqliteStore::create({.file = folder / "index.db"}));
    auto step = must(store->begin());
    for (const auto& chain : world.set().chains())
        must(step->put_chain({.config = chain, .followed = true}));
    must(step->commit());
    step.reset();

    server::Indexer indexer{*store, world.set()};
    while (!chains.empty())
    {
        const auto chosen = static_cast<std::ptrdiff_t>(context.random.below(chains.size()));
        auto& events = *(chains.begin() + chosen);
        if (!events.empty())
        {
            must(indexer.apply(events.front(), context.now_s()));
            events.pop_front();
        }
        if (events.empty())
            chains.erase(chains.begin() + chosen);
    }
    return read_snapshot(*must(store->open_view()), world.set());
}
}  // namespace interlock::sim
