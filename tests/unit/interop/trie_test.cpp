#include "interop/eth/trie.hpp"

#include <gtest/gtest.h>

namespace interlock::eth
{
namespace
{
/// Value i: i as four bytes, repeated i % 20 times, then a one. So leaves are both shorter and
/// longer than a hash, and both inline and hashed children occur.
std::vector<Bytes> sample_values(size_t count)
{
    std::vector<Bytes> out(count);
    for (size_t i = 0; i < count; ++i)
    {
        const auto word = big_endian(static_cast<uint32_t>(i));
        for (size_t n = 0; n < i % 20; ++n)
            out[i].insert(out[i].end(), word.begin(), word.end());
        out[i].push_back(1);
    }
    return out;
}

TEST(trie, roots_at_the_sizes_where_keys_change_shape)
{
    struct Case
    {
        size_t count;
        const char* want;
    };
    // Computed by an implementation that inserts key by key (tests/conformance/generator).
    static constexpr Case kCases[]{
        {0, "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"},
        {1, "0xac92bc8d02906a87a573c32c72bb427036f0e43d7a7375c5c491ebba064add15"},
        {2, "0x6083b4b01889c2b53cc48da7c96b6d33308a4a57bf5a7b6e294f96a08b927a8b"},
        {16, "0x08d917c3923f73defe260eb3f709d0b295632f0744aad6d6612ec2267f411e31"},
        {17, "0xad048692b96e11253a21f9befba21778430ae3cd4e7dcbe2bd7cedb7c527a501"},
        {127, "0x18d9b554a4302e5af6f761fae9f3d13da19414813b878ce218ed8f035697705c"},
        {128, "0xb16db55201ee9c76182064de7137cc690f8a2e6037e438a5960cf106eda67f77"},
        {129, "0xb2f7f8f90d910e3dd31465f242578aa1647123ba4589b570d849ff11e0745018"},
        {255, "0x783ce34117acaf8e3bdafba51bed5ef21bc0c9acf4603e513b46d427a1ea5a95"},
        {256, "0x2d17e20780e5f51c3627d42b02240982c4ed215f64b9f522c3e1d47c883b9faf"},
        {257, "0xff69ad3a70c6c5922072f6e4de09c5fe6baa454f2e755a5a4e569eee895d9a3f"},
        {1000, "0xc853bb4d5e4fac46b6e088e5e09092655be5ea9a79ceb9e56d2112f85172235e"},
    };
    for (const auto& c : kCases)
        EXPECT_EQ(to_hex(ordered_trie_root(sample_values(c.count))), c.want) << c.count;
}

TEST(trie, every_value_and_its_place_count)
{
    const auto values = sample_values(300);
    const Hash32 root = ordered_trie_root(values);
    for (const size_t i : {size_t{0}, size_t{127}, size_t{128}, size_t{255}, size_t{256}})
    {
        auto changed = values;
        changed[i].push_back(0);
        EXPECT_NE(ordered_trie_root(changed), root) << i;
        auto swapped = values;
        std::swap(swapped[i], swapped[i + 1]);
        EXPECT_NE(ordered_trie_root(swapped), root) << i;
    }
}

TEST(trie, many_values_end_in_time)
{
    EXPECT_NE(ordered_trie_root(sample_values(70'000)), ordered_trie_root(sample_values(69'999)));
}
}  // namespace
}  // namespace interlock::eth
