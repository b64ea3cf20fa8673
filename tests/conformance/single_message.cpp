// One real message between two chains: {initiating, executing, accessListEntries, checksum}.
#include "interop/access_list.hpp"
#include "interop/executing_message.hpp"
#include "interop/rules.hpp"
#include "tests/conformance/format.hpp"
#include "tests/conformance/message_json.hpp"
#include "tests/conformance/recorded_block.hpp"

namespace interlock::conformance
{
namespace
{
/// The side's header proves its hash; its receipt is one of several, so there is no root to prove.
std::optional<chain::BlockJson> read_header(Case& c, Fields& side)
{
    const Json& json = side.object("block");
    if (!c.accepts(side))
        return std::nullopt;
    auto block = decode_block_json(json);
    if (!block)
    {
        c.fail(block.error());
        return std::nullopt;
    }
    if (const auto error = chain::verify_header(*block))
        c.fail(error->message);
    return std::move(*block);
}

/// The log at `key`, which must be one of the receipt's.
std::optional<eth::Log> read_log(Case& c, Fields& side, const char* key)
{
    const Json& log_json = side.object(key);
    const Json& receipt_json = side.object("receipt");
    if (!c.accepts(side))
        return std::nullopt;
    auto log = decode_log_json(log_json);
    const auto receipt = decode_receipt_json(receipt_json);
    if (!log || !receipt)
    {
        c.fail(log ? receipt.error() : log.error());
        return std::nullopt;
    }
    const Hash32 digest = log_hash(*log);
    const bool found = std::any_of(receipt->logs.begin(), receipt->logs.end(),
        [&](const eth::Log& other) { return log_hash(other) == digest; });
    c.equal("the receipt has the log", true, found);
    c.equal("bloom", receipt->logs_bloom, eth::bloom_of(receipt->logs));
    return std::move(*log);
}

void check_initiating_log(Case& c, Fields& side, const eth::Log& log)
{
    const Bytes payload = side.bytes("payload");
    const Hash32 payload_digest = side.hash("payloadHash");
    const Hash32 digest = side.hash("logHash");
    if (!c.accepts(side))
        return;
    c.equal("payload", payload, message_payload(log));
    c.equal("payload hash", payload_digest, payload_hash(log));
    c.equal("log hash", digest, log_hash(log));
}

std::optional<Message> read_event(Case& c, Fields& side, const eth::Log& event)
{
    Fields decoded{side.object("decoded")};
    const Message expected = read_message(decoded);
    if (!c.accepts(side) || !c.accepts(decoded))
        return std::nullopt;
    const auto found = decode_executing_message(event);
    const auto* message = std::get_if<Message>(&found);
    if (message == nullptr)
    {
        c.fail("the event does not decode");
        return std::nullopt;
    }
    c.equal_text("message", show(expected), show(*message));
    return *message;
}

void check_entries(Case& c, Fields& fields, const Message& message)
{
    const auto entries = fields.hashes("accessListEntries");
    const Hash32 checksum = fields.hash("checksum");
    if (!c.accepts(fields))
        return;
    const MessageAccess access{.at = message.id.at,
        .checksum =
            message_checksum(log_hash(message.id.origin, message.payload_hash), message.id.at)};
    c.equal("checksum", checksum, access.checksum);
    c.equal("entries", true, encode_access(access) == entries);
    const auto parsed = parse_access_list(entries);
    c.equal("entries parse back", true, parsed && *parsed == std::vector{access});
}

/// The block that the message names is the one recorded, and its log is there.
void check_named_log(
    Case& c, const Message& message, const chain::BlockJson& block, const eth::Log& log)
{
    const KnownChain known{.block_time_s = 1,
        .first_number = block.header.number,
        .first_timestamp_s = block.header.timestamp_s,
        .head_timestamp_s = block.header.timestamp_s,
        .named = KnownChain::Block{.timestamp_s = block.header.timestamp_s,
            .log_count = message.id.at.log_index + 1,
            .log_hash = log_hash(log)}};
    c.equal("block number", message.id.at.block_number, block.header.number);
    const auto inclusion = check_inclusion(
        known, message.id.at, ExpectedLogHash{log_hash(message.id.origin, message.payload_hash)});
    c.equal("included", true, std::holds_alternative<Included>(inclusion));
}
}  // namespace

bool is_single_message(const Json& json)
{
    return has_keys(json, {"initiating", "executing", "accessListEntries"});
}

void run_single_message(const Document& document, Corpus, Report& report)
{
    Case c{report, "single message"};
    Fields fields{document.json};
    Fields initiating{fields.object("initiating")};
    Fields executing{fields.object("executing")};
    const ChainId chain_id = initiating.chain_id("chainId");
    const auto first_block = read_header(c, initiating);
    const auto second_block = read_header(c, executing);
    const auto log = read_log(c, initiating, "log");
    const auto event = read_log(c, executing, "event");
    if (!c.accepts(fields) || !first_block || !second_block || !log || !event)
        return;
    check_initiating_log(c, initiating, *log);
    const auto message = read_event(c, executing, *event);
    if (!message)
        return;
    c.equal("chain", chain_id, message->id.at.chain_id);
    check_named_log(c, *message, *first_block, *log);
    check_entries(c, fields, *message);
    c.equal("in order", true,
        !check_order({.initiated_s = message->id.at.timestamp_s,
                         .executed_s = second_block->header.timestamp_s})
             .has_value());
}
}  // namespace interlock::conformance
