#include "chain/decode.hpp"

#include "chain/json_fields.hpp"

namespace interlock::chain
{
namespace
{
using json::Checked;
using json::Fault;
using json::fault;
using json::Value;

/// Longer than any chain's: a clique checkpoint lists its signers there, OP Stack has 17 bytes.
constexpr size_t kMaxExtraDataBytes = 8'192;
/// EIP-2718: transaction types end below where a legacy transaction's encoding would begin.
constexpr uint64_t kMaxTransactionType = 0x7f;

Checked read_extra_data(Value value, BlockJson& out)
{
    if (auto ok = json::read(value, out.header.extra_data); !ok)
        return ok;
    if (out.header.extra_data.size() > kMaxExtraDataBytes)
        return fault(std::to_string(out.header.extra_data.size()) + " bytes");
    return {};
}

Checked count_transactions(Value value, BlockJson& out)
{
    size_t count = 0;
    auto ok = json::read_array(value,
        [&count](Value, size_t) -> Checked
        {
            ++count;
            return {};
        });
    if (ok)
        out.transaction_count = count;
    return ok;
}

template <auto member>
constexpr json::Field<BlockJson> required(std::string_view name)
{
    return json::required<BlockJson, &BlockJson::header, member>(name);
}

template <auto member>
constexpr json::Field<BlockJson> optional(std::string_view name)
{
    return json::optional<BlockJson, &BlockJson::header, member>(name);
}

using eth::Header;
constexpr std::array kBlockFields{
    json::required<BlockJson, &BlockJson::hash>("hash"),
    required<&Header::parent_hash>("parentHash"),
    required<&Header::uncles_hash>("sha3Uncles"),
    required<&Header::miner>("miner"),
    required<&Header::state_root>("stateRoot"),
    required<&Header::transactions_root>("transactionsRoot"),
    required<&Header::receipts_root>("receiptsRoot"),
    required<&Header::logs_bloom>("logsBloom"),
    required<&Header::difficulty>("difficulty"),
    required<&Header::number>("number"),
    required<&Header::gas_limit>("gasLimit"),
    required<&Header::gas_used>("gasUsed"),
    required<&Header::timestamp_s>("timestamp"),
    json::Field<BlockJson>{"extraData", true, &read_extra_data},
    required<&Header::mix_hash>("mixHash"),
    required<&Header::nonce>("nonce"),
    optional<&Header::base_fee_per_gas>("baseFeePerGas"),
    optional<&Header::withdrawals_root>("withdrawalsRoot"),
    optional<&Header::blob_gas_used>("blobGasUsed"),
    optional<&Header::excess_blob_gas>("excessBlobGas"),
    optional<&Header::parent_beacon_block_root>("parentBeaconBlockRoot"),
    optional<&Header::requests_hash>("requestsHash"),
    json::Field<BlockJson>{"transactions", false, &count_transactions},
};

struct LogJson
{
    eth::Log log;
    std::optional<uint64_t> index;
};

Checked read_topics(Value value, LogJson& out)
{
    auto& topics = out.log.topics;
    size_t count = 0;
    auto ok = json::read_array(value,
        [&](Value element, size_t) -> Checked
        {
            // Those beyond the bound are counted for the message, not kept.
            if (++count > eth::kMaxTopics)
                return {};
            return json::read(element, topics.emplace_back());
        });
    if (ok && count > eth::kMaxTopics)
        return fault(std::to_string(count) + " topics");
    return ok;
}

constexpr std::array kLogFields{
    json::required<LogJson, &LogJson::log, &eth::Log::address>("address"),
    json::Field<LogJson>{"topics", true, &read_topics},
    json::required<LogJson, &LogJson::log, &eth::Log::data>("data"),
    json::optional<LogJson, &LogJson::index>("logIndex"),
};

struct ReceiptJson
{
    eth::Receipt receipt;
    std::optional<uint64_t> type;
    std::optional<uint64_t> status;
    std::optional<Hash32> root;
    std::optional<uint64_t> transaction_index;
    std::optional<Hash32> block_hash;
    std::vector<std::optional<uint64_t>> log_indexes;
};

Checked read_logs(Value value, ReceiptJson& out)
{
    return json::read_array(value,
        [&out](Value element, size_t) -> Checked
        {
            LogJson log;
            if (auto ok = json::read_object(element, kLogFields, log); !ok)
                return ok;
            out.receipt.logs.push_back(std::move(log.log));
            out.log_indexes.push_back(log.index);
            return {};
        });
}

/// Since Byzantium some nodes still send `root`, as null or "0x".
Checked read_root(Value value, ReceiptJson& out)
{
    std::optional<Bytes> bytes;
    if (auto ok = json::read(value, bytes); !ok || !bytes || bytes->empty())
        return ok;
    out.root = Hash32::from(*bytes);
    if (!out.root)
        return fault("not 32 bytes in hex");
    return {};
}

using eth::Receipt;
constexpr std::array kReceiptFields{
    json::optional<ReceiptJson, &ReceiptJson::type>("type"),
    json::optional<ReceiptJson, &ReceiptJson::status>("status"),
    json::Field<ReceiptJson>{"root", false, &read_root},
    json::required<ReceiptJson, &ReceiptJson::receipt, &Receipt::cumulative_gas_used>(
        "cumulativeGasUsed"),
    json::required<ReceiptJson, &ReceiptJson::receipt, &Receipt::logs_bloom>("logsBloom"),
    json::Field<ReceiptJson>{"logs", true, &read_logs},
    json::optional<ReceiptJson, &ReceiptJson::receipt, &Receipt::deposit_nonce>("depositNonce"),
    json::optional<ReceiptJson, &ReceiptJson::receipt, &Receipt::deposit_receipt_version>(
        "depositReceiptVersion"),
    json::optional<ReceiptJson, &ReceiptJson::transaction_index>("transactionIndex"),
    json::optional<ReceiptJson, &ReceiptJson::block_hash>("blockHash"),
};

/// The way to an account is at most as long as its key, and a node as a full branch.
Checked read_nodes(Value value, std::vector<Bytes>& out)
{
    constexpr size_t kMaxNodes = 65;
    return json::read_array(value,
        [&out](Value element, size_t index) -> Checked
        {
            if (index == kMaxNodes)
                return fault("more than " + std::to_string(kMaxNodes) + " nodes");
            return json::read(element, out.emplace_back());
        });
}

constexpr std::array kPlaceFields{
    json::required<TransactionPlace, &TransactionPlace::block, &BlockId::hash>("blockHash"),
    json::required<TransactionPlace, &TransactionPlace::block, &BlockId::number>("blockNumber"),
    json::required<TransactionPlace, &TransactionPlace::index>("transactionIndex"),
};

constexpr std::array kProofFields{
    json::Field<std::vector<Bytes>>{"accountProof", true, &read_nodes},
};

/// A legacy receipt when there is no type: nodes older than EIP-2718 do not send it.
Checked settle_type(ReceiptJson& json)
{
    const uint64_t type = json.type.value_or(0);
    if (type > kMaxTransactionType)
        return json::fault_in("type", Fault{{}, "no transaction type"});
    json.receipt.type = static_cast<uint8_t>(type);
    return {};
}

/// A status decides even beside a root: were it a receipt with a root, the receipts root shows it.
Checked settle_outcome(ReceiptJson& json)
{
    if (!json.status && !json.root)
        return fault("neither status nor root");
    if (!json.status)
    {
        json.receipt.outcome = *json.root;
        return {};
    }
    if (*json.status > 1)
        return json::fault_in("status", Fault{{}, "neither 0x0 nor 0x1"});
    json.receipt.outcome = *json.status == 1;
    return {};
}

/// Checks the order that the node itself claims. The encoding of receipts has no such numbers, so
/// the receipts root cannot tell.
class PlaceCheck
{
public:
    /// What is out of place in the next receipt, if anything.
    Checked check(const ReceiptJson& json, size_t receipt_index)
    {
        if (json.transaction_index != receipt_index)
            return json::fault_in(
                "transactionIndex", wrong_number(json.transaction_index, receipt_index));
        for (size_t i = 0; i < json.log_indexes.size(); ++i, ++next_log_)
        {
            if (json.log_indexes[i] != next_log_)
                return json::fault_in("logs[" + std::to_string(i) + "].logIndex",
                    wrong_number(json.log_indexes[i], next_log_));
        }
        return {};
    }

private:
    static Fault wrong_number(std::optional<uint64_t> found, uint64_t expected)
    {
        const auto what = found ? std::to_string(*found) : std::string{"missing"};
        return {{}, what + " where " + std::to_string(expected) + " is due"};
    }

