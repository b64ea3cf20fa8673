#include "client/load/questions.hpp"

#include <algorithm>
#include <random>

namespace interlock::client
{
namespace
{
/// Blocks to look at, and at most so many logs of each.
constexpr size_t kBlocks = 400;
constexpr size_t kLogsOfBlock = 50;

struct Log
{
    MessageAccess access;
    uint64_t executed_s = 0;  // After its chain's newest block: then it may be.
};

/// Nothing of a block that is too old for its messages to be executed now.
void take_logs(
    const ChainStatus& chain, const BlockInfo& block, uint64_t window_s, std::vector<Log>& out)
{
    if (chain.head->timestamp_s - block.seal.timestamp_s >= window_s)
        return;
    const auto count = std::min(block.log_hashes.size(), kLogsOfBlock);
    for (size_t i = 0; i < count; ++i)
    {
        const LogPosition at{
            chain.chain_id, block.seal.id.number, block.seal.timestamp_s, static_cast<uint32_t>(i)};
        out.push_back(
            {{at, message_checksum(block.log_hashes[i], at)}, chain.head->timestamp_s + 1});
    }
}

Result<std::vector<Log>> draw_logs(const Client& client, std::mt19937_64& random)
{
    const auto status = client.status();
    const auto set = client.chains();
    if (!status || !set)
        return tl::unexpected{status ? set.error() : status.error()};
    const auto& all = status->chains;
    const bool some_are_ready =
        std::any_of(all.begin(), all.end(), [](const auto& chain) { return chain.ready; });
    std::vector<const ChainStatus*> chains;
    for (const auto& chain : all)
    {
        if (chain.first && chain.head && (chain.ready || !some_are_ready))
            chains.push_back(&chain);
    }
    std::vector<Log> out;
    for (size_t i = 0; i < kBlocks && !chains.empty(); ++i)
    {
        const auto& chain = *chains[i % chains.size()];
        const auto first = chain.first->id.number;
        const auto number = first + random() % (chain.head->id.number - first + 1);
        const auto block = client.block(chain.chain_id, number);
        if (block)
            take_logs(chain, *block, set->expiry_window_s, out);
        else if (block.error().kind != ErrorKind::not_found)
            return tl::unexpected{block.error()};
    }
    if (out.empty())
        return tl::unexpected{Error{.kind = ErrorKind::not_found,
            .message = "no block with logs is indexed yet: there is nothing to ask about"}};
    return out;
}
}  // namespace

Result<std::vector<Question>> draw_questions(
    const Client& client, size_t count, size_t messages, uint64_t seed)
{
    std::mt19937_64 random{seed};
    const auto logs = draw_logs(client, random);
    if (!logs)
        return tl::unexpected{logs.error()};
    std::vector<Question> out(count);
    for (auto& question : out)
    {
        auto& terms = question.terms;
        for (size_t i = 0; i < messages; ++i)
        {
            const auto& log = (*logs)[random() % logs->size()];
            const auto entries = encode_access(log.access);
            question.entries.insert(question.entries.end(), entries.begin(), entries.end());
            terms.executing_chain = log.access.at.chain_id;
            terms.timestamp_s = std::max(terms.timestamp_s, log.executed_s);
        }
    }
    return out;
}
}  // namespace interlock::client
