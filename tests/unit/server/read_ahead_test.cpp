#include "server/ingest/read_ahead.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <random>
#include <thread>

#include "tests/support/fake_messages.hpp"
#include "tests/support/scripted_source.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;

constexpr uint64_t kHead = 100;

/// A chain of 100 blocks that is not changed while it is read, and what its connections were asked.
class ReadAheadTest : public ::testing::Test
{
protected:
    ReadAheadTest()
    {
        for (uint64_t i = 0; i < kHead; ++i)
            chain->append({{some_log(i)}});
    }

    /// Answers come late, and out of order.
    class Connection final : public chain::BlockSource
    {
    public:
        explicit Connection(ReadAheadTest& test, uint32_t seed)
          : test_{test}, source_{test.chain}, random_{seed}
        {
        }
        const std::string& name() const override { return source_.name(); }
        chain::Result<ChainId> chain_id() override { return source_.chain_id(); }
        chain::Result<BlockSeal> seal(const chain::BlockSelector& block) override
        {
            return source_.seal(block);
        }
        chain::Result<std::vector<DigestedBlock>> blocks(uint64_t first, size_t count) override
        {
            std::this_thread::sleep_for(std::chrono::microseconds{random_() % 500});
            if (std::this_thread::get_id() != test_.own_thread)
                ++test_.asked_in_pool;
            test_.highest = std::max<uint64_t>(test_.highest, first + count - 1);
            if (test_.fails_at >= first && test_.fails_at < first + count)
                return tl::unexpected{chain::Error{chain::ErrorKind::timed_out, "too late"}};
            return source_.blocks(first, count);
        }

    private:
        ReadAheadTest& test_;
        ScriptedSource source_;
        std::minstd_rand random_;
    };

    /// Does not answer until the end.
    class Silent final : public chain::BlockSource
    {
    public:
        Silent(std::latch& asked, std::shared_future<void> end)
          : asked_{asked}, end_{std::move(end)}
        {
        }
        const std::string& name() const override { return name_; }
        chain::Result<ChainId> chain_id() override { return ChainId::from_u64(1); }
        chain::Result<BlockSeal> seal(const chain::BlockSelector& /*block*/) override
        {
            return silence();
        }
        chain::Result<std::vector<DigestedBlock>> blocks(
            uint64_t /*first*/, size_t /*count*/) override
        {
            asked_.count_down();
            end_.wait();
            return silence();
        }

    private:
        static tl::unexpected<chain::Error> silence()
        {
            return tl::unexpected{chain::Error{chain::ErrorKind::timed_out, "silent"}};
        }
        std::latch& asked_;
        std::shared_future<void> end_;
        std::string name_ = "silent";
    };

    std::unique_ptr<ReadAhead> make(ReadAheadLimits limits)
    {
        const auto connect = [this]
        { return std::make_unique<Connection>(*this, connections.fetch_add(1)); };
        return std::make_unique<ReadAhead>(connect, pool, limits);
    }

    /// The numbers of the blocks from `first` on, as far as they come without an error.
    std::vector<uint64_t> take(ReadAhead& source, uint64_t first, uint64_t last, size_t count)
    {
        std::vector<uint64_t> out;
        while (first <= last)
        {
            const auto blocks = source.blocks(first, std::min<size_t>(count, last - first + 1));
            if (!blocks)
                break;
            for (const auto& block : *blocks)
            {
                EXPECT_EQ(block.digest.seal, chain->at(first).seal());
                out.push_back(first++);
            }
        }
        return out;
    }

    static std::vector<uint64_t> numbers(uint64_t first, uint64_t last)
    {
        std::vector<uint64_t> out;
        for (; first <= last; ++first)
            out.push_back(first);
        return out;
    }

    std::shared_ptr<FakeChain> chain = std::make_shared<FakeChain>();
    std::atomic<uint32_t> connections = 0;
    std::atomic<uint64_t> highest = 0;
    const std::thread::id own_thread = std::this_thread::get_id();
    std::atomic<size_t> asked_in_pool = 0;
    std::atomic<uint64_t> fails_at = UINT64_MAX;
    WorkPool pool{{.threads = 4, .waiting = 64}};
};
}  // namespace

TEST_F(ReadAheadTest, blocks_come_in_order_whatever_the_pieces_and_the_connections)
{
    for (const size_t chunk : {1U, 7U, 32U, 200U})
    {
        for (const size_t wanted : {1U, 5U, 32U})
        {
            SCOPED_TRACE(::testing::Message() << chunk << " a piece, " << wanted << " wanted");
            const auto source = make({.chunk_blocks = chunk, .connections = 3});
            source->expect_up_to(kHead);
            EXPECT_EQ(take(*source, 0, kHead, wanted), numbers(0, kHead));
        }
    }
}

