#include "server/metrics/metrics.hpp"

#include <gmock/gmock.h>

#include <boost/asio.hpp>

namespace interlock::server
{
namespace
{
using testing::HasSubstr;
namespace asio = boost::asio;

constexpr auto kAlpha = ChainId::from_u64(901);
const DependencySet kSet =
    *DependencySet::create({{kAlpha, 2, 0}, {ChainId::from_u64(902), 2, 0}}, 0);

std::string scrape(int port)
{
    asio::io_context io;
    asio::ip::tcp::socket socket{io};
    socket.connect({asio::ip::make_address("127.0.0.1"), static_cast<uint16_t>(port)});
    const std::string request = "GET /metrics HTTP/1.0\r\n\r\n";
    asio::write(socket, asio::buffer(request));
    std::string reply;
    boost::system::error_code end;
    asio::read(socket, asio::dynamic_buffer(reply), end);
    return reply;
}

TEST(metrics, are_there_at_zero_and_count_what_happens)
{
    const auto metrics = Metrics::serve("127.0.0.1:0", kSet, {});
    ASSERT_TRUE(metrics) << metrics.error();
    const auto at_start = scrape((*metrics)->port());
    EXPECT_THAT(at_start, HasSubstr("interlock_divergences_total{chain_id=\"901\"} 0"));
    EXPECT_THAT(at_start, HasSubstr("interlock_divergence{chain_id=\"902\"} 0"));
    EXPECT_THAT(at_start, HasSubstr("interlock_halted{chain_id=\"902\"} 0"));
    EXPECT_THAT(at_start,
        HasSubstr("interlock_invalid_blocks_total{chain_id=\"901\",level=\"cross-unsafe\"} 0"));

    SafetyNews news;
    news.alarms.divergences.push_back({.chain_id = kAlpha});
    news.alarms.halts.push_back({.chain_id = kAlpha});
    news.verdicts.push_back(
        {.chain_id = kAlpha, .view = CrossView::safe, .change = storage::FoundInvalid{}});
    (*metrics)->count(news);
    news.verdicts.clear();
    (*metrics)->count(news);  // It lasts: that is one.
    const auto later = scrape((*metrics)->port());
    EXPECT_THAT(later, HasSubstr("interlock_divergences_total{chain_id=\"901\"} 1"));
    EXPECT_THAT(later, HasSubstr("interlock_divergence{chain_id=\"901\"} 1"));
    EXPECT_THAT(later, HasSubstr("interlock_halted{chain_id=\"901\"} 1"));
    EXPECT_THAT(
        later, HasSubstr("interlock_invalid_blocks_total{chain_id=\"901\",level=\"safe\"} 1"));

    (*metrics)->count({});
    EXPECT_THAT(scrape((*metrics)->port()), HasSubstr("interlock_divergence{chain_id=\"901\"} 0"));
}

TEST(metrics, tell_of_endpoints_subscriptions_and_the_index)
{
    FollowingReading reading;
    auto& chain = reading.chains.emplace_back();
    chain.id = kAlpha;
    chain.status.nodes.push_back({.name = "http://a:1/…"});
    chain.status.nodes.push_back({.name = "http://a:1/…"});
    chain.status.subscription.emplace();
    reading.chains.emplace_back().id = ChainId::from_u64(902);
    const auto metrics = Metrics::serve("127.0.0.1:0", kSet, reading);
    ASSERT_TRUE(metrics) << metrics.error();

    const std::string first = R"({chain_id="901",endpoint="http://a:1/…",position="1")";
    const std::string second = R"({chain_id="901",endpoint="http://a:1/…",position="2")";
    const auto at_start = scrape((*metrics)->port());
    for (const auto& line : {"interlock_endpoint_state" + first + R"(,state="fit"} 1)",
             "interlock_endpoint_state" + second + R"(,state="set_aside"} 0)",
             "interlock_endpoint_state" + second + R"(,state="failing"} 0)",
             "interlock_endpoint_in_use" + first + "} 0",
             "interlock_endpoint_failures_total" + second + "} 0",
             "interlock_endpoint_set_aside_total" + second + "} 0",
             std::string{R"(interlock_endpoints_disagree{chain_id="902"} 0)"},
             std::string{R"(interlock_subscription_listening{chain_id="901"} 0)"},
             std::string{R"(interlock_subscription_announcements_total{chain_id="901"} 0)"},
             std::string{R"(interlock_oldest_block{chain_id="901"} 0)"},
             std::string{"interlock_index_bytes 0"}})
        EXPECT_THAT(at_start, HasSubstr(line + "\n"));
    EXPECT_THAT(at_start, testing::Not(HasSubstr(R"(subscription_listening{chain_id="902")")));

    (*metrics)->read_with(
        [&]
        {
            auto now = reading;
            auto& status = now.chains[0].status;
            status.nodes[0].in_use = true;
            status.nodes[1].state = NodeState::set_aside;
            status.nodes[1].disagreements = 2;
            status.disagreement = "nodes disagree";
            status.subscription->listening = status.subscription->proven = true;
            status.subscription->announcements = 7;
            now.chains[0].oldest = BlockSeal{.id = {.number = 5, .hash = {}}, .timestamp_s = 99};
            now.index_bytes = 4'096;
            return now;
        });
    const auto later = scrape((*metrics)->port());
    for (const auto& line : {"interlock_endpoint_state" + second + R"(,state="set_aside"} 1)",
             "interlock_endpoint_state" + second + R"(,state="fit"} 0)",
             "interlock_endpoint_in_use" + first + "} 1",
             "interlock_endpoint_set_aside_total" + second + "} 2",
             std::string{R"(interlock_endpoints_disagree{chain_id="901"} 1)"},
             std::string{R"(interlock_subscription_proven{chain_id="901"} 1)"},
             std::string{R"(interlock_subscription_announcements_total{chain_id="901"} 7)"},
             std::string{R"(interlock_oldest_block{chain_id="901"} 5)"},
             std::string{R"(interlock_oldest_block_timestamp_seconds{chain_id="901"} 99)"},
             std::string{"interlock_index_bytes 4096"}})
        EXPECT_THAT(later, HasSubstr(line + "\n"));
    (*metrics)->read_with({});
    EXPECT_THAT(scrape((*metrics)->port()), HasSubstr("interlock_index_bytes 0\n"));
}

TEST(metrics, refuse_an_address_that_is_taken)
{
    const auto first = Metrics::serve("127.0.0.1:0", kSet, {});
    ASSERT_TRUE(first);
    const auto address = "127.0.0.1:" + std::to_string((*first)->port());
    const auto second = Metrics::serve(address, kSet, {});
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), HasSubstr(address));
}
}  // namespace
}  // namespace interlock::server
