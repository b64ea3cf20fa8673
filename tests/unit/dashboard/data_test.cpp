#include "server/dashboard/data.hpp"

#include <gmock/gmock.h>

#include "tests/unit/rpc/rpc_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using ::testing::HasSubstr;

class DataTest : public ::testing::Test
{
protected:
    /// Beta's block 6 executes what was never said, and alpha's block 6 rests on beta's block 9,
    /// which is still to come.
    DataTest()
    {
        world.extend(kBeta, 5);
        world.extend(kAlpha, 5);
        world.append(kBeta, {executing(2, with_wrong_payload(world.message_of(kAlpha, 3, 1)))});
        world.append(kAlpha, {executing(2, world.message_of(kBeta, 3, 0)),
                                 executing(3, world.message_of(kBeta, 6, 0))});
        world.tell_local_safe(kAlpha, 4);
    }

    Json ask(const std::string& path, unsigned http_status = 200)
    {
        const auto answer = DashboardData{served.context()}.answer(path);
        EXPECT_EQ(answer.http_status, http_status) << path << ": " << answer.body;
        return Json::parse(answer.body);
    }
    Json chain(const std::string& id)
    {
        const auto status = ask("status");
        for (const auto& one : status["chains"])
        {
            if (one["id"] == id)
                return one;
        }
        return {};
    }

    RpcWorld served;
    SafetyWorld& world = served.world;
};

std::string hash_of(const BlockSeal& block)
{
    return to_hex(block.id.hash);
}
}  // namespace

TEST_F(DataTest, status_tells_how_full_the_disk_is)
{
    EXPECT_TRUE(ask("status")["disk"].is_null()) << "nobody knows";
    auto context = served.context();
    context.disk = []
    { return storage::DiskUse{.index_bytes = 5'000'000, .free_bytes = 100'000'000}; };
    const auto status = Json::parse(DashboardData{context}.answer("status").body);
    EXPECT_EQ(status["disk"]["severity"], "fail");
    EXPECT_EQ(status["disk"]["text"], "the index has 4.7 MiB, 95.3 MiB are free");
}

