// One chain behind a proxy that is told what to do, followed by hand into an index of its own.
#pragma once

#include "tests/hostile/follower.hpp"
#include "tests/support/fake_messages.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::hostile
{
/// For one thread.
class OneChain
{
public:
    explicit OneChain(chain::RequestLimits limits = hostile::limits())
      : index{{config}},
        sink{index.store(), set},
        follower{config, proxy, false, 32,
            {index.store(), sink, anchors, board, &server::Anchors::Clock::now}, limits}
    {
    }

    /// Steps until nothing is left to do, or trouble comes.
    std::chrono::milliseconds settle()
    {
        std::chrono::milliseconds wait{0};
        for (size_t round = 0; round < 20 && (wait.count() == 0 || status().trouble.empty());
             ++round)
            wait = follower.fetcher.step();
        return wait;
    }
    [[nodiscard]] server::ChainStatus status() const { return board.status(config.id); }
    void extend(size_t count)
    {
        proxy.update(
            [&](testing::FakeChain& chain)
            {
                for (size_t i = 0; i < count; ++i)
                    chain.append({{testing::some_log(i), testing::some_log(i + 1'000)}});
            });
    }
    [[nodiscard]] bool has(const testing::FakeChain& chain)
    {
        auto copy = chain;
        return index.equals(copy, 0);
    }

private:
    class Sink : public server::EventSink
    {
    public:
        Sink(storage::Writer& writer, const DependencySet& dependencies)
          : indexer_{writer, dependencies}
        {
        }
        storage::Result<void> submit(server::IndexEvent event) override
        {
            return indexer_.apply(event, 1).map([](const server::SafetyNews&) {});
        }

    private:
        server::Indexer indexer_;
    };

    const ChainConfig config{ChainId::from_u64(901), 2, 0};
    const DependencySet set = *DependencySet::create({config}, 0);

public:
    testing::HostileProxy proxy{testing::FakeChain{{.id = config.id}}, 1};
    testing::TestIndex index;

private:
    Sink sink;
    server::Anchors anchors{1, std::chrono::seconds{30}};
    server::StatusBoard board{set};
    Follower follower;
};
}  // namespace interlock::hostile
