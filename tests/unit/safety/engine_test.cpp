// What the engine does beside the heads that scenarios compare: finality, alarms, L1 blocks,
// journals.
#include "server/safety/required_l1.hpp"
#include "tests/unit/safety/engine_fixture.hpp"

namespace interlock::server
{
namespace
{
using storage::FoundInvalid;
using storage::ReplacedBy;
using storage::Withdrawn;

BlockId l1(uint64_t number)
{
    BlockId out{number, {}};
    out.hash.bytes[31] = static_cast<uint8_t>(number);
    return out;
}

/// The changes of the last step, as "view chain/number what".
std::vector<std::string> words_of(const SafetyNews& news)
{
    std::vector<std::string> out;
    for (const auto& change : news.verdicts)
    {
        auto word = std::string{to_string(cross_level(change.view))} + " " +
                    to_string(change.chain_id) + "/" + std::to_string(change.block.id.number) + " ";
        if (const auto* found = std::get_if<FoundInvalid>(&change.change))
            word += to_string(found->fault.reason);
        else
            word += std::holds_alternative<ReplacedBy>(change.change) ? "replaced" : "withdrawn";
        out.push_back(word);
    }
    return out;
}
using Words = std::vector<std::string>;

TEST_F(EngineTest, a_message_rises_with_its_block_through_all_levels)
{
    extend(kAlpha, 3);
    append(kBeta);
    append(kBeta, {.executing = {executes(0, kAlpha, 1, 0)}});
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 2U);
    EXPECT_EQ(head(kBeta, SafetyLevel::safe), 0U);
    tell_local_safe(kBeta, 2);
    EXPECT_EQ(head(kBeta, SafetyLevel::safe), 1U);  // Its message is not local-safe.
    const auto waits = obstacle(kBeta, CrossView::safe);
    ASSERT_TRUE(waits);
    EXPECT_EQ(
        std::get<Waiting>(*waits), (Waiting{WaitReason::initiating_not_seen, kAlpha, 1'002, 0}));
    tell_local_safe(kAlpha, 3);
    EXPECT_EQ(head(kBeta, SafetyLevel::safe), 2U);
    // What the node calls final is final as far as it is safe here.
    tell(kBeta, {.finalized = seal(kBeta, 2).id});
    EXPECT_EQ(head(kBeta, SafetyLevel::finalized), 2U);
    tell(kAlpha, {.finalized = seal(kAlpha, 1).id});
    EXPECT_EQ(head(kAlpha, SafetyLevel::finalized), 1U);
    EXPECT_EQ(head(kAlpha, SafetyLevel::safe), 3U);
}

TEST_F(EngineTest, finalized_is_the_lower_of_the_nodes_and_the_safe_head)
{
    extend(kAlpha, 1);
    append(kBeta, {.executing = {executes(0, kAlpha, 2, 0)}});
    tell(kBeta, {.local_safe = seal(kBeta, 1).id, .finalized = seal(kBeta, 1).id});
    EXPECT_EQ(head(kBeta, SafetyLevel::finalized), 0U);
    EXPECT_EQ(head(kBeta, SafetyLevel::local_safe), 1U);
}

TEST_F(EngineTest, what_is_final_stays_local_safe_whatever_a_node_says)
{
    extend(kAlpha, 4);
    tell(kAlpha, {.local_safe = seal(kAlpha, 4).id, .finalized = seal(kAlpha, 3).id});
    tell(kAlpha, {.local_safe = seal(kAlpha, 2).id});
    for (const auto level : {SafetyLevel::local_safe, SafetyLevel::safe, SafetyLevel::finalized})
        EXPECT_EQ(head(kAlpha, level), 3U) << to_string(level);
}

TEST_F(EngineTest, labels_ahead_of_the_index_are_taken_when_it_comes_there)
{
    extend(kAlpha, 1);
    const auto next = next_id(kAlpha);
    tell(kAlpha, {.local_safe = next, .finalized = next});
    EXPECT_EQ(head(kAlpha, SafetyLevel::local_safe), 0U);
    append(kAlpha);
    EXPECT_EQ(head(kAlpha, SafetyLevel::local_safe), 2U);
    EXPECT_EQ(head(kAlpha, SafetyLevel::finalized), 2U);
    // What comes there instead is not what was meant.
    tell(kAlpha, {.local_safe = BlockId{3, next.hash}});
    append(kAlpha);
    EXPECT_EQ(head(kAlpha, SafetyLevel::local_safe), 2U);
}

TEST_F(EngineTest, an_invalid_block_is_told_once_and_healed_by_its_replacement)
{
    extend(kAlpha, 3);
    append(kBeta);
    now_s = 6'000;
    append(kBeta, {.executing = {executes(0, kAlpha, 1, 1), wrong(executes(1, kAlpha, 1, 0))}});
    EXPECT_EQ(words_of(news), (Words{"cross-unsafe 902/2 payload_mismatch"}));
    const auto bad = seal(kBeta, 2);
    now_s = 6'100;
    extend(kBeta, 2);
    EXPECT_EQ(words_of(news), Words{});
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 1U);
    const auto progress = *view()->progress(kBeta, CrossView::unsafe);
    EXPECT_EQ(progress->pending->since_s, 6'000U);
    EXPECT_EQ(
        std::get<Fault>(progress->pending->obstacle), (Fault{Violation::payload_mismatch, 1}));

    tell_local_safe(kAlpha, 3);
    tell_local_safe(kBeta, 3);
    EXPECT_EQ(words_of(news), (Words{"safe 902/2 payload_mismatch"}));
    replace(kBeta, 1, {{}});
    EXPECT_EQ(words_of(news), (Words{"cross-unsafe 902/2 replaced", "safe 902/2 replaced"}));
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 2U);
    const auto verdict = *view()->verdict_on(bad.id.hash, CrossView::safe);
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->block, bad);
    EXPECT_EQ(std::get<ReplacedBy>(verdict->change).hash, seal(kBeta, 2).id.hash);
}

TEST_F(EngineTest, an_invalid_block_ends_also_when_the_next_is_invalid_or_more_is_taken_back)
{
    extend(kAlpha, 3);
    extend(kBeta, 2);
    const auto bad = [&] { return Contents{.executing = {wrong(executes(1, kAlpha, 1, 0))}}; };
    append(kBeta, bad());
    replace(kBeta, 2, {bad()});
    EXPECT_EQ(words_of(news),
        (Words{"cross-unsafe 902/3 replaced", "cross-unsafe 902/3 payload_mismatch"}));
    // Also when the promoted block before it is gone, and after a restart.
    reopen();
    replace(kBeta, 1, {{}, {}});
    EXPECT_EQ(words_of(news), (Words{"cross-unsafe 902/3 replaced"}));
    append(kBeta, bad());
    EXPECT_EQ(words_of(news), (Words{"cross-unsafe 902/4 payload_mismatch"}));
    replace(kBeta, 1, {});
    EXPECT_EQ(words_of(news), (Words{"cross-unsafe 902/4 withdrawn"}));
}

TEST_F(EngineTest, a_verdict_is_withdrawn_when_what_it_rests_on_changes)
{
    extend(kAlpha, 2);
    append(kBeta);
    append(kBeta, {.executing = {executes(0, kAlpha, 1, 1)}});
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 2U);
    replace(kAlpha, 0, {{.logs = 1}, {}});  // Without the log.
    EXPECT_EQ(words_of(news), (Words{"cross-unsafe 902/2 no_such_log"}));
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 1U);
    replace(kAlpha, 0, {{}, {}});
    EXPECT_EQ(words_of(news), (Words{"cross-unsafe 902/2 withdrawn"}));
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 2U);
}

