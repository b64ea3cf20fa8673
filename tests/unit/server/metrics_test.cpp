#include "server/metrics/metrics.hpp"

#include <gmock/gmock.h>
#include <prometheus/text_serializer.h>

#include <boost/asio.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "server/metrics/page.hpp"

namespace interlock::server
{
namespace
{
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
namespace asio = boost::asio;

constexpr auto kAlpha = ChainId::from_u64(901);
constexpr auto kBeta = ChainId::from_u64(902);
const DependencySet kSet = *DependencySet::create({{kAlpha, 2, 0}, {kBeta, 2, 0}}, 0);

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

std::string text_of(const Reading& reading)
{
    return prometheus::TextSerializer{}.Serialize(page_of(reading));
}

/// Two chains, of which nothing is known yet.
Reading at_start()
{
    Reading out{.version = "1.2.3"};
    for (const auto& chain : kSet.chains())
    {
        auto& reading = out.chains.emplace_back(ChainReading{.id = chain.id});
        reading.index.emplace();
    }
    out.checks.counts = CheckCounts{}.rows();
    for (auto& durations : out.checks.durations)
        durations = DurationHistogram{}.read();
    out.index.commits = DurationHistogram{}.read();
    return out;
}

void expect_lines(const std::string& page, std::initializer_list<std::string> lines)
{
    for (const auto& line : lines)
        EXPECT_THAT(page, HasSubstr('\n' + line + '\n'));
}
}  // namespace

TEST(metrics, chains_are_there_at_zero_and_tell_how_they_are)
{
    auto reading = at_start();
    const auto before = text_of(reading);
    expect_lines(
        before, {R"(interlock_ready 0)", R"(interlock_chain_ready{chain_id="901"} 0)",
                    R"(interlock_chain_state{chain_id="902",state="connecting"} 1)",
                    R"(interlock_chain_state{chain_id="902",state="catching_up"} 0)",
                    R"(interlock_head_block{chain_id="901",level="cross-unsafe"} 0)",
                    R"(interlock_head_timestamp_seconds{chain_id="902",level="finalized"} 0)",
                    R"(interlock_node_head_block{chain_id="901"} 0)",
                    R"(interlock_blocks_behind{chain_id="901"} 0)",
                    R"(interlock_oldest_block{chain_id="901"} 0)",
                    R"(interlock_reorgs_total{chain_id="901"} 0)",
                    R"(interlock_reorg_depth_blocks_bucket{chain_id="901",le="1000"} 0)",
                    R"(interlock_cross_head_waits{chain_id="901",level="safe"} 0)",
                    R"(interlock_invalid_blocks{chain_id="901",level="cross-unsafe"} 0)"});

    reading.is_ready = true;
    auto& chain = reading.chains[0];
    chain.status.state = ChainState::catching_up;
    chain.status.node_head = 120;
    chain.status.indexed_blocks = 7;
    chain.status.indexed_logs = 70;
    chain.status.refused_blocks = 3;
    chain.status.label_trouble = "its node does not tell";
    for (const uint64_t depth : {1U, 2U, 7U})
    {
        ++chain.status.reorgs;
        chain.status.reorg_depths.count(depth);
    }
    chain.index->oldest = BlockSeal{.id = {.number = 5, .hash = {}}, .timestamp_s = 99};
    chain.index->heads[0] = BlockSeal{.id = {.number = 100, .hash = {}}, .timestamp_s = 1'000};
    chain.index->obstacles = {Waiting{}, Fault{}};
    expect_lines(text_of(reading),
        {R"(interlock_ready 1)", R"(interlock_chain_state{chain_id="901",state="catching_up"} 1)",
            R"(interlock_head_block{chain_id="901",level="unsafe"} 100)",
            R"(interlock_head_timestamp_seconds{chain_id="901",level="unsafe"} 1000)",
            R"(interlock_node_head_block{chain_id="901"} 120)",
            R"(interlock_blocks_behind{chain_id="901"} 20)",
            R"(interlock_oldest_block{chain_id="901"} 5)",
            R"(interlock_oldest_block_timestamp_seconds{chain_id="901"} 99)",
            R"(interlock_newest_block{chain_id="901"} 100)",
            R"(interlock_blocks_indexed_total{chain_id="901"} 7)",
            R"(interlock_logs_indexed_total{chain_id="901"} 70)",
            R"(interlock_refused_blocks_total{chain_id="901"} 3)",
            R"(interlock_reorgs_total{chain_id="901"} 3)",
            R"(interlock_reorg_depth_blocks_bucket{chain_id="901",le="1"} 1)",
            R"(interlock_reorg_depth_blocks_bucket{chain_id="901",le="5"} 2)",
            R"(interlock_reorg_depth_blocks_bucket{chain_id="901",le="10"} 3)",
            R"(interlock_reorg_depth_blocks_bucket{chain_id="901",le="+Inf"} 3)",
            R"(interlock_reorg_depth_blocks_sum{chain_id="901"} 10)",
            R"(interlock_label_trouble{chain_id="901"} 1)",
            R"(interlock_label_trouble{chain_id="902"} 0)",
            R"(interlock_cross_head_waits{chain_id="901",level="cross-unsafe"} 1)",
            R"(interlock_cross_head_waits{chain_id="901",level="safe"} 0)",
            R"(interlock_invalid_blocks{chain_id="901",level="safe"} 1)"});
}

TEST(metrics, what_cannot_be_read_is_absent_rather_than_zero)
{
    auto reading = at_start();
    reading.chains[0].index.reset();
    EXPECT_THAT(text_of(reading), AllOf(HasSubstr(R"(interlock_head_block{chain_id="902")"),
                                      Not(HasSubstr(R"(interlock_head_block{chain_id="901")"))));
}

TEST(metrics, tell_of_endpoints_and_subscriptions)
{
    auto reading = at_start();
    auto& status = reading.chains[0].status;
    status.nodes.push_back({.name = "http://a:1/…", .in_use = true});
    status.nodes.push_back({.name = "http://a:1/…"});
    status.nodes[1].state = NodeState::set_aside;
    status.nodes[1].failures = 3;
    status.nodes[1].disagreements = 2;
    status.disagreement = "nodes disagree";
    status.subscription.emplace();
    status.subscription->listening = status.subscription->proven = true;
    status.subscription->announcements = 7;
    const std::string first = R"({chain_id="901",endpoint="http://a:1/…",position="1")";
    const std::string second = R"({chain_id="901",endpoint="http://a:1/…",position="2")";
    const auto page = text_of(reading);
    expect_lines(page, {"interlock_endpoint_state" + first + R"(,state="fit"} 1)",
                           "interlock_endpoint_state" + second + R"(,state="fit"} 0)",
                           "interlock_endpoint_state" + second + R"(,state="failing"} 0)",
                           "interlock_endpoint_state" + second + R"(,state="set_aside"} 1)",
                           "interlock_endpoint_in_use" + first + "} 1",
                           "interlock_endpoint_in_use" + second + "} 0",
                           "interlock_endpoint_failures_total" + second + "} 3",
                           "interlock_endpoint_set_aside_total" + second + "} 2",
                           R"(interlock_endpoints_disagree{chain_id="901"} 1)",
                           R"(interlock_endpoints_disagree{chain_id="902"} 0)",
                           R"(interlock_subscription_listening{chain_id="901"} 1)",
                           R"(interlock_subscription_proven{chain_id="901"} 1)",
                           R"(interlock_subscription_announcements_total{chain_id="901"} 7)",
                           R"(interlock_subscription_failures_total{chain_id="901"} 0)"});
    EXPECT_THAT(page, Not(HasSubstr(R"(subscription_listening{chain_id="902")")));
}

TEST(metrics, tell_of_alarms_and_failsafes)
{
    SafetyCounts counts{kSet};
    SafetyNews news;
    news.alarms.divergences.push_back({.chain_id = kAlpha});
    news.verdicts.push_back(
        {.chain_id = kAlpha, .view = CrossView::safe, .change = storage::FoundInvalid{}});
    counts.count(news);
    news.verdicts.clear();
    counts.count(news);  // It lasts: that is one.
    counts.count({});
    counts.count(news);  // Another one.

    auto reading = at_start();
    expect_lines(text_of(reading),
        {R"(interlock_divergence{chain_id="901"} 0)", R"(interlock_halted{chain_id="902"} 0)",
            R"(interlock_divergences_total{chain_id="901"} 0)",
            R"(interlock_invalid_blocks_total{chain_id="901",level="cross-unsafe"} 0)",
            R"(interlock_failsafe{cause="disagreement"} 0)",
            R"(interlock_failsafe_chain{chain_id="902"} 0)", "interlock_failsafe_all 0"});
    reading.chains[0].safety = counts.of(kAlpha);
    reading.chains[0].diverges = true;
    reading.chains[1].is_halted = true;
    reading.failsafes = {{.scope = FailsafeScope::of(kAlpha), .cause = FailsafeCause::divergence},
        {.scope = FailsafeScope::between(kAlpha, ChainId::from_u64(7)),
            .cause = FailsafeCause::divergence}};
    expect_lines(text_of(reading),
        {R"(interlock_divergence{chain_id="901"} 1)", R"(interlock_halted{chain_id="902"} 1)",
            R"(interlock_divergences_total{chain_id="901"} 2)",
            R"(interlock_invalid_blocks_total{chain_id="901",level="safe"} 1)",
            R"(interlock_failsafe{cause="divergence"} 2)",
            R"(interlock_failsafe{cause="manual"} 0)",
            R"(interlock_failsafe_chain{chain_id="901"} 1)",
            R"(interlock_failsafe_chain{chain_id="902"} 0)", "interlock_failsafe_all 0"});
    reading.failsafes = {{.scope = FailsafeScope::all()}};
    expect_lines(text_of(reading),
        {R"(interlock_failsafe{cause="manual"} 1)", R"(interlock_failsafe_chain{chain_id="902"} 1)",
            "interlock_failsafe_all 1"});
}

TEST(metrics, tell_of_messages_by_pair)
{
    auto reading = at_start();
    auto& pair = reading.messages.pairs.emplace_back(
        MessagePairCounts{.initiating = kAlpha, .executing = kBeta});
    pair.now = {5, 1, 2, 3};
    pair.seen = 20;
    pair.expired = 4;
    pair.finalized = 6;
    pair.dropped = 3;
    pair.changed[0][1] = 8;
    reading.messages.pairs.push_back({.initiating = std::nullopt, .executing = kBeta});
    reading.messages.invalid[static_cast<size_t>(Violation::expired)] = 9;
    reading.messages.scans.push_back(
        {.chain_id = kBeta, .blocks_behind = 10, .blocks_skipped = 11});
    const std::string of_pair = R"({initiating_chain_id="901",executing_chain_id="902")";
    const auto page = text_of(reading);
    expect_lines(page,
        {"interlock_messages" + of_pair + R"(,state="valid"} 5)",
            "interlock_messages" + of_pair + R"(,state="invalid"} 1)",
            "interlock_messages" + of_pair + R"(,state="not_yet"} 2)",
            "interlock_messages" + of_pair + R"(,state="cannot_tell"} 3)",
            "interlock_messages_seen_total" + of_pair + "} 20",
            "interlock_messages_expired_total" + of_pair + "} 4",
            "interlock_messages_finalized_total" + of_pair + "} 6",
            "interlock_messages_dropped_total" + of_pair + "} 3",
            "interlock_messages_changed_total" + of_pair + R"(,from="valid",to="invalid"} 8)",
            "interlock_messages_changed_total" + of_pair + R"(,from="not_yet",to="valid"} 0)",
            R"(interlock_messages_seen_total{initiating_chain_id="other",executing_chain_id="902"} 0)",
            R"(interlock_invalid_messages_total{reason="expired"} 9)",
            R"(interlock_invalid_messages_total{reason="cycle"} 0)",
            R"(interlock_messages_blocks_behind{chain_id="902"} 10)",
            R"(interlock_messages_blocks_skipped_total{chain_id="902"} 11)"});
    EXPECT_THAT(page, Not(HasSubstr(R"(invalid_messages_total{reason="checksum_mismatch")")));
}

TEST(metrics, tell_of_checks_and_doors)
{
    CheckCounts counts;
    counts.count(CheckDoor::stream, SafetyLevel::safe, Invalid{Violation::expired, {}, {}});
    counts.time(CheckDoor::stream, std::chrono::microseconds{30});
    auto reading = at_start();
    reading.checks = {.counts = counts.rows()};
    for (const auto door : kCheckDoors)
        reading.checks.durations[static_cast<size_t>(door)] = counts.durations(door);
    reading.doors = {.methods = {{"health_status", 3, 1}, {"", 0, 2}},
        .connections = {{"json_rpc", 4}},
        .refused = {{"json_rpc", "requests", 5}},
        .certificates = {{"grpc", 1'800'000'000}},
        .check_streams = 6,
        .watch_streams = 7};
    expect_lines(text_of(reading),
        {R"(interlock_checks_total{door="stream",level="safe",outcome="invalid",reason="expired"} 1)",
            R"(interlock_checks_total{door="grpc",level="safe",outcome="valid",reason=""} 0)",
            R"(interlock_checks_total{door="json_rpc",level="",outcome="bad_request",reason=""} 0)",
            R"(interlock_check_duration_seconds_bucket{door="stream",le="2.5e-05"} 0)",
            R"(interlock_check_duration_seconds_bucket{door="stream",le="5e-05"} 1)",
            R"(interlock_check_duration_seconds_count{door="grpc"} 0)",
            R"(interlock_rpc_requests_total{method="health_status",outcome="answered"} 3)",
            R"(interlock_rpc_requests_total{method="health_status",outcome="error"} 1)",
            R"(interlock_rpc_requests_total{method="other",outcome="error"} 2)",
            R"(interlock_door_connections{door="json_rpc"} 4)",
            R"(interlock_door_refused_total{door="json_rpc",reason="requests"} 5)",
            R"(interlock_streams{kind="check"} 6)", R"(interlock_streams{kind="watch"} 7)",
            R"(interlock_certificate_not_after_timestamp_seconds{door="grpc"} 1800000000)"});
}

TEST(metrics, tell_of_the_index_and_the_process)
{
    auto reading = at_start();
    reading.started_at_s = 1'700'000'000;
    reading.index.index_bytes = 4'196;
    reading.index.write_ahead_log_bytes = 100;
    reading.index.disk_free_bytes = 1'000;
    reading.index.views = 2;
    reading.index.writer_queue = 3;
    reading.index.fetch_queue = 4;
    reading.process = read_process();
    const auto page = text_of(reading);
    expect_lines(
        page, {"interlock_start_time_seconds 1700000000", "interlock_index_bytes 4196",
                  "interlock_wal_bytes 100", "interlock_disk_free_bytes 1000",
                  "interlock_views_in_use 2", "interlock_writer_queue_length 3",
                  "interlock_fetch_queue_length 4", "interlock_commit_duration_seconds_count 0"});
    EXPECT_THAT(page, HasSubstr(R"(interlock_build_info{version="1.2.3",compiler=")"));
    EXPECT_GT(reading.process.resident_bytes, 1U << 20U);
    EXPECT_GT(reading.process.open_files, 2U);
    const auto now_s = static_cast<double>(std::time(nullptr));
    EXPECT_NEAR(reading.process.started_at_s, now_s, 3'600);
    EXPECT_GE(reading.process.cpu_s, 0);
}

TEST(metrics, are_read_anew_at_each_scrape)
{
    uint64_t scrapes = 0;
    const auto metrics = Metrics::serve("127.0.0.1:0",
        [&]
        {
            auto out = at_start();
            out.started_at_s = ++scrapes;
            return out;
        });
    ASSERT_TRUE(metrics) << metrics.error();
    expect_lines(scrape((*metrics)->port()), {"interlock_start_time_seconds 1"});
    expect_lines(scrape((*metrics)->port()), {"interlock_start_time_seconds 2"});
}

TEST(metrics, refuse_an_address_that_is_taken)
{
    const auto first = Metrics::serve("127.0.0.1:0", &at_start);
    ASSERT_TRUE(first);
    const auto address = "127.0.0.1:" + std::to_string((*first)->port());
    const auto second = Metrics::serve(address, &at_start);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), HasSubstr(address));
}

TEST(metrics_document, is_what_docs_metrics_md_says)
{
    std::ifstream file{INTERLOCK_ROOT "/docs/metrics.md"};
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_EQ(text.str(), metrics_document())
        << "make it anew: build/dev/server/interlockd --print-metrics > docs/metrics.md";
}

TEST(metrics_document, names_follow_the_conventions)
{
    std::set<std::string_view> names;
    for (const auto& info : families::kAll)
    {
        EXPECT_TRUE(names.insert(info.name).second) << info.name << " is there twice";
        EXPECT_EQ(info.name.ends_with("_total"), info.type == FamilyType::counter) << info.name;
        const bool is_ours =
            info.name.starts_with("interlock_") || info.section == families::kProcess;
        EXPECT_TRUE(is_ours) << info.name;
        EXPECT_TRUE(info.help.ends_with('.')) << info.name;
        EXPECT_EQ(info.help.find('|'), std::string_view::npos) << info.name << ": a table's cell";
    }
}
}  // namespace interlock::server
