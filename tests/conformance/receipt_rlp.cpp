// Deposit receipts {receipt, networkEncoding, receiptsRootEncoding, singleReceiptRoot}.
#include "tests/conformance/format.hpp"
#include "tests/conformance/recorded_block.hpp"

namespace interlock::conformance
{
namespace
{
void run_case(Case& c, const Json& json)
{
    Fields fields{json};
    const Json& receipt_json = fields.object("receipt");
    const Bytes encoding = fields.bytes("receiptsRootEncoding");
    const Hash32 root = fields.hash("singleReceiptRoot");
    if (!c.accepts(fields))
        return;
    const auto receipt = decode_receipt_json(receipt_json);
    if (!receipt)
        return c.fail(receipt.error());
    c.equal("encoding for the receipts root", encoding, eth::encode_receipt(*receipt));
    c.equal("root of this one receipt", root, eth::receipts_root({*receipt}));
}
}  // namespace

bool is_receipt_rlp(const Json& json)
{
    return lists_objects(json, "vectors", {"receipt", "receiptsRootEncoding"});
}

void run_receipt_rlp(const Document& document, Corpus, Report& report)
{
    for_each_case(document.json, "vectors", report, run_case);
}
}  // namespace interlock::conformance
