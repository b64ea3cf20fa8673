// Starting, refusing to start, and taking over an index under another configuration.
#include <fstream>

#include "tests/integration/running_service.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;

std::string refusal_of(const std::vector<std::string>& flags)
{
    const auto app = start_service(flags);
    if (app)
        return "it started";
    std::string all;
    for (const auto& failure : app.error())
        all += failure + "\n";
    return all;
}

class ConfigurationTest : public ::testing::Test
{
protected:
    std::vector<std::string> flags() const { return flags_for(alpha, beta, data_dir.path()); }

    FakeNode alpha{FakeChain{{.id = kAlpha}}};
    FakeNode beta{FakeChain{{.id = kBeta}}};
    TempDir data_dir;
};
}  // namespace

TEST_F(ConfigurationTest, a_node_of_another_chain_is_refused_at_start)
{
    auto swapped = flags_for(beta, alpha, data_dir.path());
    const auto refusal = refusal_of(swapped);
    EXPECT_NE(refusal.find("chains.901.execution"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find("serves chain 902, not 901"), std::string::npos) << refusal;
}

TEST_F(ConfigurationTest, a_node_that_is_down_at_start_is_waited_for)
{
    alpha.refuse_connections();
    auto app = start_service(flags());
    ASSERT_TRUE(app);
    const client::Client client{{.server = "127.0.0.1:" + std::to_string((*app)->grpc_port())}};
    EXPECT_FALSE(client.status()->ready);
    alpha.accept_connections();
    EXPECT_TRUE(eventually([&] { return client.status()->ready; }));
}

TEST_F(ConfigurationTest, consensus_nodes_tell_the_configuration_and_the_labels)
{
    FakeNode alone{FakeChain{{.id = kAlpha}}};
    RunningService::extend(alone, 10);
    alone.update(
        [](FakeChain& chain)
        {
            chain.set_safe(7);
            chain.set_finalized(4);
        });
    // The execution node's own tags say less.
    auto untagged = alone.chain();
    untagged.set_safe(1);
    untagged.set_finalized(0);
    const FakeNode execution{untagged};
    const auto app = start_service({"--data_dir=" + data_dir.path().string(),
        "--grpc.listen=127.0.0.1:0", "--ingest.poll_interval_ms=10",
        "--chains.901.execution=" + execution.url(), "--chains.901.consensus=" + alone.url()});
    ASSERT_TRUE(app) << app.error().front();
    const client::Client client{{.server = "127.0.0.1:" + std::to_string((*app)->grpc_port())}};
    EXPECT_EQ(client.chains()->chains.front().config.block_time_s, 2U);
    EXPECT_TRUE(eventually(
        [&]
        {
            const auto heads = client.heads();
            const auto& local_safe = heads->chains.front().heads[2].block;
            return local_safe && local_safe->id.number == 7;
        }));
}

TEST_F(ConfigurationTest, an_address_in_use_is_named)
{
    const auto first = start_service(flags());
    ASSERT_TRUE(first);
    const TempDir other;
    auto second = flags_for(alpha, beta, other.path());
    const auto address = "127.0.0.1:" + std::to_string((*first)->grpc_port());
    second[1] = "--grpc.listen=" + address;
    const auto refusal = refusal_of(second);
    EXPECT_NE(refusal.find("cannot listen at " + address), std::string::npos) << refusal;
}

TEST_F(ConfigurationTest, one_index_has_one_service)
{
    const auto first = start_service(flags());
    ASSERT_TRUE(first);
    const auto refusal = refusal_of(flags());
    EXPECT_NE(refusal.find("interlock.db"), std::string::npos) << refusal;
}

TEST_F(ConfigurationTest, a_file_that_is_no_index_is_left_alone)
{
    const auto file = data_dir.path() / "interlock.db";
    std::ofstream{file} << "precious notes of somebody, long enough to be looked at as a header\n";
    const auto refusal = refusal_of(flags());
    EXPECT_NE(refusal.find(file.string()), std::string::npos) << refusal;
    std::string line;
    std::getline(std::ifstream{file}, line);
    EXPECT_EQ(line.substr(0, 14), "precious notes");
}

TEST_F(ConfigurationTest, a_changed_configuration_is_taken_over_or_refused)
{
    RunningService::extend(alpha, 20);
    RunningService::extend(beta, 20);
    alpha.update([](FakeChain& chain) { chain.set_finalized(12); });
    auto from_ten = flags();
    from_ten.push_back("--chains.901.start_block=10");
    {
        const auto app = start_service(from_ten);
        ASSERT_TRUE(app);
        const client::Client client{{.server = "127.0.0.1:" + std::to_string((*app)->grpc_port())}};
        ASSERT_TRUE(eventually([&] { return client.status()->ready; }));
    }

    // An earlier start is not in the index.
    auto from_five = flags();
    from_five.push_back("--chains.901.start_block=5");
    const auto refusal = refusal_of(from_five);
    EXPECT_NE(refusal.find("901"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find("data_dir"), std::string::npos) << refusal;

    // One chain less, and a shorter window.
    auto alone = from_ten;
    std::erase_if(alone, [](const auto& flag) { return flag.starts_with("--chains.902"); });
    alone.push_back("--dependency_set.expiry_window_s=30");
    {
        const auto app = start_service(alone);
        ASSERT_TRUE(app) << app.error().front();
        const client::Client client{{.server = "127.0.0.1:" + std::to_string((*app)->grpc_port())}};
        EXPECT_EQ(client.chains()->chains.size(), 1U);
        EXPECT_EQ(client.chains()->expiry_window_s, 30U);
    }

    // And back again.
    const auto app = start_service(from_ten);
    ASSERT_TRUE(app) << app.error().front();
    const client::Client client{{.server = "127.0.0.1:" + std::to_string((*app)->grpc_port())}};
    EXPECT_EQ(client.chains()->chains.size(), 2U);
    EXPECT_TRUE(eventually([&] { return client.status()->ready; }));
}

TEST_F(ConfigurationTest, credentials_are_nowhere_to_be_seen)
{
    alpha.refuse_connections();
    auto secret = flags();
    const auto port = std::to_string(alpha.port());
    std::erase_if(secret, [](const auto& flag) { return flag.starts_with("--chains.901.exec"); });
    secret.push_back("--chains.901.execution=http://user:pa55word@127.0.0.1:" + port + "/v3/k3y");
    secret.push_back("--chains.901.execution_headers=X-Api-Key: t0ken");
    ::testing::internal::CaptureStderr();
    ::testing::internal::CaptureStdout();
    std::string shown;
    {
        const auto app = start_service(secret);
        ASSERT_TRUE(app);
        const client::Client client{{.server = "127.0.0.1:" + std::to_string((*app)->grpc_port())}};
        EXPECT_TRUE(eventually([&] { return !client.status()->chains[0].trouble.empty(); }));
        const auto status = client.status()->chains[0];
        shown = status.trouble + status.endpoint;
    }
    shown += ::testing::internal::GetCapturedStderr() + ::testing::internal::GetCapturedStdout();
    EXPECT_NE(shown.find("127.0.0.1:" + port), std::string::npos);
    for (const auto* word : {"pa55word", "k3y", "t0ken"})
        EXPECT_EQ(shown.find(word), std::string::npos) << shown;
}
}  // namespace interlock
