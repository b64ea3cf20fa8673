// What is removed of an index, and what a restart makes of it.
#include "server/ingest/pruner.hpp"

#include <gtest/gtest.h>

#include "interop/eth/hash.hpp"
#include "server/app/takeover.hpp"
#include "server/query/judge.hpp"
#include "tests/support/fake_messages.hpp"
#include "tests/support/must.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
constexpr auto kAlpha = ChainId::from_u64(901);
constexpr auto kBeta = ChainId::from_u64(902);
constexpr uint64_t kWindowS = 10;
constexpr uint64_t kRetentionS = 20;

/// Two chains of 100 blocks, one every 2 s; blocks 0 are their anchors.
class PrunerTest : public ::testing::Test
{
protected:
    PrunerTest() : index{{{kAlpha, 2, 0}, {kBeta, 2, 0}}}
    {
        for (auto* chain : {&alpha, &beta})
        {
            for (uint64_t number = 1; number <= 100; ++number)
                chain->append({{some_log(number)}});
            BeginIndex begin{chain->options().id, time(*chain, 0), chain->at(0).id(), {}};
            for (uint64_t number = 0; number <= 100; ++number)
                begin.blocks.push_back(digest_of(chain->at(number)));
            submit(begin);
        }
    }

    static uint64_t time(FakeChain& chain, uint64_t number)
    {
        return chain.at(number).header.timestamp_s;
    }

    void submit(IndexEvent event) { must(writer->submit(std::move(event))); }

    void finalize(FakeChain& chain, uint64_t number)
    {
        chain::Labels labels;
        labels.local_safe = labels.finalized = chain.at(number).id();
        submit(UpdateLabels{chain.options().id, labels});
    }

    /// Rounds until nothing is left to remove; how many removed something.
    size_t prune(uint64_t retention_s = kRetentionS, PruneBounds bounds = {})
    {
        Pruner pruner{set,
            {.retention_s = retention_s, .bounds = bounds, .interval = kInterval, .pause = kPause},
            {index.store(), *writer}};
        for (size_t rounds = 0;; ++rounds)
        {
            if (pruner.step() == kInterval)
                return rounds;
        }
    }

    uint64_t first(const FakeChain& chain)
    {
        return must(must(index.store().open_view())->first(chain.options().id))->seal.id.number;
    }

    std::string setting(const std::string& key)
    {
        return must(must(index.store().open_view())->setting(key)).value_or("");
    }

