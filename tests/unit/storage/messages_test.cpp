// Executing messages, found by the block they stand in and by the log they name.
#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
class messages : public StoreTest
{
protected:
    /// Appends a first block to `chain` that executes a message to each target, from log 0 on.
    BlockDigest put_block(const ChainId& chain, const std::vector<LogPosition>& targets)
    {
        auto block = genesis(static_cast<uint32_t>(targets.size()) + 1);
        for (uint32_t i = 0; i < targets.size(); ++i)
            block.executing.push_back(
                {.log_index = i, .message = samples::message_to(targets[i], i)});
        return put_run(chain, block, 0)[0];
    }
};
INTERLOCK_BOTH_LIVES(messages);

std::vector<ExecutingRecord> records_of(const ChainId& chain, const BlockDigest& block)
{
    std::vector<ExecutingRecord> out;
    for (const auto& log : block.executing)
        out.push_back({.chain_id = chain, .block_number = block.seal.id.number, .log = log});
    return out;
}

TEST_P(messages, come_back_by_their_block_in_order)
{
    const auto block = put_block(
        kChainA, {{.chain_id = kChainB, .block_number = 9, .timestamp_s = 8, .log_index = 7},
                     {.chain_id = kChainA, .block_number = 1, .timestamp_s = 2, .log_index = 3}});
    settle();
    EXPECT_EQ(must(view()->executing_in(kChainA, 100)), records_of(kChainA, block));
    EXPECT_TRUE(must(view()->executing_in(kChainB, 100)).empty());
    EXPECT_TRUE(must(view()->executing_in(kChainA, 101)).empty());
}

// Neither chain nor block need exist, and the numbers are a stranger's.
TEST_P(messages, are_found_by_what_they_name_whatever_it_is)
{
    ChainId huge;
    huge.value.be.fill(0xff);
    const std::vector<LogPosition> targets{
        {.chain_id = kChainA, .block_number = 100, .timestamp_s = 1'000, .log_index = 0},
        {.chain_id = kChainB, .block_number = 5, .timestamp_s = 0, .log_index = 1},
        {.chain_id = ChainId::from_u64(4242), .block_number = 5, .timestamp_s = 1, .log_index = 1},
        {.chain_id = huge,
            .block_number = UINT64_MAX,
            .timestamp_s = UINT64_MAX,
            .log_index = UINT32_MAX},
        {.chain_id = kChainA, .block_number = kBlockNumberLimit, .timestamp_s = 1, .log_index = 0},
        {.chain_id = kChainA, .block_number = kBlockNumberLimit - 1, .log_index = 0},
        {.chain_id = kChainA, .block_number = uint64_t{1} << 63U, .log_index = 0},
        {.chain_id = {}, .block_number = 0, .timestamp_s = 0, .log_index = 0},
    };
    const auto all = records_of(kChainA, put_block(kChainA, targets));
    put_chains({kChainB});
    settle();
    const auto now = view();
    for (size_t i = 0; i < targets.size(); ++i)
    {
        SCOPED_TRACE(i);
        const auto& at = targets[i];
        EXPECT_EQ(must(now->executing_of(at.chain_id, at.block_number, at.log_index, 10)),
            std::vector{all[i]});
    }
    EXPECT_TRUE(must(now->executing_of(kChainA, 100, 1, 10)).empty());
    EXPECT_TRUE(must(now->executing_of(kChainA, 0, 0, 10)).empty());
    EXPECT_TRUE(must(now->executing_of(kChainB, kBlockNumberLimit, 0, 10)).empty());
}

TEST_P(messages, malformed_ones_stand_in_their_block_and_name_nothing)
{
    auto block = genesis();
    block.executing = {{.log_index = 1, .message = {}, .malformed = true}};
    put_run(kChainA, block, 0);
    settle();
    EXPECT_EQ(must(view()->executing_in(kChainA, 100)), records_of(kChainA, block));
    EXPECT_TRUE(must(view()->executing_of({}, 0, 0, 10)).empty());
}

// The chain with the higher id is recorded first, and so has the lower number in the keys.
TEST_P(messages, that_name_one_log_come_by_chain_block_and_log_up_to_the_limit)
{
    const LogPosition target{.chain_id = ChainId::from_u64(7), .block_number = 5, .log_index = 1};
    const auto of_b = records_of(kChainB, put_block(kChainB, {target, target}));
    const auto of_a = records_of(kChainA, put_block(kChainA, {target, target}));
    settle();
    const std::vector<ExecutingRecord> all{of_a[0], of_a[1], of_b[0], of_b[1]};
    const auto now = view();
    for (size_t limit = 0; limit <= all.size(); ++limit)
    {
        SCOPED_TRACE(limit);
        const auto found = must(now->executing_of(target.chain_id, 5, 1, limit));
        EXPECT_TRUE(std::equal(found.begin(), found.end(), all.begin()));
        EXPECT_EQ(found.size(), limit);
    }
    EXPECT_EQ(must(now->executing_of(target.chain_id, 5, 1, SIZE_MAX)), all);
}

TEST_P(messages, must_be_logs_of_their_block_in_order)
{
    put_chains({kChainA});
    const auto refused_with = [&](std::vector<uint32_t> log_indexes)
    {
        auto block = genesis(3);
        for (const uint32_t i : log_indexes)
            block.executing.push_back({.log_index = i, .message = {}, .malformed = true});
        return kind_of(begin()->append(kChainA, block));
    };
    EXPECT_EQ(refused_with({0, 1, 2}), std::nullopt);
    EXPECT_EQ(refused_with({3}), ErrorKind::out_of_bounds);
    EXPECT_EQ(refused_with({UINT32_MAX}), ErrorKind::out_of_bounds);
    EXPECT_EQ(refused_with({1, 1}), ErrorKind::out_of_bounds);
    EXPECT_EQ(refused_with({2, 0}), ErrorKind::out_of_bounds);
    settle();
    EXPECT_EQ(must(view()->first(kChainA)), std::nullopt);
}
}  // namespace
}  // namespace interlock::storage
