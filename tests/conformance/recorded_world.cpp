#include "tests/conformance/recorded_world.hpp"

namespace interlock::conformance
{
namespace
{
/// The least distance between blocks: recordings have no slot that every block misses.
uint64_t block_time_of(const RecordedChain& chain)
{
    uint64_t out = UINT64_MAX;
    for (auto it = chain.begin(); std::next(it) != chain.end(); ++it)
    {
        out = std::min(out,
            std::next(it)->second.digest.seal.timestamp_s - it->second.digest.seal.timestamp_s);
    }
    return out;
}

KnownChain known_chain(const World& world, const LogPosition& at)
{
    const RecordedChain& chain = world.chains.at(at.chain_id);
    const auto seal_of = [](const auto& entry) { return entry.second.digest.seal; };
    KnownChain out{.block_time_s = block_time_of(chain),
        .first_number = chain.begin()->first,
        .first_timestamp_s = seal_of(*chain.begin()).timestamp_s,
        .head_timestamp_s = seal_of(*chain.rbegin()).timestamp_s,
        .named = std::nullopt};
    const auto block = chain.find(at.block_number);
    if (block == chain.end())
        return out;
    const BlockDigest& digest = block->second.digest;
    out.named = KnownChain::Block{.timestamp_s = digest.seal.timestamp_s,
        .log_count = static_cast<uint32_t>(digest.log_hashes.size()),
        .log_hash = std::nullopt};
    if (at.log_index < digest.log_hashes.size())
        out.named->log_hash = digest.log_hashes[at.log_index];
    return out;
}

std::string_view inclusion_verdict(const World& world, const Message& message)
{
    const LogPosition& at = message.id.at;
    const auto inclusion = check_inclusion(known_chain(world, at), at,
        ExpectedLogHash{log_hash(message.id.origin, message.payload_hash)});
    if (const auto* violation = std::get_if<Violation>(&inclusion))
        return to_string(*violation);
    return std::holds_alternative<Included>(inclusion) ? "valid" : "not known";
}
}  // namespace

tl::expected<World, std::string> make_world(const RecordedChains& chains, uint64_t window_s)
{
    std::vector<ChainConfig> configs;
    for (const auto& [id, chain] : chains)
        configs.push_back({.id = id, .block_time_s = block_time_of(chain), .activation_s = 0});
    auto set = DependencySet::create(std::move(configs), window_s);
    if (!set)
        return tl::unexpected{std::move(set.error())};
    return World{chains, std::move(*set)};
}

std::string_view verdict(
    const World& world, const ChainId& chain_id, uint64_t timestamp_s, const Message& message)
{
    const LogPosition& at = message.id.at;
    if (const auto violation = check_chains(world.set, chain_id, at.chain_id))
        return to_string(*violation);
    const MessageTimes times{.initiated_s = at.timestamp_s, .executed_s = timestamp_s};
    auto violation =
        check_activation(*world.set.find(chain_id), *world.set.find(at.chain_id), times);
    if (!violation)
        violation = check_order(times);
    if (!violation)
        violation = check_expiry(times, world.set.expiry_window_s());
    return violation ? to_string(*violation) : inclusion_verdict(world, message);
}
}  // namespace interlock::conformance
