#include "tests/support/safety_world.hpp"

#include "interop/eth/hash.hpp"
#include "tests/support/must.hpp"

namespace interlock::testing
{
namespace
{
constexpr Address kOrigin{};
constexpr uint32_t kLogs = 2;

Hash32 hash_of(const std::string& text)
{
    return keccak256(ByteView{reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

DependencySet three_chains(uint64_t activation_s)
{
    std::vector<ChainConfig> chains;
    for (const auto& id : {kAlpha, kBeta, kGamma})
        chains.push_back(
            {.id = id, .block_time_s = SafetyWorld::kBlockTimeS, .activation_s = activation_s});
    return *DependencySet::create(std::move(chains), SafetyWorld::kWindowS);
}
}  // namespace

SafetyWorld::SafetyWorld(const WorldOptions& options)
  : options_{options}, set_{three_chains(options.activation_s)}
{
    reopen();
    const auto step = must(store_->begin());
    for (const auto& chain : set_.chains())
    {
        must(step->put_chain({.config = chain, .followed = true}));
        chains_[chain.id];
    }
    must(step->commit());
}

void SafetyWorld::reopen()
{
    indexer_.reset();
    store_.reset();
    store_ = must(storage::SqliteStore::create({.file = dir_.path() / "index.db"}));
    indexer_.emplace(*store_, set_);
}

void SafetyWorld::apply(const server::IndexEvent& event)
{
    news_ = must(indexer_->apply(event, ++now_s_));
    if (on_commit)
        on_commit();
}

BlockDigest SafetyWorld::next_digest(
    const ChainId& chain, std::vector<ExecutingLog> executing) const
{
    const auto& known = chains_.at(chain);
    const auto number = known.blocks.size();
    BlockDigest out;
    out.seal = {.id = {number, hash_of("block " + to_string(chain) + "/" + std::to_string(number) +
                                       "/" + std::to_string(known.branch))},
        .parent_hash = number == 0 ? Hash32{} : known.blocks.back().id.hash,
        .timestamp_s = kGenesisS + number * kBlockTimeS};
    out.state_root = hash_of("state of " + to_hex(out.seal.id.hash));
    out.withdrawals_root =
        options_.withdrawals_root.value_or(hash_of("withdrawals of " + to_hex(out.seal.id.hash)));
    for (uint32_t i = 0; i < kLogs; ++i)
    {
        const auto message = message_of(chain, number, i);
        out.log_hashes.push_back(log_hash(message.id.origin, message.payload_hash));
    }
    for (const auto& log : executing)
    {
        while (out.log_hashes.size() <= log.log_index)
            out.log_hashes.push_back(hash_of("an event"));
    }
    out.executing = std::move(executing);
    out.only_deposits = options_.only_deposits;
    return out;
}

BlockDigest SafetyWorld::add(const ChainId& chain, std::vector<ExecutingLog> executing)
{
    auto out = next_digest(chain, std::move(executing));
    auto& known = chains_.at(chain);
    known.blocks.push_back(out.seal);
    known.branches.push_back(known.branch);
    return out;
}

/// What comes after the number.
void SafetyWorld::drop(const ChainId& chain, uint64_t number)
{
    auto& known = chains_.at(chain);
    known.blocks.resize(number + 1);
    known.branches.resize(number + 1);
    ++known.branch;
}

void SafetyWorld::begin(const ChainId& chain)
{
    const auto block = add(chain, {});
    apply(server::BeginIndex{chain, block.seal.timestamp_s, block.seal.id, {block}});
}

void SafetyWorld::begin_all()
{
    for (const auto& chain : set_.chains())
        begin(chain.id);
}

BlockSeal SafetyWorld::append(const ChainId& chain, std::vector<ExecutingLog> executing)
{
    const auto block = add(chain, std::move(executing));
    apply(server::AppendBlocks{chain, {block}});
    return block.seal;
}

void SafetyWorld::extend(const ChainId& chain, uint64_t number)
{
    server::AppendBlocks event{chain, {}};
    while (chains_.at(chain).blocks.size() <= number)
        event.blocks.push_back(add(chain, {}));
    apply(event);
}

void SafetyWorld::rewind(const ChainId& chain, uint64_t number)
{
    drop(chain, number);
    apply(server::ReplaceBranch{chain, number, {}});
}

BlockSeal SafetyWorld::replace_newest(const ChainId& chain, std::vector<ExecutingLog> executing)
{
    const auto ancestor = chains_.at(chain).blocks.size() - 2;
    drop(chain, ancestor);
    const auto block = add(chain, std::move(executing));
    apply(server::ReplaceBranch{chain, ancestor, {block}});
    return block.seal;
}

void SafetyWorld::tell(const ChainId& chain, const chain::Labels& labels,
    std::optional<server::SafeHeadRun> safe_heads)
{
    apply(server::UpdateLabels{
        chain, labels, std::move(safe_heads), chains_.at(chain).blocks.size() - 1});
}

void SafetyWorld::tell_local_safe(const ChainId& chain, uint64_t number)
{
    auto& labels = chains_.at(chain).labels;
    labels.local_safe = block(chain, number).id;
    tell(chain, labels);
}

void SafetyWorld::tell_finalized(const ChainId& chain, uint64_t number)
{
    chains_.at(chain).labels.finalized = block(chain, number).id;
    tell_local_safe(chain, number);
}

void SafetyWorld::tell_derived(const ChainId& chain, uint64_t number, uint64_t l1_number)
{
    chains_.at(chain).labels.derived =
        chain::DerivedBlock{.l2 = block(chain, number).id, .l1 = l1_block(l1_number)};
    tell_local_safe(chain, number);
}

void SafetyWorld::tell_record(
    const ChainId& chain, const std::vector<Derived>& record, const BlockId& current_l1)
{
    auto& labels = chains_.at(chain).labels;
    labels.current_l1 = current_l1;
    server::SafeHeadRun run{
        .base = chain::DerivedBlock{.l2 = block(chain, 0).id, .l1 = l1_block(0)}, .entries = {}};
    for (const auto& [number, l1_number] : record)
        run.entries.push_back({.l2 = block(chain, number).id, .l1 = l1_block(l1_number)});
    if (!record.empty())
        labels.local_safe = run.entries.back().l2;
    tell(chain, labels, std::move(run));
}

void SafetyWorld::halt_alpha()
{
    extend(kBeta, 4);
    extend(kAlpha, 4);
    append(kAlpha, {executing(2, message_of(kBeta, 3, 0))});
    extend(kAlpha, 7);
    tell_local_safe(kBeta, 4);
    tell_finalized(kAlpha, 6);
    tell_local_safe(kAlpha, 7);
    rewind(kBeta, 2);
}

void SafetyWorld::fill_head_journal(size_t count)
{
    const auto step = must(store_->begin());
    const auto& alpha = chains_.at(kAlpha).blocks.back();
    for (size_t i = 0; i < count; ++i)
        must(step->add_head_change({.at_s = now_s_, .chain_id = kAlpha, .block = alpha}));
    must(step->commit());
    if (on_commit)
        on_commit();
}

Message SafetyWorld::message_of(const ChainId& chain, uint64_t number, uint32_t log_index) const
{
    const auto& known = chains_.at(chain);
    const auto branch = number < known.branches.size() ? known.branches[number] : known.branch;
    const LogPosition at{chain, number, kGenesisS + number * kBlockTimeS, log_index};
    return {.id = {kOrigin, at},
        .payload_hash = hash_of("log " + to_string(chain) + "/" + std::to_string(number) + "/" +
                                std::to_string(log_index) + "/" + std::to_string(branch))};
}

const BlockSeal& SafetyWorld::block(const ChainId& chain, uint64_t number) const
{
    return chains_.at(chain).blocks.at(number);
}

std::unique_ptr<storage::View> SafetyWorld::view()
{
    return must(store_->open_view());
}

BlockId l1_block(uint64_t number)
{
    return {number, hash_of("l1 " + std::to_string(number))};
}

ExecutingLog executing(uint32_t log_index, const Message& message)
{
    return {.log_index = log_index, .message = message};
}

ExecutingLog malformed(uint32_t log_index)
{
    return {.log_index = log_index, .message = {}, .malformed = true};
}

Message with_wrong_payload(Message message)
{
    message.payload_hash.bytes[0] ^= 1;
    return message;
}
}  // namespace interlock::testing
