// The main job, end to end in one process.
#include "tests/integration/running_service.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;

class ServiceTest : public ::testing::Test
{
protected:
    ServiceTest()
    {
        service.start();
        EXPECT_TRUE(eventually([&] { return service.follows_all(); }));
    }

    /// The answer on a message that is to be executed on 902, right after its head.
    client::Result<std::vector<client::Answer>> ask(
        const Message& message, SafetyLevel level = SafetyLevel::unsafe)
    {
        const auto head_s = service.beta.chain().head().header.timestamp_s;
        return service.client().check_messages(std::vector{message},
            {.executing_chain = kBeta, .timestamp_s = head_s + 2, .min_safety = level});
    }
    bool is_valid(const Message& message)
    {
        const auto answers = ask(message);
        return answers && answers->front() &&
               std::holds_alternative<client::Valid>(*answers->front());
    }

    RunningService service;
};
}  // namespace

TEST_F(ServiceTest, tells_valid_from_invalid_from_not_yet)
{
    const auto message = message_of(service.alpha.chain(), 4, 1);
    EXPECT_TRUE(is_valid(message));

    auto changed = message;
    changed.payload_hash.bytes[31] ^= 1;
    const auto invalid = ask(changed);
    ASSERT_TRUE(invalid && invalid->front());
    EXPECT_EQ(std::get<client::Invalid>(*invalid->front()).reason,
        client::pb::INVALID_REASON_PAYLOAD_MISMATCH);

    auto later = message;
    RunningService::extend(service.beta, 20);
    later.id.at.block_number = 15;
    later.id.at.timestamp_s = service.beta.chain().at(15).header.timestamp_s;
    const auto not_yet = ask(later);
    ASSERT_TRUE(not_yet && not_yet->front());
    EXPECT_EQ(std::get<client::NotYet>(*not_yet->front()).chain_id, kAlpha);
}

TEST_F(ServiceTest, access_lists_are_judged_as_a_whole_and_one_by_one)
{
    const auto chain = service.alpha.chain();
    std::vector<Hash32> entries;
    for (const uint64_t number : {2U, 3U, 4U})
    {
        const auto message = message_of(chain, number, 0);
        const auto hash = log_hash(message.id.origin, message.payload_hash);
        auto checksum = message_checksum(hash, message.id.at);
        checksum.bytes[20] ^= number == 3 ? 1 : 0;
        const auto announced = encode_access({message.id.at, checksum});
        entries.insert(entries.end(), announced.begin(), announced.end());
    }
    const client::CheckTerms terms{
        .executing_chain = kBeta, .timestamp_s = chain.head().header.timestamp_s + 2};
    const auto answer = service.client().check_access_list(entries, terms);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_TRUE(std::holds_alternative<client::Invalid>(answer->overall));
    ASSERT_EQ(answer->messages.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<client::Valid>(*answer->messages[0].answer));
    EXPECT_EQ(std::get<client::Invalid>(*answer->messages[1].answer).reason,
        client::pb::INVALID_REASON_CHECKSUM_MISMATCH);
    EXPECT_TRUE(std::holds_alternative<client::Valid>(*answer->messages[2].answer));
}

TEST_F(ServiceTest, a_reorg_takes_a_message_away_and_a_new_branch_brings_it_back)
{
    const auto original = service.alpha.chain();
    const auto message = message_of(original, 8, 0);
    EXPECT_TRUE(is_valid(message));
    service.alpha.update(
        [](FakeChain& chain)
        {
            chain.rewind(7);
            chain.extend(6);
        });
    EXPECT_TRUE(eventually([&] { return service.follows(service.alpha); }));
    EXPECT_FALSE(is_valid(message));
    EXPECT_EQ(service.status_of(kAlpha).reorgs, 1U);

    // The same log in a block of the same number and time is the same message.
    service.alpha.update(
        [&](FakeChain& chain)
        {
            chain.rewind(7);
            chain.append({original.at(8).receipts.back().logs});
            chain.extend(9);
        });
    EXPECT_TRUE(eventually([&] { return service.follows(service.alpha); }));
    EXPECT_TRUE(is_valid(message));
}

