// The same question at both doors has the same answer.
#include "server/rpc/dispatcher.hpp"
#include "tests/support/must.hpp"
#include "tests/unit/api/served_world.hpp"

namespace interlock::server::rpc
{
namespace
{
using namespace interlock::testing;
using nlohmann::json;

constexpr int64_t kValid = 0;

/// What a client of JSON-RPC is to see when gRPC has answered so.
int64_t code_for(const grpc::Status& status, const pb::CheckAccessListReply& reply)
{
    switch (status.error_code())
    {
        case grpc::StatusCode::OK:
            break;
        case grpc::StatusCode::INVALID_ARGUMENT:
            return -32602;
        case grpc::StatusCode::UNAVAILABLE:
            return -320400;
        case grpc::StatusCode::FAILED_PRECONDITION:
            return -320602;
        default:
            return -32603;
    }
    if (reply.overall().has_valid())
        return kValid;
    if (reply.overall().has_not_yet())
        return -321401;
    const bool unknown = reply.overall().invalid().reason() == pb::INVALID_REASON_UNKNOWN_CHAIN;
    return unknown ? -320501 : -320600;
}

/// The empty text is in every other.
bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

struct Question
{
    std::vector<Hash32> entries;
    SafetyLevel level = SafetyLevel::unsafe;
    ChainId on;
    uint64_t at_s = 0;
    uint64_t timeout_s = 0;
};

class DoorsTest : public ::testing::Test
{
protected:
    DoorsTest() { served.start(); }

    std::vector<Hash32> entries_for(const ChainId& chain, uint64_t number, uint32_t log, bool wrong)
    {
        const auto message = served.world.message_of(chain, number, log);
        const auto hash = log_hash(message.id.origin, message.payload_hash);
        auto checksum = message_checksum(hash, message.id.at);
        checksum.bytes[31] ^= wrong ? 1 : 0;
        return encode_access({message.id.at, checksum});
    }

    json ask_rpc(const std::string& method, const json& params)
    {
        const json request{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}};
        return json::parse(dispatcher.answer(parser, request.dump()));
    }

    /// Asks at both doors; returns the code of the answer.
    int64_t ask(const Question& question)
    {
        pb::CheckAccessListRequest request;
        json entries = json::array();
        for (const auto& entry : question.entries)
        {
            request.add_entries(wire::to_proto(entry));
            entries.push_back(to_hex(entry));
        }
        request.set_min_safety(wire::to_proto(question.level));
        auto& executing = *request.mutable_executing();
        executing.set_chain_id(wire::to_proto(question.on));
        executing.set_timestamp(question.at_s);
        executing.set_timeout(question.timeout_s);
        pb::CheckAccessListReply reply;
        const auto status =
            served.supervisor().CheckAccessList(interlock::testing::Call{}, request, &reply);

        const auto told = ask_rpc("interop_checkAccessList",
            {entries, std::string{to_string(question.level)},
                {{"chainID", to_string(question.on)}, {"timestamp", quantity_to_hex(question.at_s)},
                    {"timeout", quantity_to_hex(question.timeout_s)}}});
        const auto code = told.contains("error") ? told["error"]["code"].get<int64_t>() : kValid;
        EXPECT_EQ(code, code_for(status, reply)) << told << ' ' << status.error_message();
        const auto text = told.contains("error") ? told["error"]["message"].get<std::string>() : "";
        EXPECT_TRUE(code == -32602 || contains(text, status.error_message())) << text;
        EXPECT_TRUE(contains(text, reply.overall().not_yet().explanation())) << text;
        EXPECT_TRUE(contains(text, reply.overall().invalid().found())) << text;
        return code;
    }

    /// Every message of the world and a little around it, at every level; how often each code came.
    std::map<int64_t, size_t> ask_all()
    {
        std::map<int64_t, size_t> codes;
        for (const auto& chain : {kAlpha, kBeta, ChainId::from_u64(999)})
        {
            for (const uint64_t number : {0U, 3U, 5U, 8U, 12U})
            {
                for (const uint32_t log : {0U, 2U})
                    ask_about(chain, number, log, codes);
            }
        }
        return codes;
    }

