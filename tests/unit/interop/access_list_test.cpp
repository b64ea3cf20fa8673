#include "interop/access_list.hpp"

#include <gtest/gtest.h>

#include "tests/unit/interop/samples.hpp"

namespace interlock
{
namespace
{
using Kind = AccessListError::Kind;
using test::hash_from;

const Hash32 kLookup =
    hash_from("0x01000000000000000000038500000000000000070000000065a0bc0000000002");
const Hash32 kExtension =
    hash_from("0x0200000000000000000000000000000000000000000000000000000000000001");
const Hash32 kChecksum =
    hash_from("0x03bea458bc0c0ae0dc733275b61daaa75a680bfc0cba716d8645c32ba20853fb");
const LogPosition kAt{.chain_id = ChainId::from_u64(901),
    .block_number = 7,
    .timestamp_s = 0x65a0bc00,
    .log_index = 2};

Hash32 with_byte(Hash32 entry, size_t at, uint8_t value)
{
    entry.bytes.at(at) = value;
    return entry;
}

MessageAccess extended()
{
    MessageAccess access{.at = kAt, .checksum = kChecksum};
    access.at.chain_id.value.be[23] = 1;  // 2^64 + 901
    return access;
}

TEST(access_list, empty_list_announces_nothing)
{
    const auto parsed = parse_access_list({});
    ASSERT_TRUE(parsed);
    EXPECT_TRUE(parsed->empty());
}

TEST(access_list, messages_are_read_in_order)
{
    const auto parsed =
        parse_access_list(std::vector{kLookup, kChecksum, kLookup, kExtension, kChecksum});
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, (std::vector{MessageAccess{.at = kAt, .checksum = kChecksum}, extended()}));
}

TEST(access_list, an_extension_of_zero_changes_nothing)
{
    const Hash32 zero = with_byte(kExtension, 31, 0);
    const auto parsed = parse_access_list(std::vector{kLookup, zero, kChecksum});
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->front().at, kAt);
}

TEST(access_list, refuses_with_the_entry_at_fault)
{
    struct Case
    {
        const char* name;
        std::vector<Hash32> entries;
        Kind kind;
        size_t entry;
    };
    const Hash32 unknown = with_byte(kLookup, 0, 4);
    const std::vector<Case> kCases{
        {"checksum first", {kChecksum}, Kind::unexpected_type, 0},
        {"extension first", {kExtension}, Kind::unexpected_type, 0},
        {"type zero", {Hash32{}}, Kind::unexpected_type, 0},
        {"unknown type", {unknown}, Kind::unexpected_type, 0},
        {"two lookups", {kLookup, kLookup, kChecksum}, Kind::unexpected_type, 1},
        {"two extensions", {kLookup, kExtension, kExtension, kChecksum}, Kind::unexpected_type, 2},
        {"extension after checksum", {kLookup, kChecksum, kExtension}, Kind::unexpected_type, 2},
        {"unknown for checksum", {kLookup, unknown}, Kind::unexpected_type, 1},
        {"unknown after a message", {kLookup, kChecksum, unknown}, Kind::unexpected_type, 2},
        {"ends after lookup", {kLookup}, Kind::missing_entry, 1},
        {"ends after extension", {kLookup, kExtension}, Kind::missing_entry, 2},
        {"ends in the second", {kLookup, kChecksum, kLookup}, Kind::missing_entry, 3},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.name);
        const auto parsed = parse_access_list(c.entries);
        ASSERT_FALSE(parsed);
        EXPECT_EQ(parsed.error().kind, c.kind);
        EXPECT_EQ(parsed.error().entry, c.entry);
        EXPECT_FALSE(parsed.error().message.empty());
    }
}

TEST(access_list, each_reserved_byte_must_be_zero)
{
    for (size_t at = 1; at < 32; ++at)
    {
        SCOPED_TRACE(at);
        const auto lookup = parse_access_list(std::vector{with_byte(kLookup, at, 0xff), kChecksum});
        EXPECT_EQ(lookup.has_value(), at >= 4);
        const auto extension =
            parse_access_list(std::vector{kLookup, with_byte(kExtension, at, 0xff), kChecksum});
        EXPECT_EQ(extension.has_value(), at >= 8);
        if (!lookup)
        {
            EXPECT_EQ(lookup.error().kind, Kind::nonzero_reserved);
        }
        if (!extension)
        {
            EXPECT_EQ(extension.error().kind, Kind::nonzero_reserved);
        }
    }
}

TEST(access_list, encoding_is_read_back)
{
    const MessageAccess plain{.at = kAt, .checksum = kChecksum};
    EXPECT_EQ(encode_access(plain), (std::vector{kLookup, kChecksum}));
    EXPECT_EQ(encode_access(extended()), (std::vector{kLookup, kExtension, kChecksum}));

    MessageAccess last{.at = {.chain_id = {},
                           .block_number = UINT64_MAX,
                           .timestamp_s = UINT64_MAX,
                           .log_index = UINT32_MAX},
        .checksum = kChecksum};
    last.at.chain_id.value.be.fill(0xff);
    const auto parsed = parse_access_list(encode_access(last));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, std::vector{last});
}

TEST(access_list, extension_starts_above_64_bits)
{
    MessageAccess access{.at = kAt, .checksum = kChecksum};
    access.at.chain_id = ChainId::from_u64(UINT64_MAX);
    EXPECT_EQ(encode_access(access).size(), 2U);
    access.at.chain_id = chain_id_from_text("18446744073709551616").value();
    EXPECT_EQ(encode_access(access).size(), 3U);
}
}  // namespace
}  // namespace interlock
