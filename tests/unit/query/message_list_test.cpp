#include "server/query/message_list.hpp"

#include <gtest/gtest.h>

#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

/// "a5.2 b4.3": where messages are executed.
std::string text_of(const std::vector<ListedMessage>& messages)
{
    std::string out;
    for (const auto& message : messages)
    {
        out += out.empty() ? "" : " ";
        out += message.record.chain_id == kAlpha  ? 'a'
               : message.record.chain_id == kBeta ? 'b'
                                                  : 'c';
        out += std::to_string(message.record.block_number) + '.' +
               std::to_string(message.record.log.log_index);
    }
    return out;
}

class MessageListTest : public ::testing::Test
{
protected:
    MessageListTest()
    {
        world.begin_all();
        world.extend(kGamma, 9);
        world.extend(kBeta, 3);
        world.extend(kAlpha, 4);
        const auto early = world.message_of(kBeta, 1, 0);
        world.append(kAlpha, {executing(2, early), executing(3, with_wrong_payload(early))});  // 5
        world.append(kBeta, {executing(2, world.message_of(kGamma, 2, 1))});                   // 4
        world.append(kBeta, {executing(2, world.message_of(kAlpha, 3, 1))});                   // 5
        world.append(kAlpha);
        // Not initiated yet, and at no later time than it is executed.
        world.append(kAlpha, {executing(2, world.message_of(kBeta, 6, 0)), malformed(4)});  // 7
    }

    MessageList list(MessageFilter filter, const ListLimits& limits = {})
    {
        if (filter.executing.empty())
            filter.executing = {kAlpha, kBeta, kGamma};
        const auto index = world.view();
        const Judge judge{world.set(), {}};
        auto out = list_messages(judge, *index, {}, filter, limits);
        EXPECT_TRUE(out) << out.error().explanation;
        return out ? *std::move(out) : MessageList{};
    }
    std::string text(const MessageFilter& filter) { return text_of(list(filter).messages); }

    static uint64_t time_of(uint64_t number)
    {
        return SafetyWorld::kGenesisS + number * SafetyWorld::kBlockTimeS;
    }

    SafetyWorld world;
    static constexpr auto kAll = "a7.4 a7.2 a5.3 a5.2 b5.2 b4.2";
};
}  // namespace

TEST_F(MessageListTest, the_newest_are_first)
{
    EXPECT_EQ(text({}), kAll);
    const auto all = list({});
    EXPECT_FALSE(all.next);
    EXPECT_EQ(all.messages[0].block, world.block(kAlpha, 7));
    std::string states;
    for (const auto& message : all.messages)
        states += std::to_string(static_cast<int>(state_of(message.answer)));
    EXPECT_EQ(states, "121000");  // invalid, not yet, invalid, valid, …
}

TEST_F(MessageListTest, filters_leave_out_the_rest)
{
    EXPECT_EQ(text({.executing = {kBeta, kGamma}}), "b5.2 b4.2");
    EXPECT_EQ(text({.initiating = {kBeta}}), "a7.2 a5.3 a5.2");
    EXPECT_EQ(text({.initiating = {kAlpha, kGamma}}), "b5.2 b4.2");
    EXPECT_EQ(text({.states = {MessageState::invalid}}), "a7.4 a5.3");
    EXPECT_EQ(
        text({.states = {MessageState::valid, MessageState::not_yet}}), "a7.2 a5.2 b5.2 b4.2");
    EXPECT_EQ(text({.initiating = {kBeta}, .states = {MessageState::cannot_tell}}), "");
}

TEST_F(MessageListTest, times_bound_the_executing_blocks)
{
    EXPECT_EQ(text({.since_s = time_of(5)}), "a7.4 a7.2 a5.3 a5.2 b5.2");
    EXPECT_EQ(text({.since_s = time_of(5) + 1}), "a7.4 a7.2");
    EXPECT_EQ(text({.until_s = time_of(5)}), "a5.3 a5.2 b5.2 b4.2");
    EXPECT_EQ(text({.until_s = time_of(5) - 1}), "b4.2");
    EXPECT_EQ(text({.since_s = time_of(4), .until_s = time_of(4)}), "b4.2");
    EXPECT_EQ(text({.since_s = 1, .until_s = 0}), "");
}

TEST_F(MessageListTest, pages_of_any_size_make_up_the_whole)
{
    for (size_t size = 1; size <= 7; ++size)
    {
        SCOPED_TRACE(size);
        std::vector<ListedMessage> all;
        MessageFilter filter;
        for (int page = 0; page < 9; ++page)
        {
            auto part = list(filter, {.messages = size});
            EXPECT_LE(part.messages.size(), size);
            all.insert(all.end(), part.messages.begin(), part.messages.end());
            filter.after = part.next;
            if (!part.next)
                break;
        }
        EXPECT_EQ(text_of(all), kAll);
    }
}

TEST_F(MessageListTest, what_is_looked_at_is_bounded)
{
    const MessageFilter filter{.states = {MessageState::valid}};
    const auto first = list(filter, {.examined = 3});
    EXPECT_EQ(text_of(first.messages), "");
    ASSERT_TRUE(first.next);
    auto rest = filter;
    rest.after = first.next;
    EXPECT_EQ(text(rest), "a5.2 b5.2 b4.2");
}
}  // namespace interlock::server
