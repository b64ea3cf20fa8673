// What promotion keeps: progress, claims, L1 blocks, journals.
#include "storage/codes.hpp"

#include <set>

#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
class safety : public StoreTest
{
protected:
    safety() { run = put_run(kChainA, genesis(), 9); }

    [[nodiscard]] std::optional<ErrorKind> put_progress_kind(const ChainId& chain)
    {
        const auto step = begin();
        return kind_of(step->put_progress(chain, CrossView::safe, {.verified = run[1].seal}));
    }

    std::vector<BlockDigest> run;  // Blocks 100 … 109 of chain A.
};
INTERLOCK_BOTH_LIVES(safety);

HeadChange head_change(uint64_t at_s, const BlockSeal& block)
{
    return {.at_s = at_s, .chain_id = kChainA, .level = SafetyLevel::safe, .block = block};
}

template <typename Change>
std::vector<uint64_t> sequences_of(const std::vector<Change>& changes)
{
    std::vector<uint64_t> out;
    for (const auto& change : changes)
        out.push_back(change.sequence);
    return out;
}

TEST_P(safety, progress_is_kept_by_view_with_every_obstacle)
{
    std::vector<Obstacle> obstacles;
    for (const auto& [violation, code] : kViolationCodes)
        obstacles.emplace_back(Fault{violation, code});
    for (const auto& [reason, code] : kWaitCodes)
    {
        obstacles.emplace_back(Waiting{reason, kChainB, UINT64_MAX - code, code});
        obstacles.emplace_back(Waiting{reason, kChainB, code, std::nullopt});
    }
    for (const auto& obstacle : obstacles)
    {
        const Progress unsafe{run[4].seal, PendingBlock{run[5].seal, obstacle, 77}};
        const Progress safe{run[2].seal, std::nullopt};
        commit(
            [&](Step& step)
            {
                must(step.put_progress(kChainA, CrossView::unsafe, unsafe));
                must(step.put_progress(kChainA, CrossView::safe, safe));
            });
        EXPECT_EQ(must(view()->progress(kChainA, CrossView::unsafe)), unsafe);
        EXPECT_EQ(must(view()->progress(kChainA, CrossView::safe)), safe);
    }
    settle();
    EXPECT_EQ(must(view()->progress(kChainA, CrossView::safe))->verified, run[2].seal);
    EXPECT_EQ(must(view()->progress(kChainB, CrossView::safe)), std::nullopt);
    EXPECT_EQ(put_progress_kind(kChainB), ErrorKind::conflict);  // It is not recorded.
}

TEST_P(safety, codes_of_the_database_never_change)
{
    EXPECT_EQ(code_of(kViolationCodes, Violation::malformed), 1U);
    EXPECT_EQ(code_of(kViolationCodes, Violation::cycle), 14U);
    EXPECT_EQ(code_of(kWaitCodes, WaitReason::local_level), 100U);
    EXPECT_EQ(code_of(kWaitCodes, WaitReason::halted), 110U);
    std::set<uint32_t> codes;
    for (const auto& entry : kViolationCodes)
        EXPECT_TRUE(codes.insert(entry.code).second);
    for (const auto& entry : kWaitCodes)
        EXPECT_TRUE(codes.insert(entry.code).second);
}

