#include "server/query/super_root.hpp"

#include <gmock/gmock.h>

#include "interop/eth/trie.hpp"
#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using ::testing::HasSubstr;

class SuperRootTest : public ::testing::Test
{
protected:
    explicit SuperRootTest(const WorldOptions& options = {}) : world{options}
    {
        world.begin_all();
        for (const auto& chain : kChains)
            world.extend(chain, 9);
    }

    /// All chains: blocks up to 3 by L1 block 11, up to 6 by 12, up to 9 by 14; then 15.
    void derive_all()
    {
        for (const auto& chain : kChains)
            world.tell_record(chain, {{3, 11}, {6, 12}, {9, 14}}, l1_block(15));
    }

    Told<SuperRootAt> ask(uint64_t timestamp_s)
    {
        return super_root_at(*world.view(), world.set(), {}, timestamp_s);
    }
    SuperRootAt at(uint64_t timestamp_s)
    {
        auto told = ask(timestamp_s);
        EXPECT_TRUE(told) << told.error().explanation;
        return told ? *std::move(told) : SuperRootAt{};
    }
    void expect_refused(uint64_t timestamp_s, CannotTell::Cause cause, const char* why)
    {
        const auto told = ask(timestamp_s);
        ASSERT_FALSE(told);
        EXPECT_EQ(told.error().cause, cause) << told.error().explanation;
        EXPECT_THAT(told.error().explanation, HasSubstr(why));
    }
    static uint64_t time_of(uint64_t number)
    {
        return SafetyWorld::kGenesisS + number * SafetyWorld::kBlockTimeS;
    }
    /// By the definition.
    Hash32 output_at(const ChainId& chain, uint64_t number)
    {
        const auto block = world.view()->block(chain, number);
        return output_root(
            {(*block)->state_root, *(*block)->withdrawals_root, (*block)->seal.id.hash});
    }
    /// Alpha's block 10 executes what is not there.
    void append_invalid()
    {
        invalid =
            world.append(kAlpha, {executing(2, with_wrong_payload(world.message_of(kBeta, 1, 0)))});
        for (const auto& chain : {kBeta, kGamma})
        {
            world.append(chain);
            world.tell_record(chain, {{3, 11}, {9, 14}, {10, 15}}, l1_block(20));
        }
    }

    static constexpr std::array kChains{kAlpha, kBeta, kGamma};
    SafetyWorld world;
    BlockSeal invalid;
};

class BeforeActivation : public SuperRootTest
{
protected:
    BeforeActivation() : SuperRootTest{{.activation_s = time_of(7)}} {}
};
}  // namespace

TEST_F(SuperRootTest, is_made_of_each_chains_block_at_the_time)
{
    derive_all();
    struct Case
    {
        const char* name;
        uint64_t timestamp_s;
        uint64_t number;
        uint64_t required_l1;
    };
    const Case cases[]{
        {"the first after the anchor", time_of(1), 1, 11},
        {"the last second of it", time_of(2) - 1, 1, 11},
        {"the last block by an L1 block", time_of(3), 3, 11},
        {"still", time_of(3) + 1, 3, 11},
        {"the first by the next", time_of(4), 4, 12},
        {"by an L1 block after one that brought nothing", time_of(7), 7, 14},
        {"the newest", time_of(9), 9, 14},
        {"its last second", time_of(10) - 1, 9, 14},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        const auto told = at(c.timestamp_s);
        EXPECT_EQ(told.timestamp_s, c.timestamp_s);
        EXPECT_EQ(told.sync.current_l1, l1_block(15));
        SuperV1 super{.timestamp_s = c.timestamp_s, .chains = {}};
        ASSERT_EQ(told.optimistic.size(), 3U);
        for (size_t i = 0; i < kChains.size(); ++i)
        {
            const auto root = output_at(kChains[i], c.number);
            super.chains.push_back({kChains[i], root});
            EXPECT_EQ(told.optimistic[i].chain_id, kChains[i]);
            EXPECT_EQ(told.optimistic[i].block, world.block(kChains[i], c.number));
            EXPECT_EQ(told.optimistic[i].output_root, root);
            EXPECT_EQ(told.optimistic[i].required_l1, l1_block(c.required_l1));
        }
        ASSERT_TRUE(told.data);
        EXPECT_EQ(told.data->super, super);
        EXPECT_EQ(told.data->super_root, super_root(super));
        EXPECT_EQ(told.data->required_l1, l1_block(c.required_l1));
    }
}

