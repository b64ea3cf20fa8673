#include "server/query/judge.hpp"

#include <gtest/gtest.h>

#include "tests/support/fake_messages.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

constexpr auto kAlpha = ChainId::from_u64(901);
constexpr auto kBeta = ChainId::from_u64(902);
constexpr uint64_t kGenesis = 1'700'000'000;
constexpr uint64_t kBlockTime = 2;
constexpr uint64_t kWindow = 100;

DependencySet set_of(std::optional<uint64_t> activation_s)
{
    return *DependencySet::create(
        {{kAlpha, kBlockTime, activation_s}, {kBeta, kBlockTime, activation_s}}, kWindow);
}

/// Chain 901 with 20 blocks, each with two logs in block 5, indexed from block `kFirst`.
class JudgeTest : public ::testing::Test
{
protected:
    static constexpr uint64_t kFirst = 3;

    JudgeTest() : index{{{kAlpha, kBlockTime, 0}, {kBeta, kBlockTime, 0}}}
    {
        alpha.extend(4);
        alpha.append({{some_log(1), some_log(2)}});
        alpha.extend(15);
        index.append(alpha, kFirst, 20);
    }

    Answer ask(const Claim& claim, Execution execution)
    {
        const auto view = index.store().open_view();
        EXPECT_TRUE(view);
        return Judge{set, options}.judge(**view, circumstances, claim, execution);
    }
    Answer ask(const Message& message) { return ask(claim_of(message), at(kGenesis + 30)); }

    static Execution at(uint64_t timestamp_s)
    {
        return {.chain_id = kBeta, .timestamp_s = timestamp_s};
    }

    FakeChain alpha;
    TestIndex index;
    DependencySet set = set_of(0);
    Circumstances circumstances;
    JudgeOptions options;
};

::testing::AssertionResult is_invalid(const Answer& answer, Violation reason)
{
    const auto* invalid = answer ? std::get_if<Invalid>(&*answer) : nullptr;
    if (invalid == nullptr)
        return ::testing::AssertionFailure() << "is not invalid";
    if (invalid->reason != reason)
        return ::testing::AssertionFailure() << "is " << to_string(invalid->reason);
    return ::testing::AssertionSuccess();
}

::testing::AssertionResult is_trouble(const Answer& answer, CannotTell::Cause cause)
{
    if (answer)
        return ::testing::AssertionFailure() << "is a verdict";
    if (answer.error().cause != cause)
        return ::testing::AssertionFailure() << "says: " << answer.error().explanation;
    return ::testing::AssertionSuccess();
}

bool is_valid(const Answer& answer)
{
    return answer && std::holds_alternative<Valid>(*answer);
}
}  // namespace

TEST_F(JudgeTest, a_true_message_is_valid_and_names_its_block)
{
    const auto answer = ask(message_of(alpha, 5, 1));
    ASSERT_TRUE(is_valid(answer));
    EXPECT_EQ(std::get<Valid>(*answer).initiating, alpha.at(5).seal());
}

TEST_F(JudgeTest, a_true_access_entry_is_valid)
{
    const auto message = message_of(alpha, 5, 1);
    const MessageAccess access{message.id.at,
        message_checksum(log_hash(message.id.origin, message.payload_hash), message.id.at)};
    EXPECT_TRUE(is_valid(ask(claim_of(access), at(kGenesis + 30))));
    auto wrong = access;
    wrong.checksum.bytes[31] ^= 1;
    EXPECT_TRUE(is_invalid(ask(claim_of(wrong), at(kGenesis + 30)), Violation::checksum_mismatch));
}

TEST_F(JudgeTest, each_changed_field_breaks_its_own_rule)
{
    struct Case
    {
        const char* name;
        std::function<void(Message&)> change;
        Violation want;
    };
    const Case cases[]{
        {"origin", [](Message& m) { m.id.origin.bytes[0] ^= 1; }, Violation::payload_mismatch},
        {"payload", [](Message& m) { m.payload_hash.bytes[0] ^= 1; }, Violation::payload_mismatch},
        {"log index", [](Message& m) { m.id.at.log_index = 0; }, Violation::payload_mismatch},
        {"log past the end", [](Message& m) { m.id.at.log_index = 2; }, Violation::no_such_log},
        {"last log index", [](Message& m) { m.id.at.log_index = UINT32_MAX; },
            Violation::no_such_log},
        {"timestamp", [](Message& m) { m.id.at.timestamp_s += 1; }, Violation::timestamp_mismatch},
        {"block with other time", [](Message& m) { m.id.at.block_number = 6; },
            Violation::timestamp_mismatch},
        {"block past the head", [](Message& m) { m.id.at.block_number = 21; },
            Violation::no_such_block},
        {"number beyond any key", [](Message& m) { m.id.at.block_number = UINT64_MAX; },
            Violation::no_such_block},
        {"number that would alias another chain",
            [](Message& m) { m.id.at.block_number = storage::kBlockNumberLimit + 5; },
            Violation::no_such_block},
        {"chain", [](Message& m) { m.id.at.chain_id = ChainId::from_u64(903); },
            Violation::unknown_chain},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        auto message = message_of(alpha, 5, 1);
        c.change(message);
        EXPECT_TRUE(is_invalid(ask(message), c.want));
    }
}

