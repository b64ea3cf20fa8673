#include "interop/block.hpp"

#include <gtest/gtest.h>

#include "tests/unit/interop/samples.hpp"

namespace interlock
{
namespace
{
using test::filled;

eth::Log executing_log(size_t data_size, uint8_t number_padding = 0)
{
    eth::Log log;
    log.address = kCrossL2Inbox;
    log.topics = {kExecutingMessageTopic, filled<Hash32>(0x77)};
    log.data.resize(data_size);
    if (data_size > 32)
        log.data[32] = number_padding;
    return log;
}

eth::Receipt receipt_with(std::vector<eth::Log> logs)
{
    eth::Receipt receipt;
    receipt.logs = std::move(logs);
    return receipt;
}

TEST(block, digest_keeps_the_place_and_roots)
{
    eth::Header header;
    header.parent_hash = filled<Hash32>(1);
    header.state_root = filled<Hash32>(2);
    header.withdrawals_root = filled<Hash32>(3);
    header.number = 7;
    header.timestamp_s = 1000;
    const auto [digest, oddities] = digest_block(header, filled<Hash32>(9), {});
    EXPECT_EQ(digest.seal, (BlockSeal{.id = {.number = 7, .hash = filled<Hash32>(9)},
                               .parent_hash = filled<Hash32>(1),
                               .timestamp_s = 1000}));
    EXPECT_EQ(digest.state_root, filled<Hash32>(2));
    EXPECT_EQ(digest.withdrawals_root, filled<Hash32>(3));
    EXPECT_TRUE(digest.log_hashes.empty());
    EXPECT_TRUE(digest.executing.empty());
    EXPECT_TRUE(oddities.empty());
}

TEST(block, logs_are_numbered_through_all_receipts)
{
    const auto [digest, oddities] = digest_block({}, {},
        {receipt_with({test::sample_log()}), receipt_with({}),
            receipt_with({executing_log(160), test::sample_log()}),
            receipt_with({executing_log(160)})});
    ASSERT_EQ(digest.log_hashes.size(), 4U);
    EXPECT_EQ(digest.log_hashes[0], log_hash(test::sample_log()));
    EXPECT_EQ(digest.log_hashes[1], log_hash(executing_log(160)));
    EXPECT_EQ(digest.log_hashes[2], digest.log_hashes[0]);
    ASSERT_EQ(digest.executing.size(), 2U);
    EXPECT_EQ(digest.executing[0].log_index, 1U);
    EXPECT_EQ(digest.executing[1].log_index, 3U);
    EXPECT_EQ(digest.executing[0].message.payload_hash, filled<Hash32>(0x77));
    EXPECT_TRUE(oddities.empty());
}

TEST(block, says_whether_there_is_nothing_but_deposits)
{
    struct Case
    {
        std::vector<uint8_t> types;
        bool want;
    };
    for (const auto& c : {Case{{}, false}, {{eth::kDepositType}, true},
             {{eth::kDepositType, eth::kDepositType}, true}, {{eth::kDepositType, 2}, false},
             {{0}, false}})
    {
        std::vector<eth::Receipt> receipts(c.types.size());
        for (size_t i = 0; i < receipts.size(); ++i)
            receipts[i].type = c.types[i];
        EXPECT_EQ(digest_block({}, {}, receipts).digest.only_deposits, c.want);
    }
}

TEST(block, odd_events_are_reported_and_count_as_the_proof_counts_them)
{
    const auto [digest, oddities] = digest_block(
        {}, {}, {receipt_with({executing_log(159), executing_log(160, 1), executing_log(161)})});
    EXPECT_EQ(digest.log_hashes.size(), 3U);
    EXPECT_EQ(oddities, (std::vector<std::string>{
                            "log 0: malformed ExecutingMessage: data is 159 bytes, expected 160",
                            "log 1: malformed ExecutingMessage: the block number exceeds its type",
                            "log 2: malformed ExecutingMessage: data is 161 bytes, expected 160"}));
    ASSERT_EQ(digest.executing.size(), 2U);
    EXPECT_EQ(
        digest.executing[0], (ExecutingLog{.log_index = 1, .message = {}, .malformed = true}));
    EXPECT_EQ(digest.executing[1].log_index, 2U);
    EXPECT_FALSE(digest.executing[1].malformed);
    EXPECT_EQ(digest.executing[1].message.payload_hash, filled<Hash32>(0x77));
}

TEST(block, a_block_full_of_oddities_tells_some)
{
    const auto [digest, oddities] =
        digest_block({}, {}, {receipt_with(std::vector<eth::Log>(1'000, executing_log(161)))});
    EXPECT_EQ(digest.executing.size(), 1'000U);
    ASSERT_EQ(oddities.size(), kMaxOddities + 1);
    EXPECT_EQ(oddities[kMaxOddities - 1],
        "log 7: malformed ExecutingMessage: data is 161 bytes, expected 160");
    EXPECT_EQ(oddities.back(), "and more of the kind");
}
}  // namespace
}  // namespace interlock
