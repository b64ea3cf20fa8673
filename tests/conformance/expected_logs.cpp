#include "tests/conformance/expected_logs.hpp"

namespace interlock::conformance
{
namespace
{
void check_log(
    Case& c, const Json& json, const std::vector<const eth::Log*>& logs, const BlockDigest& digest)
{
    Fields fields{json};
    const uint32_t index = fields.index("logIndex");
    const Address address = fields.address("address");
    const Hash32 payload_digest = fields.hash("payloadHash");
    const Hash32 hash = fields.hash("logHash");
    if (!c.accepts(fields))
        return;
    if (index >= logs.size())
        return c.fail("there is no log " + std::to_string(index));
    const auto what = "log " + std::to_string(index) + " ";
    c.equal(what + "address", address, logs[index]->address);
    c.equal(what + "payload hash", payload_digest, payload_hash(*logs[index]));
    c.equal(what + "hash", hash, digest.log_hashes[index]);
}

std::vector<const eth::Log*> logs_of(const RecordedBlock& block)
{
    std::vector<const eth::Log*> out;
    for (const eth::Receipt& receipt : block.receipts)
    {
        for (const eth::Log& log : receipt.logs)
            out.push_back(&log);
    }
    return out;
}
}  // namespace

void check_block_logs(Case& c, const Json& json, const RecordedChains& chains)
{
    Fields fields{json};
    const ChainId chain_id = fields.chain_id("chainId");
    const uint64_t number = fields.number("blockNumber");
    const uint64_t timestamp_s = fields.number("timestamp");
    const Hash32 hash = fields.hash("blockHash");
    const Json& list = fields.list("logs");
    if (!c.accepts(fields))
        return;
    const RecordedBlock* block = find_block(chains, chain_id, number);
    if (block == nullptr)
        return c.fail("the block was not recorded");
    c.equal("block hash", hash, block->digest.seal.id.hash);
    c.equal("timestamp", timestamp_s, block->digest.seal.timestamp_s);
    const auto logs = logs_of(*block);
    c.equal("number of logs", list.size(), logs.size());
    for (const Json& log : list)
        check_log(c, log, logs, block->digest);
}

void check_all_blocks_named(Case& c, const Json& list, const RecordedChains& chains)
{
    size_t blocks_with_logs = 0;
    for (const auto& [id, chain] : chains)
    {
        for (const auto& [number, block] : chain)
            blocks_with_logs += block.digest.log_hashes.empty() ? 0U : 1U;
    }
    c.equal("number of blocks with logs", list.size(), blocks_with_logs);
}
}  // namespace interlock::conformance
