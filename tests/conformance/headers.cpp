// Headers without receipts {header, rlp}, and mustFail {header, claimedHash, recomputedHash}.
#include "chain/verify.hpp"
#include "interop/eth/hash.hpp"
#include "tests/conformance/format.hpp"
#include "tests/conformance/recorded_block.hpp"

namespace interlock::conformance
{
namespace
{
void run_case(Case& c, const Json& json)
{
    Fields fields{json};
    const Json& header = fields.object("header");
    const Bytes encoded = fields.bytes("rlp");
    if (!c.accepts(fields))
        return;
    const auto block = decode_block_json(header);
    if (!block)
        return c.fail(block.error());
    c.equal("hash of the published encoding", block->hash, keccak256(encoded));
    if (const auto error = chain::verify_header(*block))
        c.fail(error->message);
}

void run_must_fail(Case& c, const Json& json)
{
    Fields fields{json};
    const Json& header = fields.object("header");
    const Hash32 claimed = fields.hash("claimedHash");
    if (!c.accepts(fields))
        return;
    const auto block = decode_block_json(header);
    // A header that cannot be read is refused as well, unless its hash could be recomputed.
    if (!block && fields.has("recomputedHash"))
        return c.fail(block.error());
    if (!block)
        return;
    c.equal("claimed hash", claimed, block->hash);
    c.equal("verified", false, !chain::verify_header(*block).has_value());
    if (!fields.has("recomputedHash"))
        return;
    const Hash32 recomputed = fields.hash("recomputedHash");
    if (c.accepts(fields))
        c.equal("recomputed hash", recomputed, eth::hash_header(block->header));
}
}  // namespace

bool is_headers(const Json& json)
{
    return lists_objects(json, "vectors", {"header", "rlp"}) ||
           lists_objects(json, "mustFail", {"header", "claimedHash"});
}

void run_headers(const Document& document, Corpus, Report& report)
{
    for_each_case(document.json, "vectors", report, run_case);
    for_each_case(document.json, "mustFail", report, run_must_fail);
}
}  // namespace interlock::conformance