TEST_F(ReadAheadTest, nothing_is_asked_for_beyond_what_is_expected)
{
    const auto source = make({.chunk_blocks = 8, .connections = 3});
    source->expect_up_to(50);
    EXPECT_EQ(take(*source, 3, 50, 8), numbers(3, 50));
    EXPECT_EQ(highest, 50U);
    // What was not expected is asked for singly.
    EXPECT_EQ(take(*source, 51, 60, 10), numbers(51, 60));
    EXPECT_EQ(highest, 60U);
}

TEST_F(ReadAheadTest, a_jump_gives_the_blocks_of_the_new_place)
{
    const auto source = make({.chunk_blocks = 8, .connections = 3});
    source->expect_up_to(kHead);
    EXPECT_EQ(take(*source, 0, 20, 8), numbers(0, 20));
    EXPECT_EQ(take(*source, 60, 90, 8), numbers(60, 90));
    EXPECT_EQ(take(*source, 5, kHead, 8), numbers(5, kHead));
}

TEST_F(ReadAheadTest, an_error_is_told_in_its_turn_and_asking_again_goes_on)
{
    const auto source = make({.chunk_blocks = 8, .connections = 3});
    source->expect_up_to(kHead);
    // Four blocks to see that it answers, then pieces of eight.
    fails_at = 46;
    EXPECT_EQ(take(*source, 0, kHead, 8), numbers(0, 43));
    EXPECT_EQ(source->blocks(44, 8).error().message, "too late");
    fails_at = UINT64_MAX;
    EXPECT_EQ(take(*source, 44, kHead, 8), numbers(44, kHead));
}

TEST_F(ReadAheadTest, what_is_fetched_and_not_taken_is_bounded)
{
    // Any block is more than this: a piece more is fetched only after all others were taken.
    const auto source = make({.chunk_blocks = 4, .connections = 2, .held_bytes = 1});
    source->expect_up_to(kHead);
    for (uint64_t first = 0; first < 80; first += 4)
    {
        ASSERT_EQ(source->blocks(first, 4)->size(), 4U);
        // The one that was taken, two under way, and two that were begun when those were done.
        EXPECT_LT(highest, first + 5 * 4);
    }
}

TEST_F(ReadAheadTest, silent_nodes_leave_the_pool_to_others)
{
    std::promise<void> end;
    const auto ended = end.get_future().share();
    std::latch all_wait{8};
    std::vector<std::jthread> silent;
    for (int i = 0; i < 8; ++i)
    {
        silent.emplace_back(
            [&]
            {
                ReadAhead source{[&] { return std::make_unique<Silent>(all_wait, ended); }, pool,
                    {.chunk_blocks = 8, .connections = 4}};
                source.expect_up_to(kHead);
                EXPECT_FALSE(source.blocks(0, 8));
            });
    }
    all_wait.wait();
    const auto source = make({.chunk_blocks = 8, .connections = 4});
    source->expect_up_to(kHead);
    EXPECT_EQ(take(*source, 0, kHead, 8), numbers(0, kHead));
    end.set_value();
}

TEST_F(ReadAheadTest, a_node_that_fell_silent_holds_the_pool_once)
{
    const auto source = make({.chunk_blocks = 8, .connections = 1});
    source->expect_up_to(kHead);
    ASSERT_TRUE(source->blocks(0, 8));
    EXPECT_EQ(asked_in_pool, 0U);
    fails_at = 4;
    for (int i = 0; i < 3; ++i)
    {
        ASSERT_FALSE(source->blocks(4, 8));
        EXPECT_EQ(asked_in_pool, 1U);
    }
}

TEST_F(ReadAheadTest, what_is_under_way_may_outlive_it)
{
    for (int i = 0; i < 50; ++i)
    {
        const auto source = make({.chunk_blocks = 2, .connections = 4});
        source->expect_up_to(kHead);
        ASSERT_TRUE(source->blocks(0, 2));
        ASSERT_TRUE(source->blocks(2, 2));
    }
    pool.stop();
    const auto source = make({.chunk_blocks = 2, .connections = 4});
    source->expect_up_to(kHead);
    EXPECT_EQ(take(*source, 0, 20, 2), numbers(0, 20));
}
}  // namespace interlock::server
