// The settings of the JSON-RPC door.
#include <gmock/gmock.h>

#include "config_support.hpp"

namespace interlock::server::test
{
namespace
{
using testing::HasSubstr;

TEST(config_rpc, values_arrive)
{
    const auto config = load(with_chain({
        "--rpc.listen=[::1]:7546",
        "--rpc.legacy_access_list=admit",
        "--rpc.dashboard=off",
        "--rpc.cors_origins=https://a.example,http://localhost:3000",
        "--rpc.max_body_bytes=1024",
        "--rpc.max_batch=11",
        "--rpc.max_connections=12",
        "--rpc.max_connections_per_address=13",
        "--rpc.max_in_flight=14",
        "--rpc.request_timeout_ms=115",
        "--rpc.idle_timeout_ms=116",
    }));
    ASSERT_TRUE(config) << problems_of(config);
    const auto& rpc = config->rpc;
    ASSERT_TRUE(rpc.listen);
    EXPECT_EQ(to_string(*rpc.listen), "[::1]:7546");
    EXPECT_TRUE(rpc.legacy_access_list);
    EXPECT_FALSE(rpc.dashboard);
    EXPECT_EQ(
        rpc.cors_origins, (std::vector<std::string>{"https://a.example", "http://localhost:3000"}));
    EXPECT_EQ(rpc.max_body_bytes, 1'024U);
    EXPECT_EQ(rpc.max_batch, 11U);
    EXPECT_EQ(rpc.max_connections, 12U);
    EXPECT_EQ(rpc.max_connections_per_address, 13U);
    EXPECT_EQ(rpc.max_in_flight, 14U);
    EXPECT_EQ(rpc.request_timeout, std::chrono::milliseconds{115});
    EXPECT_EQ(rpc.idle_timeout, std::chrono::milliseconds{116});
}

TEST(config_rpc, is_off_and_closed_unless_told)
{
    const auto config = load(with_chain({}));
    ASSERT_TRUE(config) << problems_of(config);
    EXPECT_FALSE(config->rpc.listen);
    EXPECT_FALSE(config->rpc.legacy_access_list);
    EXPECT_TRUE(config->rpc.cors_origins.empty());
    EXPECT_TRUE(config->rpc.dashboard);
}

TEST(config_rpc, origins_are_origins)
{
    for (const std::string good : {"*", "https://a", "http://a:1"})
        EXPECT_EQ(problems_of(load(with_chain({"--rpc.cors_origins=" + good}))), "") << good;
    for (const std::string bad : {"a", "https://", "https://a/", "https://a/b", "ftp://a", "x *"})
        EXPECT_THAT(problems_of(load(with_chain({"--rpc.cors_origins=" + bad}))),
            HasSubstr("must be origins"))
            << bad;
}
}  // namespace
}  // namespace interlock::server::test
