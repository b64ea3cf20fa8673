// Super roots: what of a reply is believed, and the command `superroot`.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "interop/roots.hpp"
#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
using ::testing::HasSubstr;
constexpr uint64_t kTime = 1'700'000'040;

OutputV0 output_of(uint8_t byte)
{
    return {.state_root = samples::word(byte),
        .message_passer_storage_root = samples::word(static_cast<uint8_t>(byte + 1)),
        .block_hash = samples::word(static_cast<uint8_t>(byte + 2))};
}

void add_chain(const ChainId& chain, uint8_t byte, pb::GetSuperRootReply& reply)
{
    const auto output = output_of(byte);
    auto block = samples::seal(byte);
    block.id.hash = output.block_hash;
    reply.add_chain_ids(wire::to_proto(chain));
    auto& one = *reply.add_optimistic();
    one.set_chain_id(wire::to_proto(chain));
    *one.mutable_block() = wire::to_proto(block);
    one.mutable_output()->set_state_root(wire::to_proto(output.state_root));
    one.mutable_output()->set_message_passer_storage_root(
        wire::to_proto(output.message_passer_storage_root));
    one.mutable_output()->set_block_hash(wire::to_proto(output.block_hash));
    one.set_output_root(wire::to_proto(output_root(output)));
    *one.mutable_required_l1() = wire::to_proto(samples::seal(880).id);
}

void add_output(const ChainId& chain, const Hash32& root, pb::VerifiedSuperRoot& data)
{
    auto& out = *data.add_chains();
    out.set_chain_id(wire::to_proto(chain));
    out.set_output_root(wire::to_proto(root));
}

/// Of chain B another block was verified than the optimistic one.
pb::GetSuperRootReply verified()
{
    pb::GetSuperRootReply out;
    out.set_timestamp(kTime);
    *out.mutable_current_l1() = wire::to_proto(samples::seal(896).id);
    out.set_safe_timestamp(kTime + 2);
    out.set_local_safe_timestamp(kTime + 4);
    out.set_finalized_timestamp(kTime - 40);
    add_chain(samples::kChainA, 0x31, out);
    add_chain(samples::kChainB, 0x41, out);
    const SuperV1 super{.timestamp_s = kTime,
        .chains = {{samples::kChainA, output_root(output_of(0x31))},
            {samples::kChainB, output_root(output_of(0x51))}}};
    auto& data = *out.mutable_data();
    data.set_super_root(wire::to_proto(super_root(super)));
    for (const auto& chain : super.chains)
        add_output(chain.chain_id, chain.output_root, data);
    *data.mutable_verified_required_l1() = wire::to_proto(samples::seal(890).id);
    return out;
}

pb::GetSuperRootReply not_verified()
{
    auto out = verified();
    out.clear_data();
    out.mutable_optimistic()->RemoveLast();
    return out;
}

Run run(const pb::GetSuperRootReply& reply, std::vector<std::string> args)
{
    FakeService service;
    service.get_super_root = always<pb::GetSuperRootRequest>(reply);
    args.insert(args.begin(), "superroot");
    args.push_back(std::to_string(kTime));
    return run_program(service, std::move(args));
}
}  // namespace

TEST(super_root, is_shown_with_what_it_is_made_of)
{
    const auto shown = run(verified(), {});
    EXPECT_EQ(shown.code, 0) << shown.err;
    EXPECT_THAT(shown.out, HasSubstr("VERIFIED  at 2023-11-14 22:14:00 UTC"));
    EXPECT_THAT(shown.out, HasSubstr("current L1"));
    EXPECT_THAT(shown.out, HasSubstr("op-a (901)"));
    EXPECT_THAT(shown.out, HasSubstr("0x94e7fc2c…e87a2804"));
    EXPECT_THAT(shown.out, HasSubstr("replaced: 0x"));
}

TEST(super_root, that_is_not_verified_asks_to_come_again)
{
    const auto shown = run(not_verified(), {});
    EXPECT_EQ(shown.code, 3) << shown.err;
    EXPECT_THAT(shown.out, HasSubstr("NOT VERIFIED"));
    EXPECT_THAT(shown.out, HasSubstr("no block yet"));
}

TEST(super_root, as_json)
{
    const auto json = nlohmann::json::parse(run(verified(), {"--json"}).out);
    EXPECT_EQ(json["timestamp"], kTime);
    EXPECT_EQ(json["current_l1"]["number"], 896);
    EXPECT_EQ(json["chain_ids"], (nlohmann::json{"901", "902"}));
    EXPECT_EQ(json["optimistic"][0]["output_root"],
        "0x94e7fc2c176ffbf0374e2ac308d291a9163158120cc586367bf8eb40e87a2804");
    EXPECT_EQ(json["optimistic"][0]["required_l1"]["number"], 880);
    EXPECT_EQ(json["data"]["verified_required_l1"]["number"], 890);
    EXPECT_EQ(json["data"]["chains"].size(), 2U);
    const auto open = nlohmann::json::parse(run(not_verified(), {"--json"}).out);
    EXPECT_TRUE(open["data"].is_null());
}

TEST(super_root, of_a_time_that_makes_no_sense_is_not_asked_for)
{
    EXPECT_EQ(run_program({"superroot"}).code, 2);
    EXPECT_EQ(run_program({"superroot", "yesterday"}).code, 2);
}

TEST(super_root, is_not_believed_when_its_parts_do_not_fit)
{
    struct Case
    {
        const char* fault;
        void (*change)(pb::GetSuperRootReply&);
    };
    static constexpr Case kCases[]{
        {"timestamp is 7", [](auto& r) { r.set_timestamp(7); }},
        {"current_l1", [](auto& r) { r.clear_current_l1(); }},
        {"chain_ids[0] is 3 bytes", [](auto& r) { r.set_chain_ids(0, "abc"); }},
        {"optimistic[1].output is not of the block",
            [](auto& r)
            {
                r.mutable_optimistic(1)->mutable_block()->mutable_id()->set_hash(
                    wire::to_proto(samples::word(1)));
            }},
        {"optimistic[0].output_root is not that", [](auto& r)
            { r.mutable_optimistic(0)->set_output_root(wire::to_proto(samples::word(1))); }},
        {"optimistic[0].output.state_root is 0 bytes",
            [](auto& r) { r.mutable_optimistic(0)->mutable_output()->clear_state_root(); }},
        {"optimistic[0].required_l1",
            [](auto& r) { r.mutable_optimistic(0)->clear_required_l1(); }},
        {"not in ascending order", [](auto& r) { r.mutable_optimistic()->SwapElements(0, 1); }},
        {"not in ascending order", [](auto& r) { r.mutable_chain_ids()->SwapElements(0, 1); }},
        {"data.super_root is not that",
            [](auto& r) { r.mutable_data()->set_super_root(wire::to_proto(samples::word(1))); }},
        {"data.chains are not those",
            [](auto& r) { r.mutable_data()->mutable_chains()->RemoveLast(); }},
        {"data.verified_required_l1",
            [](auto& r) { r.mutable_data()->clear_verified_required_l1(); }},
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.fault);
        auto reply = verified();
        c.change(reply);
        FakeService service;
        service.get_super_root = always<pb::GetSuperRootRequest>(reply);
        const auto read = service.client().super_root(kTime);
        ASSERT_FALSE(read.has_value());
        EXPECT_THAT(read.error().message, HasSubstr(c.fault));
    }
}
}  // namespace interlock::client