TEST_F(DataTest, status_has_heads_by_level_and_what_they_wait_for)
{
    const auto status = ask("status");
    EXPECT_EQ(status["version"], "1.2.3");
    EXPECT_EQ(status["ready"], true);
    EXPECT_GT(status["now"].get<double>(), 1e9);
    EXPECT_EQ(status["chains"].size(), 3U);
    const auto alpha = chain("901");
    EXPECT_EQ(alpha["state"], "following");
    EXPECT_EQ(alpha["heads"]["unsafe"]["number"], 6);
    EXPECT_EQ(alpha["heads"]["unsafe"]["hash"], hash_of(world.block(kAlpha, 6)));
    EXPECT_EQ(alpha["heads"]["cross_unsafe"]["number"], 5);
    EXPECT_EQ(alpha["heads"]["local_safe"]["number"], 4);
    EXPECT_EQ(alpha["heads"]["unsafe"]["time"], 1'012);
    ASSERT_EQ(alpha["pending"].size(), 1U);
    EXPECT_EQ(alpha["pending"][0]["decision"], "wait");
    EXPECT_EQ(alpha["pending"][0]["on"], "902");
    EXPECT_EQ(alpha["pending"][0]["message"]["number"], 6);
}

TEST_F(DataTest, an_invalid_block_has_its_reason)
{
    const auto pending = chain("902")["pending"][0];
    EXPECT_EQ(pending["decision"], "invalid");
    EXPECT_EQ(pending["reason"], "payload_mismatch");
    EXPECT_EQ(pending["block"]["number"], 6);
    EXPECT_EQ(pending["message"]["chain"], "901");
    EXPECT_FALSE(pending["found"].get<std::string>().empty());
}

TEST_F(DataTest, failsafes_are_told)
{
    ASSERT_TRUE(served.failsafes.raise(FailsafeScope::between(kAlpha, kBeta), "a drill", "ada", 1));
    const auto failsafes = ask("status")["failsafes"];
    ASSERT_EQ(failsafes.size(), 1U);
    EXPECT_EQ(failsafes[0]["cause"], "manual");
    EXPECT_EQ(failsafes[0]["reason"], "a drill");
    EXPECT_EQ(failsafes[0]["chains"], Json::parse(R"(["901", "902"])"));
}

TEST_F(DataTest, messages_are_told_with_their_state)
{
    const auto messages = ask("messages")["messages"];
    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(
        messages[0]["executing"], Json::parse(R"({"chain":"901","number":6,"log":3,"time":1012})"));
    EXPECT_EQ(messages[0]["state"], "not_yet");
    EXPECT_EQ(messages[1]["state"], "valid");
    EXPECT_EQ(messages[1]["initiating"]["time"], 1'006);
    EXPECT_EQ(messages[2]["state"], "invalid");
    EXPECT_EQ(messages[2]["reason"], "payload_mismatch");
}

TEST_F(DataTest, a_block_is_found_by_number_and_by_hash)
{
    const auto hash = hash_of(world.block(kBeta, 6));
    const auto block = ask("block/902/6");
    EXPECT_EQ(block["block"]["hash"], hash);
    EXPECT_EQ(block["canonical"], true);
    EXPECT_EQ(block["levels"], Json::parse(R"(["unsafe"])"));
    EXPECT_EQ(block["executing"][0]["state"], "invalid");
    EXPECT_EQ(block["views"][0]["steps"][0]["decision"], "invalid");
    EXPECT_EQ(ask("block/902/" + hash)["block"], block["block"]);

    world.replace_newest(kBeta);
    const auto gone = ask("block/902/" + hash);
    EXPECT_EQ(gone["canonical"], false);
    EXPECT_EQ(gone["views"][0]["steps"][0]["reason"], "payload_mismatch");
}

TEST_F(DataTest, a_message_is_told_with_who_executes_it)
{
    const auto message = ask("message/902/3/0");
    EXPECT_EQ(message["block"]["number"], 3);
    ASSERT_EQ(message["executed_by"].size(), 1U);
    EXPECT_EQ(message["executed_by"][0]["executing"]["chain"], "901");
    EXPECT_EQ(ask("message/901/6/2")["executes"]["initiating"]["number"], 3);
}

TEST_F(DataTest, a_hash_is_looked_for_on_all_chains)
{
    const auto found = ask("find/" + hash_of(world.block(kAlpha, 2)));
    EXPECT_EQ(found["blocks"], Json::parse(R"([{"chain":"901","number":2}])"));
    EXPECT_EQ(ask("find/" + to_hex(Hash32{}))["blocks"].size(), 0U);
}

TEST_F(DataTest, senseless_questions_are_refused_with_a_sentence)
{
    struct Case
    {
        const char* path;
        unsigned http_status;
        const char* error;
    };
    static constexpr Case kCases[]{
        {"", 404, "nothing of that name"},
        {"block/901", 404, "nothing of that name"},
        {"block/abc/1", 400, "\"abc\" is no chain id"},
        {"block/999/1", 404, "chain 999 is not in the dependency set"},
        {"block/901/-1", 400, "\"-1\" is no number"},
        {"block/901/77", 404, "blocks 0 to 6 are"},
        {"message/901/1/4294967296", 400, "no number that fits"},
        {"message/901/1/9", 404, "log 9 of block 1 of chain 901 does not exist"},
        {"find/0x12", 400, "0x and 64 digits"},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.path);
        EXPECT_THAT(ask(c.path, c.http_status)["error"].get<std::string>(), HasSubstr(c.error));
    }
    const auto unknown = ask("block/901/" + to_hex(Hash32{}), 404);
    EXPECT_FALSE(unknown["error"].get<std::string>().empty());
}
}  // namespace interlock::server
