#include "interop/eth/header.hpp"

#include <gtest/gtest.h>

#include "tests/unit/interop/samples.hpp"

namespace interlock::eth
{
namespace
{
using test::filled;

Header first_fields()
{
    Header header;
    header.parent_hash = filled<Hash32>(1);
    header.uncles_hash = filled<Hash32>(2);
    header.miner = filled<Address>(3);
    header.state_root = filled<Hash32>(4);
    header.transactions_root = filled<Hash32>(5);
    header.receipts_root = filled<Hash32>(6);
    header.logs_bloom = filled<Bloom>(7);
    header.difficulty = Uint256::from_u64(0x20000);
    header.number = 0x1b4;
    header.gas_limit = 0x1c9c380;
    header.gas_used = 0x5208;
    header.timestamp_s = 0x65a0bc00;
    header.extra_data = {0xde, 0xad, 0xbe, 0xef};
    header.mix_hash = filled<Hash32>(8);
    header.nonce = {1, 2, 3, 4, 5, 6, 7, 8};
    return header;
}

/// The header with the first `count` fields of the tail.
Header with_tail(size_t count)
{
    Header header = first_fields();
    if (count > 0)
        header.base_fee_per_gas = Uint256::from_u64(0x3b9aca00);
    if (count > 1)
        header.withdrawals_root = filled<Hash32>(9);
    if (count > 2)
        header.blob_gas_used = 0;
    if (count > 3)
        header.excess_blob_gas = 0x20000;
    if (count > 4)
        header.parent_beacon_block_root = filled<Hash32>(0x0a);
    if (count > 5)
        header.requests_hash = filled<Hash32>(0x0b);
    return header;
}

TEST(header, hashes_in_the_shape_of_each_fork)
{
    static constexpr const char* kWant[]{
        "0x22e4f92f495810d8350642f83de492288a3ffdb6798fe4cc13850172352ddd45",
        "0xe12b7d0c1b48ff87013bd5bdc4480aed1bfc1d08a3052fdfd47abcfd6d477128",
        "0x98d45e28528bb822d54587395dbf6b626795713783341bbe4aed1b78ce11d502",
        "0xefad2b088ad9390fc7eaeb1c3f4fb2fbf6f86f9c04ea263d0123cc83bf17fc7c",
        "0x4009b21fa14d0c3456cf2f4e65379f2f94068a970547f8d1f7cb9a44a0868737",
        "0x1a6d12869610fe39370e30bc714525e59828b2ec93b7526a0471152f487ebc4e",
        "0xf0b027f0a3cbb39ab3e9d7ed6e056d4ac2dfdac08efe64cb803b74be12ad2752",
    };
    for (size_t tail = 0; tail < std::size(kWant); ++tail)
        EXPECT_EQ(to_hex(hash_header(with_tail(tail))), kWant[tail]) << tail;
}

TEST(header, is_well_formed_with_any_prefix_of_the_tail)
{
    for (size_t tail = 0; tail <= 6; ++tail)
        EXPECT_TRUE(is_well_formed(with_tail(tail))) << tail;
}

TEST(header, has_no_encoding_with_a_gap_in_the_tail)
{
    Header header = with_tail(6);
    header.base_fee_per_gas.reset();
    EXPECT_FALSE(is_well_formed(header));
    header = with_tail(6);
    header.excess_blob_gas.reset();
    EXPECT_FALSE(is_well_formed(header));
    header = first_fields();
    header.requests_hash = filled<Hash32>(1);
    EXPECT_FALSE(is_well_formed(header));
}
}  // namespace
}  // namespace interlock::eth
