#include "interop/eth/rlp_reader.hpp"

#include <gtest/gtest.h>

#include "interop/eth/rlp.hpp"

namespace interlock::eth::rlp
{
namespace
{
Bytes joined(uint8_t first, size_t size)
{
    Bytes out(size + 1, 0x11);
    out.front() = first;
    return out;
}
}  // namespace

TEST(rlp_reader, reads_back_strings_of_every_size_class)
{
    for (const size_t size :
        std::initializer_list<size_t>{0, 1, 2, 54, 55, 56, 57, 255, 256, 257, 65'535, 65'536})
    {
        const Bytes bytes(size, 0xee);
        Bytes encoded;
        append_bytes(encoded, bytes);
        append_list(encoded, bytes);
        Reader reader{encoded};
        for (const bool is_list : {false, true})
        {
            const auto item = reader.next();
            ASSERT_TRUE(item) << size;
            EXPECT_EQ(item->is_list, is_list);
            EXPECT_EQ(Bytes(item->payload.begin(), item->payload.end()), bytes);
        }
        EXPECT_TRUE(reader.at_end());
        EXPECT_FALSE(reader.next());
    }
}

TEST(rlp_reader, takes_only_the_shortest_encoding_and_whole_items)
{
    const Bytes wrong[]{
        {0x81, 0x7f},        // Stands for itself.
        {0xb8, 0x01, 0x80},  // A short length, the long way.
        {0xf8, 0x00},        // The same of a list.
        joined(0xb8, 18),    // A length of 17, the long way.
        {0xb9, 0x00, 0x40},  // A length with a leading zero.
        {0x82, 0x11},        // Cut off.
        {0xc2, 0x11},
        {0xb8},
        {0xbf, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},  // Longer than memory.
        {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
    };
    for (const auto& encoded : wrong)
        EXPECT_FALSE(Reader{encoded}.next()) << to_hex(encoded);
    const Bytes right[]{{0x00}, {0x7f}, {0x80}, {0x81, 0x80}, {0xc0}, {0xc1, 0x80}};
    for (const auto& encoded : right)
    {
        Reader reader{encoded};
        EXPECT_TRUE(reader.next()) << to_hex(encoded);
        EXPECT_TRUE(reader.at_end());
    }
}
}  // namespace interlock::eth::rlp
