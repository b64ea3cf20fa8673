#include "server/failsafe/failsafes.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/support/must.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::server
{
namespace
{
using interlock::testing::must;
using interlock::testing::TempDir;
using ::testing::HasSubstr;

constexpr auto kA = ChainId::from_u64(901);
constexpr auto kB = ChainId::from_u64(902);
constexpr auto kC = ChainId::from_u64(903);
constexpr auto kDivergence = FailsafeCause::divergence;
constexpr auto kDisagreement = FailsafeCause::disagreement;

FailsafePolicies policies(FailsafePolicy divergence)
{
    auto out = default_failsafe_policies();
    out[static_cast<size_t>(kDivergence)] = divergence;
    return out;
}

class FailsafesTest : public ::testing::Test
{
protected:
    std::unique_ptr<Failsafes> open(FailsafePolicy divergence = FailsafePolicy::until_healed) const
    {
        return must(Failsafes::open(file, policies(divergence)));
    }
    static void see(Failsafes& failsafes, const std::vector<FailsafeScope>& scopes, uint64_t now_s)
    {
        std::vector<FailsafeSighting> seen;
        for (const auto& scope : scopes)
            seen.push_back({scope, "they differ"});
        failsafes.observe(kDivergence, seen, now_s);
    }

    TempDir folder;
    std::filesystem::path file = folder.path() / "failsafes.json";
};
}  // namespace

TEST(failsafe_scope, covers_what_it_names_whichever_executes)
{
    struct Case
    {
        FailsafeScope scope;
        bool a_b, b_a, a_c, c_c, a_a;
        const char* text;
    };
    const Case cases[]{
        {FailsafeScope::all(), true, true, true, true, true, "all chains"},
        {FailsafeScope::of(kA), true, true, true, false, true, "chain 901"},
        {FailsafeScope::between(kB, kA), true, true, false, false, false, "chains 901 and 902"},
        {FailsafeScope::between(kA, kA), false, false, false, false, true, "chains 901 and 901"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.text);
        EXPECT_EQ(c.scope.covers(kA, kB), c.a_b);
        EXPECT_EQ(c.scope.covers(kB, kA), c.b_a);
        EXPECT_EQ(c.scope.covers(kA, kC), c.a_c);
        EXPECT_EQ(c.scope.covers(kC, kC), c.c_c);
        EXPECT_EQ(c.scope.covers(kA, kA), c.a_a);
        EXPECT_EQ(to_string(c.scope), c.text);
    }
}

TEST_F(FailsafesTest, what_an_operator_raises_stays_until_it_is_cleared_and_through_restarts)
{
    {
        const auto failsafes = open();
        must(failsafes->raise(FailsafeScope::between(kB, kA), "an attack", "ada", 7));
        EXPECT_FALSE(failsafes->is_on_for_all());
        must(failsafes->raise(FailsafeScope::all(), "an \"upgrade\"\\", "bob", 9));
        EXPECT_TRUE(failsafes->is_on_for_all());
        EXPECT_EQ(must(failsafes->clear(FailsafeScope::of(kA), "ada")), 0U);
    }
    const Failsafe all{
        FailsafeScope::all(), FailsafeCause::manual, "an \"upgrade\"\\", "bob", 9, true};
    const Failsafe pair{
        FailsafeScope::between(kA, kB), FailsafeCause::manual, "an attack", "ada", 7, true};
    {
        const auto failsafes = open();
        EXPECT_EQ(failsafes->active(), (std::vector{all, pair}));
        EXPECT_EQ(must(failsafes->clear(FailsafeScope::all(), "bob")), 1U);
    }
    EXPECT_EQ(open()->active(), std::vector{pair});
    EXPECT_FALSE(open()->is_on_for_all());
}

TEST_F(FailsafesTest, raising_again_replaces_the_reason)
{
    const auto failsafes = open();
    must(failsafes->raise(FailsafeScope::of(kA), "one", "ada", 7));
    must(failsafes->raise(FailsafeScope::of(kA), "two", "bob", 8));
    ASSERT_EQ(failsafes->active().size(), 1U);
    EXPECT_EQ(failsafes->active()[0].reason, "two");
}

TEST_F(FailsafesTest, what_is_only_reported_raises_none)
{
    const auto failsafes = open(FailsafePolicy::report);
    see(*failsafes, {FailsafeScope::of(kA)}, 5);
    EXPECT_TRUE(failsafes->active().empty());
}

TEST_F(FailsafesTest, what_heals_ends_by_itself_and_is_not_kept)
{
    const auto failsafes = open();
    const auto pair = FailsafeScope::between(kA, kB);
    see(*failsafes, {pair, pair}, 5);
    see(*failsafes, {pair, FailsafeScope::of(kC)}, 6);
    const Failsafe expected{pair, kDivergence, "they differ", "interlock", 5, false};
    ASSERT_EQ(failsafes->active().size(), 2U);
    EXPECT_THAT(failsafes->active(), ::testing::Contains(expected));  // Since the first sighting.
    EXPECT_TRUE(open()->active().empty());
    // Another cause says nothing about this one.
    failsafes->observe(kDisagreement, {}, 7);
    EXPECT_EQ(failsafes->active().size(), 2U);
    see(*failsafes, {pair}, 8);
    EXPECT_EQ(failsafes->active(), std::vector{expected});
    EXPECT_THAT(failsafes->clear(pair, "ada").error(), HasSubstr("ends by itself"));
    see(*failsafes, {}, 9);
    EXPECT_TRUE(failsafes->active().empty());
}

TEST_F(FailsafesTest, what_is_held_outlives_its_cause_and_a_restart)
{
    const auto pair = FailsafeScope::between(kA, kB);
    {
        const auto failsafes = open(FailsafePolicy::until_cleared);
        see(*failsafes, {pair}, 5);
        EXPECT_THAT(failsafes->clear(pair, "ada").error(), HasSubstr("that is still so"));
    }
    const auto failsafes = open(FailsafePolicy::until_cleared);
    see(*failsafes, {}, 6);
    EXPECT_EQ(failsafes->active(),
        (std::vector{Failsafe{pair, kDivergence, "they differ", "interlock", 5, true}}));
    EXPECT_EQ(must(failsafes->clear(pair, "ada")), 1U);
    EXPECT_TRUE(open()->active().empty());
}

TEST_F(FailsafesTest, one_that_was_held_can_be_cleared_once_its_cause_is_only_reported)
{
    const auto pair = FailsafeScope::between(kA, kB);
    see(*open(FailsafePolicy::until_cleared), {pair}, 5);
    const auto failsafes = open(FailsafePolicy::report);
    see(*failsafes, {pair}, 6);
    EXPECT_EQ(failsafes->active().size(), 1U);
    EXPECT_EQ(must(failsafes->clear(pair, "ada")), 1U);
    see(*failsafes, {pair}, 7);
    EXPECT_TRUE(failsafes->active().empty());
}

TEST_F(FailsafesTest, clearing_by_hand_leaves_what_is_still_so)
{
    const auto failsafes = open();
    see(*failsafes, {FailsafeScope::of(kA)}, 5);
    must(failsafes->raise(FailsafeScope::of(kA), "looks odd", "ada", 6));
    EXPECT_EQ(failsafes->active().size(), 2U);
    EXPECT_EQ(must(failsafes->clear(FailsafeScope::of(kA), "ada")), 1U);
    ASSERT_EQ(failsafes->active().size(), 1U);
    EXPECT_EQ(failsafes->active()[0].cause, kDivergence);
}

TEST_F(FailsafesTest, a_failsafe_that_cannot_be_kept_is_in_force_and_says_so)
{
    auto failsafes = must(Failsafes::open(folder.path() / "none" / "f.json", policies({})));
    const auto raised = failsafes->raise(FailsafeScope::all(), "an attack", "ada", 7);
    ASSERT_FALSE(raised);
    EXPECT_THAT(raised.error(), HasSubstr("in force, but will not survive a restart"));
    EXPECT_TRUE(failsafes->is_on_for_all());
    // And what cannot be forgotten is not cleared.
    EXPECT_THAT(
        failsafes->clear(FailsafeScope::all(), "ada").error(), HasSubstr("nothing was cleared"));
    EXPECT_TRUE(failsafes->is_on_for_all());
}

TEST_F(FailsafesTest, there_is_an_end_to_them)
{
    Failsafes failsafes{policies({})};
    uint64_t id = 0;
    for (; id < kMaxHeldFailsafes - 1; ++id)
        must(failsafes.raise(FailsafeScope::of(ChainId::from_u64(id)), "x", "ada", 1));
    EXPECT_THAT(failsafes.raise(FailsafeScope::of(ChainId::from_u64(id)), "x", "ada", 1).error(),
        HasSubstr("not raised: there are 999"));
    must(failsafes.raise(FailsafeScope::of(ChainId::from_u64(7)), "y", "ada", 1));
    // The one that stops everything can always be raised.
    must(failsafes.raise(FailsafeScope::all(), "x", "ada", 1));
    EXPECT_TRUE(failsafes.is_on_for_all());
}

TEST_F(FailsafesTest, a_long_reason_is_cut_to_what_the_file_takes)
{
    must(open()->raise(FailsafeScope::all(), std::string(5'000, 'x'), "ada", 1));
    EXPECT_EQ(open()->active().at(0).reason.size(), kMaxFailsafeTextBytes);
}

TEST_F(FailsafesTest, a_file_that_cannot_be_understood_is_no_reason_to_judge)
{
    const std::string good =
        R"({"chains":["901"],"cause":"manual","reason":"r","by":"b","since":1})";
    struct Case
    {
        std::string text;
        const char* said;
    };
    std::string many = good;
    for (size_t i = 0; i < kMaxHeldFailsafes; ++i)
        many += "," + good;
    const auto with = [&](const char* what, const char* instead)
    {
        auto text = good;
        text.replace(text.find(what), std::string_view{what}.size(), instead);
        return R"({"failsafes":[)" + text + "]}";
    };
    const Case cases[]{
        {"", "parse error"},
        {"{\"failsafes\":[" + good, "parse error"},
        {"{}", "failsafes"},
        {"[]", "cannot be understood"},
        {R"({"failsafes":[7]})", "cannot be understood"},
        {with("901", "nine"), "not a chain id: \"nine\""},
        {with("\"901\"", "901"), "cannot be understood"},
        {with("\"901\"", R"("1","2","3")"), "more than two chains"},
        {with("manual", "whim"), "no such cause: \"whim\""},
        {with("\"since\":1", "\"since\":-1.5e400"), "cannot be understood"},
        {with("\"since\"", "\"sinks\""), "since"},
        {with("\"r\"", ("\"" + std::string(2'001, 'r') + "\"").c_str()), "reason is too long"},
        {"{\"failsafes\":[" + many + "]}", "more than 1000 failsafes"},
        {std::string(size_t{2} << 20U, ' '), "is longer than"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.said);
        folder.write("failsafes.json", c.text);
        const auto opened = Failsafes::open(file, policies({}));
        ASSERT_FALSE(opened);
        EXPECT_THAT(opened.error(), HasSubstr(c.said));
        EXPECT_THAT(opened.error(), HasSubstr(file.string()));
    }
    folder.write("failsafes.json", R"({"failsafes":[)" + good + "]}");
    EXPECT_EQ(must(Failsafes::open(file, policies({})))->active().size(), 1U);
}
}  // namespace interlock::server
