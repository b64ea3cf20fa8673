// Each setting: what it takes, at its boundaries.
#include <gmock/gmock.h>

#include "config_support.hpp"
#include "server/config/setting.hpp"

namespace interlock::server::test
{
namespace
{
using testing::HasSubstr;

struct Case
{
    const char* flag;
    const char* problem;  // A part of it; empty when the value is right.
};

void expect(const Case& c)
{
    SCOPED_TRACE(c.flag);
    const auto loaded = load(with_chain({c.flag}));
    if (c.problem[0] == '\0')
    {
        EXPECT_EQ(problems_of(loaded), "");
        return;
    }
    ASSERT_FALSE(loaded);
    ASSERT_EQ(loaded.error().size(), 1U) << all(loaded.error());
    EXPECT_THAT(to_string(loaded.error()[0]), HasSubstr(c.problem));
}

TEST(config_settings, numbers_at_their_bounds)
{
    static constexpr Case kCases[]{
        {"--query.max_concurrent=0", "is 0, but must be 1 to 1024"},
        {"--query.max_concurrent=1", ""},
        {"--query.max_concurrent=1024", ""},
        {"--query.max_concurrent=1025", "is 1025, but must be 1 to 1024"},
        {"--ingest.poll_interval_ms=9", "must be 10 to 60000"},
        {"--ingest.poll_interval_ms=10", ""},
        {"--ingest.poll_interval_ms=60000", ""},
        {"--ingest.poll_interval_ms=60001", "must be 10 to 60000"},
        {"--ingest.batch_blocks=0", "must be 1 to 1024"},
        {"--ingest.batch_blocks=1", ""},
        {"--ingest.batch_blocks=1024", ""},
        {"--ingest.batch_blocks=1025", "must be 1 to 1024"},
        {"--ingest.request_timeout_ms=99", "must be 100 to 600000"},
        {"--ingest.request_timeout_ms=100", ""},
        {"--ingest.request_timeout_ms=600000", ""},
        {"--ingest.request_timeout_ms=600001", "must be 100 to 600000"},
        {"--ingest.max_reply_bytes=65535", "must be 65536 to 1073741824"},
        {"--ingest.max_reply_bytes=65536", ""},
        {"--ingest.max_reply_bytes=1073741824", ""},
        {"--ingest.max_reply_bytes=1073741825", "must be 65536 to 1073741824"},
        {"--dependency_set.expiry_window_s=-1", "is -1, but must be 0 to 604800"},
        {"--dependency_set.expiry_window_s=0", ""},
        {"--dependency_set.expiry_window_s=604800", ""},
        {"--dependency_set.expiry_window_s=604801", "is 604801, but must be 0 to 604800"},
        {"--chains.901.block_time_s=0", "must be 1 to 3600"},
        {"--chains.901.block_time_s=1", ""},
        {"--chains.901.block_time_s=3600", ""},
        {"--chains.901.block_time_s=3601", "must be 1 to 3600"},
        {"--chains.901.activation_time=-1", "must be 0 or more"},
        {"--chains.901.activation_time=0", ""},
        {"--chains.901.activation_time=9223372036854775807", ""},
        {"--chains.901.activation_time=9223372036854775808", "must be seconds since 1970"},
        {"--chains.901.quorum=0", "must be 1 to 16"},
        {"--chains.901.quorum=1", ""},
        {"--chains.901.quorum=2", "but chains.901.execution lists only 1"},
        {"--chains.901.quorum=17", "must be 1 to 16"},
        {"--chains.901.start_block=-1", "must be 0 to 17592186044415"},
        {"--chains.901.start_block=0", ""},
        {"--chains.901.start_block=17592186044415", ""},
        {"--chains.901.start_block=17592186044416", "must be 0 to 17592186044415"},
    };
    for (const auto& c : kCases)
        expect(c);
}

TEST(config_settings, texts_of_every_shape)
{
    static constexpr Case kCases[]{
        {"--data_dir=", "must be a path"},
        {"--grpc.listen=0.0.0.0:0", ""},
        {"--grpc.listen=localhost:65535", ""},
        {"--grpc.listen=[::1]:7545", ""},
        {"--grpc.listen=127.0.0.1", "is \"127.0.0.1\", but must be host:port"},
        {"--grpc.listen=127.0.0.1:", "must be host:port"},
        {"--grpc.listen=127.0.0.1:65536", "must be host:port"},
        {"--grpc.listen=127.0.0.1:+1", "must be host:port"},
        {"--grpc.listen=:7545", "must be host:port"},
        {"--grpc.listen=::1:7545", "must be host:port"},
        {"--grpc.listen=[::g]:7545", "must be host:port"},
        {"--grpc.listen=[]:7545", "must be host:port"},
        {"--grpc.listen=a b:7545", "must be host:port"},
        {"--grpc.listen=unix:/x:1", "must be host:port"},
        {"--query.same_timestamp=admit", ""},
        {"--query.same_timestamp=allow", "is \"allow\", but must be refuse or admit"},
        {"--log.level=trace", ""},
        {"--log.level=error", ""},
        {"--log.level=INFO", "must be trace, debug, info, warn or error"},
        {"--log.format=json", ""},
        {"--log.format=xml", "must be text or json"},
        {"--ingest.batch_blocks=many", "is \"many\", but must be a whole number"},
        {"--ingest.batch_blocks=1.5", "must be a whole number"},
        {"--ingest.batch_blocks= 1", "must be a whole number"},
        {"--chains.901.activation_time=never", ""},
        {"--retention.window_s=never", "must be a number of seconds, auto or off"},
        {"--chains.901.activation_time=Never", "must be seconds since 1970, or never"},
        {"--chains.901.name=Chain A", ""},
        {"--chains.901.name=", "must be 1 to 64 printable ASCII characters"},
        {"--chains.901.name=tab\there", "is \"tab?here\", but must be 1 to 64 printable"},
        {"--chains.901.name=902", "must not look like a chain id"},
        {"--chains.901.name=0x385", "must not look like a chain id"},
    };
    for (const auto& c : kCases)
        expect(c);
}

TEST(config_settings, lists)
{
    static constexpr Case kCases[]{
        {"--chains.901.consensus=http://a:1,https://b", ""},
        {"--chains.901.consensus=http://a:1,http://a:1", "item 2: http://a:1 is listed twice"},
        {"--chains.901.consensus=ftp://a", "item 1: "},
        {"--chains.901.consensus=http://a,", "item 2: "},
        {"--chains.901.subscribe=ws://a:1,wss://b", ""},
        {"--chains.901.subscribe=http://a:1", "item 1: URL: neither ws:// nor wss://"},
        {"--chains.901.execution=ws://a:1", "item 1: URL: neither http:// nor https://"},
        {"--chains.901.execution_headers=A: 1,B: 2", ""},
        {"--chains.901.execution_headers=Upgrade: x", "item 1: header Upgrade: set by the service"},
        {"--chains.901.execution_headers=A: 1,B", "item 2: "},
    };
    for (const auto& c : kCases)
        expect(c);
}

TEST(config_settings, lists_have_a_limit)
{
    std::string urls{"http://host:1"};
    for (int i = 2; i <= 16; ++i)
        urls += ",http://host:" + std::to_string(i);
    EXPECT_EQ(problems_of(load({"--chains.901.execution=" + urls})), "");
    EXPECT_THAT(problems_of(load({"--chains.901.execution=" + urls + ",http://host:17"})),
        HasSubstr("must be 1 to 16 items"));
    EXPECT_THAT(
        problems_of(load_file("[chains.901]\nexecution = []")), HasSubstr("must be 1 to 16 items"));
}

TEST(config_settings, texts_have_a_limit)
{
    const std::string longest(4'096, 'x');
    EXPECT_EQ(problems_of(load(with_chain({"--data_dir=" + longest}))), "");
    const auto problems = problems_of(load(with_chain({"--data_dir=" + longest + "x"})));
    EXPECT_THAT(problems, HasSubstr("must be at most 4096 characters long"));
    EXPECT_LT(problems.size(), 300U);  // The value is cut.
}

TEST(config_settings, values_arrive)
{
    const auto config = load({
        "--data_dir=d/../e",
        "--grpc.listen=[::1]:0",
        "--query.same_timestamp=admit",
        "--query.max_concurrent=3",
        "--log.level=warn",
        "--log.format=json",
        "--ingest.poll_interval_ms=11",
        "--ingest.batch_blocks=12",
        "--ingest.request_timeout_ms=113",
        "--ingest.max_reply_bytes=70000",
        "--admin.listen=127.0.0.1:18",
        "--admin.jwt_secret=jwt.hex",
        "--retention.window_s=1209601",
        "--dependency_set.file=set.json",
        "--dependency_set.expiry_window_s=14",
        "--safety.on_divergence=report",
        "--safety.on_invalid_safe_block=failsafe",
        "--safety.on_disagreement=failsafe_until_cleared",
        "--metrics.listen=127.0.0.1:17",
        "--chains.901.name=a",
        "--chains.901.execution=http://a:1,http://a:2",
        "--chains.901.execution_headers=X-A: 1",
        "--chains.901.subscribe=wss://a:3",
        "--chains.901.subscribe_headers=X-S: 1",
        "--chains.901.consensus=http://c:1",
        "--chains.901.consensus_headers=X-C: 1,X-D: 2\\,3",
        "--chains.901.rollup_config=rollup.json",
        "--chains.901.block_time_s=2",
        "--chains.901.activation_time=15",
        "--chains.901.start_block=16",
        "--chains.902.execution=http://b:1",
        "--chains.902.activation_time=never",
    });
    ASSERT_TRUE(config) << problems_of(config);
    EXPECT_EQ(config->data_dir, "e");
    EXPECT_EQ(to_string(config->grpc.listen), "[::1]:0");
    EXPECT_TRUE(config->query.admit_same_timestamp);
    EXPECT_EQ(config->query.max_concurrent, 3U);
    EXPECT_EQ(
        config->safety.failsafe, (FailsafePolicies{FailsafePolicy::report, FailsafePolicy::report,
                                     FailsafePolicy::until_healed, FailsafePolicy::until_cleared}));
    ASSERT_TRUE(config->metrics.listen);
    EXPECT_EQ(to_string(*config->metrics.listen), "127.0.0.1:17");
    EXPECT_EQ(config->log.level, LogLevel::warn);
    EXPECT_EQ(config->log.format, LogFormat::json);
    EXPECT_EQ(config->ingest.poll_interval, std::chrono::milliseconds{11});
    EXPECT_EQ(config->ingest.batch_blocks, 12U);
    EXPECT_EQ(config->ingest.request_timeout, std::chrono::milliseconds{113});
    EXPECT_EQ(config->ingest.max_reply_bytes, 70'000U);
    ASSERT_TRUE(config->admin.listen);
    EXPECT_EQ(to_string(*config->admin.listen), "127.0.0.1:18");
    EXPECT_EQ(config->admin.jwt_secret, "jwt.hex");
    EXPECT_EQ(config->retention.window_s, 1'209'601U);
    EXPECT_TRUE(config->retention.removes_old);
    EXPECT_EQ(config->dependency_set.file, "set.json");
    EXPECT_EQ(config->dependency_set.expiry_window_s, 14U);
    ASSERT_EQ(config->chains.size(), 2U);
    const auto& a = config->chains[0];
    EXPECT_EQ(a.id, ChainId::from_u64(901));
    EXPECT_EQ(a.name, "a");
    ASSERT_EQ(a.execution.size(), 2U);
    EXPECT_EQ(a.execution[1].secret_url(), "http://a:2");
    const std::vector<std::string> execution_headers{"X-A: 1"};
    EXPECT_EQ(a.execution[0].secret_headers(), execution_headers);
    EXPECT_EQ(a.execution[1].secret_headers(), execution_headers);
    ASSERT_EQ(a.subscribe.size(), 1U);
    EXPECT_EQ(a.subscribe[0].display(), "wss://a:3");
    EXPECT_EQ(a.subscribe[0].secret_headers(), std::vector<std::string>{"X-S: 1"});
    ASSERT_EQ(a.consensus.size(), 1U);
    const std::vector<std::string> consensus_headers{"X-C: 1", "X-D: 2,3"};
    EXPECT_EQ(a.consensus[0].secret_headers(), consensus_headers);
    EXPECT_EQ(a.rollup_config, "rollup.json");
    EXPECT_EQ(a.block_time_s, 2U);
    EXPECT_EQ(a.activation, ActivationSetting{15});
    EXPECT_EQ(a.start_block, 16U);
    EXPECT_EQ(config->chains[1].activation, ActivationSetting{});
    EXPECT_EQ(config->chains[1].start_block, std::nullopt);
    EXPECT_EQ(config->find_chain(ChainId::from_u64(902)), &config->chains[1]);
    EXPECT_EQ(config->find_chain(ChainId::from_u64(903)), nullptr);
}

TEST(config_settings, retention_is_a_time_or_a_word)
{
    const auto automatic = load(with_chain({"--retention.window_s=auto"}));
    const auto off = load(with_chain({"--retention.window_s=off"}));
    ASSERT_TRUE(automatic && off);
    EXPECT_TRUE(automatic->retention.removes_old);
    EXPECT_EQ(automatic->retention.window_s, std::nullopt);
    EXPECT_FALSE(off->retention.removes_old);
}

TEST(config_settings, every_sample_is_accepted_by_its_own_setting)
{
    for (const auto& setting : settings())
    {
        std::string key{setting.key};
        if (setting.per_chain())
            key.replace(key.find("<id>"), 4, "901");
        std::vector<std::string> arguments{"--" + key + '=' + std::string{setting.sample}};
        if (key != "chains.901.execution")
            arguments = with_chain(arguments);
        if (key == "admin.listen")
            arguments.push_back("--admin.jwt_secret=jwt.hex");
        if (const auto tls = key.find(".tls_"); tls != std::string::npos)
        {
            for (const std::string needed : {"certificate", "key"})
            {
                if (!key.ends_with(needed))
                    arguments.push_back("--" + key.substr(0, tls) + ".tls_" + needed + "=a");
            }
        }
        if (key == "chains.901.consensus_headers")
            arguments.push_back("--chains.901.consensus=http://localhost");
        if (key == "chains.901.subscribe_headers")
            arguments.push_back("--chains.901.subscribe=ws://localhost");
        EXPECT_EQ(problems_of(load(arguments)), "") << key;
    }
}

TEST(config_settings, headers_need_endpoints)
{
    EXPECT_THAT(problems_of(load(with_chain({"--chains.901.consensus_headers=A: 1"}))),
        HasSubstr("chains.901.consensus_headers is given, but consensus is not (flag"));
}
}  // namespace
}  // namespace interlock::server::test
