// One block with its receipts: {network, chainId, block, receipts}.
#include "tests/conformance/format.hpp"
#include "tests/conformance/recorded_block.hpp"

namespace interlock::conformance
{
bool is_block_file(const Json& json)
{
    return has_keys(json, {"block", "receipts"}) && json["block"].is_object();
}

void run_block_file(const Document& document, Corpus, Report& report)
{
    Case c{report, "block"};
    const auto recorded = read_verified_block(c, document.json);
    if (recorded && recorded->block.transaction_count)
    {
        c.equal("number of receipts", *recorded->block.transaction_count,
            uint64_t{recorded->receipts.size()});
    }
}
}  // namespace interlock::conformance
