#include <gtest/gtest.h>

#include <ostream>

#include "interop/rules.hpp"
#include "tests/unit/interop/samples.hpp"

namespace interlock
{
namespace
{
using test::filled;

const Hash32 kLogHash = filled<Hash32>(0x42);
const LogPosition kAt{
    .chain_id = ChainId::from_u64(901), .block_number = 50, .timestamp_s = 1000, .log_index = 2};

/// Blocks 10 (at 920) to the head at 1100, every 2 s; the named one is known.
KnownChain known_chain()
{
    return {.block_time_s = 2,
        .first_number = 10,
        .first_timestamp_s = 920,
        .head_timestamp_s = 1100,
        .named = KnownChain::Block{.timestamp_s = 1000, .log_count = 3, .log_hash = kLogHash}};
}

KnownChain unknown_block(uint64_t head_timestamp_s)
{
    KnownChain chain = known_chain();
    chain.named.reset();
    chain.head_timestamp_s = head_timestamp_s;
    return chain;
}

/// The alternative as text, so that failures are readable.
std::string name_of(const Inclusion& inclusion)
{
    struct Namer
    {
        std::string operator()(Included) const { return "included"; }
        std::string operator()(Violation violation) const
        {
            return std::string{to_string(violation)};
        }
        std::string operator()(NotSeenYet) const { return "not seen yet"; }
        std::string operator()(BeforeKnown) const { return "before known"; }
    };
    return std::visit(Namer{}, inclusion);
}

std::string check(const KnownChain& chain, const LogPosition& at = kAt,
    const ExpectedLog& expected = ExpectedLogHash{kLogHash})
{
    return name_of(check_inclusion(chain, at, expected));
}

TEST(inclusion, a_known_log_with_the_right_hash_or_checksum_is_included)
{
    EXPECT_EQ(check(known_chain()), "included");
    EXPECT_EQ(
        check(known_chain(), kAt, ExpectedChecksum{message_checksum(kLogHash, kAt)}), "included");
}

TEST(inclusion, a_known_block_at_another_time_is_a_mismatch)
{
    for (const uint64_t timestamp_s : {uint64_t{0}, uint64_t{999}, uint64_t{1001}, UINT64_MAX})
    {
        LogPosition at = kAt;
        at.timestamp_s = timestamp_s;
        EXPECT_EQ(check(known_chain(), at), "timestamp_mismatch");
    }
}

TEST(inclusion, the_log_index_must_lie_in_the_block)
{
    LogPosition at = kAt;
    at.log_index = 3;
    KnownChain chain = known_chain();
    chain.named->log_hash.reset();
    EXPECT_EQ(check(chain, at), "no_such_log");
    at.log_index = UINT32_MAX;
    EXPECT_EQ(check(chain, at), "no_such_log");
    chain.named->log_count = 0;
    at.log_index = 0;
    EXPECT_EQ(check(chain, at), "no_such_log");
}

TEST(inclusion, another_log_is_a_mismatch)
{
    EXPECT_EQ(check(known_chain(), kAt, ExpectedLogHash{filled<Hash32>(1)}), "payload_mismatch");
    EXPECT_EQ(check(known_chain(), kAt, ExpectedChecksum{filled<Hash32>(1)}), "checksum_mismatch");
    // A log hash is no checksum, although both are 32 bytes.
    EXPECT_EQ(check(known_chain(), kAt, ExpectedChecksum{kLogHash}), "checksum_mismatch");
}

TEST(inclusion, a_checksum_commits_to_the_place_it_is_looked_up_at)
{
    LogPosition elsewhere = kAt;
    elsewhere.chain_id = ChainId::from_u64(902);
    EXPECT_EQ(check(known_chain(), kAt, ExpectedChecksum{message_checksum(kLogHash, elsewhere)}),
        "checksum_mismatch");
}

TEST(inclusion, a_log_that_was_not_handed_in_is_never_included)
{
    KnownChain chain = known_chain();
    chain.named->log_hash.reset();
    EXPECT_EQ(check(chain), "payload_mismatch");
}

TEST(inclusion, an_unknown_block_waits_until_the_chain_is_past_its_time)
{
    EXPECT_EQ(check(unknown_block(990)), "not seen yet");
    EXPECT_EQ(check(unknown_block(998)), "not seen yet");
    EXPECT_EQ(check(unknown_block(999)), "no_such_block");
    EXPECT_EQ(check(unknown_block(1000)), "no_such_block");
    EXPECT_EQ(check(unknown_block(1001)), "no_such_block");
}

TEST(inclusion, a_block_before_the_first_known_cannot_be_judged_unless_its_time_is_impossible)
{
    LogPosition before = kAt;
    before.block_number = 9;
    before.timestamp_s = 919;
    EXPECT_EQ(check(unknown_block(1100), before), "before known");
    before.timestamp_s = 920;
    EXPECT_EQ(check(unknown_block(1100), before), "timestamp_mismatch");
    before.timestamp_s = UINT64_MAX;
    EXPECT_EQ(check(unknown_block(1100), before), "timestamp_mismatch");
    before.block_number = 0;
    before.timestamp_s = 0;
    EXPECT_EQ(check(unknown_block(1100), before), "before known");
}

TEST(inclusion, a_later_number_with_an_early_time_does_not_exist)
{
    LogPosition at = kAt;
    at.block_number = UINT64_MAX;
    at.timestamp_s = 0;
    EXPECT_EQ(check(unknown_block(1100), at), "no_such_block");
    at.timestamp_s = UINT64_MAX;
    EXPECT_EQ(check(unknown_block(1100), at), "not seen yet");
}
}  // namespace
}  // namespace interlock
