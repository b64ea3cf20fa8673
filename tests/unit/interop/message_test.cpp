#include "interop/message.hpp"

#include <gtest/gtest.h>

#include "tests/unit/interop/samples.hpp"

namespace interlock
{
namespace
{
using test::filled;
using test::sample_log;

TEST(message, payload_is_topics_then_data)
{
    const Bytes payload = message_payload(sample_log());
    ASSERT_EQ(payload.size(), 67U);
    EXPECT_EQ(payload[0], 0xaa);
    EXPECT_EQ(payload[63], 0xbb);
    EXPECT_EQ(to_hex(ByteView{payload}.last(3)), "0x010203");
    EXPECT_TRUE(message_payload({}).empty());
}

TEST(message, log_hash_commits_to_payload_and_origin)
{
    EXPECT_EQ(to_hex(payload_hash(sample_log())),
        "0x24d32670a697f4a828c32f8a30ab4b700722dc0bbf44c6686c81fcfbd7ed1161");
    EXPECT_EQ(to_hex(log_hash(sample_log())),
        "0x30972e798dc4ddca3767bdd379f3a8feafb3c2044268e184582fb896cd4e5bcb");
    EXPECT_EQ(log_hash(filled<Address>(0x11), payload_hash(sample_log())), log_hash(sample_log()));
}

TEST(message, log_without_topics_and_data_has_a_hash)
{
    EXPECT_EQ(to_hex(log_hash({.address = filled<Address>(0x11), .topics = {}, .data = {}})),
        "0x7c809fe78c1f867ab1fc33a67892f03a78fe6801098762e8ef2bb0a1a3d9008c");
}

TEST(message, checksum_at_ordinary_and_extreme_places)
{
    const Hash32 hash = log_hash(sample_log());
    EXPECT_EQ(to_hex(message_checksum(hash, {.chain_id = ChainId::from_u64(901),
                                                .block_number = 7,
                                                .timestamp_s = 1000,
                                                .log_index = 2})),
        "0x03bea458bc0c0ae0dc733275b61daaa75a680bfc0cba716d8645c32ba20853fb");
    LogPosition last{.chain_id = {},
        .block_number = UINT64_MAX,
        .timestamp_s = UINT64_MAX,
        .log_index = UINT32_MAX};
    last.chain_id.value.be.fill(0xff);
    EXPECT_EQ(to_hex(message_checksum(hash, last)),
        "0x0322547a84139d0e0bbb951d757bf614f59b7e0893a6571cdab294f271682993");
}

TEST(message, checksum_commits_to_every_part_of_the_place)
{
    const Hash32 hash = log_hash(sample_log());
    const LogPosition at{
        .chain_id = ChainId::from_u64(901), .block_number = 7, .timestamp_s = 1000, .log_index = 2};
    auto number = at;
    ++number.block_number;
    auto time = at;
    ++time.timestamp_s;
    auto index = at;
    ++index.log_index;
    auto chain = at;
    chain.chain_id.value.be.front() = 1;
    for (const LogPosition& other : {number, time, index, chain})
        EXPECT_NE(message_checksum(hash, other), message_checksum(hash, at));
    EXPECT_NE(message_checksum(filled<Hash32>(1), at), message_checksum(hash, at));
}
}  // namespace
}  // namespace interlock