TEST_F(ServiceTest, executing_messages_are_found_from_both_ends)
{
    const auto good = message_of(service.alpha.chain(), 5, 1);
    auto bad = good;
    bad.id.at.log_index = 9;
    service.beta.update(
        [&](FakeChain& chain) {
            chain.append({{executing_log(good), executing_log(bad)}});
        });
    EXPECT_TRUE(eventually([&] { return service.follows(service.beta); }));

    const auto number = service.beta.chain().head().header.number;
    const auto block = service.client().block(kBeta, number);
    ASSERT_TRUE(block);
    ASSERT_EQ(block->executing.size(), 2U);
    EXPECT_EQ(block->executing[0].message, good);
    EXPECT_TRUE(std::holds_alternative<client::Valid>(*block->executing[0].answer));
    EXPECT_EQ(std::get<client::Invalid>(*block->executing[1].answer).reason,
        client::pb::INVALID_REASON_NO_SUCH_LOG);

    const auto info = service.client().message(kAlpha, 5, 1);
    ASSERT_TRUE(info);
    EXPECT_EQ(info->log_hash, log_hash(good.id.origin, good.payload_hash));
    EXPECT_EQ(info->checksum, message_checksum(info->log_hash, good.id.at));
    ASSERT_EQ(info->executed_by.size(), 1U);
    EXPECT_EQ(info->executed_by[0].chain_id, kBeta);
    EXPECT_EQ(info->executed_by[0].block_number, number);
}

TEST_F(ServiceTest, blocks_rise_to_the_levels_that_nodes_and_messages_allow)
{
    service.alpha.update([](FakeChain& chain) { chain.set_safe(6); });
    const auto local_safe_number = [&]() -> std::optional<uint64_t>
    {
        const auto heads = service.client().heads();
        const auto& head = heads->chains.front().heads[2];
        EXPECT_EQ(head.level, SafetyLevel::local_safe);
        return head.block ? std::optional{head.block->id.number} : std::nullopt;
    };
    EXPECT_TRUE(eventually([&] { return local_safe_number() == 6U; }));

    const auto message = message_of(service.alpha.chain(), 5, 0);
    EXPECT_TRUE(
        std::holds_alternative<client::Valid>(*ask(message, SafetyLevel::local_safe)->front()));
    const auto later = message_of(service.alpha.chain(), 7, 0);
    EXPECT_TRUE(
        std::holds_alternative<client::NotYet>(*ask(later, SafetyLevel::local_safe)->front()));
    // Nothing in these blocks executes messages, so that the cross levels follow at once.
    for (const auto level : {SafetyLevel::cross_unsafe, SafetyLevel::safe})
        EXPECT_TRUE(std::holds_alternative<client::Valid>(*ask(message, level)->front()));
    EXPECT_TRUE(
        std::holds_alternative<client::NotYet>(*ask(message, SafetyLevel::finalized)->front()));
    service.alpha.update([](FakeChain& chain) { chain.set_finalized(5); });
    EXPECT_TRUE(eventually(
        [&] {
            return std::holds_alternative<client::Valid>(
                *ask(message, SafetyLevel::finalized)->front());
        }));
}

TEST_F(ServiceTest, a_call_that_cannot_be_answered_names_its_cause)
{
    const auto message = message_of(service.alpha.chain(), 4, 1);
    const auto hash = log_hash(message.id.origin, message.payload_hash);
    const auto entries = encode_access({message.id.at, message_checksum(hash, message.id.at)});
    // Since it was started, the service has not seen the chain.
    service.stop();
    service.alpha.refuse_connections();
    service.start();
    const auto answer = service.client().check_access_list(
        entries, {.executing_chain = kBeta, .timestamp_s = message.id.at.timestamp_s + 2});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().kind, client::ErrorKind::cannot_tell);
    EXPECT_EQ(answer.error().cause, client::pb::CANNOT_TELL_CAUSE_NOT_READY);
}

TEST_F(ServiceTest, the_index_outlives_the_service)
{
    service.stop();
    RunningService::extend(service.alpha, 5);
    service.start();
    EXPECT_TRUE(eventually([&] { return service.follows_all(); }));
}

TEST_F(ServiceTest, answers_while_a_chain_is_down_and_catches_up_after)
{
    const auto message = message_of(service.alpha.chain(), 4, 0);
    service.alpha.refuse_connections();
    EXPECT_TRUE(eventually(
        [&] { return service.status_of(kAlpha).state == client::pb::CHAIN_STATE_TROUBLED; }));
    EXPECT_TRUE(is_valid(message));
    RunningService::extend(service.alpha, 5);
    service.alpha.accept_connections();
    EXPECT_TRUE(eventually([&] { return service.follows(service.alpha); }));
}
}  // namespace interlock
