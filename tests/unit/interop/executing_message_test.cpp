#include "interop/executing_message.hpp"

#include <gtest/gtest.h>

#include "interop/eth/hash.hpp"
#include "tests/unit/interop/samples.hpp"

namespace interlock
{
namespace
{
using test::filled;

constexpr size_t kWord = 32;
const Hash32 kPayloadHash = filled<Hash32>(0x77);

/// The event for origin 0x99…, block 7, log 2, time 1000, chain 901.
eth::Log sample_event()
{
    eth::Log log;
    log.address = kCrossL2Inbox;
    log.topics = {kExecutingMessageTopic, kPayloadHash};
    log.data.resize(5 * kWord);
    std::fill_n(log.data.begin() + 12, 20, uint8_t{0x99});
    log.data[2 * kWord - 1] = 7;
    log.data[3 * kWord - 1] = 2;
    log.data[4 * kWord - 2] = 1000 >> 8;
    log.data[4 * kWord - 1] = 1000 & 0xff;
    log.data[5 * kWord - 2] = 901 >> 8;
    log.data[5 * kWord - 1] = 901 & 0xff;
    return log;
}

Message sample_message()
{
    return {.id = {.origin = filled<Address>(0x99),
                .at = {.chain_id = ChainId::from_u64(901),
                    .block_number = 7,
                    .timestamp_s = 1000,
                    .log_index = 2}},
        .payload_hash = kPayloadHash};
}

TEST(executing_message, topic_is_the_hash_of_the_signature)
{
    constexpr std::string_view kSignature =
        "ExecutingMessage(bytes32,(address,uint256,uint256,uint256,uint256))";
    EXPECT_EQ(kExecutingMessageTopic, keccak256(Bytes{kSignature.begin(), kSignature.end()}));
    EXPECT_EQ(to_hex(kCrossL2Inbox), "0x4200000000000000000000000000000000000022");
}

TEST(executing_message, decodes_the_event)
{
    const auto event = decode_executing_message(sample_event());
    ASSERT_TRUE(std::holds_alternative<Message>(event));
    EXPECT_EQ(std::get<Message>(event), sample_message());
}

TEST(executing_message, decodes_the_largest_values)
{
    eth::Log log = sample_event();
    std::fill(log.data.begin() + 12, log.data.begin() + kWord, uint8_t{0xff});
    std::fill(log.data.begin() + kWord + 24, log.data.begin() + 2 * kWord, uint8_t{0xff});
    std::fill(log.data.begin() + 2 * kWord + 28, log.data.begin() + 3 * kWord, uint8_t{0xff});
    std::fill(log.data.begin() + 3 * kWord + 24, log.data.end(), uint8_t{0xff});
    const auto event = decode_executing_message(log);
    ASSERT_TRUE(std::holds_alternative<Message>(event));
    const LogPosition& at = std::get<Message>(event).id.at;
    EXPECT_EQ(at.block_number, UINT64_MAX);
    EXPECT_EQ(at.log_index, UINT32_MAX);
    EXPECT_EQ(at.timestamp_s, UINT64_MAX);
    EXPECT_EQ(at.chain_id.value.be.front(), 0xff);
}

TEST(executing_message, other_logs_are_ordinary)
{
    eth::Log other_address = sample_event();
    other_address.address.bytes.back() = 0x23;
    eth::Log other_topic = sample_event();
    other_topic.topics.front().bytes.back() ^= 1U;
    eth::Log no_topic = sample_event();
    no_topic.topics.clear();
    eth::Log second_topic = sample_event();
    std::swap(second_topic.topics[0], second_topic.topics[1]);
    for (const eth::Log& log : {other_address, other_topic, no_topic, second_topic})
        EXPECT_TRUE(std::holds_alternative<NotExecuting>(decode_executing_message(log)));
}

TEST(executing_message, short_data_or_other_topics_leave_an_ordinary_log)
{
    eth::Log one_topic = sample_event();
    one_topic.topics.pop_back();
    eth::Log three_topics = sample_event();
    three_topics.topics.push_back(kPayloadHash);
    eth::Log no_data = sample_event();
    no_data.data.clear();
    eth::Log short_data = sample_event();
    short_data.data.pop_back();
    for (const eth::Log& log : {one_topic, three_topics, no_data, short_data})
    {
        const auto event = decode_executing_message(log);
        ASSERT_TRUE(std::holds_alternative<MalformedExecuting>(event));
        const auto& malformed = std::get<MalformedExecuting>(event);
        EXPECT_FALSE(malformed.invalidates_block);
        EXPECT_FALSE(malformed.as_proof_reads_it);
        EXPECT_FALSE(malformed.what.empty());
    }
}

TEST(executing_message, numbers_beyond_their_types_invalidate_the_block)
{
    // The lowest byte of each number's padding, and the highest.
    for (const size_t at :
        {kWord, kWord + 23, 2 * kWord, 2 * kWord + 27, 3 * kWord, 3 * kWord + 23})
    {
        SCOPED_TRACE(at);
        eth::Log log = sample_event();
        log.data[at] = 1;
        const auto event = decode_executing_message(log);
        ASSERT_TRUE(std::holds_alternative<MalformedExecuting>(event));
        EXPECT_TRUE(std::get<MalformedExecuting>(event).invalidates_block);
    }
}

TEST(executing_message, what_the_proof_ignores_leaves_the_message_in_force)
{
    eth::Log long_data = sample_event();
    long_data.data.push_back(0xff);
    eth::Log padded_origin = sample_event();
    padded_origin.data[0] = 1;
    eth::Log padded_origin_end = sample_event();
    padded_origin_end.data[11] = 1;
    for (const eth::Log& log : {long_data, padded_origin, padded_origin_end})
    {
        const auto event = decode_executing_message(log);
        ASSERT_TRUE(std::holds_alternative<MalformedExecuting>(event));
        const auto& malformed = std::get<MalformedExecuting>(event);
        EXPECT_FALSE(malformed.invalidates_block);
        EXPECT_EQ(malformed.as_proof_reads_it, sample_message());
    }
}

TEST(executing_message, a_number_beyond_its_type_outweighs_what_the_proof_ignores)
{
    eth::Log log = sample_event();
    log.data.push_back(0xff);
    log.data[kWord] = 1;
    const auto event = decode_executing_message(log);
    ASSERT_TRUE(std::holds_alternative<MalformedExecuting>(event));
    EXPECT_TRUE(std::get<MalformedExecuting>(event).invalidates_block);
}
}  // namespace
}  // namespace interlock
