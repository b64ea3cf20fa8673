#include "server/api/journal_feed.hpp"

#include <gtest/gtest.h>

#include "tests/support/safety_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

/// A journal that a test writes: changes of alpha alone.
struct FakeJournal
{
    using Message = pb::HeadChange;
    struct Contents
    {
        storage::JournalRange range;
        size_t heads = 0;
    };

    [[nodiscard]] storage::Result<storage::JournalRange> range(const storage::View&) const
    {
        return contents->range;
    }
    [[nodiscard]] storage::Result<std::vector<storage::HeadChange>> changes(
        const storage::View&, uint64_t after, size_t limit) const
    {
        std::vector<storage::HeadChange> out;
        for (auto i = after + 1; i <= contents->range.last && out.size() < limit; ++i)
            out.push_back({.sequence = i, .chain_id = kAlpha});
        return out;
    }
    [[nodiscard]] storage::Result<std::vector<Message>> now(
        const storage::View&, const std::vector<ChainId>&) const
    {
        return std::vector<Message>(contents->heads);
    }
    [[nodiscard]] storage::Result<Message> to_message(
        const storage::View&, const storage::HeadChange& change) const
    {
        Message out;
        out.set_sequence(change.sequence);
        return out;
    }

    const Contents* contents;
};

class JournalFeedTest : public ::testing::Test
{
protected:
    static constexpr size_t kPage = 3;

    JournalFeed<FakeJournal> feed(
        std::optional<uint64_t> after, const std::vector<ChainId>& chains = {kAlpha})
    {
        return {FakeJournal{&contents}, {.after = after, .chains = chains}, kPage};
    }
    /// The sequence numbers of the next page, and whether there is more; nullopt at an end.
    std::optional<std::pair<std::vector<uint64_t>, bool>> next(JournalFeed<FakeJournal>& feed)
    {
        const auto page = feed.next(*view);
        if (!page)
            return std::nullopt;
        std::vector<uint64_t> out;
        for (const auto& message : page->messages)
            out.push_back(message.sequence());
        return std::pair{out, page->has_more};
    }
    static std::pair<std::vector<uint64_t>, bool> page(std::vector<uint64_t> all, bool has_more)
    {
        return {std::move(all), has_more};
    }

    SafetyWorld world;
    const std::unique_ptr<storage::View> view = world.view();
    FakeJournal::Contents contents{.range = {.before_first = 10, .last = 15}};
};
}  // namespace

TEST_F(JournalFeedTest, what_is_so_now_comes_first_and_ends_with_where_to_go_on)
{
    contents.heads = 4;
    auto fed = feed(std::nullopt);
    EXPECT_EQ(next(fed), page({0, 0, 0, 15}, false));
    EXPECT_EQ(next(fed), page({}, false));
    contents.range.last = 17;
    EXPECT_EQ(next(fed), page({16, 17}, false));
}

TEST_F(JournalFeedTest, pages_follow_each_other_without_a_gap)
{
    auto fed = feed(10);
    EXPECT_EQ(next(fed), page({11, 12, 13}, true));
    EXPECT_EQ(next(fed), page({14, 15}, false));
    contents.range = {.before_first = 15, .last = 16};
    EXPECT_EQ(next(fed), page({16}, false));
}

TEST_F(JournalFeedTest, pages_without_anything_wanted_are_passed_over)
{
    auto fed = feed(10, {kBeta});
    EXPECT_EQ(next(fed), page({}, true));
    EXPECT_EQ(next(fed), page({}, false));
}

TEST_F(JournalFeedTest, only_numbers_within_the_journal_are_gone_on_from)
{
    struct Case
    {
        uint64_t after;
        bool is_taken;
    };
    for (const auto& c : {Case{0, false}, {9, false}, {10, true}, {15, true}, {16, false}})
    {
        SCOPED_TRACE(c.after);
        auto fed = feed(c.after);
        EXPECT_EQ(next(fed).has_value(), c.is_taken);
    }
    contents.range = {};
    auto of_nothing = feed(0);
    EXPECT_FALSE(next(of_nothing)) << "an empty journal has no number to go on from";
}

TEST_F(JournalFeedTest, one_that_fell_behind_is_told)
{
    auto fed = feed(11);
    EXPECT_TRUE(next(fed));
    contents.range = {.before_first = 15, .last = 20};
    EXPECT_FALSE(next(fed));
}

TEST_F(JournalFeedTest, a_journal_may_begin_after_the_subscription)
{
    contents.range = {};
    auto fed = feed(std::nullopt);
    EXPECT_EQ(next(fed), page({}, false));
    EXPECT_EQ(next(fed), page({}, false));
    contents.range = {.before_first = 1'000, .last = 1'002};
    EXPECT_EQ(next(fed), page({1'001, 1'002}, false));

    contents.range = {};
    auto late = feed(std::nullopt);
    EXPECT_EQ(next(late), page({}, false));
    contents.range = {.before_first = 1'000, .last = 1'000 + storage::kJournalLimit};
    EXPECT_FALSE(next(late)) << "the first changes may be forgotten already";
}
}  // namespace interlock::server
