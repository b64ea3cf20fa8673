// What the service tells Prometheus while things happen.
#include <gmock/gmock.h>

#include <set>
#include <sstream>

#include "server/metrics/families.hpp"
#include "tests/integration/running_service.hpp"
#include "tests/support/certificates.hpp"
#include "tests/unit/rpc/http_client.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;
using server::families::kAll;

class MetricsTest : public ::testing::Test
{
protected:
    void start(std::vector<std::string> more = {})
    {
        more.insert(more.end(), {"--metrics.listen=127.0.0.1:0", "--rpc.listen=127.0.0.1:0"});
        service.start(more);
    }

    [[nodiscard]] std::string scrape() const
    {
        RawConnection connection{service.metrics_port().value()};
        connection.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return body_of(connection.receive());
    }
    /// The value of a series; nullopt when there is no such one.
    [[nodiscard]] std::optional<double> value_of(const std::string& series) const
    {
        std::istringstream page{scrape()};
        for (std::string line; std::getline(page, line);)
        {
            if (line.starts_with(series + ' '))
                return std::stod(line.substr(series.size()));
        }
        return std::nullopt;
    }
    [[nodiscard]] bool comes_to(const std::string& series, double value) const
    {
        return eventually([&] { return value_of(series) == value; });
    }
    void ask_rpc(const std::string& method, const std::string& params = "[]")
    {
        RawConnection connection{service.rpc_port().value()};
        connection.send(post(
            R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + '}'));
        connection.receive();
    }
    /// Whether it is executed on 902 right after its head.
    void check(const Message& message)
    {
        const auto head_s = service.beta.chain().head().header.timestamp_s;
        const auto answers = service.client().check_messages(
            std::vector{message}, {.executing_chain = kBeta, .timestamp_s = head_s + 2});
        ASSERT_TRUE(answers) << answers.error().message;
    }

    RunningService service;
};

/// The families that are only there when something is configured.
std::set<std::string_view> conditional()
{
    std::set<std::string_view> out{"interlock_certificate_not_after_timestamp_seconds"};
    for (const auto& info : kAll)
    {
        if (info.name.starts_with("interlock_subscription_"))
            out.insert(info.name);
    }
    return out;
}

/// What something that has happened adds to; others may be moved by following alone.
bool counts_events(std::string_view line)
{
    for (const auto* name :
        {"interlock_reorgs_total", "interlock_checks_total", "interlock_rpc_requests_total",
            "interlock_messages", "interlock_invalid_", "interlock_divergence",
            "interlock_failsafe", "interlock_door_refused_total", "interlock_halted"})
    {
        if (line.starts_with(name))
            return !line.starts_with("interlock_messages_blocks_behind");
    }
    return false;
}
}  // namespace

TEST_F(MetricsTest, every_family_is_there_from_the_start_and_nothing_has_happened)
{
    start();
    const auto page = scrape();
    const auto optional = conditional();
    for (const auto& info : kAll)
    {
        const auto type = "# TYPE " + std::string{info.name} + ' ';
        EXPECT_EQ(page.find(type) != std::string::npos, optional.count(info.name) == 0)
            << info.name;
    }
    std::istringstream lines{page};
    size_t events = 0;
    for (std::string line; std::getline(lines, line);)
    {
        if (!counts_events(line))
            continue;
        ++events;
        EXPECT_TRUE(line.ends_with(" 0")) << line;
    }
    EXPECT_GT(events, 300U);
}

TEST_F(MetricsTest, are_not_served_unless_they_are_wanted)
{
    service.start();
    EXPECT_EQ(service.metrics_port(), std::nullopt);
}

