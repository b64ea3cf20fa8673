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
    const auto metrics = Metrics::serve("127.0.0.1:0", kSet);
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

TEST(metrics, refuse_an_address_that_is_taken)
{
    const auto first = Metrics::serve("127.0.0.1:0", kSet);
    ASSERT_TRUE(first);
    const auto address = "127.0.0.1:" + std::to_string((*first)->port());
    const auto second = Metrics::serve(address, kSet);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), HasSubstr(address));
}
}  // namespace
}  // namespace interlock::server
