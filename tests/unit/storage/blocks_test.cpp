// Blocks and their logs: what append() takes and refuses, and what a view then finds.
#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
class blocks : public StoreTest
{
};
INTERLOCK_BOTH_LIVES(blocks);

TEST_P(blocks, come_back_whole)
{
    const auto run = put_run(kChainA, genesis(), 3);
    settle();
    const auto now = view();
    for (const auto& block : run)
    {
        const uint64_t number = block.seal.id.number;
        SCOPED_TRACE(number);
        EXPECT_EQ(must(now->block(kChainA, number)), record_of(block));
        EXPECT_EQ(must(now->log_hashes(kChainA, number)), block.log_hashes);
        for (uint32_t i = 0; i < block.log_hashes.size(); ++i)
            EXPECT_EQ(must(now->log_hash(kChainA, number, i)), block.log_hashes[i]);
    }
    EXPECT_EQ(must(now->first(kChainA)), record_of(run.front()));
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::unsafe)), record_of(run.back()));
}

TEST_P(blocks, outside_the_run_are_not_there)
{
    const auto run = put_run(kChainA, genesis(), 1);
    settle();
    const auto now = view();
    for (const uint64_t number : {uint64_t{0}, uint64_t{99}, uint64_t{102}, kBlockNumberLimit - 1})
    {
        SCOPED_TRACE(number);
        EXPECT_EQ(must(now->block(kChainA, number)), std::nullopt);
        EXPECT_EQ(must(now->log_hash(kChainA, number, 0)), std::nullopt);
        EXPECT_TRUE(must(now->log_hashes(kChainA, number)).empty());
        EXPECT_TRUE(must(now->executing_in(kChainA, number)).empty());
    }
    EXPECT_EQ(must(now->block(kChainB, 100)), std::nullopt);
    EXPECT_EQ(must(now->log_hash(kChainB, 100, 0)), std::nullopt);
}

TEST_P(blocks, of_two_chains_stay_apart)
{
    const auto a = put_run(kChainA, genesis(), 2);
    const auto b = put_run(kChainB,
        samples::block({.number = 0, .timestamp_s = 7, .log_count = 1, .branch = 1}, {}), 2);
    settle();
    const auto now = view();
    EXPECT_EQ(must(now->first(kChainA)), record_of(a.front()));
    EXPECT_EQ(must(now->first(kChainB)), record_of(b.front()));
    EXPECT_EQ(must(now->head(kChainA, SafetyLevel::unsafe)), record_of(a.back()));
    EXPECT_EQ(must(now->head(kChainB, SafetyLevel::unsafe)), record_of(b.back()));
    EXPECT_EQ(must(now->block(kChainA, 0)), std::nullopt);
    EXPECT_EQ(must(now->block(kChainB, 100)), std::nullopt);
}

// Chain A has number 0 in the keys, chain B number 1: B's block 0 has the key 1 << 44, which a
// careless sum makes of A's "block 2^44" as well.
TEST_P(blocks, a_number_past_the_limit_reads_no_other_chains_block)
{
    put_chains({kChainA});
    auto first = samples::block({.number = 0, .timestamp_s = 7, .log_count = 2}, {});
    first.executing.push_back(
        {.log_index = 1, .message = samples::message_to({.chain_id = kChainA, .log_index = 3}, 1)});
    put_run(kChainB, first, 1);
    settle();
    const auto now = view();
    const uint64_t aliases[]{kBlockNumberLimit, kBlockNumberLimit + 1, kBlockNumberLimit * 2,
        (uint64_t{1} << 63U) + kBlockNumberLimit, UINT64_MAX};
    for (const uint64_t number : aliases)
    {
        SCOPED_TRACE(number);
        for (const auto& chain : {kChainA, kChainB})
        {
            EXPECT_EQ(must(now->block(chain, number)), std::nullopt);
            EXPECT_EQ(must(now->log_hash(chain, number, 0)), std::nullopt);
            EXPECT_TRUE(must(now->log_hashes(chain, number)).empty());
            EXPECT_TRUE(must(now->executing_in(chain, number)).empty());
        }
    }
    EXPECT_EQ(must(now->block(kChainB, 0)), record_of(first));
}

TEST_P(blocks, a_number_past_the_limit_is_not_appended)
{
    put_chains({kChainA, kChainB});
    const auto last = samples::block(
        {.number = kBlockNumberLimit - 1, .timestamp_s = 7, .log_count = 1}, samples::word(1));
    commit(
        [&](Step& step)
        {
            for (const uint64_t number : {kBlockNumberLimit, UINT64_MAX})
            {
                const auto past = samples::block({.number = number, .timestamp_s = 7}, {});
                EXPECT_EQ(kind_of(step.append(kChainA, past)), ErrorKind::out_of_bounds);
            }
            must(step.append(kChainA, last));
            const auto after = step.append(kChainA, samples::next(last, 1));
            EXPECT_EQ(kind_of(after), ErrorKind::out_of_bounds);
            EXPECT_THAT(message_of(after), testing::HasSubstr("17592186044416"));
        });
    settle();
    EXPECT_EQ(must(view()->block(kChainA, kBlockNumberLimit - 1)), record_of(last));
    EXPECT_EQ(must(view()->first(kChainB)), std::nullopt);
}