TEST_F(JudgeTest, times_are_judged_before_the_index)
{
    const auto claim = claim_of(message_of(alpha, 5, 0));
    const auto initiated_s = claim.at.timestamp_s;
    circumstances.not_ready[kAlpha] = {.why = "not even ready"};
    EXPECT_TRUE(is_invalid(ask(claim, at(initiated_s - 1)), Violation::future));
    EXPECT_TRUE(is_invalid(ask(claim, at(initiated_s)), Violation::same_timestamp));
    EXPECT_TRUE(is_invalid(ask(claim, at(initiated_s + kWindow + 1)), Violation::expired));
    EXPECT_TRUE(is_trouble(ask(claim, at(initiated_s + kWindow)), CannotTell::Cause::not_ready));
}

TEST_F(JudgeTest, the_message_must_outlive_the_timeout)
{
    const auto claim = claim_of(message_of(alpha, 5, 0));
    auto execution = at(claim.at.timestamp_s + 10);
    execution.timeout_s = kWindow - 10;
    EXPECT_TRUE(is_valid(ask(claim, execution)));
    for (const auto timeout_s : {kWindow - 9, UINT64_MAX})
    {
        execution.timeout_s = timeout_s;
        EXPECT_TRUE(is_invalid(ask(claim, execution), Violation::expires_before_timeout));
    }
}

TEST_F(JudgeTest, activation_binds_both_ends)
{
    const auto claim = claim_of(message_of(alpha, 5, 0));
    const auto initiated_s = claim.at.timestamp_s;
    set = set_of(initiated_s);
    EXPECT_TRUE(is_invalid(ask(claim, at(initiated_s + 10)), Violation::initiated_too_early));
    EXPECT_TRUE(is_invalid(ask(claim, at(initiated_s)), Violation::executed_too_early));
    set = set_of(std::nullopt);
    EXPECT_TRUE(is_invalid(ask(claim, at(initiated_s + 10)), Violation::executed_too_early));
}

TEST_F(JudgeTest, same_timestamp_is_a_setting_before_inclusion)
{
    const auto claim = claim_of(message_of(alpha, 5, 0));
    auto execution = at(claim.at.timestamp_s);
    options.admit_same_timestamp = true;
    EXPECT_TRUE(is_valid(ask(claim, execution)));
    // In a block it is legal whatever the setting.
    options.admit_same_timestamp = false;
    EXPECT_TRUE(is_invalid(ask(claim, execution), Violation::same_timestamp));
    execution.before_inclusion = false;
    EXPECT_TRUE(is_valid(ask(claim, execution)));
    auto wrong = claim;
    wrong.at.log_index = 7;
    EXPECT_TRUE(is_invalid(ask(wrong, execution), Violation::no_such_log));
}

TEST_F(JudgeTest, what_the_chain_has_not_come_to_is_not_yet)
{
    auto claim = claim_of(message_of(alpha, 5, 0));
    claim.at.block_number = 21;
    claim.at.timestamp_s = kGenesis + 42;
    const auto answer = ask(claim, at(kGenesis + 50));
    ASSERT_TRUE(answer && std::holds_alternative<NotYet>(*answer));
    const auto& seen = std::get<NotSeen>(std::get<NotYet>(*answer));
    EXPECT_EQ(seen.chain_id, kAlpha);
    EXPECT_EQ(seen.awaited_timestamp_s, kGenesis + 42);
    EXPECT_EQ(seen.head, alpha.head().seal());
    // Between two blocks nothing is due: the head at +40 is past +41.
    claim.at.timestamp_s = kGenesis + 41;
    EXPECT_TRUE(is_invalid(ask(claim, at(kGenesis + 50)), Violation::no_such_block));
}

TEST_F(JudgeTest, what_is_before_the_index_cannot_be_told)
{
    auto claim = claim_of(message_of(alpha, 5, 0));
    claim.at.block_number = kFirst - 1;
    claim.at.timestamp_s = kGenesis + 4;
    EXPECT_TRUE(is_trouble(ask(claim, at(kGenesis + 30)), CannotTell::Cause::before_index));
}

