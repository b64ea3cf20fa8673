// Vectors {log, payload, payloadHash, logHash}.
#include "interop/message.hpp"
#include "tests/conformance/format.hpp"
#include "tests/conformance/recorded_block.hpp"

namespace interlock::conformance
{
namespace
{
void run_case(Case& c, const Json& json)
{
    Fields fields{json};
    const Json& log_json = fields.object("log");
    const Bytes payload = fields.bytes("payload");
    const Hash32 payload_digest = fields.hash("payloadHash");
    const Hash32 digest = fields.hash("logHash");
    if (!c.accepts(fields))
        return;
    const auto log = decode_log_json(log_json);
    if (!log)
        return c.fail(log.error());
    c.equal("payload", payload, message_payload(*log));
    c.equal("payload hash", payload_digest, payload_hash(*log));
    c.equal("log hash", digest, log_hash(*log));
}
}  // namespace

bool is_log_hash(const Json& json)
{
    return lists_objects(json, "vectors", {"log", "payloadHash", "logHash"});
}

void run_log_hash(const Document& document, Corpus, Report& report)
{
    for_each_case(document.json, "vectors", report, run_case);
}
}  // namespace interlock::conformance
