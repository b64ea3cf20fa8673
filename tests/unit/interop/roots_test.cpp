#include "interop/roots.hpp"

#include <gtest/gtest.h>

#include "tests/unit/interop/samples.hpp"

namespace interlock
{
namespace
{
using test::filled;
using test::hash_from;

SuperV1 sample_super()
{
    return {.timestamp_s = 7000,
        .chains = {{.chain_id = ChainId::from_u64(10), .output_root = filled<Hash32>(0x0a)},
            {.chain_id = ChainId::from_u64(901), .output_root = filled<Hash32>(0x0b)}}};
}

TEST(roots, output_root_is_the_hash_of_its_preimage)
{
    const OutputV0 output{.state_root = filled<Hash32>(1),
        .message_passer_storage_root = filled<Hash32>(2),
        .block_hash = filled<Hash32>(3)};
    const Bytes encoded = encode_output(output);
    ASSERT_EQ(encoded.size(), 128U);
    EXPECT_EQ(encoded[31], 0);
    EXPECT_EQ(encoded[32], 1);
    EXPECT_EQ(encoded[64], 2);
    EXPECT_EQ(encoded[96], 3);
    EXPECT_EQ(to_hex(output_root(output)),
        "0xfa846ba062c4f02c422636c114d4c22c219e0d7f9db2db9621eb6f655ac8a51f");
}

TEST(roots, super_root_is_the_hash_of_its_preimage)
{
    EXPECT_EQ(encode_super(sample_super()).size(), 137U);
    EXPECT_EQ(to_hex(super_root(sample_super())),
        "0xca8f96c008206a20c850376da0885079620e048a415c9283b7e616c6810036cd");
}

/// The example of the service whose clients ask for super roots.
/// https://github.com/ethereum-optimism/optimism: op-devstack/sysgo/testdata
TEST(roots, are_those_of_the_published_example)
{
    const auto output_of = [](uint8_t state)
    {
        return output_root({.state_root = filled<Hash32>(state),
            .message_passer_storage_root = filled<Hash32>(static_cast<uint8_t>(state + 1)),
            .block_hash = filled<Hash32>(static_cast<uint8_t>(state + 2))});
    };
    EXPECT_EQ(to_hex(output_of(0x31)),
        "0x94e7fc2c176ffbf0374e2ac308d291a9163158120cc586367bf8eb40e87a2804");
    EXPECT_EQ(to_hex(output_of(0x41)),
        "0xf86ffe27c6bdaeb36c9e67c5028f9cd2b211cc76281a7f8b9cef614ddb522623");
    const SuperV1 super{.timestamp_s = 1'700'000'040,
        .chains = {
            {ChainId::from_u64(901),
                hash_from("0x6fc04c97d4024dec82a04eb535f87b7a4ceea49f80dce1f82f5956b389bbc449")},
            {ChainId::from_u64(902),
                hash_from("0xd08677aff9fa2ba489f93de31e9e56c7ac1db37cb1ca426405e62261ec371366")}}};
    EXPECT_EQ(to_hex(super_root(super)),
        "0x294131aecb2268e0b512de1c152f506f1b61a5880a160736ccc1814bd57df203");
}

TEST(roots, super_encoding_is_read_back)
{
    const auto decoded = decode_super(encode_super(sample_super()));
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, sample_super());
    SuperV1 last{.timestamp_s = UINT64_MAX, .chains = {{}}};
    last.chains.front().chain_id.value.be.fill(0xff);
    EXPECT_EQ(decode_super(encode_super(last)), last);
}

TEST(roots, every_other_length_or_version_is_refused)
{
    const Bytes whole = encode_super(sample_super());
    for (size_t length = 0; length < whole.size(); ++length)
    {
        const auto decoded = decode_super(ByteView{whole}.first(length));
        EXPECT_EQ(decoded.has_value(), length == 73) << length;
        if (!decoded)
        {
            EXPECT_FALSE(decoded.error().empty());
        }
    }
    Bytes longer = whole;
    longer.push_back(0);
    EXPECT_FALSE(decode_super(longer));
    for (const uint8_t version : {uint8_t{0}, uint8_t{2}, uint8_t{0xff}})
    {
        Bytes other = whole;
        other.front() = version;
        EXPECT_FALSE(decode_super(other));
    }
}

TEST(roots, the_version_is_named_before_the_length)
{
    EXPECT_EQ(decode_super(Bytes{0x0a}).error(), "super root version 10, expected 1");
}
}  // namespace
}  // namespace interlock
