// What `interlock doctor` finds.
#include "client/cli/diagnosis.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/cli/app.hpp"
#include "tests/unit/client/fake_service.hpp"
#include "tests/unit/client/samples.hpp"

namespace interlock::client::cli
{
namespace
{
using console::Finding;
using console::Severity;
using ::testing::HasSubstr;

constexpr uint64_t kNowS = samples::kNowS;

BlockSeal block_at(uint64_t timestamp_s, uint64_t number = 40)
{
    auto out = samples::seal(number);
    out.timestamp_s = timestamp_s;
    return out;
}

/// A service of one chain with nothing to mend.
Examination healthy()
{
    Examination out{.server = "127.0.0.1:7545",
        .client_version = "0.1.0",
        .now_s = kNowS,
        .round_trip = std::chrono::milliseconds{3}};
    out.status = {.version = "0.1.0",
        .started_at_s = kNowS - 3'600,
        .ready = true,
        .now_s = kNowS + 1,
        .index_bytes = uint64_t{1} << 30U,
        .disk_free_bytes = uint64_t{50} << 30U,
        .serves_metrics = true,
        .serves_admin = true};
    ChainStatus chain;
    chain.chain_id = samples::kChainA;
    chain.name = "op-a";
    chain.state = pb::CHAIN_STATE_FOLLOWING;
    chain.ready = true;
    chain.head = block_at(kNowS - 2);
    chain.node_head = 40;
    chain.nodes = {{.name = "http://a:1", .state = pb::NODE_STATE_FIT, .in_use = true},
        {.name = "http://b:1", .state = pb::NODE_STATE_FIT}};
    out.status.chains = {chain};
    out.heads.chains = {{.chain_id = samples::kChainA,
        .heads = {{.level = SafetyLevel::unsafe, .block = block_at(kNowS - 2)},
            {.level = SafetyLevel::local_safe, .block = block_at(kNowS - 60, 11)},
            {.level = SafetyLevel::finalized, .block = block_at(kNowS - 1'200, 2)}}}};
    out.chains.chains = {{.config = {.id = samples::kChainA, .block_time_s = 2}, .name = "op-a"}};
    return out;
}

/// What is not ok, or has advice.
std::vector<Finding> worth_telling(const Examination& seen)
{
    auto all = diagnose(seen);
    std::erase_if(all, [](const Finding& finding)
        { return finding.severity == Severity::ok && finding.mend.empty(); });
    return all;
}

struct Case
{
    const char* name;
    std::function<void(Examination&)> spoil;
    Severity severity;
    const char* subject;
    const char* what;
    const char* mend;
};
}  // namespace

TEST(diagnosis, nothing_to_mend)
{
    const auto findings = diagnose(healthy());
    EXPECT_EQ(worth_telling(healthy()), std::vector<Finding>{});
    EXPECT_EQ(console::findings_text(findings),
        "ok    service     answers at 127.0.0.1:7545 in 3 ms, not encrypted\n"
        "ok    version     the service and this program are both 0.1.0\n"
        "ok    readiness   ready, up 1h\n"
        "ok    clock       the service's agrees with this machine's\n"
        "ok    disk        the index has 1.0 GiB, 50.0 GiB are free\n"
        "ok    op-a (901)  following at block 40\n"
        "ok    op-a (901)  all 2 nodes are fit\n"
        "ok    op-a (901)  heads: unsafe 40 (3s ago), local-safe 11 (1m 1s ago), finalized 2 (20m "
        "1s ago)\n"
        "ok    failsafe    none in force\n"
        "ok    divergence  no node contradicts this service\n"
        "ok    metrics     served\n"
        "ok    admin door  open\n"
        "\n"
        "all well: 12 checks\n");
}

TEST(diagnosis, each_trouble_has_its_finding)
{
    const auto chain = [](Examination& seen) -> ChainStatus& { return seen.status.chains[0]; };
    const Case cases[]{
        {"far away", [](auto& seen) { seen.server = "10.0.0.7:7545"; }, Severity::ok, "service",
            "not encrypted", "grpc.tls_certificate"},
        {"version", [](auto& seen) { seen.status.version = "0.2\x1b"; }, Severity::warn, "version",
            "the service is 0.2\\x1b, this program 0.1.0", "same release"},
        {"not ready",
            [&](auto& seen)
            {
                seen.status.ready = false;
                chain(seen).ready = false;
            },
            Severity::warn, "readiness", "questions that need op-a (901)", "interlock sync"},
        {"clock", [](auto& seen) { seen.now_s -= 60; }, Severity::warn, "clock",
            "1m 1s ahead of this machine's", "NTP"},
        {"disk", [](auto& seen) { seen.status.disk_free_bytes = uint64_t{100} << 20U; },
            Severity::fail, "disk", "100.0 MiB are free", "free space"},
        {"scarce disk", [](auto& seen) { seen.status.disk_free_bytes = uint64_t{900} << 20U; },
            Severity::warn, "disk", "900.0 MiB are free", "retention.window_s"},
        {"troubled",
            [&](auto& seen)
            {
                chain(seen).state = pb::CHAIN_STATE_TROUBLED;
                chain(seen).trouble = "refused";
            },
            Severity::fail, "op-a (901)", "troubled: refused", "without a restart"},
        {"halted", [&](auto& seen) { chain(seen).state = pb::CHAIN_STATE_HALTED; }, Severity::fail,
            "op-a (901)", "halted", "mend the endpoint"},
        {"catching up",
            [&](auto& seen)
            {
                chain(seen).state = pb::CHAIN_STATE_CATCHING_UP;
                chain(seen).node_head = 140;
            },
            Severity::warn, "op-a (901)", "catching up, 100 blocks to go", "interlock sync"},
        {"promotion halted", [&](auto& seen) { chain(seen).trouble = "finality of 902"; },
            Severity::fail, "op-a (901)", "following: finality of 902", "mend what this names"},
        {"stands still", [&](auto& seen) { chain(seen).head = block_at(kNowS - 300); },
            Severity::warn, "op-a (901)", "newest block is of 5m 1s ago", "stands still"},
        {"from the future", [&](auto& seen) { chain(seen).head = block_at(kNowS + 100); },
            Severity::warn, "op-a (901)", "1m 39s ahead of the service's clock", "NTP"},
        {"one node", [&](auto& seen) { chain(seen).nodes.pop_back(); }, Severity::ok, "op-a (901)",
            "its only node is fit", "quorum"},
        {"failing node",
            [&](auto& seen)
            {
                chain(seen).nodes[1].state = pb::NODE_STATE_FAILING;
                chain(seen).nodes[1].reason = "HTTP 500";
            },
            Severity::warn, "op-a (901)", "node http://b:1 is failing: HTTP 500",
            "once it is well"},
        {"node set aside",
            [&](auto& seen) { chain(seen).nodes[1].state = pb::NODE_STATE_SET_ASIDE; },
            Severity::warn, "op-a (901)", "node http://b:1 is set aside", "another branch"},
        {"disagreement", [&](auto& seen) { chain(seen).disagreement = "nodes disagree about 7"; },
            Severity::warn, "op-a (901)", "nodes disagree about 7", "reorg is normal"},
        {"subscription",
            [&](auto& seen)
            {
                chain(seen).subscription = HeadSubscription{.endpoint = "ws://a:2",
                    .state = pb::SUBSCRIPTION_STATE_FAILING,
                    .trouble = "closed"};
            },
            Severity::warn, "op-a (901)", "announcements of new blocks from ws://a:2: closed",
            "eth_subscribe"},
        {"labels", [&](auto& seen) { chain(seen).label_trouble = "no answer"; }, Severity::warn,
            "op-a (901)", "stand still: no answer", "consensus node"},
        {"old local-safe",
            [](auto& seen) { seen.heads.chains[0].heads[1].block = block_at(kNowS - 50'000, 11); },
            Severity::warn, "op-a (901)", "its local-safe head is of 13h 53m ago", "batches"},
        {"waits",
            [&](auto& seen)
            {
                chain(seen).pending = {{.level = SafetyLevel::safe,
                    .chain_id = samples::kChainA,
                    .block = samples::seal(17),
                    .decision = Wait{.reason = pb::WAIT_REASON_INITIATING_LEVEL,
                        .chain_id = samples::kChainB,
                        .number = 12,
                        .since_s = kNowS - 60}}};
            },
            Severity::warn, "op-a (901)", "safe stands before block 17: WAITS for 902 block 12",
            "interlock explain head 901 safe"},
        {"invalid",
            [&](auto& seen)
            {
                chain(seen).pending = {{.level = SafetyLevel::safe,
                    .chain_id = samples::kChainA,
                    .block = samples::seal(17),
                    .decision = Replace{}}};
            },
            Severity::fail, "op-a (901)", "safe stands before block 17: INVALID",
            "interlock explain block 901 17"},
        {"failsafe",
            [](auto& seen)
            {
                seen.status.failsafes = {{.chains = {samples::kChainA, samples::kChainB},
                    .cause = pb::FAILSAFE_CAUSE_MANUAL,
                    .reason = "drill",
                    .is_held = true}};
            },
            Severity::fail, "failsafe", "messages between op-a (901) and 902 are not judged",
            "interlock failsafe off"},
        {"divergence",
            [&](auto& seen) { chain(seen).divergence = Divergence{.block = samples::seal(9)}; },
            Severity::fail, "divergence", "op-a (901) calls block 9 safe, but it is invalid",
            "compare the nodes"},
        {"metrics", [](auto& seen) { seen.status.serves_metrics = false; }, Severity::ok, "metrics",
            "not served", "metrics.listen"},
        {"admin", [](auto& seen) { seen.status.serves_admin = false; }, Severity::ok, "admin door",
            "closed", "admin.listen"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.name);
        auto seen = healthy();
        c.spoil(seen);
        const auto told = worth_telling(seen);
        ASSERT_EQ(told.size(), 1U) << console::findings_text(told);
        EXPECT_EQ(told[0].severity, c.severity);
        EXPECT_EQ(told[0].subject, c.subject);
        EXPECT_THAT(told[0].what, HasSubstr(c.what));
        EXPECT_THAT(told[0].mend, HasSubstr(c.mend));
    }
}

TEST(diagnosis, of_a_service_that_tells_less)
{
    auto seen = healthy();
    seen.status.now_s.reset();
    seen.status.disk_free_bytes.reset();
    for (const auto& finding : diagnose(seen))
    {
        for (const auto* const subject : {"clock", "disk", "metrics", "admin door"})
            EXPECT_NE(finding.subject, subject);
    }
}

TEST(doctor, its_exit_code_tells)
{
    FakeService service;
    pb::GetStatusReply status;
    status.set_version(run_program({"--version"}).out.substr(10, 5));
    status.set_ready(true);
    service.get_status = always<pb::GetStatusRequest>(status);
    const auto well = run_program(service, {"doctor"});
    EXPECT_EQ(well.code, 0) << well.out << well.err;
    EXPECT_THAT(well.out, HasSubstr("all well"));

    status.set_version("0.0.0");
    service.get_status = always<pb::GetStatusRequest>(status);
    const auto unwell = run_program(service, {"doctor", "--json"});
    EXPECT_EQ(unwell.code, 7);
    const auto json = nlohmann::json::parse(unwell.out);
    EXPECT_EQ(json["worst"], "warn");
    EXPECT_EQ(json["findings"][1]["subject"], "version");
}

TEST(doctor, a_service_that_is_not_there_is_a_finding)
{
    std::string address;
    {
        const FakeService gone;
        address = gone.address();
    }
    const auto run = run_program({"--server", address, "doctor"});
    EXPECT_EQ(run.code, 5);
    EXPECT_EQ(run.err, "");
    EXPECT_TRUE(run.out.starts_with("fail  service  no answer from " + address)) << run.out;
    EXPECT_THAT(run.out, HasSubstr("> start interlockd there"));
}

TEST(doctor, an_untrusted_certificate_may_have_expired)
{
    const Error error{
        .kind = ErrorKind::unreachable, .message = "the service's certificate is not trusted"};
    const auto finding = diagnose_silence("host:1", error);
    EXPECT_THAT(finding.mend, HasSubstr("expired"));
    EXPECT_THAT(finding.mend, HasSubstr("--tls-ca"));
}
}  // namespace interlock::client::cli
