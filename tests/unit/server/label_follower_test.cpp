#include "server/ingest/label_follower.hpp"

#include <gtest/gtest.h>

#include "server/ingest/first_working_labels.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
constexpr auto kChain = ChainId::from_u64(901);
constexpr auto kInterval = std::chrono::milliseconds{100};

/// Hands on to the index, and remembers what.
class RecordingSink : public EventSink
{
public:
    explicit RecordingSink(EventSink& next) : next_{next} {}

    void fail_next() { fails_ = true; }

    storage::Result<void> submit(IndexEvent event) override
    {
        if (std::exchange(fails_, false))
            return tl::unexpected{storage::Error{storage::ErrorKind::busy, "locked"}};
        submitted.push_back(std::get<UpdateLabels>(event).labels);
        return next_.submit(std::move(event));
    }

    std::vector<chain::Labels> submitted;

private:
    EventSink& next_;
    bool fails_ = false;
};

class LabelFollowerTest : public ::testing::Test
{
protected:
    LabelFollowerTest() : index{{{kChain, 2, 0}}}, board{set}
    {
        chain->extend(10);
        index.append(*chain, 0, 8);
        auto scripted = std::make_unique<ScriptedLabels>(chain);
        labels = scripted.get();
        follower.emplace(kChain, kInterval, std::move(scripted),
            LabelFollower::Services{index.store(), sink, board});
    }

    BlockId id(uint64_t number) const { return chain->at(number).id(); }
    /// The hash of another block.
    BlockId strange(uint64_t number) const { return {number, chain->at(number + 1).hash}; }

    /// Rounds in which nothing is wrong.
    void good_rounds(int count)
    {
        for (int i = 0; i < count; ++i)
        {
            EXPECT_EQ(follower->step(), kInterval);
            EXPECT_EQ(board.status(kChain).label_trouble, "");
        }
    }

    std::shared_ptr<FakeChain> chain = std::make_shared<FakeChain>();
    TestIndex index;
    DependencySet set = *DependencySet::create({{kChain, 2, 0}}, 0);
    StatusBoard board;
    WriterThread writer{Indexer{index.store(), set}, {.queue_limit = 4,
                                                         .now_s = [] { return uint64_t{1}; },
                                                         .committed = [](const SafetyNews&) {}}};
    RecordingSink sink{writer};
    ScriptedLabels* labels = nullptr;
    std::optional<LabelFollower> follower;
};
}  // namespace

TEST_F(LabelFollowerTest, brings_all_that_is_told_also_ahead_of_the_index)
{
    chain->set_safe(7);
    chain->set_local_safe(9);
    chain->set_finalized(5);
    good_rounds(1);
    ASSERT_EQ(sink.submitted.size(), 1U);
    EXPECT_EQ(sink.submitted[0], (chain::Labels{.local_safe = id(9),
                                     .finalized = id(5),
                                     .current_l1 = chain->current_l1(),
                                     .safe = id(7),
                                     .derived = chain::DerivedBlock{id(9), chain->current_l1()},
                                     .source = "scripted"}));
    EXPECT_EQ(index.head(kChain, SafetyLevel::finalized), 5U);
}

TEST_F(LabelFollowerTest, brings_only_what_is_new)
{
    labels->set({});
    good_rounds(2);
    EXPECT_EQ(sink.submitted, std::vector<chain::Labels>{{}});  // It cannot know what was before.

    labels->set({.local_safe = id(5), .source = "a"});
    good_rounds(2);
    labels->set({.local_safe = id(5), .current_l1 = BlockId{1, {}}, .source = "a"});
    good_rounds(2);
    ASSERT_EQ(sink.submitted.size(), 3U);
    EXPECT_EQ(sink.submitted[1].current_l1, std::nullopt);
    EXPECT_EQ(sink.submitted[2].current_l1, (BlockId{1, {}}));
}

