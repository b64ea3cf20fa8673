#include "interop/eth/rlp.hpp"

#include <gtest/gtest.h>

namespace interlock::eth
{
namespace
{
std::string encoded_bytes(const Bytes& bytes)
{
    Bytes out;
    rlp::append_bytes(out, bytes);
    return to_hex(out);
}

std::string encoded_uint(uint64_t value)
{
    Bytes out;
    rlp::append_uint(out, value);
    return to_hex(out);
}

/// The first `count` bytes of the encoding of `length` bytes, as a string or a list.
std::string head(size_t length, size_t count, bool list)
{
    Bytes out;
    const Bytes payload(length, 0xee);
    list ? rlp::append_list(out, payload) : rlp::append_bytes(out, payload);
    return to_hex(ByteView{out}.first(count));
}

TEST(rlp, single_bytes_stand_for_themselves_below_0x80)
{
    EXPECT_EQ(encoded_bytes({0x00}), "0x00");
    EXPECT_EQ(encoded_bytes({0x7f}), "0x7f");
    EXPECT_EQ(encoded_bytes({0x80}), "0x8180");
    EXPECT_EQ(encoded_bytes({}), "0x80");
    EXPECT_EQ(encoded_bytes({'d', 'o', 'g'}), "0x83646f67");
}

TEST(rlp, integers_have_no_leading_zeros)
{
    EXPECT_EQ(encoded_uint(0), "0x80");
    EXPECT_EQ(encoded_uint(1), "0x01");
    EXPECT_EQ(encoded_uint(127), "0x7f");
    EXPECT_EQ(encoded_uint(128), "0x8180");
    EXPECT_EQ(encoded_uint(256), "0x820100");
    EXPECT_EQ(encoded_uint(UINT64_MAX), "0x88ffffffffffffffff");
}

TEST(rlp, wide_integers_encode_as_narrow_ones)
{
    Bytes wide;
    rlp::append_uint(wide, Uint256::from_u64(0x0102));
    rlp::append_uint(wide, Uint256{});
    EXPECT_EQ(to_hex(wide), "0x82010280");
}

TEST(rlp, lengths_grow_at_55_and_at_each_byte)
{
    EXPECT_EQ(head(55, 2, false), "0xb7ee");
    EXPECT_EQ(head(56, 3, false), "0xb838ee");
    EXPECT_EQ(head(255, 3, false), "0xb8ffee");
    EXPECT_EQ(head(256, 4, false), "0xb90100ee");
    EXPECT_EQ(head(65'536, 5, false), "0xba010000ee");
    EXPECT_EQ(head(0, 1, true), "0xc0");
    EXPECT_EQ(head(55, 2, true), "0xf7ee");
    EXPECT_EQ(head(56, 3, true), "0xf838ee");
    EXPECT_EQ(head(256, 4, true), "0xf90100ee");
}

TEST(rlp, appends_after_what_is_there)
{
    Bytes out{0x01};
    rlp::append_bytes(out, Bytes{0x02, 0x03});
    EXPECT_EQ(to_hex(out), "0x01820203");
}
}  // namespace
}  // namespace interlock::eth
