#include "tests/sim/network.hpp"

#include <algorithm>

#include "server/ingest/first_working_labels.hpp"

namespace interlock::sim
{
namespace
{
class ExecutionHandle final : public chain::BlockSource
{
public:
    explicit ExecutionHandle(ExecutionEndpoint& node) : node_{node} {}

    const std::string& name() const override { return node_.name(); }
    chain::Result<ChainId> chain_id() override { return node_.chain_id(); }
    chain::Result<BlockSeal> seal(const chain::BlockSelector& block) override
    {
        return node_.seal(block);
    }
    chain::Result<std::vector<DigestedBlock>> blocks(uint64_t first, size_t count) override
    {
        return node_.blocks(first, count);
    }

private:
    ExecutionEndpoint& node_;
};

class ConsensusHandle final : public chain::LabelSource
{
public:
    explicit ConsensusHandle(ConsensusEndpoint& node) : node_{node} {}

    const std::string& name() const override { return node_.name(); }
    chain::Result<chain::Labels> labels() override { return node_.labels(); }
    chain::Result<std::optional<chain::DerivedBlock>> safe_head_at(uint64_t l1_number) override
    {
        return node_.safe_head_at(l1_number);
    }

private:
    ConsensusEndpoint& node_;
};

constexpr std::array kExecutionFaults{ExecutionFault::dead, ExecutionFault::erring,
    ExecutionFault::forgetful, ExecutionFault::late, ExecutionFault::stuck, ExecutionFault::torn,
    ExecutionFault::forged, ExecutionFault::two_faced, ExecutionFault::stranger};
constexpr std::array kConsensusFaults{ConsensusFault::dead, ConsensusFault::stuck,
    ConsensusFault::behind, ConsensusFault::astray, ConsensusFault::silent};
}  // namespace

Network::Network(Context& context, const World& world, const Upheaval& upheaval)
  : context_{context}, world_{world}, chains_(world.size())
{
    auto& random = context.random;
    for (size_t place = 0; place < world.size(); ++place)
    {
        const auto id = to_string(world.chain(place).config().id);
        auto& [execution, consensus] = chains_[place];
        const auto execution_count = random.between(1, 3);
        for (size_t i = 0; i < execution_count; ++i)
            execution.emplace_back(context, world, place, fmt::format("execution {}/{}", id, i));
        const auto consensus_count = random.between(1, 2);
        for (size_t i = 0; i < consensus_count; ++i)
        {
            consensus.emplace_back(context, place, fmt::format("consensus {}/{}", id, i),
                ConsensusEndpoint::Surroundings{
                    world, upheaval, [this, place] { return forged(place); }});
        }
    }
}

std::vector<std::unique_ptr<chain::BlockSource>> Network::execution(size_t place)
{
    std::vector<std::unique_ptr<chain::BlockSource>> out;
    for (auto& node : chains_[place].execution)
        out.push_back(std::make_unique<ExecutionHandle>(node));
    return out;
}

std::unique_ptr<chain::LabelSource> Network::labels(size_t place)
{
    std::vector<std::unique_ptr<chain::LabelSource>> sources;
    for (auto& node : chains_[place].consensus)
        sources.push_back(std::make_unique<ConsensusHandle>(node));
    return std::make_unique<server::FirstWorkingLabels>(std::move(sources));
}

void Network::disturb()
{
    const auto place = context_.random.below(world_.size());
    if (context_.random.percent(65))
        disturb_execution(place);
    else
        disturb_consensus(place);
}

void Network::disturb_execution(size_t place)
{
    constexpr uint64_t kLongestMs = 9'000;
    auto& random = context_.random;
    auto& nodes = chains_[place].execution;
    const auto fault = kExecutionFaults[random.below(kExecutionFaults.size())];
    const auto until_ms = context_.now_ms + random.between(500, kLongestMs);
    const bool of_all = random.percent(30);
    const auto chosen = random.below(nodes.size());
    for (size_t i = 0; i < nodes.size(); ++i)
    {
        if (!of_all && i != chosen)
            continue;
        nodes[i].suffer(fault, until_ms);
        remember_forged(nodes[i], place);
        context_.tally.count(std::string{"execution nodes: "}.append(to_string(fault)));
        context_.tell("{} is {} until {}", nodes[i].name(), to_string(fault), until_ms);
    }
}

void Network::disturb_consensus(size_t place)
{
    constexpr uint64_t kLongestMs = 25'000;
    auto& random = context_.random;
    auto& nodes = chains_[place].consensus;
    const auto fault = kConsensusFaults[random.below(kConsensusFaults.size())];
    const auto until_ms = context_.now_ms + random.between(500, kLongestMs);
    auto& node = nodes[random.below(nodes.size())];
    node.suffer(fault, until_ms);
    context_.tally.count(std::string{"consensus nodes: "}.append(to_string(fault)));
    context_.tell("{} is {} until {}", node.name(), to_string(fault), until_ms);
}

void Network::rest(bool at_rest)
{
    for (auto& [execution, consensus] : chains_)
    {
        for (auto& node : execution)
            node.rest(at_rest);
        for (auto& node : consensus)
            node.rest(at_rest);
    }
}

bool Network::is_forged(const Hash32& hash) const
{
    return std::find(forged_.begin(), forged_.end(), hash) != forged_.end();
}

const Branch* Network::forged(size_t place) const
{
    for (const auto& node : chains_[place].execution)
    {
        if (const auto* branch = node.forged())
            return branch;
    }
    return nullptr;
}

void Network::remember_forged(const ExecutionEndpoint& node, size_t place)
{
    const auto* branch = node.forged();
    if (branch == nullptr)
        return;
    const auto& truth = world_.branch(place);
    for (auto number = branch->head_number();; --number)
    {
        const auto& hash = branch->at(number).seal.id.hash;
        const auto* block = truth.find(number);
        if (block != nullptr && block->seal.id.hash == hash)
            return;
        forged_.push_back(hash);
    }
}
}  // namespace interlock::sim
