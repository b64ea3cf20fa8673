// The Admin service over a real connection.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <thread>

#include "proto/wire/convert.hpp"
#include "server/admin/admin_server.hpp"
#include "server/admin/admin_service.hpp"
#include "tests/support/fake_messages.hpp"
#include "tests/support/must.hpp"
#include "tests/support/test_index.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using grpc::StatusCode;
using ::testing::HasSubstr;
constexpr auto kAlpha = ChainId::from_u64(901);
constexpr auto kBeta = ChainId::from_u64(902);
constexpr uint64_t kNowS = 1'700'000'000;
constexpr uint64_t kFinal = 20;
constexpr uint64_t kHead = 30;

/// Answers as the scripted chain does, once it is let.
class HeldSource final : public chain::BlockSource
{
public:
    struct Gate
    {
        std::mutex mutex;
        std::condition_variable_any changed;
        bool is_open = true;
        bool was_asked = false;

        void open()
        {
            const std::scoped_lock lock{mutex};
            is_open = true;
            changed.notify_all();
        }
        void wait_until_asked()
        {
            std::unique_lock lock{mutex};
            changed.wait(lock, [this] { return was_asked; });
        }
    };

    HeldSource(std::shared_ptr<FakeChain> chain, Gate& gate, std::stop_token stop)
      : inner_{std::move(chain)}, gate_{gate}, stop_{std::move(stop)}
    {
    }

    const std::string& name() const override { return inner_.name(); }
    chain::Result<ChainId> chain_id() override { return inner_.chain_id(); }
    chain::Result<BlockSeal> seal(const chain::BlockSelector& block) override
    {
        return inner_.seal(block);
    }
    chain::Result<std::vector<DigestedBlock>> blocks(uint64_t first, size_t count) override
    {
        std::unique_lock lock{gate_.mutex};
        gate_.was_asked = true;
        gate_.changed.notify_all();
        if (!gate_.changed.wait(lock, stop_, [this] { return gate_.is_open; }))
            return tl::unexpected{chain::Error{chain::ErrorKind::cancelled, "cancelled"}};
        return inner_.blocks(first, count);
    }

private:
    ScriptedSource inner_;
    Gate& gate_;
    std::stop_token stop_;
};

class AdminTest : public ::testing::Test
{
protected:
    AdminTest() : index{{{kAlpha, 2, 0}}}
    {
        for (uint64_t number = 1; number <= kHead; ++number)
            alpha->append({{some_log(number)}});
        BeginIndex begin{kAlpha, 0, alpha->at(0).id(), {}};
        for (uint64_t number = 0; number <= kHead; ++number)
            begin.blocks.push_back(digest_of(alpha->at(number)));
        must(writer.submit(begin));
        chain::Labels labels;
        labels.local_safe = labels.finalized = alpha->at(kFinal).id();
        must(writer.submit(UpdateLabels{kAlpha, labels}));
        server = AdminServer::start({"127.0.0.1", 0}, {},
            {.set = set,
                .names = names,
                .store = index.store(),
                .index_file = index.file(),
                .writer = writer,
                .failsafes = failsafes,
                .retention_s = 20,
                .sources =
                    [this](const ChainId&, const std::stop_token& stop)
                {
                    std::vector<std::unique_ptr<chain::BlockSource>> out;
                    out.push_back(std::make_unique<HeldSource>(alpha, gate, stop));
                    return out;
                },
                .secret = secret,
                .now_s = [] { return kNowS; },
                .set_log_level =
                    [this](std::string_view level)
                {
                    log_level = level;
                    return level == "debug";
                }}).value();
        const auto address = "127.0.0.1:" + std::to_string(server->port());
        stub = pb::Admin::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
    }
    ~AdminTest() override { gate.open(); }