TEST_F(SuperRootTest, survives_a_restart)
{
    derive_all();
    const auto before = at(time_of(7));
    world.reopen();
    EXPECT_EQ(at(time_of(7)).data->super_root, before.data->super_root);
}

TEST_F(SuperRootTest, refuses_times_before_what_is_verified)
{
    derive_all();
    for (const auto timestamp_s : {uint64_t{0}, time_of(0) - 1, time_of(0), time_of(1) - 1})
    {
        SCOPED_TRACE(timestamp_s);
        expect_refused(timestamp_s, CannotTell::Cause::before_index, "chain 901");
    }
}

TEST_F(SuperRootTest, leaves_out_a_chain_that_has_no_block_yet)
{
    derive_all();
    world.tell_record(kBeta, {{3, 11}, {6, 12}}, l1_block(13));
    const auto told = at(time_of(7));
    ASSERT_EQ(told.optimistic.size(), 2U);
    EXPECT_EQ(told.optimistic[1].chain_id, kGamma);
    EXPECT_FALSE(told.data);
    EXPECT_EQ(told.sync.current_l1, l1_block(13));
    EXPECT_TRUE(at(time_of(7) - 1).data);

    for (const auto timestamp_s : {time_of(10), UINT64_MAX})
    {
        const auto later = at(timestamp_s);
        EXPECT_TRUE(later.optimistic.empty());
        EXPECT_FALSE(later.data);
    }
}

TEST_F(SuperRootTest, refuses_while_the_index_lags)
{
    derive_all();
    const SafeHeadRun run{
        .base = chain::DerivedBlock{world.block(kBeta, 9).id, l1_block(14)}, .entries = {}};
    world.tell(
        kBeta, {.local_safe = BlockId{30, l1_block(1).hash}, .current_l1 = l1_block(20)}, run);
    expect_refused(time_of(10), CannotTell::Cause::not_ready, "chain 902: it is indexed up to");
    const auto told = at(time_of(9));
    EXPECT_TRUE(told.data);
    EXPECT_EQ(told.sync.current_l1, l1_block(14));
}

TEST_F(SuperRootTest, refuses_what_is_not_known_exactly)
{
    derive_all();
    // The record begins with an entry that does not say what it covers.
    const SafeHeadRun run{.base = chain::DerivedBlock{world.block(kBeta, 3).id, l1_block(11)},
        .entries = {{world.block(kBeta, 9).id, l1_block(14)}}};
    const chain::Labels labels{.local_safe = world.block(kBeta, 9).id, .current_l1 = l1_block(15)};
    world.tell(kBeta, labels, SafeHeadRun{});
    world.tell(kBeta, labels, run);
    expect_refused(time_of(3), CannotTell::Cause::not_ready, "chain 902: it is not known by which");
    EXPECT_TRUE(at(time_of(4)).data);

    world.tell(kBeta, labels);  // By a node that keeps none.
    expect_refused(time_of(4), CannotTell::Cause::no_source, "chain 902: the node that tells");
    EXPECT_TRUE(at(time_of(10)).optimistic.empty());
}

TEST_F(SuperRootTest, refuses_different_l1_blocks_of_one_number)
{
    derive_all();
    const SafeHeadRun run{.base = chain::DerivedBlock{world.block(kBeta, 0).id, l1_block(0)},
        .entries = {{world.block(kBeta, 9).id, {14, l1_block(99).hash}}}};
    world.tell(kBeta, {.local_safe = world.block(kBeta, 9).id, .current_l1 = l1_block(15)}, run);
    expect_refused(
        time_of(9), CannotTell::Cause::not_ready, "chains 901 and 902 have different L1 blocks 14");
    EXPECT_FALSE(ask(time_of(10)) && ask(time_of(9)));
}

TEST_F(SuperRootTest, needs_every_chain_cross_safe)
{
    world.append(kAlpha, {executing(2, world.message_of(kBeta, 9, 0))});
    world.tell_record(kAlpha, {{3, 11}, {10, 14}}, l1_block(17));
    world.tell_record(kBeta, {{3, 11}, {6, 12}}, l1_block(16));
    world.extend(kGamma, 12);
    world.tell_record(kGamma, {{12, 11}}, l1_block(18));
    EXPECT_TRUE(at(time_of(6)).data);
    const auto waiting = at(time_of(10));  // Alpha's block waits for beta's.
    EXPECT_EQ(waiting.optimistic.size(), 2U);
    EXPECT_FALSE(waiting.data);
    EXPECT_EQ(waiting.sync.current_l1, l1_block(16));

    world.extend(kBeta, 10);
    world.tell_record(kBeta, {{3, 11}, {6, 12}, {10, 16}}, l1_block(17));
    const auto verified = at(time_of(10));
    ASSERT_TRUE(verified.data);
    EXPECT_EQ(verified.data->required_l1, l1_block(16));
    EXPECT_EQ(verified.optimistic[0].required_l1, l1_block(14));
}

