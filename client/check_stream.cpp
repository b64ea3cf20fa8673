#include "client/check_stream.hpp"

#include "client/check_request.hpp"
#include "client/connection.hpp"

namespace interlock::client
{
namespace
{
Error error_of(const pb::CheckFailure& failure)
{
    Error out{.kind = ErrorKind::other, .message = failure.explanation(), .cause = failure.cause()};
    if (failure.code() == grpc::StatusCode::INVALID_ARGUMENT)
        out.kind = ErrorKind::invalid_argument;
    else if (failure.cause() != pb::CANNOT_TELL_CAUSE_UNSPECIFIED)
        out.kind = ErrorKind::cannot_tell;
    else if (failure.code() == grpc::StatusCode::UNAVAILABLE)
        out.kind = ErrorKind::unreachable;
    return out;
}

Decoded<StreamedAnswer> decode_one(const pb::StreamedAnswer& answer, const std::string& field)
{
    if (answer.has_failure())
        return StreamedAnswer{tl::unexpected{error_of(answer.failure())}};
    if (!answer.has_overall())
        return tl::unexpected{field + " has neither a verdict nor a failure"};
    auto verdict = decode(answer.overall(), in(field, "overall"));
    if (!verdict)
        return tl::unexpected{std::move(verdict.error())};
    return StreamedAnswer{*std::move(verdict), answer.message()};
}

Decoded<std::vector<StreamedAnswer>> decode_all(const pb::CheckStreamReply& reply, size_t count)
{
    if (static_cast<size_t>(reply.answers_size()) != count)
        return tl::unexpected{"answers: there are " + std::to_string(reply.answers_size()) +
                              " for " + std::to_string(count) + " checks"};
    std::vector<StreamedAnswer> out;
    out.reserve(count);
    for (const auto& answer : reply.answers())
    {
        auto one = decode_one(answer, "answers[" + std::to_string(out.size()) + "]");
        if (!one)
            return tl::unexpected{std::move(one.error())};
        out.push_back(*std::move(one));
    }
    return out;
}
}  // namespace

struct CheckStream::Call
{
    explicit Call(pb::Supervisor::Stub& stub) : stream{stub.CheckStream(&context)} {}

    grpc::ClientContext context;
    std::unique_ptr<grpc::ClientReaderWriter<pb::CheckStreamRequest, pb::CheckStreamReply>> stream;
};

std::unique_ptr<CheckStream> Client::open_check_stream() const
{
    return std::unique_ptr<CheckStream>{
        new CheckStream{std::make_unique<CheckStream::Call>(stubs_->supervisor)}};
}

CheckStream::CheckStream(std::unique_ptr<Call> call) : call_{std::move(call)}
{
}

CheckStream::~CheckStream()
{
    if (!call_)
        return;
    call_->context.TryCancel();
    static_cast<void>(finish());
}

bool CheckStream::write(uint64_t id, std::span<const StreamedCheck> checks)
{
    pb::CheckStreamRequest request;
    request.set_id(id);
    for (const auto& check : checks)
    {
        auto& out = *request.add_checks();
        put_terms(check.terms, out);
        for (const auto& entry : check.entries)
            out.add_entries(wire::to_proto(entry));
        out.set_transaction(check.transaction.data(), check.transaction.size());
    }
    {
        const std::scoped_lock lock{mutex_};
        asked_[id] = checks.size();
    }
    return call_->stream->Write(request);
}

void CheckStream::done_writing()
{
    call_->stream->WritesDone();
}

std::optional<StreamedReply> CheckStream::read()
{
    pb::CheckStreamReply reply;
    if (!call_->stream->Read(&reply))
        return std::nullopt;
    StreamedReply out{.id = reply.id(), .answers = {}};
    std::optional<size_t> count;
    {
        const std::scoped_lock lock{mutex_};
        if (const auto found = asked_.find(out.id); found != asked_.end())
        {
            count = found->second;
            asked_.erase(found);
        }
    }
    if (!count)
        out.answers = tl::unexpected{senseless("id: nothing was asked by it")};
    else if (reply.has_failure())
        out.answers = tl::unexpected{error_of(reply.failure())};
    else
        out.answers = decode_all(reply, *count).map_error(senseless);
    return out;
}

Result<void> CheckStream::finish()
{
    const auto call = std::move(call_);
    pb::CheckStreamReply lost;
    while (call->stream->Read(&lost))
    {
    }
    const auto status = call->stream->Finish();
    if (!status.ok())
        return tl::unexpected{error_from(status, call->context)};
    return {};
}
}  // namespace interlock::client
