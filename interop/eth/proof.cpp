#include "interop/eth/proof.hpp"

#include "interop/eth/hash.hpp"
#include "interop/eth/rlp_reader.hpp"

namespace interlock::eth
{
namespace
{
using rlp::Item;
using rlp::Reader;
using Error = tl::unexpected<std::string>;

constexpr size_t kBranchItems = 17;
constexpr size_t kPathItems = 2;
constexpr size_t kAccountItems = 4;
constexpr size_t kStorageRootItem = 2;

using Nibbles = std::array<uint8_t, 2 * Hash32::kSize>;

Nibbles nibbles_of(const Hash32& key)
{
    Nibbles out;
    for (size_t i = 0; i < key.size(); ++i)
    {
        out[2 * i] = static_cast<uint8_t>(key.bytes[i] >> 4U);
        out[2 * i + 1] = static_cast<uint8_t>(key.bytes[i] & 0xfU);
    }
    return out;
}

/// The items of a list of at most `kBranchItems`; empty when it is none.
std::vector<Item> items_of(ByteView encoded)
{
    Reader outer{encoded};
    const auto list = outer.next();
    if (!list || !list->is_list || !outer.at_end())
        return {};
    std::vector<Item> out;
    for (Reader inner{list->payload}; !inner.at_end();)
    {
        const auto item = inner.next();
        if (!item || out.size() == kBranchItems)
            return {};
        out.push_back(*item);
    }
    return out;
}

/// A part of a path, in its compact form: two flags in the first half byte, a padding half when
/// the number of halves is even.
struct Path
{
    bool is_leaf = false;
    std::vector<uint8_t> nibbles;
};
std::optional<Path> path_of(ByteView compact)
{
    if (compact.empty() || compact.front() >= 0x40)
        return std::nullopt;
    const bool is_odd = (compact.front() & 0x10U) != 0;
    if (!is_odd && (compact.front() & 0xfU) != 0)
        return std::nullopt;
    Path out{.is_leaf = (compact.front() & 0x20U) != 0, .nibbles = {}};
    if (is_odd)
        out.nibbles.push_back(compact.front() & 0xfU);
    for (const auto byte : compact.subspan(1))
    {
        out.nibbles.push_back(static_cast<uint8_t>(byte >> 4U));
        out.nibbles.push_back(static_cast<uint8_t>(byte & 0xfU));
    }
    return out;
}

tl::expected<Hash32, std::string> storage_root_in(ByteView account)
{
    const auto fields = items_of(account);
    if (fields.size() != kAccountItems || fields[kStorageRootItem].is_list)
        return Error{"the leaf is not an account"};
    const auto root = Hash32::from(fields[kStorageRootItem].payload);
    if (!root)
        return Error{"the account's storage root is not 32 bytes"};
    return *root;
}

/// Walks down the nodes. All keys are of one length, and accounts are longer than a hash: each
/// reference is the hash of the next node.
class Walk
{
public:
    Walk(const Hash32& state_root, const Nibbles& key) : expected_{state_root}, key_{key} {}

    /// The value at the end of the way; nullopt while it goes on.
    tl::expected<std::optional<ByteView>, std::string> enter(const Bytes& node)
    {
        if (keccak256(node) != expected_)
            return Error{"it is not the one that the way leads to"};
        const auto items = items_of(node);
        if (items.size() == kBranchItems)
            return follow_branch(items);
        if (items.size() == kPathItems && !items[0].is_list)
            return follow_path(items);
        return Error{"it is no node of a trie"};
    }

private:
    tl::expected<std::optional<ByteView>, std::string> follow_branch(const std::vector<Item>& items)
    {
        if (depth_ == key_.size())
            return Error{"the way is too long"};
        return go_on(items[key_[depth_++]]);
    }

    tl::expected<std::optional<ByteView>, std::string> follow_path(const std::vector<Item>& items)
    {
        const auto path = path_of(items[0].payload);
        if (!path)
            return Error{"its path makes no sense"};
        const auto rest = std::span{key_}.subspan(depth_);
        const bool leads_there =
            path->nibbles.size() <= rest.size() &&
            std::equal(path->nibbles.begin(), path->nibbles.end(), rest.begin());
        if (!leads_there || (path->is_leaf && path->nibbles.size() != rest.size()))
            return Error{"the state has no such account"};
        depth_ += path->nibbles.size();
        if (!path->is_leaf)
            return go_on(items[1]);
        if (items[1].is_list)
            return Error{"its value is a list"};
        return items[1].payload;
    }

    tl::expected<std::optional<ByteView>, std::string> go_on(const Item& reference)
    {
        if (!reference.is_list && reference.payload.empty())
            return Error{"the state has no such account"};
        const auto next = reference.is_list ? std::nullopt : Hash32::from(reference.payload);
        if (!next)
            return Error{"it leads to no hash"};
        expected_ = *next;
        return std::nullopt;
    }

    Hash32 expected_;
    const Nibbles key_;
    size_t depth_ = 0;
};
}  // namespace

tl::expected<Hash32, std::string> proven_storage_root(
    const Hash32& state_root, const Address& account, std::span<const Bytes> nodes)
{
    Walk walk{state_root, nibbles_of(keccak256(account))};
    for (size_t i = 0; i < nodes.size(); ++i)
    {
        const auto value = walk.enter(nodes[i]);
        if (!value)
            return Error{"node " + std::to_string(i) + ": " + value.error()};
        if (!*value)
            continue;
        if (i + 1 != nodes.size())
            return Error{"there are nodes after the account"};
        return storage_root_in(**value);
    }
    return Error{"it ends before the account"};
}
}  // namespace interlock::eth
