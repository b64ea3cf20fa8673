// The doors over gRPC.
#include <atomic>
#include <mutex>
#include <thread>

#include "client/check_request.hpp"
#include "client/connection.hpp"
#include "client/load/door.hpp"

namespace interlock::client
{
namespace
{
Outcome outcome_of(const Verdict& verdict)
{
    if (std::holds_alternative<Valid>(verdict))
        return "valid";
    return std::holds_alternative<Invalid>(verdict) ? "invalid" : "not yet";
}

Outcome outcome_of(const Error& error)
{
    switch (error.kind)
    {
        case ErrorKind::cannot_tell:
            return "cannot tell: " + pb::CannotTellCause_Name(error.cause);
        case ErrorKind::unreachable:
            return "no answer";
        case ErrorKind::invalid_argument:
            return "refused";
        default:
            return "failed";
    }
}

class UnaryDoor final : public Door
{
public:
    UnaryDoor(
        const Options& server, const std::vector<Question>& questions, const DoorOptions& options)
      : deadline_{options.deadline}
    {
        for (size_t i = 0; i < options.connections; ++i)
            stubs_.push_back(pb::Supervisor::NewStub(connect(server.server, server.tls, true)));
        for (const auto& question : questions)
        {
            auto& request = requests_.emplace_back();
            put_terms(question.terms, request);
            for (const auto& entry : question.entries)
                request.add_entries(wire::to_proto(entry));
        }
    }

    void ask(size_t number, const Answered& answered) override
    {
        struct Call
        {
            grpc::ClientContext context;
            pb::CheckAccessListReply reply;
        };
        auto call = std::make_shared<Call>();
        call->context.set_deadline(from_now(deadline_));
        auto& stub = *stubs_[next_++ % stubs_.size()];
        stub.async()->CheckAccessList(&call->context, &requests_[number], &call->reply,
            [call, answered](const grpc::Status& status)
            {
                if (!status.ok())
                    return answered(outcome_of(error_from(status, call->context)));
                const auto verdict = decode(call->reply.overall(), "overall");
                answered(verdict ? outcome_of(*verdict) : "failed");
            });
    }

private:
    const std::chrono::milliseconds deadline_;
    std::vector<std::unique_ptr<pb::Supervisor::Stub>> stubs_;
    std::vector<pb::CheckAccessListRequest> requests_;
    std::atomic<size_t> next_ = 0;
};

/// One stream, and the thread that reads it.
class OneStream
{
public:
    OneStream(const Options& server) : client_{server}, stream_{client_.open_check_stream()}
    {
        reader_ = std::thread{[this] { read_all(); }};
    }
    ~OneStream()
    {
        stream_->done_writing();
        reader_.join();
    }
    OneStream(const OneStream&) = delete;
    OneStream& operator=(const OneStream&) = delete;

    void ask(std::span<const StreamedCheck> checks, const Answered& answered)
    {
        {
            const std::scoped_lock lock{mutex_};
            waiting_.emplace(next_, answered);
            // One write at a time, in here: writes are short, for no more are under way than the
            // service reads.
            if (stream_->write(next_++, checks))
                return;
            waiting_.erase(next_ - 1);
        }
        answered("no answer");
    }

private:
    void read_all()
    {
        while (const auto reply = stream_->read())
        {
            Answered answered;
            {
                const std::scoped_lock lock{mutex_};
                const auto found = waiting_.find(reply->id);
                if (found == waiting_.end())
                    continue;
                answered = std::move(found->second);
                waiting_.erase(found);
            }
            answered(outcome_of_all(*reply));
        }
        std::map<uint64_t, Answered> left;
        {
            const std::scoped_lock lock{mutex_};
            left.swap(waiting_);
        }
        for (const auto& [id, answered] : left)
            answered("no answer");
    }

    /// The first that is not valid tells.
    static Outcome outcome_of_all(const StreamedReply& reply)
    {
        if (!reply.answers)
            return outcome_of(reply.answers.error());
        for (const auto& answer : *reply.answers)
        {
            if (!answer.overall)
                return outcome_of(answer.overall.error());
            if (!std::holds_alternative<Valid>(*answer.overall))
                return outcome_of(*answer.overall);
        }
        return "valid";
    }

    const Client client_;
    std::unique_ptr<CheckStream> stream_;
    std::mutex mutex_;
    std::map<uint64_t, Answered> waiting_;  // Guarded by mutex_.
    uint64_t next_ = 0;                     // Guarded by mutex_.
    std::thread reader_;
};

class StreamDoor final : public Door
{
public:
    StreamDoor(const Options& server, std::vector<Question> questions, const DoorOptions& options,
        size_t batch)
      : batch_{batch}
    {
        for (auto& question : questions)
            checks_.push_back({.entries = std::move(question.entries),
                .transaction = {},
                .terms = question.terms});
        for (size_t i = 0; i < options.connections; ++i)
            streams_.push_back(std::make_unique<OneStream>(server));
    }

    void ask(size_t number, const Answered& answered) override
    {
        const auto last = checks_.size() - std::min(batch_, checks_.size());
        const auto checks =
            std::span{checks_}.subspan(std::min(number, last)).first(checks_.size() - last);
        streams_[next_++ % streams_.size()]->ask(checks, answered);
    }

private:
    const size_t batch_;
    std::vector<StreamedCheck> checks_;
    std::vector<std::unique_ptr<OneStream>> streams_;
    std::atomic<size_t> next_ = 0;
};
}  // namespace

std::unique_ptr<Door> make_unary_door(
    const Options& server, const std::vector<Question>& questions, const DoorOptions& options)
{
    return std::make_unique<UnaryDoor>(server, questions, options);
}

std::unique_ptr<Door> make_stream_door(const Options& server, std::vector<Question> questions,
    const DoorOptions& options, size_t batch)
{
    return std::make_unique<StreamDoor>(server, std::move(questions), options, batch);
}
}  // namespace interlock::client
