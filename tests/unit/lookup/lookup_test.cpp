#include "server/lookup/lookup.hpp"

#include <gmock/gmock.h>

#include <future>
#include <map>

#include "server/lookup/messenger_lookup.hpp"

namespace interlock::server
{
namespace
{
using chain::ErrorKind;
using ::testing::HasSubstr;

constexpr auto kAlpha = ChainId::from_u64(901);
constexpr auto kBeta = ChainId::from_u64(902);
constexpr auto kGamma = ChainId::from_u64(903);

Hash32 hash_of(uint64_t number)
{
    return {Uint256::from_u64(number).be};
}

/// What a node has; it is never changed while it is asked.
struct Script
{
    std::string name = "http://node:1";
    bool is_down = false;
    std::map<Hash32, chain::TransactionPlace> places;
    std::map<uint64_t, chain::BlockReceipts> blocks;
    std::function<void()> before;  // Called before each answer.
};

class ScriptedNode final : public chain::ReceiptSource
{
public:
    explicit ScriptedNode(const Script& script) : script_{script} {}

    const std::string& name() const override { return script_.name; }

    chain::Result<chain::TransactionPlace> place_of(const Hash32& transaction) override
    {
        return answer(script_.places, transaction);
    }

    chain::Result<chain::BlockReceipts> receipts(uint64_t number) override
    {
        return answer(script_.blocks, number);
    }

private:
    template <typename Key, typename Value>
    chain::Result<Value> answer(const std::map<Key, Value>& values, const Key& key)
    {
        if (script_.before)
            script_.before();
        if (script_.is_down)
            return tl::unexpected{
                chain::Error{ErrorKind::unreachable, script_.name + ": no connection"}};
        const auto found = values.find(key);
        if (found == values.end())
            return tl::unexpected{chain::Error{ErrorKind::not_found, "not there"}};
        return found->second;
    }

    const Script& script_;
};

struct LookupTest : ::testing::Test
{
    Lookup make(const LookupLimits& limits = {})
    {
        return Lookup{[this](const ChainId& chain)
            {
                std::vector<std::unique_ptr<chain::ReceiptSource>> out;
                for (const auto& script : nodes[chain])
                    out.push_back(std::make_unique<ScriptedNode>(script));
                return out;
            },
            limits};
    }

    /// Each has one node, with nothing.
    std::map<ChainId, std::vector<Script>> nodes{{kAlpha, std::vector<Script>(1)},
        {kBeta, std::vector<Script>(1)}, {kGamma, std::vector<Script>(1)}};
    const std::vector<ChainId> all{kAlpha, kBeta, kGamma};
};

eth::Receipt receipt_with(std::vector<eth::Log> logs)
{
    eth::Receipt out;
    out.logs = std::move(logs);
    return out;
}

/// Nonce 7, from a contract on alpha to one on beta, which says nothing.
eth::Log sent_log()
{
    eth::Log out{.address = kMessenger,
        .topics = {kSentMessageTopic, hash_of(902), hash_of(0x33), hash_of(7)},
        .data = Bytes(96)};
    out.data[63] = 0x40;
    return out;
}

eth::Log relayed_log(const Hash32& message_hash)
{
    return {.address = kMessenger,
        .topics = {kEarlyRelayedMessageTopic, hash_of(901), hash_of(7), message_hash},
        .data = {}};
}
}  // namespace

TEST_F(LookupTest, a_transaction_is_looked_for_on_each_chain)
{
    const chain::TransactionPlace place{{5, hash_of(5)}, 2};
    nodes[kBeta][0].places[hash_of(1)] = place;
    nodes[kGamma][0].is_down = true;
    const auto search = make().find(hash_of(1), all);
    ASSERT_TRUE(search);
    ASSERT_EQ(search->found.size(), 1U);
    EXPECT_EQ(search->found[0].chain_id, kBeta);
    EXPECT_EQ(search->found[0].place, place);
    ASSERT_EQ(search->unasked.size(), 1U);
    EXPECT_EQ(search->unasked[0].chain_id, kGamma);
    EXPECT_THAT(search->unasked[0].why, HasSubstr("no connection"));
}

TEST_F(LookupTest, where_one_node_fails_the_next_is_asked)
{
    nodes[kAlpha] = std::vector<Script>(2);
    nodes[kAlpha][0].is_down = true;
    nodes[kAlpha][1].places[hash_of(1)] = {{5, hash_of(5)}, 0};
    const auto search = make().find(hash_of(1), std::vector{kAlpha});
    ASSERT_TRUE(search);
    EXPECT_EQ(search->found.size(), 1U);
    EXPECT_TRUE(search->unasked.empty());
}

TEST_F(LookupTest, of_too_many_the_last_is_refused)
{
    std::promise<void> begun;
    std::promise<void> go;
    nodes[kAlpha][0].before = [&]
    {
        begun.set_value();
        go.get_future().wait();
    };
    auto lookup = make({.at_once = 1, .connections = 2});
    auto first = std::async(
        std::launch::async, [&] { return lookup.find(hash_of(1), std::vector{kAlpha}); });
    begun.get_future().wait();
    const auto second = lookup.find(hash_of(1), std::vector{kBeta});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().cause, CannotTell::Cause::overload);
    go.set_value();
    EXPECT_TRUE(first.get());
    EXPECT_TRUE(lookup.find(hash_of(1), std::vector{kBeta}));
}

