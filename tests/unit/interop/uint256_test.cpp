#include "interop/eth/uint256.hpp"

#include <gtest/gtest.h>

namespace interlock
{
namespace
{
const std::string kMax =
    "115792089237316195423570985008687907853269984665640564039457584007913129639935";
const std::string kMaxPlusOne =
    "115792089237316195423570985008687907853269984665640564039457584007913129639936";

Uint256 max_value()
{
    Uint256 out;
    out.be.fill(0xff);
    return out;
}

TEST(uint256, decimal_at_its_bounds)
{
    EXPECT_EQ(uint256_from_decimal("0"), Uint256{});
    EXPECT_EQ(uint256_from_decimal("1"), Uint256::from_u64(1));
    EXPECT_EQ(uint256_from_decimal("255"), Uint256::from_u64(255));
    EXPECT_EQ(uint256_from_decimal("256"), Uint256::from_u64(256));
    EXPECT_EQ(uint256_from_decimal("18446744073709551615"), Uint256::from_u64(UINT64_MAX));
    EXPECT_EQ(uint256_from_decimal(kMax), max_value());
    EXPECT_EQ(uint256_from_decimal(kMaxPlusOne), std::nullopt);
    EXPECT_EQ(uint256_from_decimal(std::string(78, '9')), std::nullopt);
    EXPECT_EQ(uint256_from_decimal("1" + std::string(78, '0')), std::nullopt);
    EXPECT_EQ(uint256_from_decimal(std::string(100'000, '9')), std::nullopt);
}

TEST(uint256, leading_zeros_are_decimal_not_octal)
{
    EXPECT_EQ(uint256_from_decimal("010"), Uint256::from_u64(10));
    EXPECT_EQ(uint256_from_decimal("0000"), Uint256{});
    EXPECT_EQ(uint256_from_decimal(std::string(100, '0') + "9"), Uint256::from_u64(9));
}

TEST(uint256, text_that_is_not_decimal_is_refused)
{
    for (const char* text : {"", " ", "-1", "+1", "0x1", "1.0", "1e3", "1 ", " 1", "a"})
        EXPECT_EQ(uint256_from_decimal(text), std::nullopt) << text;
}

TEST(uint256, decimal_is_written_without_leading_zeros)
{
    EXPECT_EQ(to_decimal({}), "0");
    EXPECT_EQ(to_decimal(Uint256::from_u64(901)), "901");
    EXPECT_EQ(to_decimal(max_value()), kMax);
}

TEST(uint256, quantities_at_their_bounds)
{
    EXPECT_EQ(uint256_from_quantity("0x0"), Uint256{});
    EXPECT_EQ(uint256_from_quantity("0xABC"), Uint256::from_u64(0xabc));
    EXPECT_EQ(uint256_from_quantity("0x" + std::string(64, 'f')), max_value());
    EXPECT_EQ(uint256_from_quantity("0x1" + std::string(64, '0')), std::nullopt);
    for (const char* text : {"", "0x", "0x00", "0x01", "1", "0xg", "0x-1", "0x1 "})
        EXPECT_EQ(uint256_from_quantity(text), std::nullopt) << text;
}

TEST(uint256, fits_64_bits_up_to_the_last)
{
    EXPECT_EQ(uint256_from_decimal("18446744073709551615")->to_u64(), UINT64_MAX);
    EXPECT_EQ(uint256_from_decimal("18446744073709551616")->to_u64(), std::nullopt);
}

TEST(uint256, is_ordered_as_a_number)
{
    EXPECT_LT(*uint256_from_decimal("9"), *uint256_from_decimal("10"));
    EXPECT_LT(*uint256_from_decimal("255"), *uint256_from_decimal("256"));
}
}  // namespace
}  // namespace interlock
