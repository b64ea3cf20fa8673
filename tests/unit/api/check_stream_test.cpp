// Streams of checks: the same answers as single ones, in any number, and how they end.
#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "interop/access_list.hpp"
#include "interop/eth/rlp.hpp"
#include "interop/executing_message.hpp"
#include "tests/support/eventually.hpp"
#include "tests/unit/api/served_world.hpp"

namespace interlock::server
{
namespace
{
using namespace interlock::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// One that has the client's end of a stream.
class Checking
{
public:
    explicit Checking(pb::Supervisor::Stub& stub, std::chrono::seconds deadline = kLong)
    {
        call_->set_deadline(std::chrono::system_clock::now() + deadline);
        stream_ = stub.CheckStream(call_);
    }
    ~Checking()
    {
        if (!stream_)
            return;
        call_->TryCancel();
        static_cast<void>(end());
    }
    Checking(const Checking&) = delete;
    Checking& operator=(const Checking&) = delete;

    bool write(const pb::CheckStreamRequest& request) { return stream_->Write(request); }
    void done_writing() { stream_->WritesDone(); }
    std::optional<pb::CheckStreamReply> read()
    {
        pb::CheckStreamReply out;
        return stream_->Read(&out) ? std::optional{out} : std::nullopt;
    }
    pb::CheckStreamReply ask(const pb::CheckStreamRequest& request)
    {
        EXPECT_TRUE(write(request));
        return read().value();
    }
    grpc::Status end()
    {
        while (read())
        {
        }
        const auto status = stream_->Finish();
        stream_.reset();
        return status;
    }
    Call& call() { return call_; }

private:
    Call call_;
    std::unique_ptr<grpc::ClientReaderWriter<pb::CheckStreamRequest, pb::CheckStreamReply>> stream_;
};

/// A type 2 transaction of alpha that announces the entries; its other fields are small numbers.
std::string transaction_with(const std::vector<Hash32>& entries)
{
    Bytes keys;
    for (const auto& entry : entries)
        eth::rlp::append_bytes(keys, entry);
    Bytes tuple;
    eth::rlp::append_bytes(tuple, kCrossL2Inbox);
    eth::rlp::append_list(tuple, keys);
    Bytes access_list;
    eth::rlp::append_list(access_list, tuple);
    Bytes fields;
    for (uint64_t field = 0; field < 12; ++field)
    {
        if (field == 8)
            eth::rlp::append_list(fields, access_list);
        else
            eth::rlp::append_uint(fields, field == 0 ? 901 : field);
    }
    Bytes raw{2};
    eth::rlp::append_list(raw, fields);
    return {raw.begin(), raw.end()};
}

/// Stands still until it is advanced.
class FrozenClock
{
public:
    void advance(std::chrono::seconds time) { now_s_ += time.count(); }
    [[nodiscard]] std::function<StreamTime()> now()
    {
        return [this]
        {
            ++asked_;
            return StreamTime{std::chrono::seconds{now_s_.load()}};
        };
    }
    /// How often it has been asked.
    [[nodiscard]] int asked() const { return asked_; }

private:
    std::atomic<int64_t> now_s_ = 1'000;
    std::atomic<int> asked_ = 0;
};

class CheckStreamTest : public ::testing::Test
{
protected:
    void start(const CheckStreamLimits& limits = {})
    {
        world.extend(kBeta, 3);
        served.start({.work = {}, .watch = {}, .checks = limits});
    }

    /// Checks of alpha, executing what beta's block 2 has at log 1, or something like it.
    pb::CheckAccessListRequest check(const std::function<void(MessageAccess&)>& change = {}) const
    {
        const auto message = world.message_of(kBeta, 2, 1);
        const auto log = log_hash(message.id.origin, message.payload_hash);
        MessageAccess access{message.id.at, message_checksum(log, message.id.at)};
        if (change)
            change(access);
        pb::CheckAccessListRequest out;
        for (const auto& entry : encode_access(access))
            out.add_entries(wire::to_proto(entry));
        put_terms(out);
        return out;
    }
    static pb::CheckAccessListRequest good_transaction(const pb::CheckAccessListRequest& of)
    {
        std::vector<Hash32> entries;
        for (const auto& entry : of.entries())
            entries.push_back(*wire::hash_from_proto(entry, "entry"));
        pb::CheckAccessListRequest out;
        out.set_transaction(transaction_with(entries));
        put_terms(out);
        return out;
    }
    /// Whether the stream answers, and so was taken.
    bool is_open(Checking&& checking) const
    {
        return checking.write(request(1, {check()})) && checking.read().has_value();
    }
    static void put_terms(pb::CheckAccessListRequest& out)
    {
        out.set_min_safety(pb::SAFETY_LEVEL_UNSAFE);
        out.mutable_executing()->set_chain_id(wire::to_proto(kAlpha));
        out.mutable_executing()->set_timestamp(SafetyWorld::kGenesisS + 10);
    }
    static pb::CheckStreamRequest request(
        uint64_t id, const std::vector<pb::CheckAccessListRequest>& checks)
    {
        pb::CheckStreamRequest out;
        out.set_id(id);
        for (const auto& one : checks)
            *out.add_checks() = one;
        return out;
    }

