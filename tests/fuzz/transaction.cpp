// Signed transactions, as bytes.
#include "interop/transaction.hpp"

#include "interop/executing_message.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/rlp_reader.hpp"

namespace interlock::fuzz
{
namespace
{
/// The storage keys of the inbox, by a reader of its own.
std::vector<Hash32> keys_in(const RlpItem& access_list)
{
    std::vector<Hash32> out;
    for (const auto& entry : access_list.items)
    {
        for (const auto& key : entry.items.at(1).items)
        {
            if (Address::from(entry.items.at(0).bytes) == kCrossL2Inbox)
                out.push_back(*Hash32::from(key.bytes));
        }
    }
    return out;
}

void check(ByteView raw)
{
    const auto read = read_signed_transaction(raw);
    if (!read)
    {
        require_showable(read.error());
        return;
    }
    require(raw.size() <= kMaxTransactionBytes, "its size is bounded");
    if (!read->chain_id)
    {
        require(read->inbox_entries.empty(), "a legacy transaction has no access list");
        return;
    }
    const auto fields = read_rlp(raw.subspan(1));
    require(fields && fields->is_list, "another reader takes it, too");
    require(keys_in(fields->items.at(raw.front() == 1 ? 7 : 8)) == read->inbox_entries,
        "another reader finds the same keys");
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    interlock::fuzz::check({data, size});
    return 0;
}
