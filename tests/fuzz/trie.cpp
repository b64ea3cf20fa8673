// The root of an ordered list, against a trie that is looked at key by key.
#include "interop/eth/trie.hpp"

#include <map>

#include "interop/eth/hash.hpp"
#include "interop/eth/rlp.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace interlock::fuzz
{
namespace
{
/// By the nibbles of their keys, one a character.
using Entries = std::map<std::string, Bytes>;

Bytes compact(const std::string& path, bool is_leaf)
{
    auto nibbles = path;
    const auto flag = static_cast<char>((is_leaf ? 2 : 0) + (path.size() % 2 == 0 ? 0 : 1));
    nibbles.insert(0, path.size() % 2 == 0 ? std::string{flag, 0} : std::string{flag});
    Bytes out;
    for (size_t i = 0; i < nibbles.size(); i += 2)
        out.push_back(static_cast<uint8_t>(nibbles[i] * 16 + nibbles[i + 1]));
    return out;
}

Bytes node_of(const Entries& entries);

void append_reference(Bytes& fields, const Entries& entries)
{
    const auto node = node_of(entries);
    if (node.size() >= Hash32::kSize)
        return eth::rlp::append_bytes(fields, keccak256(node));
    fields.insert(fields.end(), node.begin(), node.end());
}

Bytes list_of(const Bytes& fields)
{
    Bytes out;
    eth::rlp::append_list(out, fields);
    return out;
}

/// By the yellow paper's appendix D, one step a nibble.
Bytes node_of(const Entries& entries)
{
    Bytes fields;
    if (entries.size() == 1)
    {
        eth::rlp::append_bytes(fields, compact(entries.begin()->first, true));
        eth::rlp::append_bytes(fields, entries.begin()->second);
        return list_of(fields);
    }
    std::string shared = entries.begin()->first;
    for (const auto& [key, value] : entries)
    {
        while (!key.starts_with(shared))
            shared.pop_back();
    }
    if (!shared.empty())
    {
        Entries below;
        for (const auto& [key, value] : entries)
            below.emplace(key.substr(shared.size()), value);
        eth::rlp::append_bytes(fields, compact(shared, false));
        append_reference(fields, below);
        return list_of(fields);
    }
    for (char nibble = 0; nibble < 16; ++nibble)
    {
        Entries below;
        for (const auto& [key, value] : entries)
        {
            if (!key.empty() && key.front() == nibble)
                below.emplace(key.substr(1), value);
        }
        if (below.empty())
            eth::rlp::append_bytes(fields, {});
        else
            append_reference(fields, below);
    }
    eth::rlp::append_bytes(fields, {});
    return list_of(fields);
}

std::string key_of(size_t index)
{
    Bytes key;
    eth::rlp::append_uint(key, uint64_t{index});
    std::string out;
    for (const auto byte : key)
    {
        out += static_cast<char>(byte / 16);
        out += static_cast<char>(byte % 16);
    }
    return out;
}

Hash32 slow_root(const std::vector<Bytes>& values)
{
    Entries entries;
    for (size_t i = 0; i < values.size(); ++i)
        entries.emplace(key_of(i), values[i]);
    return keccak256(entries.empty() ? Bytes{0x80} : node_of(entries));
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace interlock;
    using namespace interlock::fuzz;
    constexpr size_t kMaxValues = 140;
    Pieces input{{data, size}};
    std::vector<Bytes> values;
    // A byte of the input tells how many values alike come next, and how long they are.
    while (!input.empty() && values.size() < kMaxValues)
    {
        const auto code = input.byte();
        const auto value = input.take(1 + code % 64U);
        values.insert(values.end(), 1 + (size_t{code} / 64) * 20, value);
    }
    require(eth::ordered_trie_root(values) == slow_root(values), "both tries have the same root");
    return 0;
}