TEST_P(safety, claims_and_the_anchor_are_kept_whether_or_not_they_are_indexed)
{
    const BlockId far{1'000, samples::word(5)};
    commit(
        [&](Step& step)
        {
            must(step.put_anchor(kChainA, run[0].seal.id));
            must(step.put_claim(kChainA, ClaimedLevel::safe, run[1].seal.id));
            must(step.put_claim(kChainA, ClaimedLevel::safe, far));
            must(step.put_claim(kChainA, ClaimedLevel::finalized, run[2].seal.id));
        });
    settle();
    EXPECT_EQ(must(view()->anchor(kChainA)), run[0].seal.id);
    EXPECT_EQ(must(view()->claim(kChainA, ClaimedLevel::safe)), far);
    EXPECT_EQ(must(view()->claim(kChainA, ClaimedLevel::finalized)), run[2].seal.id);
    EXPECT_EQ(must(view()->claim(kChainA, ClaimedLevel::local_safe)), std::nullopt);
    EXPECT_EQ(must(view()->anchor(kChainB)), std::nullopt);
}

TEST_P(safety, executing_blocks_are_found_by_what_they_name_and_by_number)
{
    auto& first = run.front();
    put_chains({kChainB});
    auto parent = first;
    commit(
        [&](Step& step)
        {
            for (uint64_t number = 0; number < 6; ++number)
            {
                auto block = number == 0 ? genesis() : samples::next(parent, 3);
                if (number % 2 == 1)
                {
                    for (uint32_t i = 0; i < 2; ++i)
                        block.executing.push_back(
                            {i, samples::message_to({kChainA, 100 + number + i, 1, i}, 9)});
                }
                must(step.append(kChainB, block));
                parent = block;
            }
        });
    settle();
    const auto now = view();
    EXPECT_EQ(must(now->next_executing(kChainB, 100, 105)), 101U);
    EXPECT_EQ(must(now->next_executing(kChainB, 101, 105)), 103U);
    EXPECT_EQ(must(now->next_executing(kChainB, 101, 102)), std::nullopt);
    EXPECT_EQ(must(now->next_executing(kChainB, 105, 105)), std::nullopt);
    EXPECT_EQ(must(now->next_executing(kChainA, 100, 200)), std::nullopt);

    const auto named = [&](uint64_t above, uint64_t up_to)
    {
        std::multiset<uint64_t> out;
        for (const auto& place : must(now->executors_of(kChainA, above, up_to)))
        {
            EXPECT_EQ(place.chain_id, kChainB);
            out.insert(place.number);
        }
        return out;
    };
    EXPECT_EQ(named(0, 200), (std::multiset<uint64_t>{101, 101, 103, 103, 105, 105}));
    EXPECT_EQ(named(101, 104), (std::multiset<uint64_t>{101, 103, 103}));
    EXPECT_EQ(named(106, 200), (std::multiset<uint64_t>{}));
}

TEST_P(safety, l1_blocks_cover_all_blocks_up_to_theirs)
{
    const auto l1 = [](uint64_t number) { return BlockId{number, samples::word(number)}; };
    commit(
        [&](Step& step)
        {
            must(step.put_derived(kChainA, 102, l1(50)));
            must(step.put_derived(kChainA, 104, l1(51)));
            must(step.put_derived(kChainA, 105, l1(51)));  // Says more than the one before.
            must(step.put_derived(kChainA, 108, l1(55)));
        });
    settle();
    const auto derived = [&](uint64_t number)
    { return must(view()->derived_from(kChainA, number)); };
    EXPECT_EQ(derived(100), l1(50));
    EXPECT_EQ(derived(102), l1(50));
    EXPECT_EQ(derived(103), l1(51));
    EXPECT_EQ(derived(105), l1(51));
    EXPECT_EQ(derived(106), l1(55));
    EXPECT_EQ(derived(109), std::nullopt);
    commit([&](Step& step) { must(step.put_derived(kChainA, 107, l1(49))); });
    EXPECT_EQ(derived(100), l1(49));  // A lower one for more blocks replaces all below it.
    commit([&](Step& step) { must(step.drop_derived(kChainA, 106)); });
    EXPECT_EQ(derived(100), std::nullopt);
}

TEST_P(safety, l1_blocks_of_messages_hold_from_theirs_on_and_go_with_a_rewind)
{
    const BlockId l1{50, samples::word(50)};
    commit(
        [&](Step& step)
        {
            must(step.put_messages_l1(kChainA, 102, l1));
            must(step.put_messages_l1(kChainA, 105, UnknownL1{}));
            must(step.put_derived(kChainA, 107, l1));
        });
    settle();
    const auto needed = [&](uint64_t number) { return must(view()->messages_l1(kChainA, number)); };
    EXPECT_EQ(needed(101), std::nullopt);
    EXPECT_EQ(needed(102), RequiredL1{l1});
    EXPECT_EQ(needed(104), RequiredL1{l1});
    EXPECT_EQ(needed(105), RequiredL1{UnknownL1{}});
    commit([&](Step& step) { must(step.rewind(kChainA, 104)); });
    EXPECT_EQ(needed(109), RequiredL1{l1});
    EXPECT_EQ(must(view()->derived_from(kChainA, 100)), std::nullopt);
    commit([&](Step& step) { must(step.drop_messages_l1(kChainA, 101)); });
    EXPECT_EQ(needed(109), std::nullopt);
}

TEST_P(safety, journals_number_changes_from_the_time_of_the_first)
{
    EXPECT_EQ(must(view()->head_journal()).last, 0U);
    constexpr uint64_t kAt = 1'700'000'000;
    constexpr uint64_t kFirst = kAt << 20U;
    commit(
        [&](Step& step)
        {
            must(step.add_head_change(head_change(kAt, run[3].seal)));
            must(step.add_head_change(head_change(kAt + 9, run[4].seal)));
            must(step.add_head_change(head_change(kAt + 9, run[2].seal)));
        });
    settle();
    const auto now = view();
    EXPECT_EQ(must(now->head_journal()).before_first, kFirst - 1);
    EXPECT_EQ(must(now->head_journal()).last, kFirst + 2);
    const auto all = must(now->head_changes(0, 10));
    EXPECT_EQ(sequences_of(all), (std::vector<uint64_t>{kFirst, kFirst + 1, kFirst + 2}));
    auto want = head_change(kAt + 9, run[4].seal);
    want.sequence = kFirst + 1;
    EXPECT_EQ(all[1], want);
    EXPECT_EQ(sequences_of(must(now->head_changes(kFirst, 1))), (std::vector{kFirst + 1}));
    EXPECT_TRUE(must(now->head_changes(kFirst + 2, 10)).empty());
}

TEST_P(safety, journals_forget_what_exceeds_their_limit)
{
    commit(
        [&](Step& step)
        {
            for (uint64_t i = 0; i < kJournalLimit + 3; ++i)
                must(step.add_head_change(head_change(1, run[i % 2].seal)));
        });
    const auto range = must(view()->head_journal());
    EXPECT_EQ(range.last - range.before_first, kJournalLimit);
}

TEST_P(safety, verdicts_are_told_in_full_and_found_by_block)
{
    const auto message = samples::message_to({kChainB, UINT64_MAX, UINT64_MAX - 1, UINT32_MAX}, 3);
    const std::vector<VerdictChange> changes{
        {.at_s = 5,
            .chain_id = kChainA,
            .view = CrossView::safe,
            .block = run[3].seal,
            .change = FoundInvalid{{Violation::payload_mismatch, 7}, {7, message}}},
        {.at_s = 6,
            .chain_id = kChainA,
            .view = CrossView::safe,
            .block = run[3].seal,
            .change = ReplacedBy{samples::word(8)}},
        {.at_s = 6,
            .chain_id = kChainA,
            .view = CrossView::unsafe,
            .block = run[4].seal,
            .change = FoundInvalid{{Violation::malformed, 2}, {2, {}, true}}},
        {.at_s = 7,
            .chain_id = kChainA,
            .view = CrossView::unsafe,
            .block = run[4].seal,
            .change = Withdrawn{}},
    };
    commit(
        [&](Step& step)
        {
            for (const auto& change : changes)
                must(step.add_verdict_change(change));
        });
    settle();
    auto told = must(view()->verdict_changes(0, 10));
    ASSERT_EQ(told.size(), changes.size());
    for (size_t i = 0; i < told.size(); ++i)
    {
        EXPECT_EQ(told[i].sequence, (uint64_t{5} << 20U) + i);
        told[i].sequence = 0;
        EXPECT_EQ(told[i], changes[i]);
    }
    const auto on = [&](const BlockDigest& block, CrossView cross_view)
    { return must(view()->verdict_on(block.seal.id.hash, cross_view)); };
    ASSERT_TRUE(on(run[3], CrossView::safe));
    EXPECT_EQ(on(run[3], CrossView::safe)->change, changes[1].change);
    EXPECT_EQ(on(run[4], CrossView::unsafe)->change, changes[3].change);
    EXPECT_FALSE(on(run[3], CrossView::unsafe));
    EXPECT_FALSE(on(run[5], CrossView::safe));
}
}  // namespace
}  // namespace interlock::storage
