#include "interop/eth/hash.hpp"

#include <gtest/gtest.h>

namespace interlock
{
namespace
{
Bytes counting(size_t length)
{
    Bytes out(length);
    for (size_t i = 0; i < length; ++i)
        out[i] = static_cast<uint8_t>(i);
    return out;
}

TEST(hash, known_digests_around_the_block_size)
{
    struct Case
    {
        Bytes data;
        const char* want;
    };
    const Case kCases[]{
        {{}, "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"},
        {{'a', 'b', 'c'}, "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"},
        {counting(135), "0xcbdfd9dee5faad3818d6b06f95a219fd290b0e1706f6a82e5a595b9ce9faca62"},
        {counting(136), "0x7ce759f1ab7f9ce437719970c26b0a66ff11fe3e38e17df89cf5d29c7d7f807e"},
        {counting(137), "0xac73d4fae68b8453f764007c1a20ce95994187861f0c3227a3a8e99a73a3b1db"},
        {counting(272), "0xfdf2ec49e749960d3c8521a0219af8d03e30e2b3bf19bd16150ee0eaf133d66e"},
        {counting(1000), "0xaca79e4146e30eb1c733f6d6060d72471c36ea4e01ebf45d7f4916249c2bbd82"},
    };
    for (const auto& c : kCases)
        EXPECT_EQ(to_hex(keccak256(c.data)), c.want) << c.data.size();
}

TEST(hash, parts_hash_as_if_joined)
{
    const Bytes whole = counting(300);
    const ByteView view{whole};
    EXPECT_EQ(keccak256({view.first(7), view.subspan(7, 0), view.subspan(7, 200), view.last(93)}),
        keccak256(whole));
}
}  // namespace
}  // namespace interlock