    uint64_t next_log_ = 0;
};

/// Puts one receipt after another.
struct ReceiptsReader
{
    ReceiptsJson out;
    PlaceCheck places;

    Checked add(Value element, size_t index)
    {
        ReceiptJson json;
        auto ok = json::read_object(element, kReceiptFields, json)
                      .and_then([&] { return settle_type(json); })
                      .and_then([&] { return settle_outcome(json); })
                      .and_then([&] { return note_block(json); });
        if (!ok)
            return ok;
        note_place(json, index);
        out.receipts.push_back(std::move(json.receipt));
        return {};
    }

    Checked note_block(const ReceiptJson& json)
    {
        if (!out.block_hash)
            out.block_hash = json.block_hash;
        else if (json.block_hash && json.block_hash != out.block_hash)
            return json::fault_in("blockHash", Fault{{}, "not that of the receipts before"});
        return {};
    }

    void note_place(const ReceiptJson& json, size_t index)
    {
        if (out.misplaced)
            return;
        if (auto ok = places.check(json, index); !ok)
            out.misplaced = to_string(
                json::fault_in("receipts[" + std::to_string(index) + "]", std::move(ok.error()))
                    .value());
    }
};
tl::unexpected<std::string> named(std::string_view root, Fault fault)
{
    return tl::unexpected{to_string(json::fault_in(root, std::move(fault)).value())};
}
}  // namespace

Decoded<BlockJson> decode_block(Value value)
{
    BlockJson block;
    if (auto ok = json::read_object(value, kBlockFields, block); !ok)
        return named("block", std::move(ok.error()));
    return block;
}

Decoded<ReceiptsJson> decode_block_receipts(Value value)
{
    ReceiptsReader reader;
    auto ok = json::read_array(
        value, [&reader](Value element, size_t index) { return reader.add(element, index); });
    if (!ok)
        return named("receipts", std::move(ok.error()));
    return std::move(reader.out);
}

Decoded<std::vector<eth::Receipt>> decode_receipts(Value value)
{
    auto decoded = decode_block_receipts(value);
    if (!decoded)
        return tl::unexpected{std::move(decoded.error())};
    if (decoded->misplaced)
        return tl::unexpected{std::move(*decoded->misplaced)};
    return std::move(decoded->receipts);
}

Decoded<std::vector<Bytes>> decode_account_proof(Value value)
{
    std::vector<Bytes> nodes;
    if (auto ok = json::read_object(value, kProofFields, nodes); !ok)
        return named("proof", std::move(ok.error()));
    return nodes;
}

Decoded<TransactionPlace> decode_transaction_place(Value value)
{
    TransactionPlace place;
    if (auto ok = json::read_object(value, kPlaceFields, place); !ok)
        return named("receipt", std::move(ok.error()));
    return place;
}

Decoded<eth::Log> decode_log(Value value)
{
    LogJson log;
    if (auto ok = json::read_object(value, kLogFields, log); !ok)
        return named("log", std::move(ok.error()));
    return std::move(log.log);
}
}  // namespace interlock::chain
