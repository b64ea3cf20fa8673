// Entries of access lists, as bytes and as people give them.
#include "interop/access_list.hpp"

#include "client/cli/access_input.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace interlock::fuzz
{
namespace
{
std::vector<Hash32> entries_of(ByteView input)
{
    std::vector<Hash32> out;
    for (; input.size() >= Hash32::kSize; input = input.subspan(Hash32::kSize))
        out.push_back(*Hash32::from(input.first(Hash32::kSize)));
    return out;
}

void check_refusal(const std::vector<Hash32>& entries, const AccessListError& error)
{
    require_showable(error.message);
    require(error.message.starts_with("entry " + std::to_string(error.entry) + ":"),
        "a refusal names the entry");
    const bool is_missing = error.kind == AccessListError::Kind::missing_entry;
    require(is_missing ? error.entry == entries.size() : error.entry < entries.size(),
        "the entry is one of the list, or the one after it");
    // Without that entry and what follows it there is nothing to refuse but its absence.
    const auto before = parse_access_list(std::span{entries}.first(error.entry));
    require(before || before.error().kind == AccessListError::Kind::missing_entry,
        "the entries before the named one are right");
}

void check(const std::vector<Hash32>& entries)
{
    const auto accesses = parse_access_list(entries);
    if (!accesses)
        return check_refusal(entries, accesses.error());
    std::vector<Hash32> repeated;
    for (const auto& access : *accesses)
    {
        const auto encoded = encode_access(access);
        repeated.insert(repeated.end(), encoded.begin(), encoded.end());
    }
    require(repeated.size() <= entries.size(), "the encoding is the shortest");
    const auto again = parse_access_list(repeated);
    require(again && *again == *accesses, "accesses survive being encoded");
}

/// The same entries, given as text in both forms that take a list.
void check_text(const std::vector<Hash32>& entries)
{
    std::string plain;
    auto list = nlohmann::json::array();
    for (const auto& entry : entries)
    {
        plain += to_hex(entry) + ",";
        list.push_back(to_hex(entry));
    }
    require(client::cli::parse_entries(plain) == entries, "entries can be given as text");
    require(client::cli::parse_entries(list.dump()) == entries, "entries can be given as JSON");
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    const auto entries = interlock::fuzz::entries_of({data, size});
    interlock::fuzz::check(entries);
    interlock::fuzz::check_text(entries);
    return 0;
}
