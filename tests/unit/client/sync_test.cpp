#include <gtest/gtest.h>

#include "client/cli/sync_report.hpp"
#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client
{
namespace
{
using namespace std::chrono_literals;
using cli::SyncMeter;

Status status(uint64_t newest_a, bool ready_a)
{
    ChainStatus a;
    a.chain_id = samples::kChainA;
    a.name = "op-a";
    a.state = ready_a ? pb::CHAIN_STATE_FOLLOWING : pb::CHAIN_STATE_CATCHING_UP;
    a.ready = ready_a;
    a.first = samples::seal(100);
    a.head = samples::seal(newest_a);
    a.node_head = 1'099;
    ChainStatus b;
    b.chain_id = samples::kChainB;
    b.state = pb::CHAIN_STATE_CONNECTING;
    Status out;
    out.chains = {a, b};
    return out;
}
}  // namespace

TEST(sync, tells_share_pace_and_time_left)
{
    SyncMeter meter;
    const SyncMeter::Time start{100s};
    auto chains = meter.measure(status(199, false), start);
    EXPECT_EQ(chains[0].blocks_per_s, std::nullopt);
    EXPECT_EQ(chains[0].seconds_left, std::nullopt);
    chains = meter.measure(status(599, false), start + 4s);
    EXPECT_EQ(chains[0].blocks_per_s, 100.0);
    EXPECT_EQ(chains[0].seconds_left, 5U);
    EXPECT_EQ(cli::sync_text(chains, 20, false),
        "op-a (901)  [############............]  50.0 %  599  of 1099  100/s  5s left\n"
        "902         [........................]       -    -                  "
        "waits for its first block\n");
}

TEST(sync, only_the_last_seconds_count_and_a_reorg_starts_anew)
{
    SyncMeter meter;
    const SyncMeter::Time start{100s};
    static_cast<void>(meter.measure(status(100, false), start));
    static_cast<void>(meter.measure(status(200, false), start + 6s));
    auto chains = meter.measure(status(200, false), start + 16s);
    EXPECT_EQ(chains[0].blocks_per_s, 0.0);
    EXPECT_EQ(chains[0].seconds_left, std::nullopt);
    chains = meter.measure(status(150, false), start + 17s);
    EXPECT_EQ(chains[0].blocks_per_s, std::nullopt);
}

TEST(sync, what_is_ready_comes_last_and_long_lists_are_cut)
{
    SyncMeter meter;
    auto chains = meter.measure(status(1'099, true), SyncMeter::Time{});
    EXPECT_EQ(cli::sync_text(chains, 1, false),
        "902  [........................]  -  -      waits for its first block\n"
        "and 1 chains more; 1 of 2 are ready\n");
    chains.pop_back();
    EXPECT_EQ(cli::sync_text(chains, 1, false),
        "op-a (901)  [########################]  100.0 %  1099  of 1099    ready\n");
}

TEST(sync, ends_once_all_have_caught_up)
{
    FakeService service;
    pb::GetStatusReply reply;
    auto& chain = *reply.add_chains();
    chain.set_chain_id(wire::to_proto(samples::kChainA));
    chain.set_state(pb::CHAIN_STATE_CATCHING_UP);
    service.get_status = always<pb::GetStatusRequest>(reply);
    EXPECT_EQ(run_program(service, {"sync", "--once"}).code, 4);
    chain.set_state(pb::CHAIN_STATE_FOLLOWING);
    chain.set_ready(true);
    service.get_status = always<pb::GetStatusRequest>(reply);
    const auto run = run_program(service, {"sync", "--json"});
    EXPECT_EQ(run.code, 0) << run.err;
    EXPECT_NE(run.out.find(R"("done":true)"), std::string::npos) << run.out;
}
}  // namespace interlock::client
