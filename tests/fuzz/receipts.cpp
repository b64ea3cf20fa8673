// Receipts of eth_getBlockReceipts, and their root.
#include "chain/block_check.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/rlp_reader.hpp"
#include "tests/support/fake_chain_json.hpp"

namespace interlock::fuzz
{
namespace
{
void check_encoding(const eth::Receipt& receipt)
{
    const auto encoded = eth::encode_receipt(receipt);
    const auto list = read_rlp(ByteView{encoded}.subspan(receipt.type == 0 ? 0 : 1));
    require(list && list->is_list, "a receipt is a list");
    require(list->items.size() == 4 || list->items.size() == 6, "of four or six fields");
    const auto& logs = list->items[3].items;
    require(logs.size() == receipt.logs.size(), "it has every log");
    for (size_t i = 0; i < logs.size(); ++i)
    {
        require(receipt.logs[i].topics.size() <= eth::kMaxTopics, "topics are bounded");
        require(logs[i].items.size() == 3 && logs[i].items[2].bytes == receipt.logs[i].data &&
                    logs[i].items[1].items.size() == receipt.logs[i].topics.size(),
            "a log has all its fields");
    }
}

/// In the places that are right, whatever the places were.
std::string render(const std::vector<eth::Receipt>& receipts)
{
    const testing::FakeBlock block{{}, {}, receipts};
    return testing::receipts_json(&block).dump();
}

void check(std::string_view text)
{
    const auto decoded = decode_text(text, &chain::decode_block_receipts);
    if (!decoded)
        return;
    const auto strict = decode_text(text, &chain::decode_receipts);
    require(strict.has_value(), "both decoders read the document");
    if (!*decoded)
    {
        require(!*strict && strict->error() == decoded->error(), "both say the same error");
        return require_showable(decoded->error());
    }
    const auto& [receipts, block_hash, misplaced] = **decoded;
    require(strict->has_value() == !misplaced, "only receipts in their places are taken");
    if (misplaced)
        require_showable(*misplaced);
    for (const auto& receipt : receipts)
        check_encoding(receipt);
    const auto repeated = decode_text(render(receipts), &chain::decode_receipts);
    require(repeated && *repeated, "what was decoded can be rendered and decoded again");
    require(eth::receipts_root(receipts) == eth::receipts_root(**repeated), "the root survives");
    if (const auto again = read_again(text))
        require(again->size() == receipts.size(), "both readings count the same receipts");
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    interlock::fuzz::check(interlock::fuzz::text_of({data, size}));
    return 0;
}
