#include "server/lookup/messenger_lookup.hpp"

#include <map>
#include <mutex>

namespace interlock::server
{
namespace
{
/// The blocks that logs need, each once, and what of each.
class Needs
{
public:
    struct Need
    {
        size_t log = 0;  // Of the logs asked about.
        bool is_execution = false;
    };

    explicit Needs(const std::vector<MessengerLog>& logs)
    {
        for (size_t i = 0; i < logs.size(); ++i)
        {
            add(logs[i].block, {i, false});
            if (logs[i].execution)
                add(logs[i].execution->block, {i, true});
        }
    }

    [[nodiscard]] const std::vector<Lookup::Block>& blocks() const { return blocks_; }
    [[nodiscard]] const std::vector<Need>& of(size_t block) const { return needs_[block]; }

private:
    void add(const Lookup::Block& block, Need need)
    {
        const auto [at, is_new] =
            places_.try_emplace({block.chain_id, block.id.hash}, blocks_.size());
        if (is_new)
        {
            blocks_.push_back(block);
            needs_.emplace_back();
        }
        needs_[at->second].push_back(need);
    }

    std::vector<Lookup::Block> blocks_;
    std::vector<std::vector<Need>> needs_;  // Of each block.
    std::map<std::pair<ChainId, Hash32>, size_t> places_;
};

/// What is known of one log when all blocks have been read.
struct Findings
{
    DecodedMessage message;
    std::vector<Relay> relays;  // All of the executing transaction.
};

void read_sent(const MessengerLog& log, const std::vector<eth::Receipt>& receipts, Findings& out)
{
    const auto placed = receipt_with_log(receipts, log.log_index);
    const auto* found = placed ? &placed->receipt.logs[log.log_index - placed->first_log] : nullptr;
    if (found == nullptr || log_hash(*found) != log.log_hash)
    {
        out.message.why = "the log at that place is another one";
        return;
    }
    out.message.sent = decode_sent_message(*found);
    if (!out.message.sent)
        out.message.why = "it is not a SentMessage";
}

void read_relays(
    uint32_t log_index, const std::vector<eth::Receipt>& receipts, std::vector<Relay>& out)
{
    const auto placed = receipt_with_log(receipts, log_index);
    if (!placed)
        return;
    for (size_t i = 0; i < placed->receipt.logs.size(); ++i)
    {
        if (auto relayed = decode_relayed_message(placed->receipt.logs[i]))
            out.push_back({placed->first_log + static_cast<uint32_t>(i), *std::move(relayed)});
    }
}

DecodedMessage settle(const MessengerLog& log, Findings findings)
{
    auto out = std::move(findings.message);
    if (!out.sent)
        return out;
    const auto hash = messenger_hash(log.block.chain_id, *out.sent);
    for (auto& relay : findings.relays)
    {
        if (relay.event.message_hash == hash)
            out.relay = std::move(relay);
    }
    return out;
}
}  // namespace

std::optional<PlacedReceipt> receipt_with_log(
    const std::vector<eth::Receipt>& receipts, uint32_t log_index)
{
    uint32_t first = 0;
    for (const auto& receipt : receipts)
    {
        const auto count = static_cast<uint32_t>(receipt.logs.size());
        if (log_index - first < count)
            return PlacedReceipt{receipt, first};
        first += count;
    }
    return std::nullopt;
}

PlacedReceipt receipt_at(const std::vector<eth::Receipt>& receipts, size_t index)
{
    uint32_t first = 0;
    for (size_t i = 0; i < index; ++i)
        first += static_cast<uint32_t>(receipts[i].logs.size());
    return {receipts[index], first};
}

Told<std::vector<DecodedMessage>> decode_messages(
    Lookup& lookup, const std::vector<MessengerLog>& logs)
{
    const Needs needs{logs};
    std::vector<Findings> findings(logs.size());
    std::mutex mutex;  // Guards the findings: blocks are read by several threads.
    const auto read = lookup.read(needs.blocks(),
        [&](size_t block, const Lookup::Receipts& receipts)
        {
            const std::lock_guard lock{mutex};
            for (const auto& need : needs.of(block))
            {
                auto& found = findings[need.log];
                if (!receipts && !need.is_execution)
                    found.message.why = receipts.error().explanation;
                else if (receipts && need.is_execution)
                    read_relays(logs[need.log].execution->log_index, *receipts, found.relays);
                else if (receipts)
                    read_sent(logs[need.log], *receipts, found);
            }
        });
    if (!read)
        return tl::unexpected{read.error()};
    std::vector<DecodedMessage> out;
    for (size_t i = 0; i < logs.size(); ++i)
        out.push_back(settle(logs[i], std::move(findings[i])));
    return out;
}
}  // namespace interlock::server
