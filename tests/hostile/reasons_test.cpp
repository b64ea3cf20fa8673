// What an endpoint does is said as it is, and costs nothing but time.
#include <gtest/gtest.h>

#include "tests/hostile/one_chain.hpp"

namespace interlock::hostile
{
namespace
{
using testing::Mischief;

struct Case
{
    Mischief mischief;
    const char* says;
    std::chrono::milliseconds waits{0};
};

constexpr std::chrono::seconds kAsked{7};
/// Nobody is left alone for longer, whatever they ask.
constexpr std::chrono::hours kLongest{1};

constexpr Case kCases[]{
    {Mischief::nothing_there, "not there"},
    {Mischief::nest_deeply, "not an object"},
    {Mischief::drop_from_batch, "a batch of replies to a single request"},
    {Mischief::rate_limit, "HTTP status 429, retry after 7 s", kAsked},
    {Mischief::unavailable, "HTTP status 503, retry after 3600 s", kLongest},
    {Mischief::server_error, "HTTP status "},
    {Mischief::endless_body, "the reply exceeds 1048576 bytes"},
    {Mischief::gzip_bomb, "the reply exceeds 1048576 bytes"},
    {Mischief::cut_short, "Transferred a partial file"},
    {Mischief::hang_up, "returned nothing"},
};
}  // namespace

TEST(reasons, are_told_for_what_shows_itself)
{
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(testing::to_string(c.mischief));
        OneChain one;
        one.extend(20);
        one.settle();
        const auto honest = one.proxy.chain();
        ASSERT_TRUE(one.has(honest));

        one.proxy.follow({.kinds = {c.mischief}, .percent = 100});
        one.extend(2);
        const auto wait = one.settle();
        EXPECT_NE(one.status().trouble.find(c.says), std::string::npos) << one.status().trouble;
        EXPECT_GE(wait, c.waits);
        EXPECT_TRUE(one.has(honest));

        one.proxy.behave();
        one.settle();
        EXPECT_EQ(one.status().trouble, "");
        EXPECT_TRUE(one.has(one.proxy.chain()));
    }
}
}  // namespace interlock::hostile
