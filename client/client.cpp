#include "client/check_request.hpp"
#include "client/connection.hpp"

namespace interlock::client
{
Client::Client(const Options& options)
  : stubs_{std::make_unique<Stubs>(connect(options.server, options.tls, options.own_connection))},
    deadline_{options.deadline}
{
}

Client::~Client() = default;

Result<AccessListAnswer> Client::check_access_list(
    std::span<const Hash32> entries, const CheckTerms& terms) const
{
    const auto announced = parse_access_list(entries);
    if (!announced)
        return tl::unexpected{
            Error{.kind = ErrorKind::invalid_argument, .message = announced.error().message}};
    pb::CheckAccessListRequest request;
    put_terms(terms, request);
    for (const auto& entry : entries)
        request.add_entries(wire::to_proto(entry));
    return call(stubs_->supervisor, &pb::Supervisor::Stub::CheckAccessList, request,
        from_now(deadline_),
        [&](const pb::CheckAccessListReply& reply) { return decode(reply, *announced); });
}

Result<std::vector<Answer>> Client::check_messages(
    std::span<const Message> messages, const CheckTerms& terms) const
{
    pb::CheckMessagesRequest request;
    put_terms(terms, request);
    for (const auto& message : messages)
        *request.add_messages() = wire::to_proto(message);
    return call(stubs_->supervisor, &pb::Supervisor::Stub::CheckMessages, request,
        from_now(deadline_),
        [&](const pb::CheckMessagesReply& reply) { return decode(reply, messages.size()); });
}

Result<Heads> Client::heads() const
{
    return call(stubs_->supervisor, &pb::Supervisor::Stub::GetHeads, pb::GetHeadsRequest{},
        from_now(deadline_), kDecode);
}

Result<Chains> Client::chains() const
{
    return call(stubs_->supervisor, &pb::Supervisor::Stub::GetDependencySet,
        pb::GetDependencySetRequest{}, from_now(deadline_), kDecode);
}

Result<SuperRoot> Client::super_root(uint64_t timestamp_s) const
{
    pb::GetSuperRootRequest request;
    request.set_timestamp(timestamp_s);
    return call(stubs_->supervisor, &pb::Supervisor::Stub::GetSuperRoot, request,
        from_now(deadline_),
        [&](const pb::GetSuperRootReply& reply) { return decode(reply, timestamp_s); });
}

Result<Status> Client::status() const
{
    return call(stubs_->index, &pb::Index::Stub::GetStatus, pb::GetStatusRequest{},
        from_now(deadline_), kDecode);
}
}  // namespace interlock::client