TEST_F(EngineTest, a_chain_that_lags_stalls_only_those_that_wait_for_it)
{
    append(kAlpha, {.executing = {executes(0, kGamma, 1, 0)}});
    extend(kBeta, 5);
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 5U);
    EXPECT_EQ(head(kAlpha, SafetyLevel::cross_unsafe), 0U);
    append(kAlpha);
    append(kBeta, {.executing = {executes(0, kAlpha, 2, 0)}});
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 5U);
    // One step releases all of them.
    append(kGamma);
    EXPECT_EQ(head(kAlpha, SafetyLevel::cross_unsafe), 2U);
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 6U);
}

TEST_F(EngineTest, a_block_that_comes_with_another_time_is_a_mismatch_at_once)
{
    append(kAlpha, {.executing = {executes(0, kGamma, 1, 0)}});  // Alpha is promoted no further.
    append(kAlpha);
    extend(kBeta, 5);
    auto late = executes(0, kAlpha, 3, 0);
    late.message.id.at.timestamp_s += 2;
    append(kBeta, {.executing = {late}});
    EXPECT_EQ(std::get<Waiting>(*obstacle(kBeta, CrossView::unsafe)),
        (Waiting{WaitReason::initiating_not_seen, kAlpha, late.message.id.at.timestamp_s, 0}));
    append(kAlpha);  // Has not passed the named time.
    EXPECT_EQ(words_of(news), (Words{"cross-unsafe 902/6 timestamp_mismatch"}));
}

