// Heads and rewinds.
#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
class heads : public StoreTest
{
protected:
    void set(SafetyLevel level, const BlockDigest& block)
    {
        commit([&](Step& step) { must(step.set_head(kChainA, level, block.seal.id)); });
    }
};
INTERLOCK_BOTH_LIVES(heads);

class rewinding : public heads
{
protected:
    [[nodiscard]] std::optional<ErrorKind> rewind(uint64_t number)
    {
        const auto step = begin();
        const auto done = step->rewind(kChainA, number);
        must(step->commit());
        return kind_of(done);
    }
};
INTERLOCK_BOTH_LIVES(rewinding);

constexpr SafetyLevel kSettable[]{
    SafetyLevel::cross_unsafe, SafetyLevel::local_safe, SafetyLevel::safe, SafetyLevel::finalized};

TEST_P(heads, each_level_has_its_own)
{
    const auto run = put_run(kChainA, genesis(), 5);
    put_run(kChainB, genesis(), 5);
    for (size_t i = 0; i < std::size(kSettable); ++i)
        set(kSettable[i], run[4 - i]);
    settle();
    const auto now = view();
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::unsafe)), record_of(run[5]));
    for (size_t i = 0; i < std::size(kSettable); ++i)
    {
        EXPECT_EQ(must(now->head(kChainA, kSettable[i])), record_of(run[4 - i]));
        EXPECT_EQ(must(now->head(kChainB, kSettable[i])), std::nullopt);
    }
}

TEST_P(heads, can_be_lowered_except_the_finalized_one)
{
    const auto run = put_run(kChainA, genesis(), 3);
    for (const auto level : kSettable)
        set(level, run[2]);
    for (const auto level : kSettable)
    {
        const auto step = begin();
        const auto lowered = step->set_head(kChainA, level, run[1].seal.id);
        if (level == SafetyLevel::finalized)
        {
            EXPECT_EQ(kind_of(lowered), ErrorKind::conflict);
            EXPECT_THAT(message_of(lowered), testing::HasSubstr("finalized block 102"));
        }
        else
            must(lowered);
        must(step->commit());
    }
    set(SafetyLevel::finalized, run[2]);  // Where it is: no move.
    settle();
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::cross_unsafe)), record_of(run[1]));
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::finalized)), record_of(run[2]));
    set(SafetyLevel::finalized, run[3]);
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::finalized)), record_of(run[3]));
}

TEST_P(heads, are_set_only_to_a_block_that_is_indexed)
{
    const auto run = put_run(kChainA, genesis(), 1);
    const BlockId wrong[]{
        {.number = 101, .hash = run[0].seal.id.hash},
        {.number = 102, .hash = run[1].seal.id.hash},
        {.number = 99, .hash = run[0].seal.parent_hash},
        {.number = kBlockNumberLimit + 101, .hash = run[1].seal.id.hash},
        {.number = UINT64_MAX, .hash = run[1].seal.id.hash},
    };
    commit(
        [&](Step& step)
        {
            for (const auto& id : wrong)
            {
                const auto refused = step.set_head(kChainA, SafetyLevel::safe, id);
                EXPECT_EQ(kind_of(refused), ErrorKind::conflict);
                EXPECT_THAT(message_of(refused), testing::HasSubstr(std::to_string(id.number)));
            }
            EXPECT_EQ(kind_of(step.set_head(kChainB, SafetyLevel::safe, run[0].seal.id)),
                ErrorKind::conflict);
        });
    settle();
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::safe)), std::nullopt);
}

