// The bounds of requests, and who is let in.
#include <gmock/gmock.h>

#include "server/query/access_check.hpp"
#include "server/rpc/admission.hpp"
#include "tests/unit/rpc/rpc_world.hpp"

namespace interlock::server::rpc
{
namespace
{
using namespace interlock::testing;
using boost::asio::ip::make_address;
using ::testing::HasSubstr;

std::string check_of(const std::string& entries)
{
    return R"({"jsonrpc":"2.0","id":1,"method":"interop_checkAccessList","params":[[)" + entries +
           R"(],"unsafe",{"chainID":"902","timestamp":"0x406"}]})";
}

TEST(rpc_bounds, entries_at_their_bound)
{
    RpcWorld served;
    served.world.extend(kAlpha, 5);
    const auto one = entries_of(served.world.message_of(kAlpha, 4, 1));
    auto entries = one;
    for (size_t i = 2; i < kMaxAccessListEntries; i += 2)
        entries += ',' + one;
    EXPECT_EQ(served.answer(check_of(entries)), R"({"jsonrpc":"2.0","id":1,"result":null})");
    EXPECT_THAT(served.answer(check_of(entries + ',' + one)),
        HasSubstr(R"("code":-32602,"message":"invalid argument 0: at most 3000 entries)"));
}

TEST(rpc_bounds, depth_and_garbage_are_no_trouble)
{
    RpcWorld served;
    const std::string deep(100'000, '[');
    EXPECT_THAT(served.answer(deep), HasSubstr("-32700"));
    EXPECT_THAT(served.answer(""), HasSubstr("-32700"));
    EXPECT_THAT(served.answer("\xff\xfe"), HasSubstr("-32700"));
    EXPECT_THAT(
        served.answer(std::string("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\0b\"}", 40)),
        HasSubstr("-32700"));
    const auto long_name =
        R"({"jsonrpc":"2.0","id":1,"method":")" + std::string(5'000, 'x') + "\"}";
    EXPECT_LT(served.answer(long_name).size(), 500U);
}

TEST(rpc_admission, slots_come_back)
{
    Admission admission{{.connections = 3, .connections_per_address = 2, .requests = 1}};
    const auto a = make_address("10.0.0.1");
    const auto b = make_address("10.0.0.2");
    const auto c = make_address("10.0.0.3");
    {
        const auto first = admission.enter(a);
        const auto second = admission.enter(a);
        EXPECT_TRUE(first && second);
        EXPECT_FALSE(admission.enter(a));
        const auto third = admission.enter(b);
        EXPECT_TRUE(third);
        EXPECT_FALSE(admission.enter(c));
    }
    EXPECT_TRUE(admission.enter(a));
    {
        const auto request = admission.begin_request();
        EXPECT_TRUE(request);
        EXPECT_FALSE(admission.begin_request());
    }
    EXPECT_TRUE(admission.begin_request());
}

TEST(rpc_admission, one_client_has_one_network)
{
    EXPECT_EQ(client_of(make_address("10.0.0.1")), "10.0.0.1");
    EXPECT_EQ(client_of(make_address("::ffff:10.0.0.1")), "10.0.0.1");
    EXPECT_EQ(client_of(make_address("2001:db8:1:2:3:4:5:6")), "2001:db8:1:2::");
    EXPECT_EQ(client_of(make_address("2001:db8:1:2::9")), "2001:db8:1:2::");
    EXPECT_NE(client_of(make_address("2001:db8:1:3::9")), "2001:db8:1:2::");
}
}  // namespace
}  // namespace interlock::server::rpc
