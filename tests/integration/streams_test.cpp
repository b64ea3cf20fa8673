// Streams of the whole service: what a node shows reaches those who watch.
#include "tests/integration/running_service.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;
}  // namespace

TEST(streams, a_block_of_a_node_reaches_those_who_watch)
{
    RunningService service;
    service.start();
    ASSERT_TRUE(eventually([&] { return service.follows_all(); }));
    const auto heads = service.client().heads();
    ASSERT_TRUE(heads) << heads.error().message;
    RunningService::extend(service.alpha, 1);
    const auto chain = service.alpha.chain();

    std::optional<BlockSeal> newest;
    const auto end = service.client().watch_heads({.chains = {kAlpha}, .after = heads->sequence},
        [&](const client::HeadChange& change)
        {
            if (change.level == SafetyLevel::unsafe)
                newest = change.block;
            return newest != chain.head().seal();
        });
    EXPECT_FALSE(end.error) << end.error->message;
    EXPECT_EQ(newest, chain.head().seal());
}

TEST(streams, a_service_that_stops_ends_its_streams)
{
    FakeNode alpha{FakeChain{{.id = kAlpha}}};
    FakeNode beta{FakeChain{{.id = kBeta}}};
    const TempDir data_dir;
    auto app = start_service(flags_for(alpha, beta, data_dir.path()));
    ASSERT_TRUE(app);
    const client::Client client{{.server = "127.0.0.1:" + std::to_string((*app)->grpc_port())}};
    std::atomic<bool> has_begun = false;
    std::optional<client::WatchEnd> end;
    std::thread watching{[&]
        {
            end = client.watch_heads({},
                [&](const client::HeadChange&)
                {
                    has_begun = true;
                    return true;
                });
        }};
    EXPECT_TRUE(eventually([&] { return has_begun.load(); }));
    app->reset();
    watching.join();
    ASSERT_TRUE(end->error);
    EXPECT_EQ(end->error->kind, client::ErrorKind::unreachable) << end->error->message;
}
}  // namespace interlock
