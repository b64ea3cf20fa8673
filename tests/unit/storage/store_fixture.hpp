// A store in a directory of its own. Each case of a StoreTest runs twice: on the store as it was
// written, and on the store closed and opened again in settle().
#pragma once

#include <gmock/gmock.h>

#include <filesystem>

#include "storage/sqlite_store.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/unit/storage/sample_blocks.hpp"

namespace interlock::storage
{
namespace testing = ::testing;  // GoogleTest's, not the house's of that name.
using interlock::testing::TempDir;

/// Fails the test unless `result` is a value; its value.
template <typename T>
T must(Result<T> result)
{
    if (!result)
        throw std::runtime_error{result.error().message};  // Ends the test with the message.
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

/// The kind of the error in `result`; nullopt when it is a value.
template <typename T>
std::optional<ErrorKind> kind_of(const Result<T>& result)
{
    return result ? std::nullopt : std::optional{result.error().kind};
}

template <typename T>
std::string message_of(const Result<T>& result)
{
    return result ? std::string{"(no error)"} : result.error().message;
}

inline const ChainId kChainA = ChainId::from_u64(901);
inline const ChainId kChainB = ChainId::from_u64(902);

[[nodiscard]] inline ChainRecord record_of(const ChainId& chain)
{
    return {.config = {.id = chain, .block_time_s = 2, .activation_s = 10}, .followed = true};
}

/// What the index keeps of `block`.
[[nodiscard]] inline BlockRecord record_of(const BlockDigest& block)
{
    return {.seal = block.seal,
        .log_count = static_cast<uint32_t>(block.log_hashes.size()),
        .state_root = block.state_root,
        .withdrawals_root = block.withdrawals_root};
}

/// A chain's first block: number 100.
[[nodiscard]] inline BlockDigest genesis(uint32_t log_count = 3)
{
    return samples::block(
        {.number = 100, .timestamp_s = 1'000, .log_count = log_count}, samples::word(99));
}

enum class Life
{
    open,
    reopened,
};

class StoreTest : public testing::TestWithParam<Life>
{
protected:
    StoreTest() { open(); }

    [[nodiscard]] std::filesystem::path file() const { return directory_.path() / "index.db"; }
    void open() { store_ = must(SqliteStore::create({.file = file(), .max_views = 4})); }
    void close() { store_.reset(); }

    /// Called between writing and reading.
    void settle()
    {
        if (GetParam() == Life::open)
            return;
        close();
        open();
    }

    [[nodiscard]] std::unique_ptr<Step> begin() { return must(store_->begin()); }
    [[nodiscard]] std::unique_ptr<View> view() { return must(store_->open_view()); }

    /// One committed step that does `change`.
    template <typename Change>
    void commit(Change change)
    {
        const auto step = begin();
        change(*step);
        must(step->commit());
    }

    void put_chains(std::initializer_list<ChainId> chains)
    {
        commit(
            [&](Step& step)
            {
                for (const auto& chain : chains)
                    must(step.put_chain(record_of(chain)));
            });
    }

    /// Records the chain if need be and appends `first` and `more` blocks after it; all of them.
    std::vector<BlockDigest> put_run(const ChainId& chain, const BlockDigest& first, size_t more)
    {
        std::vector<BlockDigest> blocks{first};
        while (blocks.size() <= more)
            blocks.push_back(samples::next(blocks.back(), 3));
        commit(
            [&](Step& step)
            {
                must(step.put_chain(record_of(chain)));
                for (const auto& block : blocks)
                    must(step.append(chain, block));
            });
        return blocks;
    }

    [[nodiscard]] SqliteStore& store() { return *store_; }

private:
    TempDir directory_;
    std::unique_ptr<SqliteStore> store_;
};

[[nodiscard]] inline std::string name_of_life(const testing::TestParamInfo<Life>& info)
{
    return info.param == Life::open ? "open" : "reopened";
}
}  // namespace interlock::storage

/// Once in each file that has cases of `fixture`.
#define INTERLOCK_BOTH_LIVES(fixture) \
    INSTANTIATE_TEST_SUITE_P(, fixture, testing::Values(Life::open, Life::reopened), name_of_life)
