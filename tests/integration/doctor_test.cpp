// Both doctors, on a whole service and on its surroundings.
#include "server/doctor/doctor.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "client/cli/app.hpp"
#include "server/app/endpoints.hpp"
#include "tests/integration/running_service.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;
using console::Severity;
using ::testing::HasSubstr;

std::vector<console::Finding> examine(const std::vector<std::string>& flags)
{
    const auto config =
        server::load_config({.command_line = server::parse_command_line(flags), .environment = {}});
    if (!config)
        throw std::runtime_error{to_string(config.error().front())};
    server::ConsensusNodes consensus{server::limits_of(config->ingest, {})};
    const auto chains = server::resolve_chain_set(*config, consensus);
    if (!chains)
        throw std::runtime_error{to_string(chains.error().front())};
    return server::examine(*config, *chains);
}

/// The findings that are not ok, but for the age of the fakes' blocks.
std::vector<console::Finding> wrong(std::vector<console::Finding> all)
{
    std::erase_if(all,
        [](const console::Finding& finding)
        {
            return finding.severity == Severity::ok ||
                   finding.what.find("newest block is") != std::string::npos;
        });
    return all;
}

class DoctorTest : public ::testing::Test
{
protected:
    DoctorTest()
    {
        for (auto* node : {&service.alpha, &service.beta})
        {
            node->update(
                [](FakeChain& chain)
                {
                    chain.set_safe(5);
                    chain.set_finalized(3);
                });
        }
    }
    std::vector<std::string> flags() const
    {
        return flags_for(service.alpha, service.beta, service.data_dir.path());
    }

    RunningService service;
};
}  // namespace

TEST_F(DoctorTest, before_the_first_start)
{
    const auto all = examine(flags());
    EXPECT_EQ(wrong(all).size(), 0U) << console::findings_text(wrong(all));
    const auto text = console::findings_text(all);
    EXPECT_THAT(text, HasSubstr("2 chains from"));
    EXPECT_THAT(text, HasSubstr("there is none yet; the first start begins one"));
    EXPECT_THAT(text, HasSubstr(service.alpha.url()));
    EXPECT_THAT(text, HasSubstr("block 10 and its 2 logs prove themselves"));
    // It has changed nothing.
    EXPECT_TRUE(std::filesystem::is_empty(service.data_dir.path()));
}

TEST_F(DoctorTest, beside_a_running_service)
{
    service.start();
    ASSERT_TRUE(eventually([&] { return service.follows_all(); }));
    auto taken = flags();
    taken[1] = "--grpc.listen=" + service.address();
    const auto all = examine(taken);
    EXPECT_EQ(wrong(all).size(), 0U) << console::findings_text(wrong(all));
    const auto text = console::findings_text(all);
    EXPECT_THAT(text, HasSubstr("has this release's schema, and 2 chains; a service has it open"));
    EXPECT_THAT(text, HasSubstr("is taken, as by the running service"));
}

TEST_F(DoctorTest, what_is_wrong_is_found)
{
    service.beta.refuse_connections();
    auto bad = flags_for(service.beta, service.alpha, service.data_dir.path());
    service.data_dir.write("interlock.db", std::string(200, 'x'));
    const auto found = wrong(examine(bad));
    const auto text = console::findings_text(found);
    ASSERT_EQ(found.size(), 3U) << text;
    EXPECT_THAT(text, HasSubstr("fail  index"));
    EXPECT_THAT(text, HasSubstr("see that it runs and can be reached from here"));
    EXPECT_THAT(text, HasSubstr("serves chain 901, not 902"));
}

TEST_F(DoctorTest, an_address_that_another_program_has)
{
    service.start();
    auto taken = flags();
    const TempDir elsewhere;
    taken[0] = "--data_dir=" + elsewhere.path().string();
    taken[1] = "--grpc.listen=" + service.address();
    const auto found = wrong(examine(taken));
    ASSERT_EQ(found.size(), 1U) << console::findings_text(found);
    EXPECT_EQ(found[0].subject, "grpc.listen");
    EXPECT_THAT(found[0].what, HasSubstr("Address already in use"));
}

TEST_F(DoctorTest, the_client_sees_what_the_service_tells_of_itself)
{
    service.start();
    ASSERT_TRUE(eventually([&] { return service.follows_all(); }));
    const auto status = service.client().status();
    ASSERT_TRUE(status);
    EXPECT_GT(status->index_bytes, 4'096U);
    EXPECT_GT(status->disk_free_bytes.value_or(0), 0U);
    EXPECT_GT(status->now_s.value_or(0), 1'700'000'000U);
    EXPECT_FALSE(status->serves_admin);
    EXPECT_FALSE(status->serves_metrics);

    std::istringstream in;
    std::ostringstream out;
    const std::vector<std::string> args{"--server", service.address(), "doctor", "--json"};
    // The fakes' blocks are old.
    EXPECT_EQ(
        client::cli::run(args, {.in = in, .out = out, .err = out, .now_s = *status->now_s}), 7);
    const auto json = nlohmann::json::parse(out.str());
    EXPECT_EQ(json["worst"], "warn");
    EXPECT_THAT(json.dump(), HasSubstr("the service's agrees with this machine's"));
    EXPECT_THAT(json.dump(), HasSubstr("one is due every 2s"));
}
}  // namespace interlock
