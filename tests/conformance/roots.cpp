// Output roots {version, stateRoot, …, encoded, outputRoot}; super roots {timestamp, chains,
// encoded, superRoot} and decodeErrors {encoded, valid}.
#include "interop/roots.hpp"

#include "tests/conformance/format.hpp"

namespace interlock::conformance
{
namespace
{
void run_output(Case& c, const Json& json)
{
    Fields fields{json};
    const Hash32 version = fields.hash("version");
    const OutputV0 output{.state_root = fields.hash("stateRoot"),
        .message_passer_storage_root = fields.hash("messagePasserStorageRoot"),
        .block_hash = fields.hash("blockHash")};
    const Bytes encoded = fields.bytes("encoded");
    const Hash32 root = fields.hash("outputRoot");
    if (!c.accepts(fields))
        return;
    c.equal("version", version, Hash32{});
    c.equal("encoding", encoded, encode_output(output));
    c.equal("output root", root, output_root(output));
}

/// The encoding lists chains by ascending id, whatever the order in the file.
std::vector<ChainOutput> read_chains(Case& c, const Json& list)
{
    std::vector<ChainOutput> out;
    for (const Json& element : list)
    {
        Fields fields{element};
        out.push_back(
            {.chain_id = fields.chain_id("chainId"), .output_root = fields.hash("outputRoot")});
        if (!c.accepts(fields))
            return {};
    }
    std::sort(out.begin(), out.end(),
        [](const ChainOutput& a, const ChainOutput& b) { return a.chain_id < b.chain_id; });
    return out;
}

void run_super(Case& c, const Json& json)
{
    Fields fields{json};
    SuperV1 super{
        .timestamp_s = fields.number("timestamp"), .chains = read_chains(c, fields.list("chains"))};
    const Bytes encoded = fields.bytes("encoded");
    const Hash32 root = fields.hash("superRoot");
    if (!c.accepts(fields))
        return;
    c.equal("encoding", encoded, encode_super(super));
    c.equal("super root", root, super_root(super));
    const auto decoded = decode_super(encoded);
    if (!decoded)
        return c.fail("its own encoding is refused: " + decoded.error());
    c.equal("decoded back", true, *decoded == super);
}

void run_decoding(Case& c, const Json& json)
{
    Fields fields{json};
    const Bytes encoded = fields.bytes("encoded");
    const bool valid = fields.has("valid") && fields.flag("valid");
    if (c.accepts(fields))
        c.equal("decodes", valid, decode_super(encoded).has_value());
}
}  // namespace

bool is_output_root(const Json& json)
{
    return lists_objects(json, "vectors", {"outputRoot", "stateRoot"});
}

void run_output_root(const Document& document, Corpus, Report& report)
{
    for_each_case(document.json, "vectors", report, run_output);
}

bool is_super_root(const Json& json)
{
    return lists_objects(json, "vectors", {"superRoot"}) ||
           lists_objects(json, "decodeErrors", {"encoded"});
}

void run_super_root(const Document& document, Corpus, Report& report)
{
    for_each_case(document.json, "vectors", report, run_super);
    for_each_case(document.json, "decodeErrors", report, run_decoding);
}
}  // namespace interlock::conformance
