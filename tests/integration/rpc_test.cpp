// JSON-RPC beside gRPC, in the whole service.
#include <gmock/gmock.h>

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