TEST_F(JudgeTest, levels_are_honoured)
{
    const auto claim = claim_of(message_of(alpha, 5, 0));
    const auto ask_level = [&](SafetyLevel level)
    {
        auto execution = at(kGenesis + 30);
        execution.min_safety = level;
        return ask(claim, execution);
    };
    EXPECT_TRUE(is_valid(ask_level(SafetyLevel::unsafe)));
    for (const auto level : {SafetyLevel::cross_unsafe, SafetyLevel::local_safe, SafetyLevel::safe,
             SafetyLevel::finalized})
    {
        SCOPED_TRACE(to_string(level));
        EXPECT_TRUE(is_trouble(ask_level(level), CannotTell::Cause::not_ready));

        index.set_head(kAlpha, level, alpha.at(4).id());
        const auto answer = ask_level(level);
        ASSERT_TRUE(answer && std::holds_alternative<NotYet>(*answer));
        const auto& reached = std::get<LevelNotReached>(std::get<NotYet>(*answer));
        EXPECT_EQ(reached.block_number, 5U);
        EXPECT_EQ(reached.awaited, level);
        EXPECT_EQ(reached.head, alpha.at(4).seal());

        index.set_head(kAlpha, level, alpha.at(5).id());
        EXPECT_TRUE(is_valid(ask_level(level)));
    }
}

TEST_F(JudgeTest, of_a_halted_chain_only_what_is_final_is_judged)
{
    circumstances.not_ready[kAlpha] = {.why = "halted", .serves_final = true};
    const auto message = message_of(alpha, 5, 1);
    EXPECT_TRUE(is_trouble(ask(message), CannotTell::Cause::not_ready));
    index.set_head(kAlpha, SafetyLevel::finalized, alpha.at(4).id());
    EXPECT_TRUE(is_trouble(ask(message), CannotTell::Cause::not_ready));
    index.set_head(kAlpha, SafetyLevel::finalized, alpha.at(5).id());
    EXPECT_TRUE(is_valid(ask(message)));
    auto wrong = message;
    wrong.payload_hash.bytes[0] ^= 1;
    EXPECT_TRUE(is_invalid(ask(wrong), Violation::payload_mismatch));
    wrong.id.at.block_number = 30;  // Above what is final nothing is known for certain.
    EXPECT_TRUE(is_trouble(ask(wrong), CannotTell::Cause::not_ready));
    // A chain that has not been confirmed since start has nothing to offer.
    circumstances.not_ready[kAlpha] = {.why = "connecting"};
    EXPECT_TRUE(is_trouble(ask(message), CannotTell::Cause::not_ready));
}

TEST_F(JudgeTest, a_chain_without_blocks_is_not_ready)
{
    auto claim = claim_of(message_of(alpha, 5, 0));
    claim.at.chain_id = kBeta;
    EXPECT_TRUE(is_trouble(ask(claim, at(kGenesis + 30)), CannotTell::Cause::not_ready));
}

TEST_F(JudgeTest, what_a_failsafe_covers_is_not_judged)
{
    const auto message = message_of(alpha, 5, 0);
    auto expired = message;
    expired.id.at.timestamp_s = 0;
    struct Case
    {
        FailsafeScope scope;
        bool is_refused;
    };
    const Case cases[]{
        {FailsafeScope::all(), true},
        {FailsafeScope::of(kAlpha), true},
        {FailsafeScope::of(kBeta), true},
        {FailsafeScope::of(ChainId::from_u64(903)), false},
        {FailsafeScope::between(kAlpha, kBeta), true},
        {FailsafeScope::between(kAlpha, kAlpha), false},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(to_string(c.scope));
        circumstances.failsafes = {{c.scope, FailsafeCause::manual, "an attack", "ada", 1, true}};
        for (const auto& asked : {message, expired})
        {
            const auto answer = ask(asked);
            EXPECT_EQ(answer.has_value(), !c.is_refused);
            if (answer)
                continue;
            EXPECT_EQ(answer.error().cause, CannotTell::Cause::failsafe);
            EXPECT_EQ(answer.error().explanation,
                "failsafe for " + to_string(c.scope) + " (manual): an attack");
        }
        EXPECT_EQ(check_failsafe_for_all(circumstances.failsafes).has_value(), !c.scope.is_all());
    }
}

TEST(answer_as_a_whole, the_worst_decides)
{
    const Answer valid{Valid{}};
    const Answer not_yet{NotYet{NotSeen{}}};
    const Answer invalid{Invalid{Violation::expired, {}, {}}};
    const Answer trouble{tl::unexpect, CannotTell{}};
    EXPECT_TRUE(is_valid(answer_as_a_whole({})));
    EXPECT_TRUE(is_valid(answer_as_a_whole(std::vector{valid, valid})));
    EXPECT_TRUE(std::holds_alternative<NotYet>(*answer_as_a_whole(std::vector{valid, not_yet})));
    EXPECT_FALSE(answer_as_a_whole(std::vector{not_yet, trouble, valid}));
    EXPECT_TRUE(
        is_invalid(answer_as_a_whole(std::vector{trouble, not_yet, invalid}), Violation::expired));
}

TEST_F(JudgeTest, explanations_name_what_differs)
{
    auto message = message_of(alpha, 5, 1);
    message.id.at.timestamp_s += 1;
    const auto invalid = std::get<Invalid>(*ask(message));
    EXPECT_EQ(explain(invalid.reason), "the initiating block has another timestamp");
    EXPECT_EQ(invalid.expected, "block 5 at 1700000011");
    EXPECT_EQ(invalid.found, "it is at 1700000010");
}
}  // namespace interlock::server
