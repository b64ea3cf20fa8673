// Views: each one sees one moment, and there are only so many.
#include <atomic>
#include <thread>

#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
class views : public StoreTest
{
};
INTERLOCK_BOTH_LIVES(views);

TEST_P(views, do_not_see_what_is_committed_after_they_were_opened)
{
    const auto run = put_run(kChainA, genesis(), 2);
    settle();
    const auto before = view();  // Asked nothing yet.
    const auto fork = samples::next(run[0], 1, 1);
    commit(
        [&](Step& step)
        {
            must(step.put_chain(record_of(kChainB)));
            must(step.rewind(kChainA, 100));
            must(step.append(kChainA, fork));
        });
    const auto after = view();
    EXPECT_EQ(must(before->head(kChainA, SafetyLevel::unsafe)), record_of(run[2]));
    EXPECT_EQ(must(before->log_hashes(kChainA, 101)), run[1].log_hashes);
    EXPECT_EQ(must(before->chains()).size(), 1U);
    EXPECT_EQ(must(after->head(kChainA, SafetyLevel::unsafe)), record_of(fork));
    EXPECT_EQ(must(after->log_hashes(kChainA, 101)), fork.log_hashes);
    EXPECT_EQ(must(after->chains()).size(), 2U);
}

TEST_P(views, see_the_chains_of_their_moment_whoever_used_the_connection_before)
{
    EXPECT_EQ(must(view()->first(kChainA)), std::nullopt);
    const auto run = put_run(kChainA, genesis(), 0);
    settle();
    EXPECT_EQ(must(view()->first(kChainA)), record_of(run[0]));
}

TEST_P(views, see_the_heads_of_their_moment_whoever_used_the_connection_before)
{
    const auto run = put_run(kChainA, genesis(), 3);
    settle();
    const auto expect_heads = [this](const BlockDigest& newest, const BlockDigest& safe)
    {
        for (int i = 0; i < 2; ++i)  // The same connection, before and after it remembers.
        {
            const auto now = view();
            EXPECT_EQ(must(now->head(kChainA, SafetyLevel::unsafe)), record_of(newest));
            EXPECT_EQ(must(now->head(kChainA, SafetyLevel::safe)), record_of(safe));
        }
    };
    const auto set_safe = [](Step& step, const BlockDigest& block)
    { must(step.set_head(kChainA, SafetyLevel::safe, block.seal.id)); };
    commit([&](Step& step) { set_safe(step, run[1]); });
    expect_heads(run[3], run[1]);
    commit([&](Step& step) { set_safe(step, run[2]); });
    expect_heads(run[3], run[2]);
    commit([&](Step& step) { must(step.rewind(kChainA, run[1].seal.id.number)); });
    expect_heads(run[1], run[1]);
    const auto fork = samples::next(run[1], 1, 1);
    commit([&](Step& step) { must(step.append(kChainA, fork)); });
    expect_heads(fork, run[1]);
    {
        const auto step = begin();  // What is not committed is not seen.
        must(step->append(kChainA, samples::next(fork, 1)));
        expect_heads(fork, run[1]);
    }
    expect_heads(fork, run[1]);
    EXPECT_EQ(must(view()->first(kChainA)), record_of(run[0]));
}

/// The connections behind them keep their snapshots, but not past the next step.
TEST_P(views, of_the_past_do_not_keep_the_write_ahead_log)
{
    constexpr uint32_t kLogs = 5'000;  // 160 kB.
    constexpr int kSteps = 200;
    const auto log = file().string() + "-wal";
    put_chains({kChainA});
    auto tip = genesis();
    commit([&](Step& step) { must(step.append(kChainA, tip)); });
    settle();
    uintmax_t largest = 0;
    for (int i = 0; i < kSteps; ++i)
    {
        {
            std::vector<std::unique_ptr<View>> open;
            for (int k = 0; k < 3; ++k)
                open.push_back(view());
            for (const auto& one : open)
                EXPECT_EQ(must(one->head(kChainA, SafetyLevel::unsafe)), record_of(tip));
        }
        tip = samples::next(tip, kLogs);
        commit([&](Step& step) { must(step.append(kChainA, tip)); });
        largest = std::max(largest, std::filesystem::file_size(log));
    }
    // SQLite starts it over once 16 MiB are copied; all steps together have written twice that.
    EXPECT_LT(largest, uintmax_t{20} << 20U);
}