TEST_F(MetricsTest, move_with_the_chains)
{
    start();
    EXPECT_TRUE(comes_to("interlock_ready", 1));
    EXPECT_TRUE(comes_to(R"(interlock_head_block{chain_id="901",level="unsafe"})", 10));
    EXPECT_TRUE(comes_to(R"(interlock_newest_block{chain_id="902"})", 10));
    EXPECT_TRUE(comes_to(R"(interlock_chain_state{chain_id="901",state="following"})", 1));
    EXPECT_EQ(value_of(R"(interlock_blocks_behind{chain_id="901"})"), 0);
    EXPECT_EQ(value_of(R"(interlock_blocks_indexed_total{chain_id="901"})"), 11);
    EXPECT_EQ(value_of(R"(interlock_logs_indexed_total{chain_id="901"})"), 20);
    EXPECT_GE(value_of("interlock_commit_duration_seconds_count"), 2);
    EXPECT_GT(value_of("interlock_index_bytes"), 16'384);
    EXPECT_GT(value_of("interlock_disk_free_bytes"), 0);

    service.alpha.update(
        [](FakeChain& chain)
        {
            chain.rewind(7);
            chain.extend(12);
        });
    EXPECT_TRUE(comes_to(R"(interlock_reorgs_total{chain_id="901"})", 1));
    EXPECT_EQ(value_of(R"(interlock_reorg_depth_blocks_sum{chain_id="901"})"), 3);
    EXPECT_EQ(value_of(R"(interlock_reorg_depth_blocks_bucket{chain_id="901",le="2"})"), 0);
    EXPECT_EQ(value_of(R"(interlock_reorgs_total{chain_id="902"})"), 0);
}

TEST_F(MetricsTest, count_checks_and_calls)
{
    start();
    ASSERT_TRUE(eventually([&] { return service.follows_all(); }));
    const auto message = message_of(service.alpha.chain(), 4, 1);
    check(message);
    auto other = message;
    other.payload_hash.bytes[0] ^= 1;
    check(other);
    EXPECT_EQ(
        value_of(R"(interlock_checks_total{door="grpc",level="unsafe",outcome="valid",reason=""})"),
        1);
    EXPECT_EQ(
        value_of(
            R"(interlock_checks_total{door="grpc",level="unsafe",outcome="invalid",reason="payload_mismatch"})"),
        1);
    EXPECT_EQ(value_of(R"(interlock_check_duration_seconds_count{door="grpc"})"), 2);

    const auto hash = log_hash(message.id.origin, message.payload_hash);
    const auto entries = encode_access({message.id.at, message_checksum(hash, message.id.at)});
    const auto head_s = service.beta.chain().head().header.timestamp_s;
    ASSERT_TRUE(service.client().check_access_list(
        entries, {.executing_chain = kBeta, .timestamp_s = head_s + 2}));
    EXPECT_EQ(
        value_of(R"(interlock_checks_total{door="grpc",level="unsafe",outcome="valid",reason=""})"),
        2);

    ask_rpc("health_status");
    ask_rpc("interop_checkAccessList", R"(["none","unsafe",{}])");
    EXPECT_EQ(
        value_of(
            R"(interlock_checks_total{door="json_rpc",level="",outcome="bad_request",reason=""})"),
        1);
    ask_rpc("eth_chainId");
    for (const auto& [series, value] : {
             std::pair{R"({method="health_status",outcome="answered"})", 1},
             std::pair{R"({method="health_status",outcome="error"})", 0},
             std::pair{R"({method="interop_checkAccessList",outcome="error"})", 1},
             std::pair{R"({method="other",outcome="error"})", 1},
         })
        EXPECT_EQ(value_of(std::string{"interlock_rpc_requests_total"} + series), value) << series;
    RawConnection held{service.rpc_port().value()};
    held.send(post(R"({"jsonrpc":"2.0","id":1,"method":"health_status"})"));
    held.receive();
    EXPECT_TRUE(comes_to(R"(interlock_door_connections{door="json_rpc"})", 1));
}

TEST_F(MetricsTest, follow_messages_and_notice_when_a_verdict_changes)
{
    start();
    ASSERT_TRUE(eventually([&] { return service.follows_all(); }));
    const auto message = message_of(service.alpha.chain(), 8, 0);
    service.beta.update([&](FakeChain& chain) { chain.append({{executing_log(message)}}); });
    const std::string pair = R"({initiating_chain_id="901",executing_chain_id="902")";
    EXPECT_TRUE(comes_to("interlock_messages" + pair + R"(,state="valid"})", 1));
    EXPECT_EQ(value_of("interlock_messages_seen_total" + pair + "}"), 1);
    service.alpha.update(
        [](FakeChain& chain)
        {
            chain.rewind(7);
            chain.extend(6);
        });
    EXPECT_TRUE(comes_to("interlock_messages" + pair + R"(,state="invalid"})", 1));
    EXPECT_EQ(value_of("interlock_messages" + pair + R"(,state="valid"})"), 0);
    EXPECT_EQ(
        value_of("interlock_messages_changed_total" + pair + R"(,from="valid",to="invalid"})"), 1);
    EXPECT_TRUE(comes_to(R"(interlock_invalid_blocks{chain_id="902",level="cross-unsafe"})", 1));
}

TEST_F(MetricsTest, tell_when_the_certificates_of_doors_expire)
{
    const TempDir files;
    const auto file = [&](const char* name) { return (files.path() / name).string(); };
    const TestCertificate ca{"ca"};
    ca.write(file("ca.crt"), file("ca.key"));
    TestCertificate{"service", &ca}.write(file("service.crt"), file("service.key"));
    std::vector<std::string> flags{"--admin.listen=127.0.0.1:0", "--admin.rpc_listen=127.0.0.1:0",
        "--admin.tls_client_ca=" + file("ca.crt")};
    for (const auto* door : {"grpc", "rpc", "admin"})
    {
        flags.push_back("--" + std::string{door} + ".tls_certificate=" + file("service.crt"));
        flags.push_back("--" + std::string{door} + ".tls_key=" + file("service.key"));
    }
    start(flags);
    const auto now_s = static_cast<double>(std::time(nullptr));
    for (const auto* door : {"grpc", "json_rpc", "admin", "admin_rpc"})
    {
        const auto expires_at_s =
            value_of("interlock_certificate_not_after_timestamp_seconds{door=\"" +
                     std::string{door} + "\"}");
        ASSERT_TRUE(expires_at_s) << door;
        EXPECT_GT(*expires_at_s, now_s) << door;
    }
}
}  // namespace interlock