TEST_F(EngineTest, a_finalized_head_that_would_move_halts_its_chain_and_heals)
{
    extend(kAlpha, 3);
    append(kBeta);
    append(kBeta, {.executing = {executes(0, kAlpha, 2, 1)}});
    extend(kBeta, 1);
    tell_local_safe(kAlpha, 3);
    tell(kBeta, {.local_safe = seal(kBeta, 3).id, .finalized = seal(kBeta, 2).id});
    EXPECT_EQ(head(kBeta, SafetyLevel::finalized), 2U);
    EXPECT_TRUE(news.alarms.halts.empty());

    replace(kAlpha, 1, {{.logs = 1}});
    ASSERT_EQ(news.alarms.halts.size(), 1U);
    EXPECT_EQ(news.alarms.halts[0], (Halt{kBeta, seal(kBeta, 2), seal(kBeta, 1)}));
    for (const auto level : {SafetyLevel::cross_unsafe, SafetyLevel::safe, SafetyLevel::finalized})
        EXPECT_EQ(head(kBeta, level), 2U) << to_string(level);
    reopen();
    extend(kBeta, 2);
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 2U);
    EXPECT_EQ(news.alarms.halts.size(), 1U);

    replace(kAlpha, 1, {{}, {}});
    tell_local_safe(kAlpha, 2);
    EXPECT_TRUE(news.alarms.halts.empty());
    EXPECT_EQ(head(kBeta, SafetyLevel::safe), 3U);
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 5U);
}

TEST_F(EngineTest, a_node_that_calls_an_invalid_block_safe_raises_the_alarm)
{
    extend(kAlpha, 3);
    append(kBeta);
    append(kBeta, {.executing = {wrong(executes(1, kAlpha, 1, 0))}});
    extend(kBeta, 2);
    tell_local_safe(kAlpha, 3);
    tell(kBeta, {.local_safe = seal(kBeta, 4).id, .safe = seal(kBeta, 1).id});
    EXPECT_TRUE(news.alarms.divergences.empty());
    tell(kBeta, {.local_safe = seal(kBeta, 4).id, .safe = seal(kBeta, 3).id});
    ASSERT_EQ(news.alarms.divergences.size(), 1U);
    const auto divergence = news.alarms.divergences.front();
    EXPECT_EQ(divergence.chain_id, kBeta);
    EXPECT_EQ(divergence.initiating_chain(), kAlpha);
    EXPECT_EQ(divergence.claimed, storage::ClaimedLevel::safe);
    EXPECT_EQ(divergence.claimed_head, seal(kBeta, 3).id);
    EXPECT_EQ(divergence.block.block, seal(kBeta, 2));
    // It is a matter of what the index holds: also after a restart.
    reopen();
    extend(kAlpha, 1);
    EXPECT_EQ(news.alarms.divergences, std::vector{divergence});
    // Final is worse than safe; and it ends with the block.
    tell(kBeta, {.finalized = seal(kBeta, 2).id});
    EXPECT_EQ(news.alarms.divergences.front().claimed, storage::ClaimedLevel::finalized);
    EXPECT_EQ(head(kBeta, SafetyLevel::finalized), 1U);
    replace(kBeta, 1, {{}, {}});
    EXPECT_TRUE(news.alarms.divergences.empty());
}

