// A few chains driven through the real indexer and engine, in an index of their own.
#pragma once

#include <gtest/gtest.h>

#include <map>

#include "server/ingest/indexer.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
inline constexpr auto kAlpha = ChainId::from_u64(901);
inline constexpr auto kBeta = ChainId::from_u64(902);
inline constexpr auto kGamma = ChainId::from_u64(903);

/// What a block's logs are: by default two; those that execute something are among them.
struct Contents
{
    uint32_t logs = 2;
    std::vector<ExecutingLog> executing{};
};

/// Chains 901, 902 and 903, a block every 2 s from 1,000 on; block 0 is the anchor of each.
class EngineTest : public ::testing::Test
{
protected:
    EngineTest();

    /// Appends the next block; its id.
    BlockId append(const ChainId& chain, Contents contents = {});
    void extend(const ChainId& chain, size_t count);
    /// What append() will return.
    [[nodiscard]] BlockId next_id(const ChainId& chain) const;
    /// Takes back all blocks above, and appends `contents` in the same step.
    void replace(const ChainId& chain, uint64_t above, std::vector<Contents> contents);
    void tell(const ChainId& chain, const chain::Labels& labels);
    void tell_local_safe(const ChainId& chain, uint64_t number);
    /// Removes what is older than the earliest finalized block of all chains.
    void prune(const ChainId& chain);
    /// The engine and the store are opened anew.
    void reopen();

    /// Log `log_index` of a block executes the log named, as it is (or will be, unless reorged).
    [[nodiscard]] ExecutingLog executes(
        uint32_t log_index, const ChainId& chain, uint64_t number, uint32_t initiating) const;
    [[nodiscard]] static ExecutingLog wrong(ExecutingLog log);

    [[nodiscard]] BlockSeal seal(const ChainId& chain, uint64_t number) const;
    [[nodiscard]] std::optional<uint64_t> head(const ChainId& chain, SafetyLevel level);
    [[nodiscard]] std::optional<Obstacle> obstacle(const ChainId& chain, CrossView view);
    [[nodiscard]] std::unique_ptr<storage::View> view();

    uint64_t now_s = 5'000;
    SafetyNews news;  // Of the last step.
    testing::TestIndex index;

private:
    [[nodiscard]] BlockDigest digest(
        const ChainId& chain, const BlockSeal& parent, const Contents& contents);
    void apply(const IndexEvent& event);

    const DependencySet set_;
    std::optional<Indexer> indexer_;
    std::map<ChainId, std::vector<BlockSeal>> chains_;
    uint64_t blocks_made_ = 0;
};
}  // namespace interlock::server
