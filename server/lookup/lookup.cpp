#include "server/lookup/lookup.hpp"

#include <fmt/format.h>

#include <future>
#include <map>

namespace interlock::server
{
namespace
{
using chain::ErrorKind;

/// What a chain's nodes say: a place, nothing (no such transaction), or why they do not.
using Place = chain::Result<std::optional<chain::TransactionPlace>>;

Place place_on(const std::vector<std::unique_ptr<chain::ReceiptSource>>& nodes, const Hash32& hash)
{
    auto last = chain::Error{ErrorKind::unreachable, "it has no execution node"};
    for (const auto& node : nodes)
    {
        auto place = node->place_of(hash);
        if (place)
            return *place;
        if (place.error().kind == ErrorKind::not_found)
            return std::nullopt;
        last = std::move(place.error());
    }
    return tl::unexpected{std::move(last)};
}

Lookup::Receipts receipts_of(
    const std::vector<std::unique_ptr<chain::ReceiptSource>>& nodes, const Lookup::Block& block)
{
    std::string why = "it has no execution node";
    for (const auto& node : nodes)
    {
        auto receipts = node->receipts(block.id.number);
        if (receipts && receipts->block.id == block.id)
            return std::move(receipts->receipts);
        why = receipts ? fmt::format("{} has another block there, {}", node->name(),
                             to_hex(receipts->block.id.hash))
                       : receipts.error().message;
    }
    return tl::unexpected{CannotTell{CannotTell::Cause::not_ready,
        fmt::format("the logs of block {} of chain {} are not kept here, and could not be had from "
                    "its nodes: {}",
            block.id.number, to_string(block.chain_id), why)}};
}
}  // namespace

/// A place for one look-up, until it goes.
class Lookup::Slot
{
public:
    explicit Slot(std::atomic<size_t>& under_way) : under_way_{&under_way} {}
    Slot(Slot&& other) noexcept : under_way_{std::exchange(other.under_way_, nullptr)} {}
    Slot& operator=(Slot&&) = delete;
    ~Slot()
    {
        if (under_way_ != nullptr)
            under_way_->fetch_sub(1);
    }

private:
    std::atomic<size_t>* under_way_;
};

Told<Lookup::Slot> Lookup::begin()
{
    Slot slot{under_way_};
    if (under_way_.fetch_add(1) < limits_.at_once)
        return slot;
    return tl::unexpected{CannotTell{CannotTell::Cause::overload,
        "too much is being looked up at the chains' nodes; ask again in a moment"}};
}

/// A thread's connections to chains' nodes.
class Lookup::Nodes
{
public:
    explicit Nodes(const Sources& sources) : sources_{sources} {}

    const std::vector<std::unique_ptr<chain::ReceiptSource>>& of(const ChainId& chain)
    {
        const auto known = by_chain_.find(chain);
        return known != by_chain_.end() ? known->second
                                        : by_chain_.emplace(chain, sources_(chain)).first->second;
    }

private:
    const Sources& sources_;
    std::map<ChainId, std::vector<std::unique_ptr<chain::ReceiptSource>>> by_chain_;
};

void Lookup::spread(size_t count, const std::function<void(size_t index, Nodes& nodes)>& work) const
{
    std::atomic<size_t> next = 0;
    const auto run = [&]
    {
        Nodes nodes{sources_};
        for (auto i = next++; i < count; i = next++)
            work(i, nodes);
    };
    std::vector<std::future<void>> others;
    for (size_t i = 1; i < std::min(limits_.connections, count); ++i)
        others.push_back(std::async(std::launch::async, run));
    run();
    for (auto& other : others)
        other.get();
}

Told<TransactionSearch> Lookup::find(const Hash32& transaction, std::span<const ChainId> chains)
{
    const auto slot = begin();
    if (!slot)
        return tl::unexpected{slot.error()};
    std::vector<Place> places(chains.size());
    spread(chains.size(),
        [&](size_t i, Nodes& nodes) { places[i] = place_on(nodes.of(chains[i]), transaction); });

    TransactionSearch out;
    for (size_t i = 0; i < chains.size(); ++i)
    {
        if (!places[i])
            out.unasked.push_back({chains[i], places[i].error().message});
        else if (*places[i])
            out.found.push_back({chains[i], **places[i]});
    }
    return out;
}

Told<void> Lookup::read(std::span<const Block> blocks, const Use& use)
{
    const auto slot = begin();
    if (!slot)
        return tl::unexpected{slot.error()};
    spread(blocks.size(), [&](size_t i, Nodes& nodes)
        { use(i, receipts_of(nodes.of(blocks[i].chain_id), blocks[i])); });
    return {};
}
}  // namespace interlock::server