    std::unique_ptr<grpc::ClientContext> call(std::optional<std::string> authorization = {}) const
    {
        auto context = std::make_unique<grpc::ClientContext>();
        context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds{60});
        const auto value = authorization.value_or(secret.authorization(kNowS));
        if (!value.empty())
            context->AddMetadata(wire::kAuthorizationMetadata, value);
        return context;
    }

    /// The last reply of a job, and how it ended.
    template <typename Reply, typename Request>
    std::pair<grpc::Status, Reply> run(
        std::unique_ptr<grpc::ClientReader<Reply>> (pb::Admin::Stub::*method)(
            grpc::ClientContext*, const Request&),
        const Request& request)
    {
        const auto context = call();
        const auto reader = (stub.get()->*method)(context.get(), request);
        Reply last;
        while (reader->Read(&last))
        {
        }
        return {reader->Finish(), last};
    }

    pb::VerifyBlocksRequest verify_request(uint64_t first, uint64_t last) const
    {
        pb::VerifyBlocksRequest request;
        request.set_chain_id(wire::to_proto(kAlpha));
        request.set_first_number(first);
        request.set_last_number(last);
        return request;
    }

    grpc::Status rewind(const ChainId& chain, uint64_t number, uint64_t* removed = nullptr)
    {
        pb::RewindRequest request;
        request.set_chain_id(wire::to_proto(chain));
        request.set_number(number);
        pb::RewindReply reply;
        const auto status = stub->Rewind(call().get(), request, &reply);
        if (removed != nullptr)
            *removed = reply.removed_blocks();
        return status;
    }

    std::shared_ptr<FakeChain> alpha = std::make_shared<FakeChain>();
    TestIndex index;
    const DependencySet set = *DependencySet::create({{kAlpha, 2, 0}}, 10);
    const std::map<ChainId, std::string> names{{kAlpha, "alpha"}};
    Failsafes failsafes{default_failsafe_policies()};
    WriterThread writer{Indexer{index.store(), set}, {.queue_limit = 4,
                                                         .now_s = [] { return uint64_t{1}; },
                                                         .committed = [](const SafetyNews&) {}}};
    const wire::BearerSecret secret = *wire::BearerSecret::from_hex(std::string(64, '7'));
    HeldSource::Gate gate;
    std::string log_level;
    std::unique_ptr<AdminServer> server;
    std::unique_ptr<pb::Admin::Stub> stub;
};
}  // namespace

