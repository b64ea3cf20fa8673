#include "tests/support/fake_chain_json.hpp"

#include "interop/eth/hash.hpp"

namespace interlock::testing
{
namespace
{
using nlohmann::json;

template <typename T>
json hex(const T& value)
{
    return to_hex(ByteView{value});
}

json quantity(uint64_t value)
{
    return quantity_to_hex(value);
}

/// Without leading zeros, as quantities are.
json quantity(const Uint256& value)
{
    const auto digits = to_hex(ByteView{value.be}).substr(2);
    const auto first = digits.find_first_not_of('0');
    return "0x" + (first == std::string::npos ? "0" : digits.substr(first));
}

json transaction_hash(const FakeBlock& block, size_t index)
{
    return hex(keccak256({block.hash, big_endian(uint64_t{index})}));
}

void add_fork_fields(json& out, const eth::Header& header)
{
    if (header.base_fee_per_gas)
        out["baseFeePerGas"] = quantity(*header.base_fee_per_gas);
    if (header.withdrawals_root)
        out["withdrawalsRoot"] = hex(*header.withdrawals_root);
    if (header.blob_gas_used)
        out["blobGasUsed"] = quantity(*header.blob_gas_used);
    if (header.excess_blob_gas)
        out["excessBlobGas"] = quantity(*header.excess_blob_gas);
    if (header.parent_beacon_block_root)
        out["parentBeaconBlockRoot"] = hex(*header.parent_beacon_block_root);
    if (header.requests_hash)
        out["requestsHash"] = hex(*header.requests_hash);
}

/// What every receipt and log says about its place.
json place_json(const FakeBlock& block, size_t transaction)
{
    return {{"blockHash", hex(block.hash)}, {"blockNumber", quantity(block.header.number)},
        {"transactionHash", transaction_hash(block, transaction)},
        {"transactionIndex", quantity(transaction)}};
}

json log_json(const eth::Log& log, json place, uint64_t index)
{
    auto topics = json::array();
    for (const auto& topic : log.topics)
        topics.push_back(hex(topic));
    place.update({{"address", hex(log.address)}, {"topics", std::move(topics)},
        {"data", hex(log.data)}, {"logIndex", quantity(index)}, {"removed", false}});
    return place;
}

json receipt_json(const FakeBlock& block, size_t index, uint64_t& next_log)
{
    const auto& receipt = block.receipts[index];
    auto out = place_json(block, index);
    auto logs = json::array();
    for (const auto& log : receipt.logs)
        logs.push_back(log_json(log, place_json(block, index), next_log++));
    out.update({{"type", quantity(receipt.type)},
        {"cumulativeGasUsed", quantity(receipt.cumulative_gas_used)},
        {"logsBloom", hex(receipt.logs_bloom)}, {"logs", std::move(logs)},
        {"contractAddress", nullptr}});
    if (const auto* status = std::get_if<bool>(&receipt.outcome))
        out["status"] = quantity(*status ? 1 : 0);
    else
        out["root"] = hex(std::get<Hash32>(receipt.outcome));
    if (receipt.deposit_nonce)
        out["depositNonce"] = quantity(*receipt.deposit_nonce);
    if (receipt.deposit_receipt_version)
        out["depositReceiptVersion"] = quantity(*receipt.deposit_receipt_version);
    return out;
}

json block_id_json(const BlockId& block)
{
    return {{"hash", hex(block.hash)}, {"number", block.number}};
}

json block_ref_json(const FakeBlock* block)
{
    if (block == nullptr)
        return block_id_json({});
    return {{"hash", hex(block->hash)}, {"number", block->header.number},
        {"parentHash", hex(block->header.parent_hash)}, {"timestamp", block->header.timestamp_s}};
}
}  // namespace

json block_json(const FakeBlock* block)
{
    if (block == nullptr)
        return nullptr;
    const auto& header = block->header;
    auto transactions = json::array();
    for (size_t i = 0; i < block->receipts.size(); ++i)
        transactions.push_back(transaction_hash(*block, i));
    json out{{"hash", hex(block->hash)}, {"parentHash", hex(header.parent_hash)},
        {"sha3Uncles", hex(header.uncles_hash)}, {"miner", hex(header.miner)},
        {"stateRoot", hex(header.state_root)}, {"transactionsRoot", hex(header.transactions_root)},
        {"receiptsRoot", hex(header.receipts_root)}, {"logsBloom", hex(header.logs_bloom)},
        {"difficulty", quantity(header.difficulty)}, {"number", quantity(header.number)},
        {"gasLimit", quantity(header.gas_limit)}, {"gasUsed", quantity(header.gas_used)},
        {"timestamp", quantity(header.timestamp_s)}, {"extraData", hex(header.extra_data)},
        {"mixHash", hex(header.mix_hash)}, {"nonce", hex(header.nonce)}, {"size", "0x3e3"},
        {"uncles", json::array()}, {"transactions", std::move(transactions)}};
    add_fork_fields(out, header);
    return out;
}

json receipts_json(const FakeBlock* block)
{
    if (block == nullptr)
        return nullptr;
    auto out = json::array();
    uint64_t next_log = 0;
    for (size_t i = 0; i < block->receipts.size(); ++i)
        out.push_back(receipt_json(*block, i, next_log));
    return out;
}

json sync_status_json(const FakeChain& chain)
{
    const auto l1 = block_id_json(chain.current_l1());
    return {{"current_l1", l1}, {"head_l1", l1}, {"unsafe_l2", block_ref_json(&chain.head())},
        {"safe_l2", block_ref_json(chain.safe())},
        {"local_safe_l2", block_ref_json(chain.local_safe())},
        {"finalized_l2", block_ref_json(chain.finalized())}};
}

json safe_head_json(const chain::DerivedBlock& derived)
{
    return {{"l1Block", block_id_json(derived.l1)}, {"safeHead", block_id_json(derived.l2)}};
}

json rollup_config_json(const FakeChain& chain)
{
    const auto& options = chain.options();
    return {{"genesis",
                {{"l1", {{"hash", hex(Hash32{})}, {"number", 1}}},
                    {"l2", block_ref_json(&chain.genesis())}, {"l2_time", options.genesis_time_s}}},
        {"block_time", options.block_time_s}, {"l2_chain_id", options.id.value.to_u64().value()},
        {"lagoon_time", 0}};
}

json dependency_set_json(const FakeChain& chain)
{
    return {{"dependencies", {{to_string(chain.options().id), json::object()}}}};
}
}  // namespace interlock::testing
