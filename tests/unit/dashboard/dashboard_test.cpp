#include "server/dashboard/dashboard.hpp"

#include <gmock/gmock.h>

#include <set>

#include "server/dashboard/assets.hpp"
#include "tests/unit/rpc/rpc_world.hpp"

namespace interlock::server
{
namespace
{
namespace http = boost::beast::http;
using namespace interlock::testing;
using ::testing::HasSubstr;
using ::testing::Not;

rpc::HttpRequest request(
    const std::string& target, const std::string& accept = "*/*", http::verb verb = http::verb::get)
{
    rpc::HttpRequest out{verb, target, 11};
    out.set(http::field::accept, accept);
    return out;
}

std::string field_of(const rpc::HttpReply& reply, const std::string& name)
{
    return std::string{reply[name]};
}

struct DashboardTest : ::testing::Test
{
    RpcWorld served;
    Dashboard dashboard{served.context()};
};

std::string_view text_of(std::string_view name)
{
    for (const auto& asset : assets())
    {
        if (asset.name == name)
            return asset.body;
    }
    return {};
}
}  // namespace

TEST_F(DashboardTest, serves_its_paths_only)
{
    for (const auto* path : {"/dashboard", "/dashboard/", "/dashboard/x?y=1"})
        EXPECT_TRUE(dashboard.serve(request(path))) << path;
    for (const auto* path : {"/", "/readyz", "/dashboards", "/x/dashboard/"})
        EXPECT_FALSE(dashboard.serve(request(path))) << path;
    // A browser that comes to the door is shown the way; a client of JSON-RPC is not its business.
    EXPECT_TRUE(dashboard.serve(request("/", "text/html,*/*")));
    EXPECT_FALSE(dashboard.serve(request("/", "text/html", http::verb::post)));
    const auto reply = dashboard.answer(request("/", "text/html"));
    EXPECT_EQ(reply.result_int(), 302U);
    EXPECT_EQ(field_of(reply, "Location"), "dashboard/");
}

TEST_F(DashboardTest, every_reply_keeps_strangers_out)
{
    for (const auto* path : {"/dashboard", "/dashboard/", "/dashboard/main.js", "/dashboard/none",
             "/dashboard/data/status"})
    {
        SCOPED_TRACE(path);
        const auto reply = dashboard.answer(request(path));
        EXPECT_THAT(field_of(reply, "Content-Security-Policy"), HasSubstr("default-src 'none'"));
        EXPECT_THAT(field_of(reply, "Content-Security-Policy"), Not(HasSubstr("unsafe")));
        EXPECT_EQ(field_of(reply, "X-Content-Type-Options"), "nosniff");
    }
}

TEST_F(DashboardTest, files_are_sent_once)
{
    const auto first = dashboard.answer(request("/dashboard/"));
    EXPECT_EQ(first.result_int(), 200U);
    EXPECT_EQ(field_of(first, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_THAT(first.body(), HasSubstr("<title>Interlock</title>"));
    auto again = request("/dashboard/");
    again.set(http::field::if_none_match, field_of(first, "ETag"));
    const auto second = dashboard.answer(again);
    EXPECT_EQ(second.result_int(), 304U);
    EXPECT_EQ(second.body(), "");
    EXPECT_EQ(dashboard.answer(request("/dashboard/none.js")).result_int(), 404U);
    EXPECT_EQ(dashboard.answer(request("/dashboard/", "*/*", http::verb::post)).result_int(), 405U);
}

TEST_F(DashboardTest, data_is_json_and_never_kept)
{
    const auto reply = dashboard.answer(request("/dashboard/data/status"));
    EXPECT_EQ(field_of(reply, "Content-Type"), "application/json");
    EXPECT_EQ(field_of(reply, "Cache-Control"), "no-store");
    EXPECT_EQ(dashboard.answer(request("/dashboard/data/block/999/1")).result_int(), 404U);
}

TEST(dashboard_assets, name_each_other_and_nothing_elsewhere)
{
    std::set<std::string_view> names;
    for (const auto& asset : assets())
    {
        SCOPED_TRACE(asset.name);
        EXPECT_FALSE(asset.type.empty());
        EXPECT_FALSE(asset.body.empty());
        EXPECT_TRUE(names.insert(asset.etag).second) << "two files have one tag";
        for (const auto* never : {"innerHTML", "insertAdjacentHTML", "document.write", "eval("})
            EXPECT_EQ(asset.body.find(never), std::string_view::npos) << never;
        if (asset.name != "icon.svg")
        {
            EXPECT_EQ(asset.body.find("http"), asset.body.find("http-equiv"));
        }
        for (auto at = asset.body.find("from \"./"); at != std::string_view::npos;
             at = asset.body.find("from \"./", at + 1))
        {
            const auto begin = at + 8;
            const auto name = asset.body.substr(begin, asset.body.find('"', begin) - begin);
            EXPECT_FALSE(text_of(name).empty()) << name;
        }
    }
}
}  // namespace interlock::server
