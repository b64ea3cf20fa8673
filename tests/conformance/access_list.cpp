// Vectors {entries, valid, accesses or errorKind}, and checksumVerification
// {entries, lookedUp, recomputedChecksum, matches}.
#include "interop/access_list.hpp"

#include "tests/conformance/format.hpp"
#include "tests/conformance/message_json.hpp"

namespace interlock::conformance
{
namespace
{
using Kind = AccessListError::Kind;

std::string_view name_of_kind(Kind kind)
{
    switch (kind)
    {
        case Kind::unexpected_type:
            return "unexpected-type";
        case Kind::nonzero_reserved:
            return "nonzero-reserved";
        case Kind::missing_entry:
            return "missing-entry";
    }
    return "unknown";
}

bool is_known_kind(std::string_view name)
{
    return name == name_of_kind(Kind::unexpected_type) ||
           name == name_of_kind(Kind::nonzero_reserved) ||
           name == name_of_kind(Kind::missing_entry);
}

void check_access(Case& c, const Json& json, const MessageAccess& found, size_t place)
{
    Fields fields{json};
    const MessageAccess expected{.at = read_position(fields), .checksum = fields.hash("checksum")};
    if (!c.accepts(fields))
        return;
    const auto what = "message " + std::to_string(place) + " ";
    c.equal(what + "chain", expected.at.chain_id, found.at.chain_id);
    c.equal(what + "block number", expected.at.block_number, found.at.block_number);
    c.equal(what + "timestamp", expected.at.timestamp_s, found.at.timestamp_s);
    c.equal(what + "log index", expected.at.log_index, found.at.log_index);
    c.equal(what + "checksum", expected.checksum, found.checksum);
}

void check_accepted(Case& c, Fields& fields, const std::vector<Hash32>& entries)
{
    const Json& accesses = fields.list("accesses");
    if (!c.accepts(fields))
        return;
    const auto parsed = parse_access_list(entries);
    if (!parsed)
        return c.fail("expected to parse, found: " + parsed.error().message);
    c.equal("number of messages", accesses.size(), parsed->size());
    for (size_t i = 0; i < std::min(accesses.size(), parsed->size()); ++i)
        check_access(c, accesses[i], (*parsed)[i], i);
}

void check_refused(Case& c, Fields& fields, const std::vector<Hash32>& entries)
{
    const auto parsed = parse_access_list(entries);
    if (parsed)
        return c.fail(
            "expected to be refused, found " + std::to_string(parsed->size()) + " messages");
    if (!fields.has("errorKind"))
        return;
    const std::string kind = fields.text("errorKind");
    // Other names of kinds are free; being refused is what counts.
    if (c.accepts(fields) && is_known_kind(kind))
        c.equal_text("kind of error", kind, name_of_kind(parsed.error().kind));
}

void run_case(Case& c, const Json& json)
{
    Fields fields{json};
    const auto entries = fields.hashes("entries");
    const bool valid = fields.flag("valid");
    if (!c.accepts(fields))
        return;
    valid ? check_accepted(c, fields, entries) : check_refused(c, fields, entries);
}

void run_verification(Case& c, const Json& json)
{
    Fields fields{json};
    const auto entries = fields.hashes("entries");
    const Hash32 expected = fields.hash("recomputedChecksum");
    const bool matches = fields.flag("matches");
    Fields looked_up{fields.object("lookedUp")};
    const LogPosition at = read_position(looked_up);
    const Hash32 digest = looked_up.hash("logHash");
    if (!c.accepts(fields) || !c.accepts(looked_up))
        return;
    const auto parsed = parse_access_list(entries);
    if (!parsed || parsed->size() != 1)
        return c.fail("expected the entries of one message");
    const Hash32 recomputed = message_checksum(digest, at);
    c.equal("recomputed checksum", expected, recomputed);
    c.equal("matches", matches, recomputed == parsed->front().checksum);
}
}  // namespace

bool is_access_list(const Json& json)
{
    return lists_objects(json, "vectors", {"entries", "valid"}) ||
           lists_objects(json, "checksumVerification", {"entries", "lookedUp"});
}

void run_access_list(const Document& document, Corpus, Report& report)
{
    for_each_case(document.json, "vectors", report, run_case);
    for_each_case(document.json, "checksumVerification", report, run_verification);
}
}  // namespace interlock::conformance