    void ask_about(
        const ChainId& chain, uint64_t number, uint32_t log, std::map<int64_t, size_t>& codes)
    {
        const bool known = served.world.set().find(chain) != nullptr;
        for (const auto level : kSafetyLevels)
        {
            for (const bool wrong : {false, true})
            {
                for (const uint64_t at_s : {1'006U, 1'030U, 1'200U})
                {
                    Question question{.level = level, .on = kGamma, .at_s = at_s, .timeout_s = 4};
                    question.entries = entries_for(known ? chain : kAlpha, number, log, wrong);
                    if (!known)
                        question.on = chain;
                    ++codes[ask(question)];
                }
            }
        }
    }

    ServedWorld served;
    const Judge judge{served.world.set(), {}};
    const std::map<ChainId, std::string> names;
    const ApiContext context{.set = served.world.set(),
        .names = names,
        .views = served.world.store(),
        .judge = judge,
        .board = served.board,
        .failsafes = served.failsafes,
        .commits = served.commits,
        .checks = served.checks};
    const Dispatcher dispatcher{{.api = context}, 10};
    RequestParser parser;
};

TEST_F(DoorsTest, checks_are_answered_alike_at_every_level)
{
    auto& world = served.world;
    for (const auto& chain : {kAlpha, kBeta, kGamma})
        world.extend(chain, 9);
    world.tell_local_safe(kAlpha, 7);
    world.tell_finalized(kAlpha, 4);
    world.tell_finalized(kBeta, 5);
    const auto codes = ask_all();
    for (const int64_t code : {kValid, int64_t{-320501}, int64_t{-320600}, int64_t{-321401}})
        EXPECT_GT(codes.count(code), 0U) << code;
}

TEST_F(DoorsTest, trouble_is_told_alike)
{
    auto& world = served.world;
    for (const auto& chain : {kAlpha, kBeta, kGamma})
        world.extend(chain, 9);
    served.board.update(kAlpha, [](ChainStatus& status) { status.ready = false; });
    EXPECT_GT(ask_all()[-320400], 0U);
    must(served.failsafes.raise(FailsafeScope::all(), "set by the operator", "ada", 1));
    const auto codes = ask_all();
    EXPECT_EQ(codes.size(), 1U);
    EXPECT_EQ(codes.begin()->first, -320602);
    EXPECT_EQ(ask({.on = kGamma}), -320602);
    EXPECT_EQ(must(served.failsafes.clear(FailsafeScope::all(), "ada")), 1U);
    EXPECT_EQ(ask({.on = kGamma}), -320400);
    served.board.update(kAlpha, [](ChainStatus& status) { status.ready = true; });
    EXPECT_EQ(ask({.on = kGamma}), kValid);
    auto half = entries_for(kAlpha, 3, 0, false);
    half.pop_back();
    EXPECT_EQ(ask({.entries = half, .on = kGamma, .at_s = 1'030}), -32602);
}

TEST_F(DoorsTest, heads_are_the_same)
{
    auto& world = served.world;
    for (const auto& chain : {kAlpha, kBeta, kGamma})
        world.extend(chain, 9);
    world.tell_finalized(kAlpha, 4);
    world.tell_derived(kAlpha, 7, 50);
    pb::GetHeadsReply heads;
    ASSERT_TRUE(served.supervisor().GetHeads(interlock::testing::Call{}, {}, &heads).ok());
    const auto status = ask_rpc("supervisor_syncStatus", json::array())["result"]["chains"];
    const std::map<pb::SafetyLevel, const char*> names_of{{pb::SAFETY_LEVEL_UNSAFE, "localUnsafe"},
        {pb::SAFETY_LEVEL_CROSS_UNSAFE, "crossUnsafe"}, {pb::SAFETY_LEVEL_LOCAL_SAFE, "localSafe"},
        {pb::SAFETY_LEVEL_SAFE, "safe"}, {pb::SAFETY_LEVEL_FINALIZED, "finalized"}};
    for (const auto& chain : heads.chains())
    {
        const auto id = to_string(*wire::chain_id_from_proto(chain.chain_id(), "chain"));
        for (const auto& head : chain.heads())
        {
            const auto& told = status[id][names_of.at(head.level())];
            EXPECT_EQ(told["number"], head.block().id().number()) << id;
            const auto hash = wire::hash_from_proto(head.block().id().hash(), "hash");
            EXPECT_EQ(told["hash"], to_hex(hash.value_or(Hash32{}))) << id;
        }
    }
}
}  // namespace
}  // namespace interlock::server::rpc
