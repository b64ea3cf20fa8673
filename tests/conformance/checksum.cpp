// Vectors {identifier, msgHash, logHash, idPacked, …, checksum, entries}.
#include "interop/access_list.hpp"
#include "interop/eth/hash.hpp"
#include "tests/conformance/format.hpp"
#include "tests/conformance/message_json.hpp"

namespace interlock::conformance
{
namespace
{
/// The intermediate values, recomputed from one another, so that a wrong vector is noticed.
void check_steps(Case& c, Fields& fields, const Identifier& id)
{
    const Hash32 digest = fields.hash("logHash");
    const Hash32 packed = fields.hash("idPacked");
    const Hash32 placed = fields.hash("idLogHash");
    const Hash32 bare = fields.hash("bareChecksum");
    if (!c.accepts(fields))
        return;
    c.equal("idLogHash", placed, keccak256({digest, packed}));
    c.equal("bareChecksum", bare, keccak256({placed, id.at.chain_id.value.be}));
}

void check_entries(Case& c, const std::vector<Hash32>& entries, const MessageAccess& access)
{
    const auto encoded = encode_access(access);
    c.equal("number of entries", entries.size(), encoded.size());
    for (size_t i = 0; i < std::min(entries.size(), encoded.size()); ++i)
        c.equal("entry " + std::to_string(i), entries[i], encoded[i]);
    const auto parsed = parse_access_list(entries);
    if (!parsed)
        return c.fail("its own entries are refused: " + parsed.error().message);
    c.equal("parsed back", true, *parsed == std::vector{access});
}

void run_case(Case& c, const Json& json)
{
    Fields fields{json};
    Fields id_fields{fields.object("identifier")};
    const Hash32 payload_digest = fields.hash("msgHash");
    const Hash32 digest = fields.hash("logHash");
    const Hash32 checksum = fields.hash("checksum");
    const auto entries = fields.hashes("entries");
    const Identifier id = read_identifier(id_fields);
    if (!c.accepts(fields) || !c.accepts(id_fields))
        return;
    c.equal("log hash", digest, log_hash(id.origin, payload_digest));
    c.equal("checksum", checksum, message_checksum(digest, id.at));
    check_steps(c, fields, id);
    check_entries(c, entries, {.at = id.at, .checksum = checksum});
}
}  // namespace

bool is_checksum(const Json& json)
{
    return lists_objects(json, "vectors", {"identifier", "msgHash", "checksum"});
}

void run_checksum(const Document& document, Corpus, Report& report)
{
    for_each_case(document.json, "vectors", report, run_case);
}
}  // namespace interlock::conformance