TEST_F(LookupTest, only_the_receipts_of_the_indexed_block_are_told)
{
    nodes[kAlpha] = std::vector<Script>(2);
    nodes[kAlpha][0].blocks[5] = {{{5, hash_of(55)}, {}, 0}, {}};
    nodes[kAlpha][1].blocks[5] = {{{5, hash_of(5)}, {}, 0}, {receipt_with({sent_log()})}};
    nodes[kBeta][0].blocks[5] = {{{5, hash_of(55)}, {}, 0}, {}};
    const std::vector<Lookup::Block> blocks{
        {kAlpha, {5, hash_of(5)}}, {kBeta, {5, hash_of(5)}}, {kGamma, {5, hash_of(5)}}};
    std::vector<std::string> told(3);
    const auto read = make().read(blocks, [&](size_t i, const Lookup::Receipts& receipts)
        { told[i] = receipts ? "receipts" : receipts.error().explanation; });
    ASSERT_TRUE(read);
    EXPECT_EQ(told[0], "receipts");
    EXPECT_THAT(told[1], HasSubstr("has another block there"));
    EXPECT_THAT(told[2], HasSubstr("not there"));
}

TEST_F(LookupTest, messages_of_the_messenger_are_decoded_and_found_relayed)
{
    const auto sent = *decode_sent_message(sent_log());
    const eth::Log other{.address = kTokenBridge, .topics = {}, .data = {}};
    nodes[kAlpha][0].blocks[5] = {
        {{5, hash_of(5)}, {}, 0}, {receipt_with({other}), receipt_with({other, sent_log()})}};
    nodes[kBeta][0].blocks[9] = {{{9, hash_of(9)}, {}, 0},
        {receipt_with({relayed_log(messenger_hash(kAlpha, sent))}),
            receipt_with(
                {other, relayed_log(hash_of(1)), relayed_log(messenger_hash(kAlpha, sent))})}};
    auto lookup = make();
    MessengerLog log{.block = {kAlpha, {5, hash_of(5)}},
        .log_index = 2,
        .log_hash = log_hash(sent_log()),
        .execution = MessengerLog::Execution{{kBeta, {9, hash_of(9)}}, 1}};
    auto forged = log;
    forged.log_hash = hash_of(1);
    auto unsent = log;
    unsent.log_index = 0;
    unsent.log_hash = log_hash(other);
    auto beyond = log;
    beyond.log_index = 3;
    const auto decoded = decode_messages(lookup, {log, forged, unsent, beyond});
    ASSERT_TRUE(decoded);
    ASSERT_EQ(decoded->size(), 4U);
    EXPECT_EQ((*decoded)[0].sent, sent);
    ASSERT_TRUE((*decoded)[0].relay);
    EXPECT_EQ((*decoded)[0].relay->log_index, 3U);  // Of its own transaction, with its own hash.
    EXPECT_EQ((*decoded)[1].why, "the log at that place is another one");
    EXPECT_EQ((*decoded)[2].why, "it is not a SentMessage");
    EXPECT_EQ((*decoded)[3].why, "the log at that place is another one");
    EXPECT_FALSE((*decoded)[3].sent);
}

TEST_F(LookupTest, what_nodes_do_not_tell_is_not_decoded)
{
    auto lookup = make();
    const MessengerLog log{
        .block = {kAlpha, {5, hash_of(5)}}, .log_index = 0, .log_hash = hash_of(1)};
    const auto decoded = decode_messages(lookup, {log});
    ASSERT_TRUE(decoded);
    EXPECT_THAT(decoded->front().why, HasSubstr("could not be had from its nodes"));
}
}  // namespace interlock::server