TEST_P(rewinding, removes_what_is_above_and_nothing_else)
{
    auto with_messages = samples::next(genesis(), 3);
    const LogPosition target{.chain_id = kChainB, .block_number = 5, .timestamp_s = 6};
    with_messages.executing = {{.log_index = 2, .message = samples::message_to(target, 1)}};
    put_run(kChainA, genesis(), 0);
    auto above = samples::next(with_messages, 2);
    above.executing = {{.log_index = 0, .message = samples::message_to(target, 2)}};
    commit(
        [&](Step& step)
        {
            must(step.append(kChainA, with_messages));
            must(step.append(kChainA, above));
        });
    const auto other = put_run(kChainB, genesis(), 3);
    EXPECT_EQ(rewind(101), std::nullopt);
    settle();
    const auto now = view();
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::unsafe)), record_of(with_messages));
    EXPECT_EQ(must(now->block(kChainA, 102)), std::nullopt);
    EXPECT_EQ(must(now->log_hash(kChainA, 102, 0)), std::nullopt);
    EXPECT_TRUE(must(now->log_hashes(kChainA, 102)).empty());
    EXPECT_TRUE(must(now->executing_in(kChainA, 102)).empty());
    const ExecutingRecord kept{
        .chain_id = kChainA, .block_number = 101, .log = with_messages.executing[0]};
    EXPECT_EQ(must(now->executing_in(kChainA, 101)), std::vector{kept});
    EXPECT_EQ(must(now->executing_of(kChainB, 5, 0, 10)), std::vector{kept});
    EXPECT_EQ(must(now->head(kChainB, SafetyLevel::unsafe)), record_of(other.back()));
    EXPECT_EQ(must(now->log_hashes(kChainB, 103)), other[3].log_hashes);
}

TEST_P(rewinding, caps_the_heads_above_and_leaves_the_others)
{
    const auto run = put_run(kChainA, genesis(), 5);
    set(SafetyLevel::cross_unsafe, run[5]);
    set(SafetyLevel::local_safe, run[4]);
    set(SafetyLevel::safe, run[3]);
    set(SafetyLevel::finalized, run[2]);
    EXPECT_EQ(rewind(103), std::nullopt);
    settle();
    const auto now = view();
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::unsafe)), record_of(run[3]));
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::cross_unsafe)), record_of(run[3]));
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::local_safe)), record_of(run[3]));
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::safe)), record_of(run[3]));
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::finalized)), record_of(run[2]));
}

TEST_P(rewinding, another_branch_can_grow_from_there)
{
    const auto run = put_run(kChainA, genesis(), 3);
    set(SafetyLevel::safe, run[3]);
    const auto fork = samples::next(run[1], 5, 1);
    commit(
        [&](Step& step)
        {
            must(step.rewind(kChainA, 101));
            must(step.append(kChainA, fork));
        });
    settle();
    const auto now = view();
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::unsafe)), record_of(fork));
    EXPECT_EQ(must(now->log_hashes(kChainA, 102)), fork.log_hashes);
    EXPECT_EQ(must(now->block(kChainA, 103)), std::nullopt);
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::safe)), record_of(run[1]));
}

TEST_P(rewinding, to_the_finalized_block_is_the_furthest)
{
    const auto run = put_run(kChainA, genesis(), 3);
    set(SafetyLevel::finalized, run[2]);
    EXPECT_EQ(rewind(101), ErrorKind::conflict);
    settle();
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe)), record_of(run[3]));
    EXPECT_EQ(rewind(102), std::nullopt);
    settle();
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe)), record_of(run[2]));
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::finalized)), record_of(run[2]));
}

TEST_P(rewinding, to_a_block_that_is_not_indexed_is_refused)
{
    const auto run = put_run(kChainA, genesis(), 1);
    for (const uint64_t number :
        {uint64_t{0}, uint64_t{99}, uint64_t{102}, kBlockNumberLimit + 100, UINT64_MAX})
        EXPECT_EQ(rewind(number), ErrorKind::conflict) << number;
    {
        const auto step = begin();
        EXPECT_EQ(kind_of(step->rewind(kChainB, 100)), ErrorKind::conflict);
    }
    settle();
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe)), record_of(run[1]));
    EXPECT_EQ(must(view()->first(kChainA)), record_of(run[0]));
}

TEST_P(rewinding, to_the_tip_changes_nothing)
{
    const auto run = put_run(kChainA, genesis(), 1);
    set(SafetyLevel::finalized, run[1]);
    EXPECT_EQ(rewind(101), std::nullopt);
    settle();
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe)), record_of(run[1]));
}
}  // namespace
}  // namespace interlock::storage
