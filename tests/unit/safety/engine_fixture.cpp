#include "tests/unit/safety/engine_fixture.hpp"

#include "interop/eth/hash.hpp"

namespace interlock::server
{
namespace
{
constexpr uint64_t kGenesisS = 1'000;
constexpr uint64_t kBlockTimeS = 2;

const std::vector<ChainConfig> kConfigs{
    {kAlpha, kBlockTimeS, 0}, {kBeta, kBlockTimeS, 0}, {kGamma, kBlockTimeS, 0}};

Hash32 hash_of(const std::string& text)
{
    return keccak256(ByteView{reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

Hash32 block_hash(uint64_t made)
{
    return hash_of("block " + std::to_string(made));
}

/// A log is the same in all blocks of its place, as a deposit's is.
Hash32 payload_of(const ChainId& chain, uint64_t number, uint32_t log_index)
{
    return hash_of(
        to_string(chain) + "/" + std::to_string(number) + "/" + std::to_string(log_index));
}
}  // namespace

EngineTest::EngineTest() : index{kConfigs}, set_{*DependencySet::create(kConfigs, 100)}
{
    reopen();
    for (const auto& config : kConfigs)
    {
        const auto genesis = digest(config.id, {}, {.logs = 0});
        chains_[config.id] = {genesis.seal};
        apply(BeginIndex{config.id, kGenesisS, genesis.seal.id, {genesis}});
    }
}

void EngineTest::reopen()
{
    indexer_.reset();
    index.reopen();
    indexer_.emplace(index.store(), set_);
}

BlockDigest EngineTest::digest(
    const ChainId& chain, const BlockSeal& parent, const Contents& contents)
{
    const bool is_first = parent.id.hash == Hash32{};
    const uint64_t number = is_first ? 0 : parent.id.number + 1;
    BlockDigest out;
    out.seal = {.id = {number, block_hash(++blocks_made_)},
        .parent_hash = parent.id.hash,
        .timestamp_s = kGenesisS + number * kBlockTimeS};
    for (uint32_t i = 0; i < contents.logs; ++i)
        out.log_hashes.push_back(log_hash(Address{}, payload_of(chain, number, i)));
    out.executing = contents.executing;
    return out;
}

void EngineTest::apply(const IndexEvent& event)
{
    auto applied = indexer_->apply(event, now_s);
    ASSERT_TRUE(applied) << applied.error().message;
    news = *std::move(applied);
}

BlockId EngineTest::append(const ChainId& chain, Contents contents)
{
    auto& blocks = chains_.at(chain);
    const auto block = digest(chain, blocks.back(), contents);
    blocks.push_back(block.seal);
    apply(AppendBlocks{chain, {block}});
    return block.seal.id;
}

BlockId EngineTest::next_id(const ChainId& chain) const
{
    return {chains_.at(chain).back().id.number + 1, block_hash(blocks_made_ + 1)};
}

void EngineTest::extend(const ChainId& chain, size_t count)
{
    while (count-- > 0)
        append(chain);
}

void EngineTest::replace(const ChainId& chain, uint64_t above, std::vector<Contents> contents)
{
    auto& blocks = chains_.at(chain);
    blocks.resize(above + 1);
    ReplaceBranch event{chain, above, {}};
    for (const auto& each : contents)
    {
        event.blocks.push_back(digest(chain, blocks.back(), each));
        blocks.push_back(event.blocks.back().seal);
    }
    apply(event);
}

void EngineTest::prune(const ChainId& chain)
{
    apply(PruneBlocks{chain, 0, {}});
}

void EngineTest::tell(const ChainId& chain, const chain::Labels& labels)
{
    apply(UpdateLabels{chain, labels});
}

void EngineTest::tell_local_safe(const ChainId& chain, uint64_t number)
{
    tell(chain, {.local_safe = seal(chain, number).id});
}

ExecutingLog EngineTest::executes(
    uint32_t log_index, const ChainId& chain, uint64_t number, uint32_t initiating) const
{
    const LogPosition at{chain, number, kGenesisS + number * kBlockTimeS, initiating};
    return {.log_index = log_index,
        .message = {.id = {Address{}, at}, .payload_hash = payload_of(chain, number, initiating)}};
}

ExecutingLog EngineTest::wrong(ExecutingLog log)
{
    log.message.payload_hash.bytes[0] ^= 1;
    return log;
}

BlockSeal EngineTest::seal(const ChainId& chain, uint64_t number) const
{
    return chains_.at(chain).at(number);
}

std::unique_ptr<storage::View> EngineTest::view()
{
    return *index.store().open_view();
}

std::optional<uint64_t> EngineTest::head(const ChainId& chain, SafetyLevel level)
{
    return index.head(chain, level);
}

std::optional<Obstacle> EngineTest::obstacle(const ChainId& chain, CrossView cross_view)
{
    const auto progress = view()->progress(chain, cross_view);
    if (!progress || !*progress || !(*progress)->pending)
        return std::nullopt;
    return (*progress)->pending->obstacle;
}
}  // namespace interlock::server
