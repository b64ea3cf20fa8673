#include "interop/eth/trie.hpp"

#include "interop/eth/hash.hpp"
#include "interop/eth/rlp.hpp"

namespace interlock::eth
{
namespace
{
/// rlp of a 64-bit index takes at most nine bytes, so the recursion below is at most this deep.
constexpr size_t kMaxNibbles = 2 * 9;
constexpr size_t kBranchWidth = 16;
/// RLP of the empty string, which stands for "nothing here".
constexpr uint8_t kEmptyString = 0x80;
constexpr uint8_t kLeafFlag = 2;
constexpr uint8_t kOddFlag = 1;

using Nibbles = std::span<const uint8_t>;

struct Item
{
    std::array<uint8_t, kMaxNibbles> nibbles{};
    size_t length = 0;
    const Bytes* value = nullptr;

    [[nodiscard]] Nibbles key() const noexcept { return {nibbles.data(), length}; }
};

using Items = std::span<const Item>;

Item make_item(size_t index, const Bytes& value)
{
    Bytes key;
    rlp::append_uint(key, uint64_t{index});
    Item item;
    item.value = &value;
    for (const uint8_t byte : key)
    {
        item.nibbles[item.length++] = byte >> 4U;
        item.nibbles[item.length++] = byte & 0xfU;
    }
    return item;
}

/// The items by ascending key. rlp(0) is 0x80, which sorts between 127 and 128; the keys of all
/// other indexes rise with them.
std::vector<Item> sorted_items(std::span<const Bytes> values)
{
    constexpr size_t kFirstLongIndex = 128;
    std::vector<Item> items;
    items.reserve(values.size());
    const size_t short_end = std::min(values.size(), kFirstLongIndex);
    for (size_t i = 1; i < short_end; ++i)
        items.push_back(make_item(i, values[i]));
    items.push_back(make_item(0, values[0]));
    for (size_t i = short_end; i < values.size(); ++i)
        items.push_back(make_item(i, values[i]));
    return items;
}

/// Appends a path in its compact form: a flag nibble, a zero nibble when needed, then the path.
void append_path(Bytes& out, Nibbles path, bool is_leaf)
{
    const bool is_odd = path.size() % 2 != 0;
    const auto flags = static_cast<uint8_t>((is_leaf ? kLeafFlag : 0) | (is_odd ? kOddFlag : 0));
    Bytes compact;
    compact.push_back(static_cast<uint8_t>((flags << 4U) | (is_odd ? path.front() : 0)));
    for (size_t i = is_odd ? 1 : 0; i < path.size(); i += 2)
        compact.push_back(static_cast<uint8_t>((path[i] << 4U) | path[i + 1]));
    rlp::append_bytes(out, compact);
}

Bytes encode_node(Items items, size_t depth);

/// Appends what a node holds of its child: the child itself when shorter than a hash, else its
/// hash.
void append_child(Bytes& out, Items items, size_t depth)
{
    const Bytes node = encode_node(items, depth);
    if (node.size() < Hash32::kSize)
        out.insert(out.end(), node.begin(), node.end());
    else
        rlp::append_bytes(out, keccak256(node));
}

/// How many nibbles all `items` share from `depth` on. They are sorted, so the ends decide.
size_t shared_nibbles(Items items, size_t depth)
{
    const Nibbles first = items.front().key().subspan(depth);
    const Nibbles last = items.back().key().subspan(depth);
    const auto [end, _] = std::mismatch(first.begin(), first.end(), last.begin(), last.end());
    return static_cast<size_t>(end - first.begin());
}

Bytes branch_fields(Items items, size_t depth)
{
    Bytes fields;
    for (uint8_t nibble = 0; nibble < kBranchWidth; ++nibble)
    {
        const auto end = std::find_if(items.begin(), items.end(),
            [=](const Item& item) { return item.nibbles[depth] != nibble; });
        const auto count = static_cast<size_t>(end - items.begin());
        if (count == 0)
            fields.push_back(kEmptyString);
        else
            append_child(fields, items.first(count), depth + 1);
        items = items.subspan(count);
    }
    // No key is a prefix of another, so a branch never holds a value of its own.
    fields.push_back(kEmptyString);
    return fields;
}

/// The node under which `items` lie, all of which agree in their first `depth` nibbles.
Bytes encode_node(Items items, size_t depth)
{
    Bytes fields;
    if (items.size() == 1)
    {
        append_path(fields, items.front().key().subspan(depth), true);
        rlp::append_bytes(fields, *items.front().value);
    }
    else if (const size_t shared = shared_nibbles(items, depth); shared > 0)
    {
        append_path(fields, items.front().key().subspan(depth, shared), false);
        append_child(fields, items, depth + shared);
    }
    else
    {
        fields = branch_fields(items, depth);
    }
    Bytes node;
    node.reserve(fields.size() + 9);
    rlp::append_list(node, fields);
    return node;
}
}  // namespace

Hash32 ordered_trie_root(std::span<const Bytes> values)
{
    if (values.empty())
        return keccak256(ByteView{&kEmptyString, 1});
    const std::vector<Item> items = sorted_items(values);
    return keccak256(encode_node(items, 0));
}
}  // namespace interlock::eth