TEST_F(BeforeActivation, data_is_made_of_what_is_local_safe)
{
    derive_all();
    EXPECT_TRUE(at(time_of(7) - 1).data);
    EXPECT_TRUE(at(time_of(9)).data);
}

TEST_F(SuperRootTest, what_was_replaced_stays_the_optimistic_output)
{
    derive_all();
    append_invalid();
    world.tell_record(kAlpha, {{9, 14}, {10, 16}}, l1_block(19));
    const auto wrong_output = output_at(kAlpha, 10);
    const auto open = at(time_of(10));
    ASSERT_EQ(open.optimistic.size(), 3U);
    EXPECT_EQ(open.optimistic[0].output_root, wrong_output);
    EXPECT_FALSE(open.data);
    EXPECT_EQ(open.sync.current_l1, l1_block(16));

    const auto replacement = world.replace_newest(kAlpha);
    world.reopen();
    world.tell_record(kAlpha, {{9, 14}, {10, 16}}, l1_block(19));
    const auto told = at(time_of(10));
    ASSERT_EQ(told.optimistic.size(), 3U);
    EXPECT_EQ(told.optimistic[0].block, invalid);
    EXPECT_EQ(told.optimistic[0].output_root, wrong_output);
    EXPECT_EQ(told.optimistic[0].required_l1, l1_block(16));
    ASSERT_TRUE(told.data);
    EXPECT_EQ(told.data->super.chains[0].output_root, output_at(kAlpha, 10));
    EXPECT_NE(told.data->super.chains[0].output_root, wrong_output);
    EXPECT_EQ(told.data->required_l1, l1_block(16));
    EXPECT_EQ(world.block(kAlpha, 10), replacement);
}

TEST_F(SuperRootTest, also_when_the_chain_is_shorter_in_between)
{
    derive_all();
    append_invalid();
    world.tell_record(kAlpha, {{9, 14}, {10, 16}}, l1_block(19));
    world.rewind(kAlpha, 8);
    world.rewind(kAlpha, 7);
    const auto nothing = ask(time_of(10));
    EXPECT_FALSE(nothing);  // Its node is further.
    world.extend(kAlpha, 10);
    world.tell_record(kAlpha, {{9, 14}, {10, 16}}, l1_block(19));
    // Its parent is another one: the invalid block was never derived on this branch.
    EXPECT_EQ(at(time_of(10)).optimistic[0].output_root, output_at(kAlpha, 10));
}

TEST_F(SuperRootTest, a_chain_that_loses_only_the_invalid_block_first_has_replaced_it)
{
    derive_all();
    append_invalid();
    world.tell_record(kAlpha, {{9, 14}, {10, 16}}, l1_block(19));
    world.rewind(kAlpha, 9);
    world.append(kAlpha);
    world.tell_record(kAlpha, {{9, 14}, {10, 16}}, l1_block(19));
    EXPECT_EQ(at(time_of(10)).optimistic[0].block, invalid);
}

TEST_F(SuperRootTest, refuses_where_it_is_not_known_whether_a_block_was_replaced)
{
    derive_all();
    append_invalid();  // Found invalid in the unsafe view; its derivation was not seen.
    world.replace_newest(kAlpha);
    world.tell_record(kAlpha, {{9, 14}, {10, 16}}, l1_block(19));
    expect_refused(time_of(10), CannotTell::Cause::not_ready, "whether it was ever derived");
    EXPECT_TRUE(at(time_of(9)).data);
}

TEST_F(SuperRootTest, refuses_when_l1_was_reorged_since)
{
    derive_all();
    append_invalid();
    world.tell_record(kAlpha, {{9, 14}, {10, 16}}, l1_block(19));
    world.replace_newest(kAlpha);
    world.tell_record(kAlpha, {{9, 14}, {10, 17}}, l1_block(19));
    expect_refused(time_of(10), CannotTell::Cause::not_ready, "another L1 block derived it");
}