    FrozenClock clock;  // Before the service, whose threads may ask it to their end.
    ServedWorld served;
    SafetyWorld& world = served.world;
};
}  // namespace

TEST_F(CheckStreamTest, answers_what_single_checks_answer)
{
    start();
    const auto at = [](MessageAccess& access) -> LogPosition& { return access.at; };
    pb::CheckAccessListRequest nowhere = check();
    nowhere.clear_executing();
    auto elsewhere = good_transaction(check());
    elsewhere.mutable_executing()->set_chain_id(wire::to_proto(kGamma));
    auto both = good_transaction(check());
    both.add_entries("x");
    const std::vector checks{check(), check([&](auto& access) { at(access).log_index = 0; }),
        check([&](auto& access) { at(access).block_number = 4, at(access).timestamp_s += 4; }),
        check([&](auto& access) { at(access).chain_id = ChainId::from_u64(7); }), nowhere,
        good_transaction(check()),
        good_transaction(check([&](auto& access) { at(access).log_index = 9; })), elsewhere, both};
    Checking checking{served.supervisor()};
    const auto reply = checking.ask(request(77, checks));
    EXPECT_EQ(reply.id(), 77U);
    ASSERT_EQ(reply.answers_size(), static_cast<int>(checks.size()));
    for (size_t i = 0; i < checks.size(); ++i)
    {
        const auto& answer = reply.answers(static_cast<int>(i));
        Call call;
        pb::CheckAccessListReply single;
        const auto status = served.supervisor().CheckAccessList(call, checks[i], &single);
        EXPECT_EQ(answer.overall().SerializeAsString(), single.overall().SerializeAsString()) << i;
        EXPECT_EQ(answer.failure().code(), status.error_code()) << i;
        EXPECT_EQ(answer.failure().explanation(), status.error_message()) << i;
        const auto cause = answer.failure().cause();
        EXPECT_EQ(cause == 0 ? "" : pb::CannotTellCause_Name(cause), call.cause()) << i;
    }
    EXPECT_TRUE(reply.answers(0).overall().has_valid());
    EXPECT_TRUE(reply.answers(1).overall().has_invalid());
    EXPECT_TRUE(reply.answers(2).overall().has_not_yet());
    EXPECT_TRUE(reply.answers(5).overall().has_valid());
    EXPECT_TRUE(reply.answers(6).overall().has_invalid());
    EXPECT_EQ(
        reply.answers(7).failure().explanation(), "transaction: signed for chain 901, not for 903");
    EXPECT_THAT(reply.answers(8).failure().explanation(), HasSubstr("one is needed"));
}

TEST_F(CheckStreamTest, names_the_message_that_decides)
{
    start();
    auto list = check();
    const auto other = check([](auto& access) { access.at.log_index = 0; });
    for (const auto& entry : other.entries())
        list.add_entries(entry);
    Checking checking{served.supervisor()};
    const auto reply = checking.ask(request(1, {list}));
    EXPECT_TRUE(reply.answers(0).overall().has_invalid());
    EXPECT_EQ(reply.answers(0).message(), 1U);
}

TEST_F(CheckStreamTest, what_cannot_be_told_is_told_of_each_and_the_stream_goes_on)
{
    start();
    ASSERT_TRUE(served.failsafes.raise(FailsafeScope{}, "drill", "me", 1));
    Checking checking{served.supervisor()};
    const auto refused = checking.ask(request(1, {check(), check()}));
    ASSERT_EQ(refused.answers_size(), 2);
    EXPECT_EQ(refused.answers(1).failure().cause(), pb::CANNOT_TELL_CAUSE_FAILSAFE);
    const auto senseless =
        checking.ask(request(2, std::vector<pb::CheckAccessListRequest>(1'001, check())));
    EXPECT_EQ(senseless.failure().code(), grpc::StatusCode::INVALID_ARGUMENT);
    EXPECT_EQ(senseless.failure().explanation(), "checks: 1001 given, at most 1000 are taken");
    EXPECT_EQ(senseless.answers_size(), 0);
    EXPECT_EQ(checking.ask(request(3, {check()})).id(), 3U);
}

TEST_F(CheckStreamTest, thousands_written_before_any_is_read_are_all_answered)
{
    for (const size_t requests : std::initializer_list<size_t>{1, 2, 32})
    {
        SCOPED_TRACE(requests);
        CheckStreamLimits limits;
        limits.requests = requests;
        limits.request_bytes = 10'000;
        ServedWorld bounded;
        bounded.start({.work = {}, .watch = {}, .checks = limits});
        constexpr uint64_t kCount = 2'000;
        Checking checking{bounded.supervisor()};
        std::thread writer{[&]
            {
                for (uint64_t id = 0; id < kCount; ++id)
                    EXPECT_TRUE(checking.write(request(id, {check(), check()})));
                checking.done_writing();
            }};
        std::set<uint64_t> ids;
        while (const auto reply = checking.read())
        {
            EXPECT_EQ(reply->answers_size(), 2);
            EXPECT_TRUE(ids.insert(reply->id()).second);
        }
        writer.join();
        EXPECT_EQ(ids.size(), kCount);
        EXPECT_TRUE(checking.end().ok());
    }
}

TEST_F(CheckStreamTest, who_does_not_read_is_held_back)
{
    CheckStreamLimits limits;
    limits.requests = 4;
    start(limits);
    constexpr size_t kCount = 2'000;
    // Far more than what connections buffer by themselves.
    const auto large = request(1, std::vector<pb::CheckAccessListRequest>(500, check()));
    ASSERT_GT(large.ByteSizeLong() * kCount, size_t{64} << 20U);
    size_t written = 0;
    Checking checking{served.supervisor(), std::chrono::seconds{3}};  // Then writing fails.
    while (written < kCount && checking.write(large))
        ++written;
    EXPECT_LT(written, kCount);
}

TEST_F(CheckStreamTest, one_too_many_is_refused_until_another_ends)
{
    start({.streams = 1});
    {
        Checking first{served.supervisor()};
        static_cast<void>(first.ask(request(1, {check()})));
        Checking second{served.supervisor()};
        const auto status = second.end();
        EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
        EXPECT_EQ(status.error_message(), "all 1 streams of checks are in use");
        EXPECT_EQ(second.call().cause(), "CANNOT_TELL_CAUSE_OVERLOAD");
        first.done_writing();
        EXPECT_TRUE(first.end().ok());
    }
    EXPECT_TRUE(eventually([&] { return is_open(Checking{served.supervisor()}); }));
}

TEST_F(CheckStreamTest, one_that_stands_still_gives_way_and_is_told_why)
{
    CheckStreamLimits limits;
    limits.streams = 2;
    limits.now = clock.now();
    start(limits);
    Checking idle{served.supervisor()};
    static_cast<void>(idle.ask(request(1, {check()})));
    // Opened, read, judged, taken: the service learns of the last a little after the client has it.
    ASSERT_TRUE(eventually([&] { return clock.asked() == 4; }));
    clock.advance(std::chrono::seconds{20});
    Checking busy{served.supervisor()};
    static_cast<void>(busy.ask(request(1, {check()})));
    clock.advance(std::chrono::seconds{9});
    EXPECT_FALSE(is_open(Checking{served.supervisor()})) << "29 s are not 30";
    clock.advance(std::chrono::seconds{1});
    Checking next{served.supervisor()};
    EXPECT_EQ(next.ask(request(2, {check()})).id(), 2U);
    const auto status = idle.end();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
    EXPECT_THAT(status.error_message(), HasSubstr("stood still for 30 s"));
    EXPECT_EQ(busy.ask(request(3, {check()})).id(), 3U);
    EXPECT_FALSE(is_open(Checking{served.supervisor()}));
}

TEST_F(CheckStreamTest, those_that_read_nothing_give_way)
{
    CheckStreamLimits limits;
    limits.streams = 2;
    limits.requests = 4;
    limits.now = clock.now();
    start(limits);
    const auto large = request(1, std::vector<pb::CheckAccessListRequest>(500, check()));
    std::vector<std::unique_ptr<pb::Supervisor::Stub>> stubs;
    std::vector<std::unique_ptr<Checking>> deaf;
    std::vector<std::thread> writers;
    // More than are let end at the same time.
    for (size_t i = 0; i < 3 * limits.streams; ++i)
    {
        stubs.push_back(served.connect());
        deaf.push_back(std::make_unique<Checking>(*stubs.back()));
        writers.emplace_back(
            [checking = deaf.back().get(), &large]
            {
                while (checking->write(large))
                {
                }
            });
        bool is_taken = false;
        for (int tries = 0; tries < 1'000 && !is_taken; ++tries)
        {
            clock.advance(std::chrono::seconds{31});
            is_taken = is_open(Checking{served.supervisor()});
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
        EXPECT_TRUE(is_taken);
    }
    for (const auto& checking : deaf)
        checking->call()->TryCancel();
    for (auto& writer : writers)
        writer.join();
}

TEST_F(CheckStreamTest, a_service_that_stops_says_so)
{
    start();
    Checking checking{served.supervisor()};
    static_cast<void>(checking.ask(request(1, {check()})));
    std::thread stopper{[&] { served.stop(); }};
    const auto status = checking.end();
    stopper.join();
    EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_THAT(status.error_message(), HasSubstr("stopping"));
}

TEST_F(CheckStreamTest, clients_that_vanish_leave_nothing_behind)
{
    start({.streams = 4});
    for (int i = 0; i < 50; ++i)
    {
        Checking checking{served.supervisor()};
        for (uint64_t id = 0; id < 5; ++id)
            static_cast<void>(checking.write(request(id, {check()})));
    }
    EXPECT_TRUE(eventually([&] { return is_open(Checking{served.supervisor()}); }));
}
}  // namespace interlock::server
