#include "chain/verify.hpp"

#include <gmock/gmock.h>

#include "chain/block_check.hpp"
#include "tests/support/fake_messages.hpp"

namespace interlock::chain
{
namespace
{
using ::testing::HasSubstr;

testing::FakeBlock sample()
{
    testing::FakeChain chain;
    chain.append({{testing::some_log(1)}, {testing::some_log(2)}});
    return chain.head();
}

BlockJson claim(const testing::FakeBlock& block)
{
    return {block.header, block.hash, block.receipts.size()};
}

TEST(verify_header, believes_only_what_hashes_to_the_claim)
{
    EXPECT_FALSE(verify_header(claim(sample())).has_value());

    auto other_hash = claim(sample());
    other_hash.hash.bytes[31] ^= 1U;
    auto other_field = claim(sample());
    ++other_field.header.gas_limit;
    auto missing_tail = claim(sample());
    missing_tail.header.requests_hash.reset();
    for (const auto& block : {other_hash, other_field, missing_tail})
    {
        const auto error = verify_header(block);
        ASSERT_TRUE(error.has_value());
        EXPECT_EQ(error->failure, VerifyFailure::block_hash);
        EXPECT_THAT(error->message, HasSubstr("block 1: the header hashes to 0x"));
        EXPECT_THAT(error->message, HasSubstr("a fork newer than this program knows"));
    }
}

TEST(verify_header, a_gap_in_the_tail_has_no_encoding)
{
    auto block = claim(sample());
    block.header.blob_gas_used.reset();
    const auto error = verify_header(block);
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->failure, VerifyFailure::block_hash);
    EXPECT_THAT(error->message, HasSubstr("missing"));
}

TEST(verify_receipts, believes_only_what_the_header_commits_to)
{
    const auto block = sample();
    EXPECT_FALSE(verify_receipts(block.header, block.receipts).has_value());

    auto fewer = block.receipts;
    fewer.pop_back();
    auto swapped = block.receipts;
    std::swap(swapped[1], swapped[2]);
    auto changed = block.receipts;
    changed[1].logs[0].data[0] ^= 1U;
    for (const auto& receipts : {fewer, swapped, changed})
    {
        const auto error = verify_receipts(block.header, receipts);
        ASSERT_TRUE(error.has_value());
        EXPECT_EQ(error->failure, VerifyFailure::receipts_root);
        EXPECT_THAT(error->message, HasSubstr("block 1: the "));
    }
}

TEST(block_check, the_block_must_be_the_one_asked_for)
{
    const auto block = claim(sample());
    EXPECT_FALSE(check_block(block, uint64_t{1}).has_value());
    EXPECT_FALSE(check_block(block, block.hash).has_value());
    EXPECT_FALSE(check_block(block, BlockTag::safe).has_value());
    EXPECT_EQ(check_block(block, uint64_t{2})->kind, ErrorKind::unverified);
    EXPECT_EQ(check_block(block, uint64_t{2})->what, "asked for block 2, got block 1");
    EXPECT_EQ(check_block(block, Hash32{})->kind, ErrorKind::unverified);
}

TEST(block_check, a_successor_links_by_number_hash_and_time)
{
    testing::FakeChain chain;
    chain.extend(2);
    const auto previous = chain.at(1).seal();
    auto header = chain.at(2).header;
    EXPECT_TRUE(links(previous, header));
    header.timestamp_s = previous.timestamp_s;
    EXPECT_FALSE(links(previous, header));
    header = chain.at(2).header;
    header.parent_hash = chain.at(0).hash;
    EXPECT_FALSE(links(previous, header));
    header = chain.at(2).header;
    header.number = 3;
    EXPECT_FALSE(links(previous, header));
}
}  // namespace
}  // namespace interlock::chain
