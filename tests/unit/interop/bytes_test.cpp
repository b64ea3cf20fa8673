#include "interop/eth/bytes.hpp"

#include <gtest/gtest.h>

namespace interlock
{
namespace
{
TEST(bytes, hex_is_lower_case_with_prefix)
{
    EXPECT_EQ(to_hex(Bytes{}), "0x");
    EXPECT_EQ(to_hex(Bytes{0x00, 0x0f, 0xa0, 0xff}), "0x000fa0ff");
}

TEST(bytes, hex_of_either_case_is_read)
{
    EXPECT_EQ(bytes_from_hex("0x"), Bytes{});
    EXPECT_EQ(bytes_from_hex("0xAbcDef09"), (Bytes{0xab, 0xcd, 0xef, 0x09}));
}

TEST(bytes, text_that_is_not_hex_is_refused)
{
    for (const char* text : {"", "0", "00", "0X00", "0x0", "0x000", "0xg0", "0x0g", "0x 0", "0x-1",
             "0x00 ", " 0x00", "x00"})
        EXPECT_EQ(bytes_from_hex(text), std::nullopt) << text;
}

TEST(bytes, fixed_sizes_take_exactly_their_length)
{
    const std::string twenty = "0x" + std::string(40, 'a');
    EXPECT_TRUE(fixed_from_hex<Address>(twenty));
    EXPECT_FALSE(fixed_from_hex<Address>(twenty + "aa"));
    EXPECT_FALSE(fixed_from_hex<Address>(twenty.substr(0, 40)));
    EXPECT_FALSE(fixed_from_hex<Hash32>(twenty));
    EXPECT_FALSE(Address::from(Bytes(19)));
    EXPECT_TRUE(Address::from(Bytes(20)));
}

TEST(bytes, quantities_at_their_bounds)
{
    struct Case
    {
        const char* text;
        std::optional<uint64_t> want;
    };
    static constexpr Case kCases[]{
        {"0x0", 0},
        {"0x1f", 31},
        {"0xAB", 0xab},
        {"0xffffffffffffffff", UINT64_MAX},
        {"0x10000000000000000", std::nullopt},
        {"0x00", std::nullopt},
        {"0x01", std::nullopt},
        {"0x", std::nullopt},
        {"", std::nullopt},
        {"31", std::nullopt},
        {"0x1g", std::nullopt},
        {"0x-1", std::nullopt},
        {"-0x1", std::nullopt},
        {"0x1 ", std::nullopt},
    };
    for (const auto& c : kCases)
        EXPECT_EQ(quantity_from_hex(c.text), c.want) << c.text;
}

TEST(bytes, quantities_are_written_as_they_are_read)
{
    EXPECT_EQ(quantity_to_hex(0), "0x0");
    EXPECT_EQ(quantity_to_hex(0x385), "0x385");
    EXPECT_EQ(quantity_to_hex(UINT64_MAX), "0xffffffffffffffff");
}

TEST(bytes, big_endian_round_trips)
{
    EXPECT_EQ(big_endian(uint32_t{0x01020304}), (std::array<uint8_t, 4>{1, 2, 3, 4}));
    EXPECT_EQ(from_big_endian<uint64_t>(big_endian(UINT64_MAX - 1)), UINT64_MAX - 1);
    EXPECT_EQ(from_big_endian<uint64_t>(Bytes{0x01, 0x00}), 256U);
}
}  // namespace
}  // namespace interlock
