#include "interop/messenger.hpp"

#include <gtest/gtest.h>

#include "interop/eth/hash.hpp"
#include "tests/unit/interop/samples.hpp"

namespace interlock
{
namespace
{
using test::filled;
using test::hash_from;

/// What an independent encoder makes of a transfer of 1,000,000 of token 0x11… from 0x22… to 0x33….
constexpr std::string_view kTransferCall =
    "0x7cfd6dbc"
    "0000000000000000000000001111111111111111111111111111111111111111"
    "0000000000000000000000002222222222222222222222222222222222222222"
    "0000000000000000000000003333333333333333333333333333333333333333"
    "00000000000000000000000000000000000000000000000000000000000f4240";
constexpr std::string_view kTransferData =
    "0x0000000000000000000000004200000000000000000000000000000000000028"
    "0000000000000000000000000000000000000000000000000000000000000040"
    "0000000000000000000000000000000000000000000000000000000000000084"
    "7cfd6dbc00000000000000000000000011111111111111111111111111111111"
    "1111111100000000000000000000000022222222222222222222222222222222"
    "2222222200000000000000000000000033333333333333333333333333333333"
    "3333333300000000000000000000000000000000000000000000000000000000"
    "000f424000000000000000000000000000000000000000000000000000000000";

Hash32 word(uint64_t value)
{
    return {Uint256::from_u64(value).be};
}

Hash32 word(const Address& address)
{
    Hash32 out;
    std::copy(address.bytes.begin(), address.bytes.end(), out.bytes.begin() + 12);
    return out;
}

/// From chain 901 to chain 902, with nonce 7.
eth::Log sent_log()
{
    return {.address = kMessenger,
        .topics = {kSentMessageTopic, word(902), word(kTokenBridge), word(7)},
        .data = *bytes_from_hex(kTransferData)};
}

eth::Log relayed_log()
{
    const auto hash = filled<Hash32>(0x66);
    return {.address = kMessenger,
        .topics = {kRelayedMessageTopic, word(901), word(7), filled<Hash32>(0x55)},
        .data = {hash.bytes.begin(), hash.bytes.end()}};
}

Hash32 hash_of(std::string_view text)
{
    return keccak256(Bytes{text.begin(), text.end()});
}

TEST(messenger, topics_are_the_hashes_of_the_signatures)
{
    EXPECT_EQ(kSentMessageTopic, hash_of("SentMessage(uint256,address,uint256,address,bytes)"));
    EXPECT_EQ(kRelayedMessageTopic, hash_of("RelayedMessage(uint256,uint256,bytes32,bytes32)"));
    EXPECT_EQ(kEarlyRelayedMessageTopic, hash_of("RelayedMessage(uint256,uint256,bytes32)"));
    EXPECT_EQ(to_hex(kMessenger), "0x4200000000000000000000000000000000000023");
    EXPECT_EQ(to_hex(kTokenBridge), "0x4200000000000000000000000000000000000028");
    const auto selector = hash_of("relayERC20(address,address,address,uint256)");
    EXPECT_EQ(to_hex(ByteView{selector}.first(4)), kTransferCall.substr(0, 10));
}

TEST(messenger, reads_a_token_transfer)
{
    const auto sent = decode_sent_message(sent_log());
    ASSERT_TRUE(sent);
    EXPECT_EQ(*sent, (SentMessage{.destination = ChainId::from_u64(902),
                         .target = kTokenBridge,
                         .nonce = Uint256::from_u64(7),
                         .sender = kTokenBridge,
                         .message = *bytes_from_hex(kTransferCall)}));
    EXPECT_EQ(token_transfer_in(*sent), (TokenTransfer{filled<Address>(0x11), filled<Address>(0x22),
                                            filled<Address>(0x33), Uint256::from_u64(1'000'000)}));
    EXPECT_EQ(messenger_hash(ChainId::from_u64(901), *sent),
        hash_from("0x104017456a4834a0b773ca2adc0107aeafe739ccbc39dff785f4cf1f7252a5c9"));
}

TEST(messenger, an_empty_message_is_one)
{
    auto log = sent_log();
    log.data.resize(96);
    log.data[95] = 0;
    const auto sent = decode_sent_message(log);
    ASSERT_TRUE(sent);
    EXPECT_TRUE(sent->message.empty());
    EXPECT_EQ(token_transfer_in(*sent), std::nullopt);
}

TEST(messenger, what_the_contract_cannot_emit_is_not_read)
{
    struct Case
    {
        const char* name;
        void (*change)(eth::Log&);
    };
    static constexpr Case kCases[]{
        {"another contract", [](eth::Log& log) { log.address = kTokenBridge; }},
        {"another event", [](eth::Log& log) { log.topics[0].bytes[0] ^= 1; }},
        {"no topics", [](eth::Log& log) { log.topics.clear(); }},
        {"a topic less", [](eth::Log& log) { log.topics.pop_back(); }},
        {"a target beyond its type", [](eth::Log& log) { log.topics[2].bytes[0] = 1; }},
        {"no data", [](eth::Log& log) { log.data.clear(); }},
        {"a sender beyond its type", [](eth::Log& log) { log.data[0] = 1; }},
        {"another offset", [](eth::Log& log) { log.data[63] = 0x60; }},
        {"a length beyond 64 bits", [](eth::Log& log) { log.data[64] = 1; }},
        {"the largest length", [](eth::Log& log) { std::fill_n(&log.data[88], 8, uint8_t{0xff}); }},
        {"a length beyond the data", [](eth::Log& log) { log.data[95] = 0xff; }},
        {"a length below the data", [](eth::Log& log) { log.data[95] = 0x20; }},
        {"padding that is not zero", [](eth::Log& log) { log.data.back() = 1; }},
        {"no padding", [](eth::Log& log) { log.data.pop_back(); }},
    };
    for (const auto& c : kCases)
    {
        auto log = sent_log();
        c.change(log);
        EXPECT_EQ(decode_sent_message(log), std::nullopt) << c.name;
    }
}

TEST(messenger, other_calls_are_no_transfers)
{
    struct Case
    {
        const char* name;
        void (*change)(SentMessage&);
    };
    static constexpr Case kCases[]{
        {"from anybody", [](SentMessage& sent) { sent.sender = kMessenger; }},
        {"to anybody", [](SentMessage& sent) { sent.target = kMessenger; }},
        {"another function", [](SentMessage& sent) { sent.message[0] ^= 1; }},
        {"too short", [](SentMessage& sent) { sent.message.pop_back(); }},
        {"too long", [](SentMessage& sent) { sent.message.push_back(0); }},
        {"nothing", [](SentMessage& sent) { sent.message.clear(); }},
        {"an address beyond its type", [](SentMessage& sent) { sent.message[4] = 1; }},
    };
    for (const auto& c : kCases)
    {
        auto sent = *decode_sent_message(sent_log());
        c.change(sent);
        EXPECT_EQ(token_transfer_in(sent), std::nullopt) << c.name;
    }
}

TEST(messenger, reads_that_a_message_was_relayed)
{
    const RelayedMessage want{.source = ChainId::from_u64(901),
        .nonce = Uint256::from_u64(7),
        .message_hash = filled<Hash32>(0x55),
        .return_data_hash = filled<Hash32>(0x66)};
    EXPECT_EQ(decode_relayed_message(relayed_log()), want);

    auto early = relayed_log();
    early.topics[0] = kEarlyRelayedMessageTopic;
    EXPECT_EQ(decode_relayed_message(early), std::nullopt);  // It has no data.
    early.data.clear();
    auto less = want;
    less.return_data_hash.reset();
    EXPECT_EQ(decode_relayed_message(early), less);

    auto short_data = relayed_log();
    short_data.data.pop_back();
    EXPECT_EQ(decode_relayed_message(short_data), std::nullopt);
    EXPECT_EQ(decode_relayed_message(sent_log()), std::nullopt);
}
}  // namespace
}  // namespace interlock