TEST_F(EngineTest, a_block_needs_the_highest_l1_block_behind_it_and_its_messages)
{
    const auto needs = [&](const ChainId& chain, uint64_t number)
    { return *required_l1(*view(), chain, number); };
    using storage::RequiredL1;
    extend(kAlpha, 3);
    append(kBeta);
    append(kBeta, {.executing = {executes(0, kAlpha, 1, 0)}});
    append(kBeta);
    tell(kAlpha, {.local_safe = seal(kAlpha, 1).id,
                     .derived = chain::DerivedBlock{seal(kAlpha, 1).id, l1(50)}});
    tell(kBeta, {.local_safe = seal(kBeta, 2).id,
                    .derived = chain::DerivedBlock{seal(kBeta, 2).id, l1(40)}});
    ASSERT_EQ(head(kBeta, SafetyLevel::safe), 2U);
    EXPECT_EQ(needs(kBeta, 0), std::nullopt);  // The anchor is final.
    EXPECT_EQ(needs(kBeta, 1), RequiredL1{l1(40)});
    EXPECT_EQ(needs(kBeta, 2), RequiredL1{l1(50)});
    EXPECT_EQ(needs(kAlpha, 1), RequiredL1{l1(50)});
    tell(kBeta, {.local_safe = seal(kBeta, 3).id,
                    .derived = chain::DerivedBlock{seal(kBeta, 3).id, l1(45)}});
    EXPECT_EQ(needs(kBeta, 3), RequiredL1{l1(50)});  // Its parent's.
    // Nobody has told of gamma's.
    extend(kGamma, 1);
    tell_local_safe(kGamma, 1);
    append(kBeta, {.executing = {executes(0, kGamma, 1, 0)}});
    tell(kBeta, {.local_safe = seal(kBeta, 4).id,
                    .derived = chain::DerivedBlock{seal(kBeta, 4).id, l1(46)}});
    ASSERT_EQ(head(kBeta, SafetyLevel::safe), 4U);
    EXPECT_EQ(needs(kBeta, 4), (RequiredL1{storage::UnknownL1{}}));
    // With local-safe, all of it goes back.
    tell_local_safe(kBeta, 1);
    EXPECT_EQ(head(kBeta, SafetyLevel::safe), 1U);
    EXPECT_EQ(*view()->messages_l1(kBeta, 4), std::nullopt);
}

TEST_F(EngineTest, same_time_messages_need_what_their_whole_group_needs)
{
    append(kGamma);
    tell(kGamma, {.local_safe = seal(kGamma, 1).id,
                     .derived = chain::DerivedBlock{seal(kGamma, 1).id, l1(60)}});
    extend(kAlpha, 1);
    extend(kBeta, 1);
    // Block 2 of alpha executes one of beta's at the same time, which executes one of gamma's.
    append(kAlpha, {.logs = 3, .executing = {executes(2, kBeta, 2, 0)}});
    append(kBeta, {.logs = 3, .executing = {executes(2, kGamma, 1, 0)}});
    tell(kAlpha, {.local_safe = seal(kAlpha, 2).id,
                     .derived = chain::DerivedBlock{seal(kAlpha, 2).id, l1(40)}});
    // When beta's block comes, alpha's is looked at first, before it is known what beta's needs.
    tell_local_safe(kBeta, 1);
    EXPECT_EQ(head(kAlpha, SafetyLevel::safe), 1U);
    tell(kBeta, {.local_safe = seal(kBeta, 2).id,
                    .derived = chain::DerivedBlock{seal(kBeta, 2).id, l1(41)}});
    ASSERT_EQ(head(kAlpha, SafetyLevel::safe), 2U);
    EXPECT_EQ(*required_l1(*view(), kAlpha, 2), storage::RequiredL1{l1(60)});
    EXPECT_EQ(*required_l1(*view(), kBeta, 2), storage::RequiredL1{l1(60)});
}

