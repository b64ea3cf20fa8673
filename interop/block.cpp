#include "interop/block.hpp"

#include <algorithm>

#include "interop/eth/trie.hpp"

namespace interlock
{
namespace
{
void report(DigestedBlock& out, uint32_t log_index, const std::string& what)
{
    if (out.oddities.size() < kMaxOddities)
        out.oddities.push_back(
            "log " + std::to_string(log_index) + ": malformed ExecutingMessage: " + what);
    else if (out.oddities.size() == kMaxOddities)
        out.oddities.emplace_back("and more of the kind");
}

void add_executing(DigestedBlock& out, uint32_t log_index, const ExecutingEvent& event)
{
    auto& executing = out.digest.executing;
    if (const auto* message = std::get_if<Message>(&event))
    {
        executing.push_back({.log_index = log_index, .message = *message});
        return;
    }
    const auto* malformed = std::get_if<MalformedExecuting>(&event);
    if (malformed == nullptr)
        return;
    report(out, log_index, malformed->what);
    if (malformed->invalidates_block)
        executing.push_back({.log_index = log_index, .message = {}, .malformed = true});
    else if (malformed->as_proof_reads_it)
        executing.push_back({.log_index = log_index, .message = *malformed->as_proof_reads_it});
}

void add_log(DigestedBlock& out, const eth::Log& log)
{
    const auto log_index = static_cast<uint32_t>(out.digest.log_hashes.size());
    out.digest.log_hashes.push_back(log_hash(log));
    add_executing(out, log_index, decode_executing_message(log));
}
}  // namespace

const Address kMessagePasser{{0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x16}};

bool has_message_passer_root(const std::optional<Hash32>& withdrawals_root)
{
    static const auto kNoWithdrawals = eth::ordered_trie_root({});
    return withdrawals_root && *withdrawals_root != kNoWithdrawals;
}

DigestedBlock digest_block(
    const eth::Header& header, const Hash32& hash, const std::vector<eth::Receipt>& receipts)
{
    DigestedBlock out;
    out.digest.seal = {.id = {.number = header.number, .hash = hash},
        .parent_hash = header.parent_hash,
        .timestamp_s = header.timestamp_s};
    out.digest.state_root = header.state_root;
    out.digest.withdrawals_root = header.withdrawals_root;
    out.digest.only_deposits =
        !receipts.empty() &&
        std::all_of(receipts.begin(), receipts.end(),
            [](const eth::Receipt& receipt) { return receipt.type == eth::kDepositType; });
    for (const eth::Receipt& receipt : receipts)
    {
        for (const eth::Log& log : receipt.logs)
            add_log(out, log);
    }
    return out;
}
}  // namespace interlock