TEST_P(blocks, must_follow_the_tip)
{
    const auto run = put_run(kChainA, genesis(), 1);
    const auto& tip = run.back();
    struct Case
    {
        const char* name;
        BlockDigest block;
        const char* message;
    };
    auto earlier = samples::next(tip, 1);
    earlier.seal.timestamp_s = tip.seal.timestamp_s - 1;
    auto same_time = samples::next(tip, 1);
    same_time.seal.timestamp_s = tip.seal.timestamp_s;
    auto gap = samples::next(tip, 1);
    gap.seal.id.number += 1;
    auto orphan = samples::next(tip, 1);
    orphan.seal.parent_hash.bytes[31] ^= 1;
    const Case cases[]{
        {"the tip again", tip, "does not follow the tip, block 101"},
        {"another block at the tip's number", samples::next(run[0], 1, 1), "does not follow"},
        {"a gap", gap, "chain 901, block 103: does not follow the tip"},
        {"another parent", orphan, "its parent is 0x"},
        {"earlier than its parent", earlier, "its time 1001 is not after its parent's, 1002"},
        {"at its parent's time", same_time, "its time 1002 is not after its parent's, 1002"},
    };
    commit(
        [&](Step& step)
        {
            for (const auto& c : cases)
            {
                SCOPED_TRACE(c.name);
                const auto refused = step.append(kChainA, c.block);
                EXPECT_EQ(kind_of(refused), ErrorKind::conflict);
                EXPECT_THAT(message_of(refused), testing::HasSubstr(c.message));
            }
        });
    settle();
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe)), record_of(tip));
}

TEST_P(blocks, of_a_chain_that_is_not_recorded_are_refused)
{
    {
        const auto step = begin();
        const auto refused = step->append(kChainA, genesis());
        EXPECT_EQ(kind_of(refused), ErrorKind::conflict);
        EXPECT_THAT(message_of(refused), testing::HasSubstr("chain 901 is not recorded"));
    }
    settle();
    EXPECT_EQ(must(view()->first(kChainA)), std::nullopt);
}

TEST_P(blocks, times_beyond_signed_numbers_stay_in_order)
{
    constexpr uint64_t kHalf = uint64_t{1} << 63U;
    auto first = genesis();
    first.seal.timestamp_s = kHalf - 1;
    auto second = samples::next(first, 1);
    second.seal.timestamp_s = kHalf;  // Negative, were it read as signed.
    auto last = samples::next(second, 1);
    last.seal.timestamp_s = UINT64_MAX;
    put_chains({kChainA});
    commit(
        [&](Step& step)
        {
            for (const auto& block : {first, second, last})
                must(step.append(kChainA, block));
            auto wrapped = samples::next(last, 1);
            wrapped.seal.timestamp_s = 0;
            EXPECT_EQ(kind_of(step.append(kChainA, wrapped)), ErrorKind::conflict);
        });
    settle();
    for (const auto& block : {first, second, last})
        EXPECT_EQ(must(view()->block(kChainA, block.seal.id.number)), record_of(block));
}

// 510 hashes are the most that fit a page with their row; above 512 another way of reading is used.
TEST_P(blocks, of_any_size_give_each_log_and_no_more)
{
    constexpr uint32_t kCounts[]{0, 1, 509, 510, 511, 512, 513, 1'024, 20'000};
    std::vector<BlockDigest> run{genesis(kCounts[0])};
    for (size_t i = 1; i < std::size(kCounts); ++i)
        run.push_back(samples::next(run.back(), kCounts[i]));
    put_chains({kChainA});
    commit(
        [&](Step& step)
        {
            for (const auto& block : run)
                must(step.append(kChainA, block));
        });
    settle();
    const auto now = view();
    for (const auto& block : run)
    {
        const auto count = static_cast<uint32_t>(block.log_hashes.size());
        SCOPED_TRACE(count);
        const uint64_t number = block.seal.id.number;
        EXPECT_EQ(must(now->block(kChainA, number))->log_count, count);
        EXPECT_TRUE(must(now->log_hashes(kChainA, number)) == block.log_hashes);
        for (const uint32_t i : {0U, count / 2, count - 1})
        {
            if (count > 0)
            {
                EXPECT_EQ(must(now->log_hash(kChainA, number, i)), block.log_hashes[i]);
            }
        }
        for (const uint32_t i : {count, count + 1, UINT32_MAX})
            EXPECT_EQ(must(now->log_hash(kChainA, number, i)), std::nullopt);
    }
}
}  // namespace
}  // namespace interlock::storage