TEST_F(EngineTest, the_journal_tells_each_head_of_a_step_once)
{
    const auto before = view()->head_journal()->last;
    const auto changes_since = [&](uint64_t sequence)
    {
        std::vector<std::string> out;
        const auto changes = view()->head_changes(sequence, 100);
        for (const auto& change : *changes)
        {
            out.push_back(to_string(change.chain_id) + " " + std::string{to_string(change.level)} +
                          " " + std::to_string(change.block.id.number));
        }
        return out;
    };
    append(kAlpha);
    EXPECT_EQ(changes_since(before), (Words{"901 unsafe 1", "901 cross-unsafe 1"}));
    const auto between = view()->head_journal()->last;
    tell(kAlpha, {.local_safe = seal(kAlpha, 1).id, .finalized = seal(kAlpha, 1).id});
    EXPECT_EQ(changes_since(between), (Words{"901 local-safe 1", "901 safe 1", "901 finalized 1"}));
    const auto after = view()->head_journal()->last;
    tell_local_safe(kAlpha, 1);
    EXPECT_EQ(changes_since(after), Words{});
    reopen();
    append(kAlpha);
    EXPECT_EQ(changes_since(after), (Words{"901 unsafe 2", "901 cross-unsafe 2"}));
}

TEST_F(EngineTest, other_rules_promote_anew_from_what_is_final)
{
    extend(kAlpha, 60);
    extend(kBeta, 59);
    append(kBeta, {.executing = {executes(0, kAlpha, 20, 0)}});  // 80 s old: not expired.
    tell_local_safe(kAlpha, 60);
    tell(kBeta, {.local_safe = seal(kBeta, 60).id, .finalized = seal(kBeta, 50).id});
    EXPECT_EQ(head(kBeta, SafetyLevel::safe), 60U);
    const auto shorter =
        *DependencySet::create({{kAlpha, 2, 0}, {kBeta, 2, 0}, {kGamma, 2, 0}}, 79);
    Indexer indexer{index.store(), shorter};
    ASSERT_TRUE(indexer.settle(7'000));
    EXPECT_EQ(head(kBeta, SafetyLevel::safe), 59U);
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), 59U);
    EXPECT_EQ(std::get<Fault>(*obstacle(kBeta, CrossView::safe)).reason, Violation::expired);
}

TEST(invariants, name_the_order_that_is_broken)
{
    const auto at = [](uint64_t number) { return BlockSeal{.id = {number, {}}}; };
    using Heads = ChainHeads;
    EXPECT_EQ(find_broken_order(Heads{}), std::nullopt);
    EXPECT_EQ(find_broken_order(Heads{at(5), at(4), at(4), at(3), at(3)}), std::nullopt);
    struct Case
    {
        Heads heads;
        const char* want;
    };
    const Case cases[]{
        {{at(5), at(4), at(4), at(3), at(4)}, "finalized is 4 but safe is 3"},
        {{at(5), at(4), at(2), at(3), at(3)}, "safe is 3 but local-safe is 2"},
        {{at(5), at(4), at(6), at(3), at(3)}, "local-safe is 6 but unsafe is 5"},
        {{at(5), at(2), at(4), at(3), at(3)}, "safe is 3 but cross-unsafe is 2"},
        {{at(5), at(6), at(4), at(3), at(3)}, "cross-unsafe is 6 but unsafe is 5"},
        {{at(5), {}, {}, at(3), {}}, "safe is 3 but local-safe is nothing"},
    };
    for (const auto& c : cases)
        EXPECT_EQ(find_broken_order(c.heads), c.want);
}
}  // namespace
TEST_F(EngineTest, promotion_goes_back_as_far_as_to_the_first_block_that_was_kept)
{
    constexpr uint64_t kFinal = 10;
    for (const auto& chain : {kAlpha, kBeta, kGamma})
    {
        extend(chain, kFinal);
        tell(chain, {.local_safe = seal(chain, kFinal).id, .finalized = seal(chain, kFinal).id});
    }
    for (const auto& chain : {kAlpha, kBeta, kGamma})
    {
        prune(chain);
        EXPECT_EQ(view()->first(chain)->value().seal, seal(chain, kFinal));
    }
    extend(kBeta, 1);
    append(kAlpha, {.executing = {executes(0, kBeta, kFinal + 1, 0)}});
    EXPECT_EQ(head(kAlpha, SafetyLevel::cross_unsafe), kFinal + 1);

    replace(kBeta, kFinal, {});
    EXPECT_EQ(head(kAlpha, SafetyLevel::cross_unsafe), kFinal);
    reopen();
    extend(kBeta, 2);
    EXPECT_EQ(head(kAlpha, SafetyLevel::cross_unsafe), kFinal + 1);
    EXPECT_EQ(head(kBeta, SafetyLevel::cross_unsafe), kFinal + 2);
}
}  // namespace interlock::server
