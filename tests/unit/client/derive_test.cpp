// Derivation inputs: the client's paging, and the command `derive`.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
using InputsScript = Script<pb::GetDerivationInputsRequest, pb::GetDerivationInputsReply>;

/// Block `number` of a chain in which each hash is the number; `fork` tells branches apart.
BlockSeal linked(uint64_t number, uint8_t fork = 0)
{
    const auto hash = [&](uint64_t of)
    {
        auto out = samples::word(fork);
        out.bytes[0] = static_cast<uint8_t>(of >> 8);
        out.bytes[1] = static_cast<uint8_t>(of);
        return out;
    };
    return {.id = {.number = number, .hash = hash(number)},
        .parent_hash = hash(number - 1),
        .timestamp_s = 1'700'000'000 + 2 * number};
}

pb::DerivationInput input(uint64_t number, uint8_t fork = 0)
{
    pb::DerivationInput out;
    *out.mutable_block() = wire::to_proto(linked(number, fork));
    *out.mutable_decision() = samples::accept();
    return out;
}

/// A service that has the blocks up to `last`, and shows at most `page` at once.
InputsScript up_to(uint64_t last, uint64_t page)
{
    return [=](auto&, const auto& request, auto& reply)
    {
        const auto end = std::min({last, request.last_number(), request.first_number() + page - 1});
        for (auto number = request.first_number(); number <= end; ++number)
            *reply.add_blocks() = input(number);
        return grpc::Status::OK;
    };
}

constexpr auto kLevel = SafetyLevel::safe;
}  // namespace

