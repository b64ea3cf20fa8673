#include "tests/unit/storage/model.hpp"

namespace interlock::storage
{
void Model::put_chain(const ChainRecord& record)
{
    chains_[record.config.id].record = record;
}

bool Model::append(const ChainId& chain, const BlockDigest& block)
{
    const auto at = chains_.find(chain);
    if (at == chains_.end())
        return false;
    auto& run = at->second.run;
    if (!run.empty())
    {
        const auto& tip = run.back().seal;
        if (block.seal.id.number != tip.id.number + 1 || block.seal.parent_hash != tip.id.hash ||
            block.seal.timestamp_s <= tip.timestamp_s)
            return false;
    }
    run.push_back(block);
    return true;
}

bool Model::rewind(const ChainId& chain, uint64_t number)
{
    if (block(chain, number) == nullptr)
        return false;
    auto& [record, run, heads] = chains_[chain];
    if (heads.contains(SafetyLevel::finalized) && heads[SafetyLevel::finalized] > number)
        return false;
    while (run.back().seal.id.number > number)
        run.pop_back();
    for (auto& [level, head] : heads)
        head = std::min(head, number);
    return true;
}

bool Model::prune(const ChainId& chain, uint64_t number)
{
    if (block(chain, number) == nullptr)
        return false;
    auto& [record, run, heads] = chains_[chain];
    if (!heads.contains(SafetyLevel::finalized))
        return false;
    for (const auto& [level, head] : heads)
    {
        if (head < number)
            return false;
    }
    while (run.front().seal.id.number < number)
        run.erase(run.begin());
    return true;
}

bool Model::set_head(const ChainId& chain, SafetyLevel level, const BlockId& id)
{
    const auto* found = block(chain, id.number);
    if (found == nullptr || found->seal.id != id)
        return false;
    auto& heads = chains_[chain].heads;
    if (level == SafetyLevel::finalized && heads.contains(level) && heads[level] > id.number)
        return false;
    heads[level] = id.number;
    return true;
}

std::vector<ChainRecord> Model::chains() const
{
    std::vector<ChainRecord> out;
    for (const auto& [id, chain] : chains_)
        out.push_back(chain.record);
    return out;
}

std::optional<std::string> Model::setting(const std::string& key) const
{
    const auto found = settings_.find(key);
    return found == settings_.end() ? std::nullopt : std::optional{found->second};
}

const BlockDigest* Model::head(const ChainId& chain, SafetyLevel level) const
{
    const auto at = chains_.find(chain);
    if (at == chains_.end() || at->second.run.empty())
        return nullptr;
    if (level == SafetyLevel::unsafe)
        return &at->second.run.back();
    const auto head = at->second.heads.find(level);
    return head == at->second.heads.end() ? nullptr : block(chain, head->second);
}

const BlockDigest* Model::first(const ChainId& chain) const
{
    const auto at = chains_.find(chain);
    return at == chains_.end() || at->second.run.empty() ? nullptr : &at->second.run.front();
}

const BlockDigest* Model::block(const ChainId& chain, uint64_t number) const
{
    const auto at = chains_.find(chain);
    if (at == chains_.end())
        return nullptr;
    for (const auto& candidate : at->second.run)
    {
        if (candidate.seal.id.number == number)
            return &candidate;
    }
    return nullptr;
}

std::vector<ExecutingRecord> Model::executing_in(const ChainId& chain, uint64_t number) const
{
    std::vector<ExecutingRecord> out;
    if (const auto* found = block(chain, number))
    {
        for (const auto& log : found->executing)
            out.push_back({.chain_id = chain, .block_number = number, .log = log});
    }
    return out;
}

std::vector<ExecutingRecord> Model::executing_of(
    const ChainId& target, uint64_t number, uint32_t log_index, size_t limit) const
{
    std::vector<ExecutingRecord> out;
    for (const auto& [id, chain] : chains_)
    {
        for (const auto& candidate : chain.run)
        {
            for (const auto& record : executing_in(id, candidate.seal.id.number))
            {
                const auto& at = record.log.message.id.at;
                if (!record.log.malformed && at.chain_id == target && at.block_number == number &&
                    at.log_index == log_index && out.size() < limit)
                    out.push_back(record);
            }
        }
    }
    return out;
}
}  // namespace interlock::storage
