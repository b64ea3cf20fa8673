// The operator's jobs on a running service and on a stopped one, as from the command line.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "client/cli/app.hpp"
#include "server/app/db_command.hpp"
#include "tests/integration/running_service.hpp"

namespace interlock
{
namespace
{
using namespace interlock::testing;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kSecret(64, '7');

class AdminTest : public ::testing::Test
{
protected:
    AdminTest()
    {
        std::ofstream{secret_file} << kSecret << "\n";
        service.start({"--admin.listen=127.0.0.1:0", "--admin.jwt_secret=" + secret_file.string()});
        EXPECT_TRUE(eventually([&] { return service.follows_all(); }));
        admin = "127.0.0.1:" + std::to_string(service.admin_port().value());
    }

    struct Ended
    {
        int code = 0;
        std::string out;
        std::string err;
    };
    /// `interlock db …`.
    Ended db(std::vector<std::string> args) const
    {
        args.insert(args.begin(), "db");
        args.insert(args.end(), {"--admin", admin, "--jwt-secret", secret_file.string()});
        std::istringstream in;
        std::ostringstream out;
        std::ostringstream err;
        const int code = client::cli::run(args, {.in = in, .out = out, .err = err});
        return {code, out.str(), err.str()};
    }
    /// `interlockd db …`.
    int stopped_db(std::vector<std::string> args) const
    {
        args.insert(args.begin() + 1, {"--data-dir", service.data_dir.path().string()});
        return server::run_db_command(args);
    }

    TempDir files;
    const std::filesystem::path secret_file = files.path() / "jwt.hex";
    RunningService service;
    std::string admin;
};
}  // namespace

TEST_F(AdminTest, shows_and_checks_the_index)
{
    const auto stats = db({"--json", "stats", "--count"});
    ASSERT_EQ(stats.code, 0) << stats.err;
    const auto json = nlohmann::json::parse(stats.out);
    EXPECT_EQ(json.at("chains").at(0).at("chain_id"), "901");
    EXPECT_EQ(json.at("chains").at(0).at("last"), 10);
    EXPECT_EQ(json.at("chains").at(0).at("logs"), 20);
    EXPECT_GT(json.at("file_bytes"), 0);
    // Whether its node has told a finalized block by now or not.
    EXPECT_EQ(json["kept_by"], "901");
    EXPECT_THAT(db({"stats"}).out, AllOf(HasSubstr("CHAIN"), HasSubstr("held back by      901, ")));

    const auto check = db({"check"});
    EXPECT_EQ(check.code, 0) << check.err;
    EXPECT_EQ(check.out, "sound: 22 blocks, 40 logs, 0 messages of promoted blocks\n");
    const auto verify = db({"verify", "901"});
    EXPECT_EQ(verify.code, 0) << verify.err;
    EXPECT_EQ(verify.out, "the same: 11 blocks, 20 logs\n");
    EXPECT_EQ(db({"verify", "904"}).code, 6);
    EXPECT_EQ(db({"verify", "nobody"}).code, 2);
    EXPECT_EQ(db({"compact"}).code, 0);
}

TEST_F(AdminTest, the_secret_decides_and_is_never_shown)
{
    std::ofstream{secret_file} << std::string(64, '8');
    const auto denied = db({"check"});
    EXPECT_EQ(denied.code, 2);
    EXPECT_THAT(denied.err, HasSubstr("not signed with the secret of this service"));
    std::ofstream{secret_file} << "hunter2";
    const auto refused = db({"check"});
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.err, HasSubstr("64 hexadecimal digits"));
    EXPECT_THAT(refused.err, Not(HasSubstr("hunter2")));
}

TEST_F(AdminTest, a_rewound_chain_is_fetched_again)
{
    const auto low = db({"rewind", "901", "11"});
    EXPECT_EQ(low.code, 4);
    EXPECT_THAT(low.err, HasSubstr("not indexed"));
    const auto rewound = db({"rewind", "901", "4"});
    ASSERT_EQ(rewound.code, 0) << rewound.err;
    EXPECT_EQ(rewound.out, "6 blocks taken out of the index; they are fetched again\n");
    EXPECT_TRUE(eventually([&] { return service.follows_all(); }));
}

TEST_F(AdminTest, a_backup_is_restored_when_the_service_is_stopped)
{
    const auto backup = (files.path() / "backup.db").string();
    ASSERT_EQ(db({"backup", backup}).code, 0);
    const auto again = db({"backup", backup});
    EXPECT_EQ(again.code, 4);
    EXPECT_THAT(again.err, HasSubstr("there is a file of that name"));
    EXPECT_EQ(stopped_db({"check"}), 1);  // It runs.
    EXPECT_EQ(stopped_db({"restore", backup}), 1);

    RunningService::extend(service.alpha, 5);
    EXPECT_TRUE(eventually([&] { return service.follows_all(); }));
    service.stop();
    EXPECT_EQ(stopped_db({"check"}), 0);
    EXPECT_EQ(stopped_db({"compact"}), 0);
    EXPECT_EQ(stopped_db({"migrate"}), 0);
    EXPECT_EQ(stopped_db({"restore", "/no/such/file"}), 1);
    EXPECT_EQ(stopped_db({"restore", backup}), 0);
    EXPECT_TRUE(std::filesystem::exists(service.data_dir.path() / "interlock.db.before-restore-1"));
    EXPECT_EQ(server::run_db_command(
                  std::vector<std::string>{"check", "--data-dir", files.path().string()}),
        2);
    EXPECT_EQ(server::run_db_command(std::vector<std::string>{"frobnicate"}), 2);

    service.start();
    EXPECT_TRUE(eventually([&] { return service.follows_all(); }));
}

TEST(Admin, is_not_served_without_a_usable_secret)
{
    FakeNode alpha{FakeChain{{.id = kAlpha}}};
    FakeNode beta{FakeChain{{.id = kBeta}}};
    const TempDir dir;
    auto flags = flags_for(alpha, beta, dir.path());
    flags.push_back("--admin.listen=127.0.0.1:0");
    const auto missing = start_service(flags);
    ASSERT_FALSE(missing);
    EXPECT_THAT(missing.error().front(), HasSubstr("admin.jwt_secret is missing"));
    flags.push_back("--admin.jwt_secret=/no/such/file");
    const auto unreadable = start_service(flags);
    ASSERT_FALSE(unreadable);
    EXPECT_THAT(unreadable.error().front(), HasSubstr("/no/such/file: there is no such file"));
}
}  // namespace interlock
