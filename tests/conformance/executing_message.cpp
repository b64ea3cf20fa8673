// Vectors {log, result, message}: result is "message", "error" or "not-executing-message".
#include "interop/executing_message.hpp"

#include "tests/conformance/format.hpp"
#include "tests/conformance/message_json.hpp"
#include "tests/conformance/recorded_block.hpp"

namespace interlock::conformance
{
namespace
{
constexpr std::string_view kMessage = "message";
constexpr std::string_view kError = "error";
constexpr std::string_view kOrdinary = "not-executing-message";

std::string_view result_of(const ExecutingEvent& event)
{
    if (std::holds_alternative<Message>(event))
        return kMessage;
    return std::holds_alternative<NotExecuting>(event) ? kOrdinary : kError;
}

void check_message(Case& c, Fields& fields, const Message& found)
{
    Fields inner{fields.object("message")};
    const Message expected = read_message(inner);
    const Hash32 digest = inner.hash("logHash");
    const Hash32 checksum = inner.hash("checksum");
    if (!c.accepts(fields) || !c.accepts(inner))
        return;
    c.equal_text("message", show(expected), show(found));
    const Hash32 found_digest = log_hash(found.id.origin, found.payload_hash);
    c.equal("log hash", digest, found_digest);
    c.equal("checksum", checksum, message_checksum(found_digest, found.id.at));
}

void run_case(Case& c, const Json& json)
{
    Fields fields{json};
    const Json& log_json = fields.object("log");
    const std::string result = fields.text("result");
    if (!c.accepts(fields))
        return;
    const auto log = decode_log_json(log_json);
    const bool impossible = has_keys(log_json, {"topics"}) && log_json["topics"].is_array() &&
                            log_json["topics"].size() > eth::kMaxTopics;
    if (!log && impossible && result == kError)
        return;  // No EVM emits such a log; it was refused even earlier.
    if (!log)
        return c.fail(log.error());
    const auto event = decode_executing_message(*log);
    c.equal_text("result", result, result_of(event));
    if (const auto* message = std::get_if<Message>(&event); message && result == kMessage)
        check_message(c, fields, *message);
}
}  // namespace

bool is_executing_message(const Json& json)
{
    return lists_objects(json, "vectors", {"log", "result"});
}

void run_executing_message(const Document& document, Corpus, Report& report)
{
    const Json& json = document.json;
    if (has_keys(json, {"topic0", "inbox"}))
    {
        Case c{report, "constants"};
        Fields fields{json};
        const Hash32 topic = fields.hash("topic0");
        const Address inbox = fields.address("inbox");
        if (c.accepts(fields))
        {
            c.equal("topic", topic, kExecutingMessageTopic);
            c.equal("inbox", inbox, kCrossL2Inbox);
        }
    }
    for_each_case(json, "vectors", report, run_case);
}
}  // namespace interlock::conformance