TEST(derivation, pages_become_one_range)
{
    FakeService service;
    std::vector<std::pair<uint64_t, uint64_t>> asked;
    service.get_derivation_inputs = [&, inner = up_to(5'000, 700)](
                                        auto& context, const auto& request, auto& reply)
    {
        asked.emplace_back(request.first_number(), request.last_number());
        return inner(context, request, reply);
    };
    const auto inputs = service.client().derivation_inputs(samples::kChainB, {10, 1'500}, kLevel);
    ASSERT_TRUE(inputs.has_value()) << inputs.error().message;
    EXPECT_EQ(inputs->size(), 1'491U);
    EXPECT_EQ(inputs->back().block.id.number, 1'500U);
    const std::vector<std::pair<uint64_t, uint64_t>> want{
        {10, 1'009}, {710, 1'500}, {1'410, 1'500}};
    EXPECT_EQ(asked, want);
}

TEST(derivation, the_index_may_end_before_the_range)
{
    FakeService service;
    service.get_derivation_inputs = up_to(12, 1'000);
    const auto some = service.client().derivation_inputs(samples::kChainB, {10, 20}, kLevel);
    ASSERT_TRUE(some.has_value()) << some.error().message;
    EXPECT_EQ(some->size(), 3U);
    const auto none = service.client().derivation_inputs(samples::kChainB, {13, 20}, kLevel);
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().kind, ErrorKind::not_found);

    service.get_derivation_inputs = [inner = up_to(12, 1'000)](
                                        auto& context, const auto& request, auto& reply)
    {
        if (request.first_number() > 12)
            return grpc::Status{grpc::StatusCode::NOT_FOUND, "up to 12"};
        return inner(context, request, reply);
    };
    EXPECT_EQ(service.client().derivation_inputs(samples::kChainB, {10, 20}, kLevel)->size(), 3U);
}

TEST(derivation, the_last_of_all_numbers_ends_the_range)
{
    FakeService service;
    service.get_derivation_inputs = [](auto&, const auto& request, auto& reply)
    {
        *reply.add_blocks() = input(request.first_number());
        return grpc::Status::OK;
    };
    const auto inputs =
        service.client().derivation_inputs(samples::kChainB, {UINT64_MAX - 1, UINT64_MAX}, kLevel);
    ASSERT_TRUE(inputs.has_value()) << inputs.error().message;
    EXPECT_EQ(inputs->size(), 2U);
}

TEST(derivation, a_reorg_between_pages_starts_anew)
{
    FakeService service;
    int calls = 0;
    service.get_derivation_inputs = [&](auto&, const auto& request, auto& reply)
    {
        // One block a page; the first page is of a branch that is gone then.
        *reply.add_blocks() = input(request.first_number(), calls++ == 0 ? 1 : 2);
        return grpc::Status::OK;
    };
    const auto inputs = service.client().derivation_inputs(samples::kChainB, {10, 11}, kLevel);
    ASSERT_TRUE(inputs.has_value()) << inputs.error().message;
    EXPECT_EQ(inputs->at(0).block, linked(10, 2));
    EXPECT_EQ(inputs->at(1).block, linked(11, 2));
    EXPECT_EQ(calls, 4);
}

TEST(derivation, blocks_that_are_no_chain_are_refused)
{
    struct Case
    {
        std::vector<pb::DerivationInput> blocks;
        const char* said;
    };
    const Case cases[]{
        {{input(11)}, "blocks[0] is block 11 and not the next one asked for"},
        {{input(10), input(10)}, "blocks[1] is block 10 and not the next one asked for"},
        {{input(10), input(11), input(12)}, "blocks[2] is block 12 and not the next one asked for"},
        {{input(10), input(11, 9)}, "blocks[1] is no child of the one before"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.said);
        FakeService service;
        pb::GetDerivationInputsReply reply;
        for (const auto& block : c.blocks)
            *reply.add_blocks() = block;
        service.get_derivation_inputs = always<pb::GetDerivationInputsRequest>(reply);
        const auto inputs = service.client().derivation_inputs(samples::kChainB, {10, 11}, kLevel);
        ASSERT_FALSE(inputs.has_value());
        EXPECT_EQ(inputs.error().message, "the reply makes no sense: " + std::string{c.said});
    }
}

TEST(derivation, a_range_that_ends_before_it_begins_is_refused_without_a_call)
{
    const FakeService service;
    const auto run = run_program(service, {"derive", "902", "11", "10"});
    EXPECT_EQ(run.code, 2);
    EXPECT_EQ(run.err, "interlock: the last block is before the first\n");
}

namespace
{
/// Block 17 with a valid and an undecided message, and block 18, which waits.
pb::GetDerivationInputsReply two_blocks()
{
    pb::GetDerivationInputsReply out;
    auto& first = *out.add_blocks() = input(17);
    *first.mutable_derived_from() = wire::to_proto(samples::seal(99).id);
    *first.mutable_required_l1() = wire::to_proto(samples::seal(100).id);
    auto& valid = *first.add_messages();
    *valid.mutable_message() = samples::executed();
    *valid.mutable_initiating_block() = wire::to_proto(samples::seal(12));
    valid.add_levels(pb::SAFETY_LEVEL_UNSAFE);
    valid.add_levels(pb::SAFETY_LEVEL_LOCAL_SAFE);
    *valid.mutable_required_l1() = wire::to_proto(samples::seal(98).id);
    *valid.mutable_verdict() = samples::valid();
    auto& malformed = *first.add_messages();
    malformed.mutable_message()->set_log_index(4);
    *malformed.mutable_verdict() = samples::invalid();
    auto& second = *out.add_blocks() = input(18);
    *second.mutable_decision() = samples::wait();
    return out;
}
}  // namespace

TEST(derive, text)
{
    FakeService service;
    service.get_derivation_inputs = always<pb::GetDerivationInputsRequest>(two_blocks());
    const auto run = run_program(service, {"derive", "902", "17", "18"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_EQ(run.out,
        "902 blocks 17 to 18, level safe\n"
        "\n"
        "BLOCK  DECISION  LOG  EXECUTES                   VERDICT  INITIATING BLOCK     LEVELS"
        "              L1 NEEDED\n"
        "   17  ACCEPTED                                                                      "
        "              100 0xaaaaaaaa…aaaaaaaa\n"
        "                   1  op-a (901) block 12 log 3  VALID    0xaaaaaaaa…aaaaaaaa  unsafe, "
        "local-safe  98 0xaaaaaaaa…aaaaaaaa\n"
        "                   4  malformed event            INVALID  -                    none  "
        "              not known\n"
        "   18  WAITS                                                                         "
        "              not known\n"
        "\n"
        "block 18 WAITS for op-a (901) block 12 to reach safe, since 12s\n");
}

TEST(derive, a_range_beyond_the_index_is_6_and_says_where_it_ends)
{
    FakeService service;
    service.get_derivation_inputs = up_to(18, 1'000);
    const auto run = run_program(service, {"derive", "902", "17", "20", "--level", "cross-unsafe"});
    EXPECT_EQ(run.code, 6);
    EXPECT_TRUE(run.out.ends_with("\nthe index ends at block 18\n")) << run.out;
    const auto json =
        nlohmann::json::parse(run_program(service, {"derive", "902", "17", "20", "--json"}).out);
    EXPECT_EQ(json["complete"], false);
    EXPECT_EQ(run_program(service, {"derive", "902", "19"}).code, 6);
}

TEST(derive, json)
{
    FakeService service;
    service.get_derivation_inputs = always<pb::GetDerivationInputsRequest>(two_blocks());
    const auto json =
        nlohmann::json::parse(run_program(service, {"derive", "902", "17", "18", "--json"}).out);
    EXPECT_EQ(json["chain_id"], "902");
    EXPECT_EQ(json["level"], "safe");
    EXPECT_EQ(json["complete"], true);
    const auto& block = json["blocks"][0];
    EXPECT_EQ(block["block"]["number"], 17);
    EXPECT_EQ(block["decision"], "accept");
    EXPECT_EQ(block["derived_from"]["number"], 99);
    EXPECT_EQ(block["required_l1"]["number"], 100);
    EXPECT_EQ(block["messages"][0]["log_index"], 1);
    EXPECT_EQ(block["messages"][0]["message"]["block_number"], 12);
    EXPECT_EQ(block["messages"][0]["block"]["number"], 12);
    EXPECT_EQ(block["messages"][0]["levels"], (nlohmann::json{"unsafe", "local-safe"}));
    EXPECT_EQ(block["messages"][0]["verdict"], "valid");
    EXPECT_EQ(block["messages"][1]["message"], nullptr);
    EXPECT_EQ(json["blocks"][1]["decision"], "wait");
    EXPECT_EQ(json["blocks"][1]["required_l1"], nullptr);
}
}  // namespace interlock::client
