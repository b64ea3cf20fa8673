#include "tests/support/scenario_events.hpp"

#include <stdexcept>

#include "interop/eth/hash.hpp"

namespace interlock::testing
{
namespace
{
using nlohmann::json;

constexpr Address kOrigin{};

Hash32 hash_of(const std::string& text)
{
    return keccak256(ByteView{reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

/// What log `index` of block `number`, revision `rev`, carries.
Hash32 payload_of(const ChainId& chain, uint64_t number, uint64_t index, uint64_t rev)
{
    return hash_of("log " + to_string(chain) + "/" + std::to_string(number) + "/" +
                   std::to_string(index) + "/" + std::to_string(rev));
}

ExecutingLog executing_of(const json& exec)
{
    const auto chain = chain_in_scenario(exec.at("chain"));
    const auto number = exec.at("number").get<uint64_t>();
    const auto index = exec.at("index").get<uint32_t>();
    const bool is_wrong = exec.value("wrong_payload", false);
    const auto rev = exec.at("rev").get<uint64_t>();
    const LogPosition at{chain, number, exec.at("timestamp").get<uint64_t>(), index};
    return {.log_index = exec.at("log").get<uint32_t>(),
        .message = {.id = {kOrigin, at},
            .payload_hash =
                is_wrong ? hash_of("no such payload") : payload_of(chain, number, index, rev)},
        .malformed = exec.value("malformed", false)};
}

/// No two blocks are one, even if their parents and revisions are.
BlockDigest digest_of(const json& block, const BlockSeal& parent, size_t nonce)
{
    const auto chain = chain_in_scenario(block.at("chain"));
    const auto number = block.at("number").get<uint64_t>();
    const auto rev = block.at("rev").get<uint64_t>();
    BlockDigest out;
    out.seal = {.id = {number, hash_of("block " + to_string(chain) + "/" + std::to_string(number) +
                                       "/" + std::to_string(nonce) + to_hex(parent.id.hash))},
        .parent_hash = parent.id.hash,
        .timestamp_s = block.at("timestamp").get<uint64_t>()};
    for (uint64_t i = 0; i < block.at("logs").get<uint64_t>(); ++i)
        out.log_hashes.push_back(log_hash(kOrigin, payload_of(chain, number, i, rev)));
    for (const auto& exec : block.at("exec"))
        out.executing.push_back(executing_of(exec));
    out.only_deposits = out.executing.empty();
    return out;
}

DependencySet set_of(const json& scenario)
{
    std::vector<ChainConfig> chains;
    for (const auto& chain : scenario.at("chains"))
    {
        ChainConfig config{.id = chain_in_scenario(chain.at("id")),
            .block_time_s = chain.at("block_time").get<uint64_t>()};
        if (!chain.at("activation").is_null())
            config.activation_s = chain.at("activation").get<uint64_t>();
        chains.push_back(config);
    }
    auto set =
        DependencySet::create(std::move(chains), scenario.at("expiry_window").get<uint64_t>());
    if (!set)
        throw std::runtime_error{set.error()};
    return *std::move(set);
}
}  // namespace

ChainId chain_in_scenario(const json& id)
{
    const auto known = chain_id_from_text(id.get<std::string>());
    if (!known)
        throw std::runtime_error{"not a chain id: " + id.dump()};
    return *known;
}

ScenarioEvents::ScenarioEvents(const json& scenario) : scenario_{scenario}, set_{set_of(scenario)}
{
}

std::vector<server::IndexEvent> ScenarioEvents::begin()
{
    std::vector<server::IndexEvent> out;
    for (const auto& chain : scenario_.at("chains"))
    {
        const json genesis{{"chain", chain.at("id")}, {"number", 0}, {"rev", 0}, {"logs", 0},
            {"timestamp", chain.at("genesis_time")}, {"exec", json::array()}};
        const auto id = chain_in_scenario(chain.at("id"));
        const auto digest = digest_of(genesis, {}, 0);
        chains_[id] = {digest.seal};
        out.push_back(server::BeginIndex{id, digest.seal.timestamp_s, digest.seal.id, {digest}});
    }
    return out;
}

std::optional<server::IndexEvent> ScenarioEvents::take(const json& step)
{
    ++taken_;
    if (step.contains("block"))
        return append(step.at("block"));
    if (step.contains("local_safe"))
        return set_local_safe(step.at("local_safe"));
    if (step.contains("rewind"))
        return rewind(step.at("rewind"));
    return std::nullopt;
}

server::AppendBlocks ScenarioEvents::append(const json& block)
{
    const auto id = chain_in_scenario(block.at("chain"));
    auto& chain = chains_.at(id);
    const auto digest = digest_of(block, chain.back(), taken_);
    chain.push_back(digest.seal);
    return {id, {digest}};
}

server::UpdateLabels ScenarioEvents::set_local_safe(const json& head)
{
    const auto id = chain_in_scenario(head.at("chain"));
    const BlockId l1{taken_, hash_of("l1 " + std::to_string(taken_))};
    chain::Labels labels;
    labels.local_safe = chains_.at(id).at(head.at("number").get<size_t>()).id;
    labels.current_l1 = l1;
    auto& record = records_[id];
    while (!record.empty() && record.back().l2.number >= labels.local_safe->number)
        record.pop_back();
    const auto base =
        record.empty() ? chain::DerivedBlock{chains_.at(id).front().id, {}} : record.back();
    record.push_back({*labels.local_safe, l1});
    return {id, labels, server::SafeHeadRun{.base = base, .entries = {record.back()}},
        chains_.at(id).back().id.number};
}

server::ReplaceBranch ScenarioEvents::rewind(const json& head)
{
    const auto id = chain_in_scenario(head.at("chain"));
    const auto number = head.at("number").get<size_t>();
    chains_.at(id).resize(number + 1);
    auto& record = records_[id];
    while (!record.empty() && record.back().l2.number > number)
        record.pop_back();
    return {id, number, {}};
}
}  // namespace interlock::testing