    static constexpr std::chrono::milliseconds kInterval{1'000};
    static constexpr std::chrono::milliseconds kPause{1};
    FakeChain alpha{{.id = kAlpha, .genesis_time_s = 1'000}};
    FakeChain beta{{.id = kBeta, .genesis_time_s = 1'000}};
    TestIndex index;
    DependencySet set = *DependencySet::create({{kAlpha, 2, 0}, {kBeta, 2, 0}}, kWindowS);
    std::optional<WriterThread> writer{std::in_place, Indexer{index.store(), set},
        WriterThread::Options{.queue_limit = 4,
            .now_s = [] { return uint64_t{1}; },
            .committed = [](const SafetyNews&) {}}};
};
}  // namespace

TEST_F(PrunerTest, the_earliest_finalized_block_decides_to_the_second)
{
    struct Case
    {
        uint64_t alpha_final;
        uint64_t beta_final;
        uint64_t retention_s;
        uint64_t first;  // Of both.
    };
    // Blocks are final at 1000 + 2 * number.
    static constexpr Case kCases[]{
        {10, 10, 21, 0},  // Kept since 999.
        {10, 10, 20, 0},  // Since 1000: block 0 is of that second.
        {11, 10, 19, 0},  // Since 1001: block 0 still is the last one before it.
        {11, 10, 18, 1},  // Since 1002.
        {60, 10, 18, 1},  // Chain beta lags.
        {60, 30, 20, 20}, {60, 60, 20, 50}, {60, 60, 200, 50},  // Nothing comes back.
    };
    for (const auto& c : kCases)
    {
        SCOPED_TRACE(c.alpha_final);
        finalize(alpha, c.alpha_final);
        finalize(beta, c.beta_final);
        prune(c.retention_s);
        EXPECT_EQ(first(alpha), c.first);
        EXPECT_EQ(first(beta), c.first);
    }
}

TEST_F(PrunerTest, a_chain_of_which_nothing_is_known_to_be_final_keeps_everything)
{
    const auto third = ChainId::from_u64(903);
    const auto larger =
        *DependencySet::create({{kAlpha, 2, 0}, {kBeta, 2, 0}, {third, 2, 0}}, kWindowS);
    finalize(alpha, 60);
    finalize(beta, 60);
    const auto view = must(index.store().open_view());
    EXPECT_EQ(must(kept_since(*view, larger, kRetentionS)), std::nullopt);
    EXPECT_EQ(must(kept_since(*view, set, kRetentionS)),
        (KeptSince{time(alpha, 60) - kRetentionS, kAlpha}));
    EXPECT_EQ(must(kept_since(*view, set, UINT64_MAX)), (KeptSince{0, kAlpha}));
}

TEST_F(PrunerTest, a_step_is_small)
{
    finalize(alpha, 60);
    finalize(beta, 60);
    EXPECT_EQ(prune(kRetentionS, {.blocks = 7}), 8U);  // 50 blocks.
    EXPECT_EQ(first(alpha), 50U);
    finalize(alpha, 70);
    finalize(beta, 70);
    const auto view = must(index.store().open_view());
    const auto logs = must(view->block(kAlpha, 50))->log_count;
    ASSERT_GT(logs, 0U);
    for (const auto& [bound, number] :
        {std::pair<uint64_t, uint64_t>{0, 51}, {2 * logs - 1, 51}, {2 * logs, 52}})
    {
        const auto found = must(find_new_first(*view, kAlpha, time(alpha, 60), {.logs = bound}));
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id.number, number) << bound;
    }
}

TEST_F(PrunerTest, what_was_before_is_older_than_the_index)
{
    finalize(alpha, 60);
    finalize(beta, 60);
    const Judge judge{set, {}};
    const auto ask = [&](uint64_t number, uint64_t executed_s)
    {
        const auto& block = alpha.at(number);
        const Claim claim{{kAlpha, number, block.header.timestamp_s, 0},
            ExpectedLogHash{digest_of(block).log_hashes.at(0)}};
        return judge.judge(*must(index.store().open_view()), {}, claim,
            {.chain_id = kBeta, .timestamp_s = executed_s, .before_inclusion = false});
    };
    const auto valid = [](const Answer& answer)
    { return answer && std::holds_alternative<Valid>(*answer); };
    EXPECT_TRUE(valid(ask(40, 1'085)));
    EXPECT_TRUE(valid(ask(50, 1'105)));
    prune();
    EXPECT_EQ(first(alpha), 50U);
    EXPECT_TRUE(valid(ask(50, 1'105)));
    const auto before = ask(49, 1'105);
    ASSERT_FALSE(before);
    EXPECT_EQ(before.error().cause, CannotTell::Cause::before_index);
    // What no index is needed for is said as ever.
    const auto expired = ask(49, 1'120);
    ASSERT_TRUE(expired);
    EXPECT_EQ(std::get<Invalid>(*expired).reason, Violation::expired);
}

TEST_F(PrunerTest, a_restart_finds_what_was_recorded)
{
    finalize(alpha, 60);
    finalize(beta, 60);
    EXPECT_EQ(setting(begun_at_key(kAlpha)), "");
    prune(40);
    prune();
    EXPECT_EQ(setting(covered_since_key(kAlpha)), std::to_string(time(alpha, 50)));
    EXPECT_EQ(setting(begun_at_key(kAlpha)), "0");
    writer.reset();
    index.reopen();
    const auto state = must(read_index_state(*must(index.store().open_view())));
    ASSERT_TRUE(state.chains.at(0).start);
    EXPECT_EQ(state.chains[0].start->number, 50U);
    EXPECT_EQ(state.chains[0].start->begun_at, 0U);
    EXPECT_EQ(state.chains[0].start->covered_since_s, time(alpha, 50));
    EXPECT_EQ(earliest_anchor_s(state, set), time(alpha, 60));
    EXPECT_EQ(must(must(index.store().open_view())->anchor(kAlpha)), alpha.at(50).id());

    writer.emplace(Indexer{index.store(), set}, WriterThread::Options{.queue_limit = 4,
                                                    .now_s = [] { return uint64_t{1}; },
                                                    .committed = [](const SafetyNews&) {}});
    finalize(alpha, 90);
    finalize(beta, 80);
    EXPECT_EQ(index.head(kAlpha, SafetyLevel::finalized), 90U);
    prune();
    EXPECT_EQ(first(alpha), 70U);
    EXPECT_EQ(first(beta), 70U);
}
namespace
{
/// The size of the index after each of so many days, of 64 blocks of 50 logs.
std::vector<uint64_t> sizes_by_day(size_t days, bool prunes)
{
    constexpr uint64_t kDayS = 128;
    const auto set = *DependencySet::create({{kAlpha, 2, 0}}, 2 * kDayS);
    TestIndex index{{{kAlpha, 2, 0}}};
    std::optional<Indexer> indexer{std::in_place, index.store(), set};
    BlockDigest tip;
    tip.seal.timestamp_s = 1'000;
    const BlockId anchor{1, keccak256(ByteView{})};
    std::vector<uint64_t> sizes;
    for (uint64_t day = 0; day < days; ++day)
    {
        std::vector<BlockDigest> blocks;
        for (uint64_t i = 0; i < kDayS / 2; ++i)
        {
            auto hash = keccak256(ByteView{tip.seal.id.hash});
            if (tip.seal.id.number == 0)
                hash = anchor.hash;
            tip.seal = {.id = {tip.seal.id.number + 1, hash},
                .parent_hash = tip.seal.id.hash,
                .timestamp_s = tip.seal.timestamp_s + 2};
            tip.log_hashes.assign(50, hash);
            blocks.push_back(tip);
        }
        chain::Labels labels;
        labels.local_safe = labels.finalized = tip.seal.id;
        if (day == 0)
            must(indexer->apply(BeginIndex{kAlpha, 0, anchor, std::move(blocks)}, 1));
        else
            must(indexer->apply(AppendBlocks{kAlpha, std::move(blocks)}, 1));
        must(indexer->apply(UpdateLabels{kAlpha, labels}, 1));
        for (int step = 0; prunes && step < 4; ++step)
            must(indexer->apply(PruneBlocks{kAlpha, shortest_retention_s(set), {}}, 1));
        indexer.reset();
        index.reopen();  // So that all of it is in one file.
        indexer.emplace(index.store(), set);
        sizes.push_back(std::filesystem::file_size(index.file()));
    }
    return sizes;
}
}  // namespace

TEST(retention, disk_use_levels_off)
{
    constexpr size_t kDays = 28;
    const auto kept = sizes_by_day(kDays, false);
    const auto pruned = sizes_by_day(kDays, true);
    EXPECT_GT(kept.back(), 2 * kept.at(6));
    EXPECT_GT(kept.back(), 2 * pruned.back());
    // Four days are kept, and the fifth is removed when it is over.
    EXPECT_LE(pruned.back(), pruned.at(6) + pruned.at(6) / 10);
}
}  // namespace interlock::server