TEST_F(SuperRootTest, refuses_blocks_on_an_invalid_one)
{
    derive_all();
    append_invalid();
    world.extend(kAlpha, 11);
    world.tell_record(kAlpha, {{9, 14}, {10, 16}, {11, 17}}, l1_block(19));
    expect_refused(time_of(11), CannotTell::Cause::not_ready, "block 10 is invalid");
    EXPECT_EQ(at(time_of(10)).optimistic.size(), 3U);
    EXPECT_EQ(at(time_of(12)).sync.current_l1, l1_block(16));
}

TEST_F(SuperRootTest, a_block_that_was_found_invalid_too_early_is_none)
{
    world.tell_record(kGamma, {{9, 14}}, l1_block(15));
    world.tell_record(kBeta, {{9, 14}}, l1_block(15));
    const auto early = world.message_of(kBeta, 9, 0);
    world.append(kAlpha, {executing(2, with_wrong_payload(early))});
    EXPECT_TRUE(*world.view()->original(kAlpha, 10));
    world.replace_newest(kBeta);  // Another log there, still a wrong message.
    EXPECT_TRUE(*world.view()->original(kAlpha, 10));
}

TEST(SuperRoot, of_blocks_that_came_late_is_refused_when_they_may_be_replacements)
{
    SafetyWorld world{{.only_deposits = true}};
    world.begin_all();
    for (const auto& chain : {kAlpha, kBeta, kGamma})
    {
        world.extend(chain, 4);
        world.tell_record(chain, {{2, 11}}, l1_block(12));  // 3 and 4 are seen before.
        world.extend(chain, 6);
        world.tell_record(chain, {{2, 11}, {6, 12}}, l1_block(13));
    }
    struct Case
    {
        uint64_t number;
        bool is_told;
    };
    for (const auto& c : {Case{1, false}, {2, false}, {3, true}, {4, true}, {5, false}, {6, false}})
    {
        SCOPED_TRACE(c.number);
        const auto told = super_root_at(*world.view(), world.set(), {},
            SafetyWorld::kGenesisS + c.number * SafetyWorld::kBlockTimeS);
        EXPECT_EQ(told.has_value(), c.is_told);
        const auto why = told ? "nothing but deposits" : told.error().explanation;
        EXPECT_THAT(why, HasSubstr("nothing but deposits"));
    }
    // Gone and come again is not seen.
    world.extend(kAlpha, 7);
    world.rewind(kAlpha, 6);
    world.extend(kAlpha, 8);
    EXPECT_TRUE(*world.view()->is_late(kAlpha, 8));
    world.tell_record(kAlpha, {{2, 11}, {6, 12}}, l1_block(14));
    EXPECT_FALSE(*world.view()->is_late(kAlpha, 8));
}

TEST(SuperRoot, of_late_blocks_is_told_before_activation)
{
    SafetyWorld world{{.activation_s = SafetyWorld::kGenesisS + 10, .only_deposits = true}};
    world.begin_all();
    for (const auto& chain : {kAlpha, kBeta, kGamma})
    {
        world.extend(chain, 6);
        world.tell_record(chain, {{6, 12}}, l1_block(13));
    }
    const auto at = [&](uint64_t timestamp_s)
    { return super_root_at(*world.view(), world.set(), {}, timestamp_s).has_value(); };
    EXPECT_TRUE(at(SafetyWorld::kGenesisS + 9));
    EXPECT_FALSE(at(SafetyWorld::kGenesisS + 10));
}

TEST_F(SuperRootTest, needs_the_message_passers_root)
{
    for (const auto& root : {std::optional{eth::ordered_trie_root({})}, std::optional<Hash32>{}})
    {
        SafetyWorld early{{.withdrawals_root = root}};
        early.begin_all();
        for (const auto& chain : kChains)
        {
            early.extend(chain, 3);
            early.tell_record(chain, {{3, 11}}, l1_block(12));
        }
        const auto told = super_root_at(*early.view(), early.set(), {}, time_of(2));
        ASSERT_FALSE(told);
        EXPECT_EQ(told.error().cause, CannotTell::Cause::no_source);
        EXPECT_THAT(told.error().explanation, HasSubstr("no node has proven it"));
        EXPECT_TRUE(super_root_at(*early.view(), early.set(), {}, time_of(4)));
    }
}
}  // namespace interlock::server
