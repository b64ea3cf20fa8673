// Blocks whose logs end within the rows that hold their hashes, at the end of one, and far behind.
#include "storage/log_runs.hpp"

#include "tests/unit/storage/store_fixture.hpp"

namespace interlock::storage
{
namespace
{
constexpr auto kRun = static_cast<uint32_t>(kLogsInRun);

class log_runs : public StoreTest
{
protected:
    void append(uint32_t logs)
    {
        run.push_back(run.empty() ? genesis(logs) : samples::next(run.back(), logs, ++branch));
        commit([&](Step& step) { must(step.append(kChainA, run.back())); });
    }
    void rewind_to(size_t block)
    {
        run.resize(block + 1);
        commit([&](Step& step) { must(step.rewind(kChainA, run.back().seal.id.number)); });
    }
    void prune_to(size_t block)
    {
        commit(
            [&](Step& step)
            {
                for (const auto level : kSafetyLevels)
                {
                    if (level != SafetyLevel::unsafe)
                        must(step.set_head(kChainA, level, run[block].seal.id));
                }
                must(step.prune(kChainA, run[block].seal.id.number));
            });
        first = block;
    }
    /// Every log of every block is found, alone and with the others, and no further one is; and the
    /// file holds no rows but those that are needed.
    void expect_all(uint64_t rows)
    {
        settle();
        for (size_t i = first; i < run.size(); ++i)
        {
            const auto number = run[i].seal.id.number;
            const auto& hashes = run[i].log_hashes;
            EXPECT_TRUE(must(view()->log_hashes(kChainA, number)) == hashes) << i;
            for (size_t log = 0; log < hashes.size(); ++log)
                ASSERT_EQ(must(view()->log_hash(kChainA, number, static_cast<uint32_t>(log))),
                    hashes[log]);
            for (const auto past : {hashes.size(), hashes.size() + kRun, size_t{UINT32_MAX}})
            {
                EXPECT_EQ(must(view()->log_hash(kChainA, number, static_cast<uint32_t>(past))),
                    std::nullopt);
            }
        }
        const OnProgress go_on = [](const JobProgress&) { return true; };
        EXPECT_THAT(
            must(check_index(file(), CheckDepth::whole, go_on)).findings, testing::IsEmpty());
        const auto size = must(measure(file(), Counting::whole, go_on));
        const auto table = std::find_if(size.tables.begin(), size.tables.end(),
            [](const TableSize& each) { return each.name == "log_run"; });
        ASSERT_NE(table, size.tables.end());
        EXPECT_EQ(table->rows, rows);
    }

    void SetUp() override { put_chains({kChainA}); }

    std::vector<BlockDigest> run;
    size_t first = 0;
    uint64_t branch = 0;
};
INTERLOCK_BOTH_LIVES(log_runs);

TEST_P(log_runs, fill_up_whatever_a_block_has)
{
    append(0);
    expect_all(0);
    append(1);
    append(kRun - 1);
    expect_all(1);
    append(kRun);
    expect_all(2);
    append(0);
    append(3 * kRun + 1);
    expect_all(6);
    append(kRun - 2);
    expect_all(6);
    append(1);
    append(1);
    expect_all(7);
}

TEST_P(log_runs, go_with_the_blocks_above_and_are_written_anew)
{
    append(kRun - 1);
    append(1);
    append(2 * kRun);
    append(5);
    expect_all(4);
    rewind_to(1);  // Where a row ends.
    expect_all(1);
    append(7);
    expect_all(2);
    rewind_to(0);  // Within a row.
    expect_all(1);
    append(0);
    append(2);
    expect_all(2);
}

TEST_P(log_runs, go_with_the_blocks_below)
{
    append(kRun + 1);
    append(kRun - 2);
    append(1);
    append(2 * kRun);
    append(0);
    append(0);
    prune_to(1);
    expect_all(3);
    prune_to(2);
    expect_all(3);
    prune_to(3);  // Begins where a row does.
    expect_all(2);
    prune_to(5);  // And there is none any more.
    expect_all(0);
    append(3);
    expect_all(1);
}
}  // namespace
}  // namespace interlock::storage