TEST_P(views, are_bounded_and_given_back)
{
    settle();
    std::vector<std::unique_ptr<View>> open;
    for (int i = 0; i < 4; ++i)
        open.push_back(view());
    const auto refused = store().open_view();
    EXPECT_EQ(kind_of(refused), ErrorKind::busy);
    EXPECT_THAT(message_of(refused), testing::HasSubstr("all 4 views are in use"));
    EXPECT_EQ(kind_of(store().open_view()), ErrorKind::busy);
    open.pop_back();
    open.push_back(view());
    EXPECT_EQ(kind_of(store().open_view()), ErrorKind::busy);
}

TEST_P(views, that_are_open_do_not_hold_up_a_step)
{
    const auto run = put_run(kChainA, genesis(), 0);
    settle();
    const auto open = view();
    auto tip = run[0];
    for (int i = 0; i < 10; ++i)
    {
        tip = samples::next(tip, 1);
        commit([&](Step& step) { must(step.append(kChainA, tip)); });
    }
    EXPECT_EQ(must(open->head(kChainA, SafetyLevel::unsafe)), record_of(run[0]));
    EXPECT_EQ(must(view()->head(kChainA, SafetyLevel::unsafe)), record_of(tip));
}

/// Whether `now` is the state after some whole step of the writer below: both chains have the same
/// tip, with its logs, and the setting says so.
bool is_whole(const View& now)
{
    const auto a = must(now.head(kChainA, SafetyLevel::unsafe));
    const auto b = must(now.head(kChainB, SafetyLevel::unsafe));
    const auto number = must(now.setting("tip"));
    if (!a || a != b || number != std::to_string(a->seal.id.number))
        return false;
    const auto logs = must(now.log_hashes(kChainA, a->seal.id.number));
    return logs.size() == a->log_count &&
           must(now.log_hash(kChainB, a->seal.id.number, a->log_count - 1)) == logs.back() &&
           !must(now.block(kChainA, a->seal.id.number + 1));
}

TEST_P(views, of_other_threads_see_only_whole_steps)
{
    put_chains({kChainA, kChainB});
    const auto put_tip = [&](Step& step, const BlockDigest& tip)
    {
        must(step.append(kChainA, tip));
        must(step.append(kChainB, tip));
        must(step.put_setting("tip", std::to_string(tip.seal.id.number)));
    };
    std::vector<BlockDigest> run{genesis()};
    commit([&](Step& step) { put_tip(step, run.back()); });
    settle();

    std::atomic<bool> writing = true;
    std::atomic<int> wrong = 0;
    const auto read = [&]
    {
        do
        {
            if (!is_whole(*view()))
                ++wrong;
        } while (writing);
    };
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i)
        readers.emplace_back(read);
    for (uint64_t i = 1; i <= 200; ++i)
    {
        const auto step = begin();
        if (i % 5 == 0)
        {
            run.resize(run.size() - 2);
            must(step->rewind(kChainA, run.back().seal.id.number));
            must(step->rewind(kChainB, run.back().seal.id.number));
        }
        run.push_back(samples::next(run.back(), 3, i));
        put_tip(*step, run.back());
        must(step->commit());
    }
    writing = false;
    for (auto& reader : readers)
        reader.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(must(view()->head(kChainB, SafetyLevel::unsafe)), record_of(run.back()));
}
}  // namespace
}  // namespace interlock::storage
