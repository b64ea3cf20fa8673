#include "tests/sim/world.hpp"

#include <algorithm>
#include <stdexcept>

#include "interop/eth/hash.hpp"

namespace interlock::sim
{
namespace
{
/// Enough to tell logs apart, and short enough to be no allocation.
std::string identity_of(const Hash32& log_hash)
{
    return to_hex(log_hash).substr(2, 14);
}

model::Message model_of(const ExecutingLog& log)
{
    const auto& [id, payload_hash] = log.message;
    return {.log_index = log.log_index,
        .chain = to_string(id.at.chain_id),
        .number = id.at.block_number,
        .index = id.at.log_index,
        .timestamp_s = id.at.timestamp_s,
        .log = identity_of(log_hash(id.origin, payload_hash)),
        .malformed = log.malformed};
}

model::Block model_of(const BlockDigest& digest)
{
    model::Block out{.number = digest.seal.id.number, .timestamp_s = digest.seal.timestamp_s};
    for (const auto& hash : digest.log_hashes)
        out.logs.push_back(identity_of(hash));
    for (const auto& log : digest.executing)
        out.executing.push_back(model_of(log));
    return out;
}

std::shared_ptr<const TruthBlock> truth_of(const testing::FakeBlock& block)
{
    auto out = std::make_shared<TruthBlock>();
    out->seal = block.seal();
    out->digested = digest_block(block.header, block.hash, block.receipts);
    for (const auto& receipt : block.receipts)
        out->logs.insert(out->logs.end(), receipt.logs.begin(), receipt.logs.end());
    if (!block.receipts.empty())
        out->deposit_logs = block.receipts.front().logs.size();
    out->model = model_of(out->digested.digest);
    return out;
}

BlockId l1_id(uint64_t number, uint64_t fork)
{
    return {number, keccak256({ByteView{big_endian(number)}, ByteView{big_endian(fork)}})};
}

std::optional<uint64_t> draw_activation(model::Random& random, uint64_t start_s)
{
    if (random.percent(7))
        return std::nullopt;
    return random.percent(60) ? 0 : start_s + random.below(25);
}

std::vector<TruthChain> draw_chains(
    model::Random& random, const std::shared_ptr<AllBlocks>& all_blocks)
{
    constexpr uint64_t kFirstChain = 901;
    // Near zero the rule about activation blocks has an edge of its own.
    const uint64_t start_s = random.percent(10) ? random.below(3) : 1'000;
    const auto count = random.percent(15) ? 5 : random.between(2, 4);
    std::vector<TruthChain> out;
    for (uint64_t i = 0; i < count; ++i)
    {
        ChainConfig config{.id = ChainId::from_u64(kFirstChain + i)};
        config.block_time_s = random.between(1, 3);
        config.activation_s = draw_activation(random, start_s);
        testing::FakeChainOptions options{.id = config.id, .block_time_s = config.block_time_s};
        options.fork =
            random.percent(90) ? testing::ForkShape::isthmus : testing::ForkShape::canyon;
        options.genesis_number = random.percent(60) ? 0 : random.between(1, 1'000'000);
        const bool is_late = random.percent(10);
        options.genesis_time_s = start_s + (is_late ? random.between(3, 15) : random.below(3));
        out.emplace_back(config, options, all_blocks);
    }
    return out;
}

DependencySet set_of(model::Random& random, const std::vector<TruthChain>& chains)
{
    std::vector<ChainConfig> configs;
    for (const auto& chain : chains)
        configs.push_back(chain.config());
    const auto window_s = random.percent(50) ? random.between(2, 25) : kMaxExpiryWindowS;
    auto set = DependencySet::create(std::move(configs), window_s);
    if (!set)
        throw std::logic_error{set.error()};
    return *std::move(set);
}
}  // namespace

const TruthBlock* Branch::find(uint64_t number) const
{
    const auto first = genesis().seal.id.number;
    return number < first || number > head_number() ? nullptr : blocks_[number - first].get();
}

const TruthBlock* Branch::find(const Hash32& hash) const
{
    for (const auto& block : blocks_)
    {
        if (block->seal.id.hash == hash)
            return block.get();
    }
    return nullptr;
}

const TruthBlock* Branch::find_at(uint64_t timestamp_s) const
{
    const auto found = std::lower_bound(blocks_.begin(), blocks_.end(), timestamp_s,
        [](const auto& block, uint64_t time_s) { return block->seal.timestamp_s < time_s; });
    const bool is_there = found != blocks_.end() && (*found)->seal.timestamp_s == timestamp_s;
    return is_there ? found->get() : nullptr;
}

const TruthBlock& Branch::at(uint64_t number) const
{
    return *blocks_.at(number - genesis().seal.id.number);
}

void Branch::cut(uint64_t number)
{
    while (head_number() > number)
        blocks_.pop_back();
}

TruthChain::TruthChain(ChainConfig config, const testing::FakeChainOptions& options,
    std::shared_ptr<AllBlocks> all_blocks)
  : config_{config}, fake_{options}, all_blocks_{std::move(all_blocks)}
{
    keep_head();
}

void TruthChain::append(std::vector<eth::Log> deposit_logs, std::vector<eth::Log> logs)
{
    testing::FakeChain::Transactions transactions;
    if (!logs.empty())
        transactions.push_back(std::move(logs));
    fake_.append(transactions, std::move(deposit_logs));
    keep_head();
}

void TruthChain::rewind(uint64_t number)
{
    fake_.rewind(number);
    branch_.cut(number);
}

void TruthChain::keep_head()
{
    auto& known = (*all_blocks_)[fake_.head().hash];
    if (!known)
        known = truth_of(fake_.head());
    branch_.push(known);
}

World::World(Context& context)
  : context_{context},
    chains_{draw_chains(context.random, all_blocks_)},
    set_{set_of(context.random, chains_)}
{
    L1Block first{.id = l1_id(100, 0), .derived = {}};
    for (const auto& chain : chains_)
        first.derived.push_back(chain.branch().head_number());
    l1_.push_back(std::move(first));
    finalized_.resize(chains_.size());
    if (context.random.percent(70))
        finalize_genesis();
}

size_t World::place_of(const ChainId& id) const
{
    for (size_t place = 0; place < chains_.size(); ++place)
    {
        if (chains_[place].config().id == id)
            return place;
    }
    throw std::logic_error{"no such chain"};
}

uint64_t World::floor(size_t place) const
{
    return finalized_[place].value_or(branch(place).genesis().seal.id.number);
}

const BlockId& World::derived_from(size_t place, uint64_t number) const
{
    for (const auto& block : l1_)
    {
        if (block.derived[place] >= number)
            return block.id;
    }
    throw std::logic_error{"the block is not local-safe"};
}

void World::append(size_t place, std::vector<eth::Log> deposit_logs, std::vector<eth::Log> logs)
{
    chains_[place].append(std::move(deposit_logs), std::move(logs));
    context_.tally.count("blocks: produced");
}

void World::rewind(size_t place, uint64_t number)
{
    chains_[place].rewind(number);
    for (auto& block : l1_)
        block.derived[place] = std::min(block.derived[place], number);
}

void World::extend_l1()
{
    constexpr uint64_t kMaxStep = 6;
    L1Block next = l1_.back();
    next.id = l1_id(l1_.back().id.number + 1, l1_forks_);
    for (size_t place = 0; place < chains_.size(); ++place)
    {
        const auto ready = branch(place).head_number() - next.derived[place];
        if (context_.random.percent(80))
            next.derived[place] += context_.random.below(std::min(ready, kMaxStep) + 1);
    }
    l1_.push_back(std::move(next));
}

size_t World::rewind_l1(size_t depth)
{
    const auto gone = std::min(depth, l1_.size() - 1 - final_l1_);
    l1_.resize(l1_.size() - gone);
    ++l1_forks_;
    return gone;
}

void World::finalize()
{
    final_l1_ += context_.random.below(l1_.size() - final_l1_);
    auto world = for_model();
    for (size_t place = 0; place < chains_.size(); ++place)
        world.chains[place].local_safe = l1_[final_l1_].derived[place];
    // What is promoted by final blocks alone needs nothing that is not final.
    for (const auto& [id, outcome] : model::decide(world))
    {
        auto& finalized = finalized_[place_of(*chain_id_from_text(id))];
        finalized = std::max(finalized.value_or(0), outcome.cross_safe);
    }
}

void World::finalize_genesis()
{
    for (size_t place = 0; place < chains_.size(); ++place)
        finalized_[place] = floor(place);
}

model::World World::for_model() const
{
    model::World out{.expiry_window_s = set_.expiry_window_s()};
    for (size_t place = 0; place < chains_.size(); ++place)
    {
        const auto& config = chains_[place].config();
        model::Chain chain{.id = to_string(config.id),
            .block_time_s = config.block_time_s,
            .activation_s = config.activation_s};
        const auto& known = branch(place);
        chain.anchor = known.genesis().seal.id.number;
        for (auto number = chain.anchor; number <= known.head_number(); ++number)
            chain.blocks.push_back(known.at(number).model);
        chain.local_safe = local_safe(place);
        out.chains.push_back(std::move(chain));
    }
    return out;
}
}  // namespace interlock::sim
