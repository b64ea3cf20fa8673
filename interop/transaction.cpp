#include "interop/transaction.hpp"

#include "interop/eth/rlp_reader.hpp"
#include "interop/executing_message.hpp"

namespace interlock
{
namespace
{
using eth::rlp::Item;
using eth::rlp::Reader;
using Error = tl::unexpected<std::string>;

/// The fields of a type, in the order of its EIP.
struct Shape
{
    uint8_t type = 0;
    size_t fields = 0;
    size_t access_list = 0;                     // The place of that field; the chain id is first.
    std::optional<size_t> authorizations = {};  // A list as well.
};
constexpr Shape kShapes[]{
    {.type = 1, .fields = 11, .access_list = 7},
    {.type = 2, .fields = 12, .access_list = 8},
    {.type = 4, .fields = 13, .access_list = 8, .authorizations = 9},
};
constexpr size_t kLegacyFields = 9;
constexpr uint8_t kFirstListByte = 0xc0;

/// The items of the one list that `encoded` is.
std::optional<std::vector<Item>> items_of(ByteView encoded, size_t at_most)
{
    Reader outer{encoded};
    const auto list = outer.next();
    if (!list || !list->is_list || !outer.at_end())
        return std::nullopt;
    std::vector<Item> out;
    for (Reader inner{list->payload}; !inner.at_end();)
    {
        const auto item = inner.next();
        if (!item || out.size() == at_most)
            return std::nullopt;
        out.push_back(*item);
    }
    return out;
}

tl::expected<ChainId, std::string> chain_id_of(const Item& item)
{
    const auto digits = item.payload;
    ChainId out;
    if (digits.size() > out.value.be.size() || (!digits.empty() && digits.front() == 0))
        return Error{"its chain id is not a number of at most 32 bytes without leading zeros"};
    std::copy(digits.begin(), digits.end(),
        out.value.be.end() - static_cast<std::ptrdiff_t>(digits.size()));
    return out;
}

/// Appends the keys of one entry of an access list: [address, [key, …]].
bool append_inbox_keys(const Item& entry, std::vector<Hash32>& out)
{
    Reader fields{entry.payload};
    const auto address = fields.next();
    const auto keys = fields.next();
    if (!entry.is_list || !address || address->is_list || !keys || !keys->is_list ||
        !fields.at_end())
        return false;
    const auto account = Address::from(address->payload);
    if (!account)
        return false;
    for (Reader reader{keys->payload}; !reader.at_end();)
    {
        const auto item = reader.next();
        const auto key = item && !item->is_list ? Hash32::from(item->payload) : std::nullopt;
        if (!key)
            return false;
        if (*account == kCrossL2Inbox)
            out.push_back(*key);
    }
    return true;
}

tl::expected<SignedTransaction, std::string> read_fields(
    const Shape& shape, const std::vector<Item>& fields)
{
    for (size_t i = 0; i < fields.size(); ++i)
    {
        const bool is_list = i == shape.access_list || i == shape.authorizations;
        if (fields[i].is_list != is_list)
            return Error{"field " + std::to_string(i) + " is " +
                         (is_list ? "not a list" : "a list, and must not be one")};
    }
    const auto chain = chain_id_of(fields.front());
    if (!chain)
        return Error{chain.error()};
    SignedTransaction out{.chain_id = *chain, .inbox_entries = {}};
    size_t index = 0;
    for (Reader entries{fields[shape.access_list].payload}; !entries.at_end(); ++index)
    {
        const auto entry = entries.next();
        if (!entry || !append_inbox_keys(*entry, out.inbox_entries))
            return Error{"entry " + std::to_string(index) +
                         " of its access list is not an address with storage keys"};
    }
    return out;
}

bool is_legacy(ByteView raw)
{
    const auto fields = items_of(raw, kLegacyFields);
    return fields && fields->size() == kLegacyFields;
}
}  // namespace

tl::expected<SignedTransaction, std::string> read_signed_transaction(ByteView raw)
{
    if (raw.empty())
        return Error{"it is empty"};
    if (raw.size() > kMaxTransactionBytes)
        return Error{"it has " + std::to_string(raw.size()) + " bytes; nodes take at most " +
                     std::to_string(kMaxTransactionBytes)};
    const auto type = raw.front();
    if (type >= kFirstListByte)
    {
        if (!is_legacy(raw))
            return Error{
                "it is neither a typed transaction nor a list of the nine fields of a "
                "legacy one"};
        return SignedTransaction{};
    }
    for (const auto& shape : kShapes)
    {
        if (shape.type != type)
            continue;
        const auto fields = items_of(raw.subspan(1), shape.fields);
        if (!fields || fields->size() != shape.fields)
            return Error{"it is not the list of " + std::to_string(shape.fields) +
                         " fields that type " + std::to_string(type) + " has"};
        return read_fields(shape, *fields);
    }
    return Error{"its type is " + std::to_string(type) + "; known are legacy, 1, 2 and 4"};
}
}  // namespace interlock
