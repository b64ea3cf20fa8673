// Scenarios as data: what is refused, and that a wrong expectation is noticed.
#include "tests/model/scenario.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace interlock::model
{
namespace
{
Json two_chains()
{
    return Json::parse(R"({"name": "by hand", "expiry_window": 604800, "chains": [
        {"id": "901", "block_time": 2, "genesis_time": 1000, "activation": 0},
        {"id": "902", "block_time": 2, "genesis_time": 1000, "activation": null}]})");
}

Json block_step(const char* chain, uint64_t number, uint64_t logs, Json messages = Json::array())
{
    return {{"block", {{"chain", chain}, {"number", number}, {"timestamp", 1000 + 2 * number},
                          {"logs", logs}, {"rev", 0}, {"exec", std::move(messages)}}}};
}

Json message_json(uint64_t log, uint64_t rev)
{
    return {{"log", log}, {"chain", "901"}, {"number", 1}, {"index", 0}, {"timestamp", 1002},
        {"rev", rev}};
}

Json move_step(const char* kind, const char* chain, uint64_t number)
{
    return {{kind, {{"chain", chain}, {"number", number}}}};
}

uint64_t local_safe(const ScenarioChains& chains)
{
    return chains.world().chains.front().local_safe;
}

TEST(Scenario, blocks_labels_and_rewinds_make_the_world)
{
    ScenarioChains chains{two_chains()};
    for (uint64_t number = 1; number <= 4; ++number)
        chains.apply(block_step("901", number, 2));
    chains.apply(move_step("local_safe", "901", 3));
    EXPECT_EQ(local_safe(chains), 3U);
    chains.apply(move_step("rewind", "901", 3));
    EXPECT_EQ(local_safe(chains), 3U);
    chains.apply(move_step("rewind", "901", 2));
    EXPECT_EQ(local_safe(chains), 2U);
    chains.apply(move_step("local_safe", "901", 1));
    EXPECT_EQ(local_safe(chains), 1U);
    const Chain& chain = chains.world().chains.front();
    EXPECT_EQ(chain.blocks.size(), 3U);
    EXPECT_EQ(chain.blocks.back().timestamp_s, 1004U);
    EXPECT_EQ(chain.activation_s, 0U);
    EXPECT_EQ(chains.world().chains.back().activation_s, std::nullopt);
}

TEST(Scenario, a_message_matches_the_revision_it_was_made_for)
{
    ScenarioChains chains{two_chains()};
    chains.apply(block_step("901", 1, 1));
    chains.apply(block_step("901", 2, 1, {message_json(0, 0)}));
    EXPECT_EQ(expectation(chains.world()).at("cross_unsafe").at("901"), 2);
    chains.apply(move_step("rewind", "901", 1));
    chains.apply(block_step("901", 2, 1, {message_json(0, 1)}));
    const Json other = expectation(chains.world());
    EXPECT_EQ(other.at("cross_unsafe").at("901"), 1);
    EXPECT_EQ(other.at("invalid_unsafe"),
        Json::parse(R"([{"chain": "901", "number": 2, "reason": "payload_mismatch"}])"));
    EXPECT_EQ(other.at("invalid_safe"), Json::array());
}

TEST(Scenario, a_wrong_payload_matches_no_log)
{
    ScenarioChains chains{two_chains()};
    chains.apply(block_step("901", 1, 1));
    Json message = message_json(0, 0);
    message["wrong_payload"] = true;
    chains.apply(block_step("901", 2, 1, {message}));
    EXPECT_EQ(expectation(chains.world()).at("cross_unsafe").at("901"), 1);
}

TEST(Scenario, steps_that_cannot_follow_are_refused)
{
    Json late = block_step("901", 1, 0);
    late["block"]["timestamp"] = 1003;
    const Json cases[] = {
        block_step("901", 2, 0),                                            // No parent.
        late,                                                               // Not due then.
        block_step("903", 1, 0),                                            // No such chain.
        block_step("901", 1, 1, {message_json(1, 0)}),                      // No such log.
        block_step("901", 1, 2, {message_json(1, 0), message_json(0, 0)}),  // Out of order.
        block_step("901", 1, 2, {message_json(1, 0), message_json(1, 0)}),  // Twice.
        move_step("local_safe", "901", 1),                                  // Not there.
        move_step("rewind", "901", 1),                                      // Not back.
    };
    for (const Json& step : cases)
    {
        ScenarioChains chains{two_chains()};
        EXPECT_THROW(chains.apply(step), std::runtime_error) << step;
    }
}

TEST(Scenario, what_is_no_step_is_refused)
{
    for (const char* text : {"{}", R"({"jump": 1})", R"({"block": {"chain": "901"}})", "[]"})
    {
        ScenarioChains chains{two_chains()};
        EXPECT_THROW(chains.apply(Json::parse(text)), Json::exception) << text;
    }
    EXPECT_THROW(ScenarioChains{Json::parse(R"({"chains": []})")}, Json::exception);
}

TEST(Scenario, every_difference_is_a_mismatch)
{
    Json scenario = two_chains();
    const Json right = {{"expect",
        {{"cross_unsafe", {{"901", 1}, {"902", 0}}}, {"cross_safe", {{"901", 0}, {"902", 0}}},
            {"invalid_unsafe", Json::array()}, {"invalid_safe", Json::array()}}}};
    scenario["steps"] = {block_step("901", 1, 1), right};
    EXPECT_EQ(check_scenario(scenario).expects, 1U);
    EXPECT_TRUE(check_scenario(scenario).mismatches.empty());
    const Json invalid = {{"chain", "901"}, {"number", 2}, {"reason", "cycle"}};
    for (const char* change : {"/cross_unsafe/901", "/cross_safe/902", "/cross_safe/903"})
    {
        Json wrong = right;
        wrong["expect"][Json::json_pointer{change}] = 7;
        scenario["steps"][1] = wrong;
        ASSERT_EQ(check_scenario(scenario).mismatches.size(), 1U) << change;
        EXPECT_EQ(check_scenario(scenario).mismatches[0].step, 1U);
        EXPECT_EQ(check_scenario(scenario).mismatches[0].model, right.at("expect"));
    }
    for (const char* list : {"invalid_unsafe", "invalid_safe"})
    {
        Json wrong = right;
        wrong["expect"][list].push_back(invalid);
        scenario["steps"][1] = wrong;
        EXPECT_EQ(check_scenario(scenario).mismatches.size(), 1U) << list;
    }
}
}  // namespace
}  // namespace interlock::model