TEST_F(AdminTest, the_log_level_is_changed)
{
    pb::SetLogLevelRequest request;
    pb::SetLogLevelReply reply;
    request.set_level("debug");
    EXPECT_EQ(stub->SetLogLevel(call("").get(), request, &reply).error_code(),
        grpc::StatusCode::UNAUTHENTICATED);
    EXPECT_EQ(log_level, "");
    EXPECT_TRUE(stub->SetLogLevel(call().get(), request, &reply).ok());
    EXPECT_EQ(log_level, "debug");
    request.set_level("loud");
    EXPECT_EQ(stub->SetLogLevel(call().get(), request, &reply).error_code(),
        grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(AdminTest, a_failsafe_is_raised_and_cleared)
{
    pb::RaiseFailsafeRequest on;
    on.add_chain_ids(wire::to_proto(kAlpha));
    on.set_reason("an attack");
    on.set_by("ada");
    pb::RaiseFailsafeReply raised;
    EXPECT_TRUE(stub->RaiseFailsafe(call().get(), on, &raised).ok());
    const Failsafe expected{
        FailsafeScope::of(kAlpha), FailsafeCause::manual, "an attack", "ada", kNowS, true};
    EXPECT_EQ(failsafes.active(), std::vector{expected});

    pb::ClearFailsafeRequest off;
    off.set_by("bob");
    pb::ClearFailsafeReply cleared;
    EXPECT_TRUE(stub->ClearFailsafe(call().get(), off, &cleared).ok());
    EXPECT_EQ(cleared.cleared(), 0U);  // That would be one for all chains.
    *off.mutable_chain_ids() = on.chain_ids();
    EXPECT_TRUE(stub->ClearFailsafe(call().get(), off, &cleared).ok());
    EXPECT_EQ(cleared.cleared(), 1U);
    EXPECT_TRUE(failsafes.active().empty());
}

TEST_F(AdminTest, a_failsafe_that_cannot_be_kept_is_no_service_that_cannot_be_reached)
{
    const auto raise = [&](const ChainId& chain)
    { return failsafes.raise(FailsafeScope::of(chain), "r", "b", kNowS); };
    for (uint64_t id = 0; failsafes.active().size() + 1 < kMaxHeldFailsafes; ++id)
        must(raise(ChainId::from_u64(id + 10'000)));
    pb::RaiseFailsafeRequest request;
    request.add_chain_ids(wire::to_proto(kAlpha));
    request.set_reason("r");
    request.set_by("b");
    pb::RaiseFailsafeReply reply;
    const auto status = stub->RaiseFailsafe(call().get(), request, &reply);
    EXPECT_EQ(status.error_code(), StatusCode::ABORTED);
    EXPECT_THAT(status.error_message(), HasSubstr("not raised"));
}

TEST_F(AdminTest, a_failsafe_needs_a_token_chains_a_reason_and_a_name)
{
    struct Case
    {
        std::vector<ChainId> chains;
        std::string reason;
        std::string by;
        StatusCode code;
        const char* said;
    };
    const Case cases[]{
        {{kBeta}, "r", "b", StatusCode::NOT_FOUND, "chain 902 is not in the dependency set"},
        {{kAlpha, kAlpha, kAlpha}, "r", "b", StatusCode::INVALID_ARGUMENT, "3 given, at most two"},
        {{}, "", "b", StatusCode::INVALID_ARGUMENT, "reason: one line of 1 to 500 bytes"},
        {{}, std::string(501, 'r'), "b", StatusCode::INVALID_ARGUMENT, "reason"},
        {{}, "two\nlines", "b", StatusCode::INVALID_ARGUMENT, "reason"},
        {{}, "r", "", StatusCode::INVALID_ARGUMENT, "by: one line of 1 to 100 bytes"},
        {{}, "r", std::string(101, 'b'), StatusCode::INVALID_ARGUMENT, "by"},
    };
    for (const auto& c : cases)
    {
        SCOPED_TRACE(c.said);
        pb::RaiseFailsafeRequest request;
        for (const auto& chain : c.chains)
            request.add_chain_ids(wire::to_proto(chain));
        request.set_reason(c.reason);
        request.set_by(c.by);
        pb::RaiseFailsafeReply reply;
        const auto status = stub->RaiseFailsafe(call().get(), request, &reply);
        EXPECT_EQ(status.error_code(), c.code);
        EXPECT_THAT(status.error_message(), HasSubstr(c.said));
    }
    pb::RaiseFailsafeReply raised;
    EXPECT_EQ(
        stub->RaiseFailsafe(call("").get(), {}, &raised).error_code(), StatusCode::UNAUTHENTICATED);
    pb::ClearFailsafeReply cleared;
    EXPECT_EQ(stub->ClearFailsafe(call("").get(), {}, &cleared).error_code(),
        StatusCode::UNAUTHENTICATED);
    EXPECT_TRUE(failsafes.active().empty());
}

TEST_F(AdminTest, every_call_needs_a_token)
{
    const auto other = wire::BearerSecret::from_hex(std::string(64, '8')).value();
    const auto token = secret.authorization(kNowS);
    for (const auto& wrong : {std::string{}, std::string{"Bearer x"}, other.authorization(kNowS),
             secret.authorization(kNowS - 61), secret.authorization(kNowS + 61),
             token.substr(0, token.rfind('.')), token.substr(0, token.rfind('.') + 1)})
    {
        SCOPED_TRACE(wrong);
        const auto expect_denied = [](const grpc::Status& status)
        { EXPECT_EQ(status.error_code(), StatusCode::UNAUTHENTICATED) << status.error_message(); };
        const auto denied = [&](auto method, const auto& request)
        {
            const auto context = call(wrong);
            const auto reader = (stub.get()->*method)(context.get(), request);
            expect_denied(reader->Finish());
        };
        denied(&pb::Admin::Stub::GetStats, pb::GetStatsRequest{});
        denied(&pb::Admin::Stub::CheckIndex, pb::CheckIndexRequest{});
        denied(&pb::Admin::Stub::VerifyBlocks, verify_request(0, 1));
        denied(&pb::Admin::Stub::Backup, pb::BackupRequest{});
        denied(&pb::Admin::Stub::Compact, pb::CompactRequest{});
        pb::RewindReply reply;
        expect_denied(stub->Rewind(call(wrong).get(), pb::RewindRequest{}, &reply));
    }
}

/// As with execution nodes: it proves that the secret is known, and not which call it was made for.
TEST_F(AdminTest, a_token_opens_as_often_as_it_is_shown_within_its_minute)
{
    const auto token = secret.authorization(kNowS - 60);
    for (int i = 0; i < 2; ++i)
    {
        pb::ClearFailsafeRequest request;
        request.set_by("ada");
        pb::ClearFailsafeReply reply;
        EXPECT_TRUE(stub->ClearFailsafe(call(token).get(), request, &reply).ok());
    }
}

TEST_F(AdminTest, stats)
{
    pb::GetStatsRequest request;
    request.set_count(true);
    const auto [status, reply] = run(&pb::Admin::Stub::GetStats, request);
    ASSERT_TRUE(status.ok()) << status.error_message();
    ASSERT_TRUE(reply.has_stats());
    ASSERT_EQ(reply.stats().chains_size(), 1);
    const auto& chain = reply.stats().chains(0);
    EXPECT_EQ(chain.name(), "alpha");
    EXPECT_EQ(chain.first().id().number(), 0U);
    EXPECT_EQ(chain.last().id().number(), kHead);
    EXPECT_EQ(chain.logs(), kHead);
    EXPECT_GT(reply.stats().tables_size(), 10);
    EXPECT_EQ(reply.stats().kept_since(), alpha->at(kFinal).header.timestamp_s - 20);
    EXPECT_EQ(reply.stats().kept_by(), wire::to_proto(kAlpha));
}

TEST_F(AdminTest, a_sound_index_that_is_the_chain)
{
    const auto [checked, report] = run(&pb::Admin::Stub::CheckIndex, pb::CheckIndexRequest{});
    ASSERT_TRUE(checked.ok()) << checked.error_message();
    EXPECT_EQ(report.report().findings_size(), 0);
    EXPECT_EQ(report.report().blocks(), kHead + 1);

    const auto [verified, same] =
        run(&pb::Admin::Stub::VerifyBlocks, verify_request(0, kHead + 100));
    ASSERT_TRUE(verified.ok()) << verified.error_message();
    EXPECT_EQ(same.report().differences_size(), 0);
    EXPECT_EQ(same.report().blocks(), kHead + 1);
    EXPECT_EQ(same.report().logs(), kHead);

    auto sample = verify_request(3, 20);
    sample.set_sample(5);
    EXPECT_EQ(run(&pb::Admin::Stub::VerifyBlocks, sample).second.report().blocks(), 5U);
    EXPECT_EQ(run(&pb::Admin::Stub::VerifyBlocks, verify_request(31, 40)).first.error_code(),
        StatusCode::NOT_FOUND);
    sample.set_sample(100'001);
    EXPECT_EQ(run(&pb::Admin::Stub::VerifyBlocks, sample).first.error_code(),
        StatusCode::INVALID_ARGUMENT);
    sample.set_chain_id(wire::to_proto(kBeta));
    EXPECT_EQ(
        run(&pb::Admin::Stub::VerifyBlocks, sample).first.error_code(), StatusCode::NOT_FOUND);
}

TEST_F(AdminTest, one_job_runs_at_a_time_and_ends_when_its_caller_goes)
{
    gate.is_open = false;
    auto context = call();
    auto reader = stub->VerifyBlocks(context.get(), verify_request(0, 5));
    gate.wait_until_asked();
    EXPECT_EQ(run(&pb::Admin::Stub::CheckIndex, pb::CheckIndexRequest{}).first.error_code(),
        StatusCode::RESOURCE_EXHAUSTED);
    context->TryCancel();
    EXPECT_EQ(reader->Finish().error_code(), StatusCode::CANCELLED);
    gate.open();
    for (;;)  // It ends when it next looks whether it is wanted.
    {
        const auto status = run(&pb::Admin::Stub::CheckIndex, pb::CheckIndexRequest{}).first;
        if (status.error_code() == StatusCode::RESOURCE_EXHAUSTED)
            continue;
        EXPECT_TRUE(status.ok()) << status.error_message();
        break;
    }
}

TEST_F(AdminTest, stopping_breaks_off_the_job)
{
    gate.is_open = false;
    const auto context = call();
    const auto reader = stub->VerifyBlocks(context.get(), verify_request(0, 5));
    gate.wait_until_asked();
    server.reset();  // Returns although nobody opens the gate.
    pb::VerifyBlocksReply told;
    while (reader->Read(&told))
    {
    }
    EXPECT_FALSE(reader->Finish().ok());
}

TEST_F(AdminTest, a_backup_is_made_where_no_file_is)
{
    const TempDir dir;
    pb::BackupRequest request;
    request.set_path((dir.path() / "b.db").string());
    const auto [status, reply] = run(&pb::Admin::Stub::Backup, request);
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(reply.done().bytes(), std::filesystem::file_size(dir.path() / "b.db"));
    EXPECT_EQ(
        run(&pb::Admin::Stub::Backup, request).first.error_code(), StatusCode::FAILED_PRECONDITION);
    request.set_path("relative.db");
    EXPECT_EQ(
        run(&pb::Admin::Stub::Backup, request).first.error_code(), StatusCode::INVALID_ARGUMENT);
}

TEST_F(AdminTest, a_chain_is_rewound_but_not_below_what_is_final)
{
    uint64_t removed = 0;
    const auto low = rewind(kAlpha, kFinal - 1);
    EXPECT_EQ(low.error_code(), StatusCode::FAILED_PRECONDITION);
    EXPECT_THAT(low.error_message(), HasSubstr("below the finalized block 20"));
    EXPECT_EQ(rewind(kBeta, 1).error_code(), StatusCode::NOT_FOUND);
    EXPECT_EQ(rewind(kAlpha, kHead + 1).error_code(), StatusCode::FAILED_PRECONDITION);
    ASSERT_TRUE(rewind(kAlpha, kFinal, &removed).ok());
    EXPECT_EQ(removed, kHead - kFinal);
    EXPECT_EQ(index.head(kAlpha, SafetyLevel::unsafe), kFinal);
}

TEST_F(AdminTest, compacting_leaves_the_index_as_it_is)
{
    const auto [status, reply] = run(&pb::Admin::Stub::Compact, pb::CompactRequest{});
    ASSERT_TRUE(status.ok()) << status.error_message();
    EXPECT_GT(reply.done().bytes_after(), 0U);
    EXPECT_LE(reply.done().bytes_after(), reply.done().bytes_before());
    EXPECT_TRUE(index.equals(*alpha, 0));
}
}  // namespace interlock::server
