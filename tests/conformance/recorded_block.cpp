#include "tests/conformance/recorded_block.hpp"

namespace interlock::conformance
{
namespace
{
/// Calls `decode` with `json` as the on-demand value that the project's decoders take.
template <typename T>
chain::Decoded<T> decode_with(
    const Json& json, chain::Decoded<T> (*decode)(simdjson::ondemand::value))
{
    const simdjson::padded_string text{json.dump(-1, ' ', false, Json::error_handler_t::replace)};
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    simdjson::ondemand::value root;
    if (parser.iterate(text).get(document) != simdjson::SUCCESS ||
        document.get_value().get(root) != simdjson::SUCCESS)
        return tl::unexpected{std::string{"neither an object nor a list"}};
    return decode(root);
}

/// The root that the header names, also when the rest of the header cannot be read.
eth::Header header_with_root(const Json& block)
{
    eth::Header header;
    if (!has_keys(block, {"receiptsRoot"}) || !block["receiptsRoot"].is_string())
        return header;
    const auto& text = block["receiptsRoot"].get_ref<const std::string&>();
    header.receipts_root = fixed_from_hex<Hash32>(text).value_or(Hash32{});
    return header;
}

std::optional<std::string> check_header(const Json& json)
{
    const auto block = decode_block_json(json);
    if (!block)
        return block.error();
    const auto error = chain::verify_header(*block);
    return error ? std::optional{error->message} : std::nullopt;
}

std::optional<std::string> check_receipts(const Json& block, const Json& json)
{
    const auto receipts = decode_receipts_json(json);
    if (!receipts)
        return receipts.error();
    const auto error = chain::verify_receipts(header_with_root(block), *receipts);
    return error ? std::optional{error->message} : std::nullopt;
}

void check_blooms(Case& c, const eth::Header& header, const std::vector<eth::Receipt>& receipts)
{
    eth::Bloom joined;
    for (size_t i = 0; i < receipts.size(); ++i)
    {
        const eth::Bloom bloom = eth::bloom_of(receipts[i].logs);
        c.equal("bloom of receipt " + std::to_string(i), receipts[i].logs_bloom, bloom);
        for (size_t at = 0; at < eth::kBloomSize; ++at)
            joined.bytes[at] = static_cast<uint8_t>(joined.bytes[at] | bloom.bytes[at]);
    }
    c.equal("bloom of the header", header.logs_bloom, joined);
}
}  // namespace

chain::Decoded<chain::BlockJson> decode_block_json(const Json& json)
{
    return decode_with(json, &chain::decode_block);
}

chain::Decoded<std::vector<eth::Receipt>> decode_receipts_json(const Json& json)
{
    return decode_with(json, &chain::decode_receipts);
}

chain::Decoded<eth::Receipt> decode_receipt_json(const Json& json)
{
    auto decoded = decode_with(Json::array({json}), &chain::decode_block_receipts);
    if (!decoded)
        return tl::unexpected{std::move(decoded.error())};
    return std::move(decoded->receipts.front());
}

chain::Decoded<eth::Log> decode_log_json(const Json& json)
{
    return decode_with(json, &chain::decode_log);
}

BlockProofs check_proofs(const Json& block, const Json& receipts)
{
    return {.block_hash = check_header(block), .receipts_root = check_receipts(block, receipts)};
}

std::optional<RecordedBlock> read_verified_block(Case& c, const Json& json)
{
    Fields fields{json};
    const Json& block_json = fields.object("block");
    const Json& receipts_json = fields.list("receipts");
    if (!c.accepts(fields))
        return std::nullopt;
    const auto proofs = check_proofs(block_json, receipts_json);
    for (const auto& error : {proofs.block_hash, proofs.receipts_root})
    {
        if (error)
            c.fail(*error);
    }
    auto block = decode_block_json(block_json);
    auto receipts = decode_receipts_json(receipts_json);
    if (!block || !receipts)
        return std::nullopt;
    check_blooms(c, block->header, *receipts);
    const uint64_t gas = receipts->empty() ? 0 : receipts->back().cumulative_gas_used;
    c.equal("gas used", block->header.gas_used, gas);
    auto digested = digest_block(block->header, block->hash, *receipts);
    return RecordedBlock{std::move(*block), std::move(*receipts), std::move(digested.digest)};
}
}  // namespace interlock::conformance
