#include "tests/conformance/recorded_chains.hpp"

namespace interlock::conformance
{
namespace
{
/// Each block names the one before by hash, is one higher and is later.
void check_links(Case& c, const RecordedChain& blocks)
{
    const RecordedBlock* parent = nullptr;
    for (const auto& [number, block] : blocks)
    {
        const BlockSeal& seal = block.digest.seal;
        const auto where = "block " + std::to_string(number) + " ";
        if (parent != nullptr)
        {
            const BlockSeal& before = parent->digest.seal;
            c.equal(where + "number", before.id.number + 1, number);
            c.equal(where + "parent", before.id.hash, seal.parent_hash);
            c.equal(where + "is later", true, seal.timestamp_s > before.timestamp_s);
        }
        parent = &block;
    }
}

RecordedChain read_blocks(Case& c, const Json& list)
{
    RecordedChain out;
    for (const Json& element : list)
    {
        auto block = read_verified_block(c, element);
        if (!block)
            return {};
        const uint64_t number = block->digest.seal.id.number;
        if (!out.emplace(number, std::move(*block)).second)
            c.fail("malformed data: block " + std::to_string(number) + " is there twice");
    }
    check_links(c, out);
    return out;
}

size_t count_blocks(const RecordedChains& chains)
{
    size_t count = 0;
    for (const auto& [id, blocks] : chains)
        count += blocks.size();
    return count;
}
}  // namespace

std::optional<RecordedChains> read_chains(Case& c, const Json& json)
{
    RecordedChains out;
    for (const auto& [key, list] : json["chains"].items())
    {
        const auto id = chain_id_from_text(key);
        if (!id || !list.is_array() || list.empty())
        {
            c.fail("malformed data: chains: " + key + " is no chain id, or its blocks are no list");
            return std::nullopt;
        }
        out[*id] = read_blocks(c, list);
        if (out[*id].empty())
            return std::nullopt;
    }
    return out;
}

const RecordedBlock* find_block(
    const RecordedChains& chains, const ChainId& chain_id, uint64_t number)
{
    const auto chain = chains.find(chain_id);
    if (chain == chains.end())
        return nullptr;
    const auto block = chain->second.find(number);
    return block == chain->second.end() ? nullptr : &block->second;
}

std::optional<RecordedBranch> read_branch(Case& c, const Json& json)
{
    Fields fields{json};
    RecordedBranch out{.chain_id = fields.chain_id("chain"),
        .replaces_from = fields.number("replacesFrom"),
        .blocks = {}};
    const Json& list = fields.list("blocks");
    if (!c.accepts(fields))
        return std::nullopt;
    out.blocks = read_blocks(c, list);
    if (out.blocks.empty())
    {
        c.fail("malformed data: a branch without blocks");
        return std::nullopt;
    }
    c.equal("first block", out.replaces_from, out.blocks.begin()->first);
    return out;
}

bool attaches(const RecordedBranch& branch, const RecordedChains& chains)
{
    const auto chain = chains.find(branch.chain_id);
    if (chain == chains.end() || branch.replaces_from == 0)
        return false;
    const auto parent = chain->second.find(branch.replaces_from - 1);
    return parent != chain->second.end() &&
           parent->second.digest.seal.id.hash ==
               branch.blocks.begin()->second.digest.seal.parent_hash;
}

RecordedChains with_branch(RecordedChains chains, const RecordedBranch& branch)
{
    RecordedChain& chain = chains[branch.chain_id];
    chain.erase(chain.lower_bound(branch.replaces_from), chain.end());
    chain.insert(branch.blocks.begin(), branch.blocks.end());
    return chains;
}

bool is_recorded_chains(const Json& json)
{
    if (!has_keys(json, {"chains"}) || !json["chains"].is_object())
        return false;
    const Json& chains = json["chains"];
    return std::any_of(chains.begin(), chains.end(),
        [](const Json& list)
        {
            return list.is_array() && std::any_of(list.begin(), list.end(),
                                          [](const Json& b) { return is_block_file(b); });
        });
}

void run_recorded_chains(const Document& document, Corpus, Report& report)
{
    Case c{report, "chains link and prove themselves"};
    const auto chains = read_chains(c, document.json);
    if (chains && count_blocks(*chains) == 0)
        c.fail("malformed data: no blocks");
}

bool is_recorded_branch(const Json& json)
{
    return has_keys(json, {"chain", "replacesFrom", "blocks"});
}

void run_recorded_branch(const Document& document, Corpus, Report& report)
{
    Case c{report, "branch links and proves itself"};
    static_cast<void>(read_branch(c, document.json));
}
}  // namespace interlock::conformance
