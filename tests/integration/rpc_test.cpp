// JSON-RPC beside gRPC, in the whole service.
#include <gmock/gmock.h>

#include "proto/wire/bearer_token.hpp"
#include "tests/integration/running_service.hpp"
#include "tests/unit/rpc/http_client.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;
using ::testing::HasSubstr;

class RpcDoorTest : public ::testing::Test
{
protected:
    std::string ask(const std::string& method, const std::string& params)
    {
        RawConnection connection{service.rpc_port().value()};
        connection.send(post(
            R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + '}'));
        return body_of(connection.receive());
    }

    RunningService service;
};

std::string entries_json(const Message& message)
{
    const auto hash = log_hash(message.id.origin, message.payload_hash);
    std::string out;
    for (const auto& entry : encode_access({message.id.at, message_checksum(hash, message.id.at)}))
        out += (out.empty() ? "\"" : ",\"") + to_hex(entry) + '"';
    return '[' + out + ']';
}
}  // namespace

TEST_F(RpcDoorTest, is_served_where_it_is_told_and_nowhere_else)
{
    service.start();
    EXPECT_EQ(service.rpc_port(), std::nullopt);
    service.stop();

    service.start({"--rpc.listen=127.0.0.1:0"});
    ASSERT_TRUE(eventually([&] { return service.follows_all(); }));
    const auto chain = service.alpha.chain();
    const auto at = std::to_string(service.beta.chain().head().header.timestamp_s + 2);
    const auto params = '[' + entries_json(message_of(chain, 4, 1)) +
                        R"(,"cross-unsafe",{"chainID":"902","timestamp":)" + at + "}]";
    EXPECT_EQ(ask("interop_checkAccessList", params), R"({"jsonrpc":"2.0","id":1,"result":null})");
    EXPECT_EQ(ask("interop_getBlockHashByNumber", R"(["901","latest"])"),
        R"({"jsonrpc":"2.0","id":1,"result":")" + to_hex(chain.head().hash) + "\"}");
}

TEST_F(RpcDoorTest, the_failsafe_of_all_is_set_by_those_who_have_the_secret_alone)
{
    const auto file = service.data_dir.write("jwt.hex", std::string(64, 'a'));
    const auto secret = wire::BearerSecret::from_file(file).value();
    const auto other = wire::BearerSecret::from_hex(std::string(64, 'b')).value();
    service.start({"--rpc.listen=127.0.0.1:0", "--admin.rpc_listen=127.0.0.1:0",
        "--admin.jwt_secret=" + file.string()});
    const auto now_s = static_cast<uint64_t>(std::time(nullptr));
    const auto call = [&](const std::string& method, const std::string& params,
                          const std::string& token, const std::string& id = R"(,"id":1)")
    {
        RawConnection connection{service.admin_rpc_port().value()};
        connection.send(post(R"({"jsonrpc":"2.0")" + id + R"(,"method":")" + method +
                                 R"(","params":)" + params + '}',
            token.empty() ? "" : "Authorization: " + token + "\r\n"));
        return connection.receive();
    };
    const auto set = [&](const char* value, const std::string& token)
    { return call("admin_setFailsafeEnabled", value, token); };
    const auto is_on = [&]
    { return ask("admin_getFailsafeEnabled", "[]").find("true") != std::string::npos; };

    const auto good = secret.authorization(now_s);
    for (const auto& token : {std::string{}, std::string{"Bearer x"}, other.authorization(now_s),
             secret.authorization(now_s - 3'600), good.substr(0, good.rfind('.') + 1)})
    {
        const auto reply = set("[true]", token);
        EXPECT_EQ(status_of(reply), 401) << token;
        EXPECT_THAT(reply, HasSubstr("WWW-Authenticate: Bearer"));
        EXPECT_FALSE(is_on());
    }
    EXPECT_THAT(ask("admin_setFailsafeEnabled", "[true]"), HasSubstr("-32601"));  // The open door.

    EXPECT_EQ(body_of(set("[true]", good)), R"({"jsonrpc":"2.0","id":1,"result":null})");
    EXPECT_TRUE(is_on());
    EXPECT_THAT(call("admin_getFailsafeEnabled", "[]", good), HasSubstr("true"));
    EXPECT_THAT(set(R"(["on"])", good), HasSubstr("-32602"));
    EXPECT_THAT(call("interop_checkAccessList", "[]", good), HasSubstr("-32601"));
    const auto list = service.client().status()->failsafes;
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].by, "admin_setFailsafeEnabled");

    EXPECT_EQ(body_of(set("[false]", good)), R"({"jsonrpc":"2.0","id":1,"result":null})");
    EXPECT_FALSE(is_on());
    // Nobody hears of it, and it is done.
    EXPECT_EQ(body_of(call("admin_setFailsafeEnabled", "[true]", good, "")), "");
    EXPECT_TRUE(is_on());
}

TEST_F(RpcDoorTest, a_certificate_that_is_not_there_keeps_the_service_from_starting)
{
    auto flags = flags_for(service.alpha, service.beta, service.data_dir.path());
    flags.push_back("--rpc.listen=127.0.0.1:0");
    flags.push_back("--rpc.tls_certificate=" + (service.data_dir.path() / "none.crt").string());
    flags.push_back("--rpc.tls_key=" + (service.data_dir.path() / "none.key").string());
    const auto app = start_service(flags);
    ASSERT_FALSE(app);
    EXPECT_THAT(app.error().front(), HasSubstr("none.crt cannot be used"));
}
}  // namespace interlock