TEST_F(LabelFollowerTest, the_final_l1_block_is_on_the_board_once_told)
{
    const BlockSeal l1{{870, chain->at(1).hash}, chain->at(0).hash, 1'699};
    labels->set({.local_safe = id(5), .source = "a"});
    good_rounds(1);
    EXPECT_EQ(board.status(kChain).finalized_l1, std::nullopt);
    labels->set({.local_safe = id(5), .finalized_l1 = l1, .source = "a"});
    good_rounds(1);
    EXPECT_EQ(board.status(kChain).finalized_l1, l1);
    labels->set({.local_safe = id(5), .source = "a"});  // It says nothing against what is known.
    good_rounds(1);
    EXPECT_EQ(board.status(kChain).finalized_l1, l1);
}

TEST_F(LabelFollowerTest, brings_again_what_the_index_could_not_take)
{
    chain->set_safe(5);
    sink.fail_next();
    EXPECT_LE(follower->step(), kInterval);
    EXPECT_EQ(board.status(kChain).label_trouble, "index: locked");
    good_rounds(2);
    EXPECT_EQ(sink.submitted.size(), 1U);
    EXPECT_EQ(index.head(kChain, SafetyLevel::local_safe), 5U);
}

TEST_F(LabelFollowerTest, local_safe_goes_back_at_once_with_the_node_that_told_it)
{
    labels->set({.local_safe = id(7), .source = "a"});
    good_rounds(1);
    labels->set({.local_safe = id(6), .source = "a"});
    good_rounds(1);
    EXPECT_EQ(index.head(kChain, SafetyLevel::local_safe), 6U);
}

TEST_F(LabelFollowerTest, a_node_that_lags_is_believed_when_it_lasts)
{
    labels->set({.local_safe = id(7), .finalized = id(2), .source = "a"});
    good_rounds(1);
    labels->set({.local_safe = id(6), .finalized = id(3), .source = "b"});
    good_rounds(9);
    EXPECT_EQ(index.head(kChain, SafetyLevel::local_safe), 7U);
    EXPECT_EQ(index.head(kChain, SafetyLevel::finalized), 3U);
    EXPECT_EQ(sink.submitted.size(), 2U);
    good_rounds(1);
    EXPECT_EQ(index.head(kChain, SafetyLevel::local_safe), 6U);
    EXPECT_EQ(sink.submitted.back().source, "b");
}

TEST_F(LabelFollowerTest, never_less_than_what_the_index_has_as_final)
{
    index.set_head(kChain, SafetyLevel::local_safe, id(4));
    index.set_head(kChain, SafetyLevel::safe, id(4));
    index.set_head(kChain, SafetyLevel::cross_unsafe, id(4));
    index.set_head(kChain, SafetyLevel::finalized, id(4));
    labels->set({.local_safe = id(5), .finalized = id(3), .source = "a"});
    good_rounds(20);
    ASSERT_EQ(sink.submitted.size(), 1U);
    EXPECT_EQ(sink.submitted[0].finalized, id(4));
}

TEST_F(LabelFollowerTest, a_silent_node_is_shown_and_heals)
{
    labels->fail_next({chain::ErrorKind::unreachable, "node:1 does not answer"});
    EXPECT_LE(follower->step(), kInterval);
    EXPECT_EQ(board.status(kChain).label_trouble, "node:1 does not answer");
    chain->set_finalized(1);
    EXPECT_EQ(follower->step(), kInterval);
    EXPECT_EQ(board.status(kChain).label_trouble, "");
    EXPECT_EQ(index.head(kChain, SafetyLevel::finalized), 1U);
}

TEST_F(LabelFollowerTest, labels_of_another_chain_are_said_when_they_last)
{
    const chain::Labels cases[]{
        {.local_safe = strange(3)},
        {.local_safe = id(4), .safe = strange(3)},
        {.local_safe = id(4), .finalized = strange(3)},
    };
    for (const auto& told : cases)
    {
        SCOPED_TRACE(&told - cases);
        labels->set(told);
        good_rounds(9);
        static_cast<void>(follower->step());
        EXPECT_EQ(board.status(kChain).label_trouble,
            "scripted: its safe or finalized block is not on the indexed chain");
        EXPECT_NE(index.head(kChain, SafetyLevel::local_safe), 3U);
        EXPECT_EQ(index.head(kChain, SafetyLevel::finalized), std::nullopt);
        labels->set({.local_safe = id(5)});
        good_rounds(1);
        EXPECT_EQ(index.head(kChain, SafetyLevel::local_safe), 5U);
    }
}

TEST_F(LabelFollowerTest, brings_what_the_node_has_in_its_record)
{
    const auto l1 = [](uint64_t number) { return BlockId{number, Hash32{{0x22}}}; };
    const auto exact = [&](uint64_t number)
    { return *index.store().open_view().value()->exact_l1(kChain, number); };
    const auto told = [&] { return *index.store().open_view().value()->claimed_l1(kChain); };
    chain->set_finalized(0);
    chain->set_local_safe(1);
    good_rounds(1);
    EXPECT_EQ(told(), (storage::ClaimedL1{chain->current_l1(), false}));
    chain->derive(0, l1(900));
    chain->derive(3, l1(901));
    chain->derive(5, l1(902));
    chain->set_local_safe(5);
    good_rounds(3);
    EXPECT_EQ(exact(0), std::nullopt);
    EXPECT_EQ(exact(3), l1(901));
    EXPECT_EQ(exact(4), l1(902));
    EXPECT_EQ(told(), (storage::ClaimedL1{chain->current_l1(), true}));
    const auto submitted = sink.submitted.size();

    labels->fail_next_record_call({chain::ErrorKind::timed_out, "slow"});
    good_rounds(1);
    EXPECT_EQ(told(), (storage::ClaimedL1{chain->current_l1(), false}));
    EXPECT_EQ(exact(4), l1(902));
    good_rounds(5);
    EXPECT_EQ(told(), (storage::ClaimedL1{chain->current_l1(), true}));
    EXPECT_EQ(sink.submitted.size(), submitted + 2);
    chain->derive(7, l1(950));
    good_rounds(1);
    EXPECT_EQ(exact(7), l1(950));
}

TEST_F(LabelFollowerTest, the_record_of_a_node_that_is_not_believed_is_not_read)
{
    chain->derive(0, {900, Hash32{{0x22}}});
    chain->derive(5, {902, Hash32{{0x22}}});
    chain->set_local_safe(5);
    chain->set_finalized(0);
    good_rounds(2);
    const auto calls = labels->record_calls();
    labels->set({.local_safe = id(4), .current_l1 = BlockId{899, {}}, .source = "b"});
    good_rounds(1);
    EXPECT_EQ(labels->record_calls(), calls);
    EXPECT_FALSE((*index.store().open_view().value()->claimed_l1(kChain))->confirms_safe_heads);
}

/// Two sources, of which each may be silent.
class FirstWorkingLabelsTest : public ::testing::Test
{
protected:
    FirstWorkingLabelsTest()
    {
        chain->extend(3);
        chain->set_finalized(2);
        std::vector<std::unique_ptr<chain::LabelSource>> sources;
        for (const auto* name : {"first", "second"})
        {
            auto scripted = std::make_unique<ScriptedLabels>(chain, name);
            inner.push_back(scripted.get());
            sources.push_back(std::move(scripted));
        }
        labels.emplace(std::move(sources));
    }

    /// Who tells.
    std::string ask()
    {
        const auto told = labels->labels();
        if (!told)
            return told.error().message;
        EXPECT_EQ(told->source, labels->name());
        return told->source;
    }

    std::shared_ptr<FakeChain> chain = std::make_shared<FakeChain>();
    std::vector<ScriptedLabels*> inner;
    std::optional<FirstWorkingLabels> labels;
};

TEST_F(FirstWorkingLabelsTest, asks_the_next_when_one_fails)
{
    EXPECT_EQ(ask(), "first");
    inner[0]->fail_next({chain::ErrorKind::timed_out, "slow"});
    EXPECT_EQ(ask(), "second");
    inner[1]->fail_next({chain::ErrorKind::timed_out, "slow"});
    EXPECT_EQ(ask(), "first");
    inner[0]->fail_next({chain::ErrorKind::timed_out, "slow"});
    inner[1]->fail_next({chain::ErrorKind::timed_out, "slower"});
    EXPECT_EQ(ask(), "slower");
}

TEST_F(FirstWorkingLabelsTest, returns_to_the_preferred_source)
{
    inner[0]->fail_next({chain::ErrorKind::timed_out, "slow"});
    EXPECT_EQ(ask(), "second");
    for (int i = 1; i < 30; ++i)
        ASSERT_EQ(ask(), "second");
    inner[0]->fail_next({chain::ErrorKind::timed_out, "slow"});
    EXPECT_EQ(ask(), "second");  // Still silent when it is tried again.
    for (int i = 1; i < 30; ++i)
        ASSERT_EQ(ask(), "second");
    EXPECT_EQ(ask(), "first");
    EXPECT_EQ(ask(), "first");
}

TEST_F(FirstWorkingLabelsTest, names_the_node_that_told)
{
    inner[0]->set({.source = ""});
    EXPECT_EQ(ask(), "first");
    inner[0]->set({.source = "behind a proxy"});
    EXPECT_EQ(labels->labels()->source, "behind a proxy");
}
}  // namespace interlock::server
