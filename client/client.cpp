#include "client/client.hpp"

#include <grpcpp/create_channel.h>

#include "client/decode.hpp"
#include "interlock/v1/index.grpc.pb.h"
#include "interlock/v1/supervisor.grpc.pb.h"

namespace interlock::client
{
namespace
{
/// A block of a million logs, 34 bytes each on the wire, still fits.
constexpr int kMaxReplyBytes = 64 << 20;

std::shared_ptr<grpc::Channel> connect(const std::string& server)
{
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(kMaxReplyBytes);
    // The service listens beside its user; a proxy of the environment is for other traffic.
    arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
    return grpc::CreateCustomChannel(server, grpc::InsecureChannelCredentials(), arguments);
}

/// Makes one call and decodes its reply with `decode_reply`.
template <typename Reply, typename Stub, typename Request, typename DecodeReply>
auto call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Reply*),
    const Request& request, std::chrono::milliseconds deadline, DecodeReply&& decode_reply)
{
    using T = typename decltype(decode_reply(std::declval<const Reply&>()))::value_type;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + deadline);
    Reply reply;
    const auto status = (stub.*method)(&context, request, &reply);
    if (!status.ok())
        return Result<T>{tl::unexpect, error_from(status, context)};
    return decode_reply(reply).map_error(
        [](std::string&& error)
        {
            return Error{.kind = ErrorKind::other,
                .message = "the reply makes no sense: " + std::move(error)};
        });
}

constexpr auto kDecode = [](const auto& reply) { return decode(reply); };

template <typename Request>
Request check_request(const CheckTerms& terms)
{
    Request request;
    request.set_min_safety(wire::to_proto(terms.min_safety));
    request.mutable_executing()->set_chain_id(wire::to_proto(terms.executing_chain));
    request.mutable_executing()->set_timestamp(terms.timestamp_s);
    request.mutable_executing()->set_timeout(terms.timeout_s);
    return request;
}
}  // namespace

struct Client::Stubs
{
    explicit Stubs(const std::shared_ptr<grpc::Channel>& channel)
      : supervisor{channel}, index{channel}
    {
    }

    pb::Supervisor::Stub supervisor;
    pb::Index::Stub index;
};

Client::Client(const Options& options)
  : stubs_{std::make_unique<Stubs>(connect(options.server))}, deadline_{options.deadline}
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
    auto request = check_request<pb::CheckAccessListRequest>(terms);
    for (const auto& entry : entries)
        request.add_entries(wire::to_proto(entry));
    return call(stubs_->supervisor, &pb::Supervisor::Stub::CheckAccessList, request, deadline_,
        [&](const pb::CheckAccessListReply& reply) { return decode(reply, *announced); });
}

Result<std::vector<Answer>> Client::check_messages(
    std::span<const Message> messages, const CheckTerms& terms) const
{
    auto request = check_request<pb::CheckMessagesRequest>(terms);
    for (const auto& message : messages)
        *request.add_messages() = wire::to_proto(message);
    return call(stubs_->supervisor, &pb::Supervisor::Stub::CheckMessages, request, deadline_,
        [&](const pb::CheckMessagesReply& reply) { return decode(reply, messages.size()); });
}

Result<std::vector<ChainHeads>> Client::heads() const
{
    return call(stubs_->supervisor, &pb::Supervisor::Stub::GetHeads, pb::GetHeadsRequest{},
        deadline_, kDecode);
}

Result<Chains> Client::chains() const
{
    return call(stubs_->supervisor, &pb::Supervisor::Stub::GetDependencySet,
        pb::GetDependencySetRequest{}, deadline_, kDecode);
}

Result<Status> Client::status() const
{
    return call(
        stubs_->index, &pb::Index::Stub::GetStatus, pb::GetStatusRequest{}, deadline_, kDecode);
}

Result<BlockInfo> Client::block(const ChainId& chain, uint64_t number) const
{
    pb::GetBlockRequest request;
    request.set_chain_id(wire::to_proto(chain));
    request.set_number(number);
    return call(stubs_->index, &pb::Index::Stub::GetBlock, request, deadline_,
        [&](const pb::GetBlockReply& reply) -> Decoded<BlockInfo>
        {
            auto block = decode(reply);
            if (block && block->seal.id.number != number)
                return tl::unexpected<std::string>{"block is not the one that was asked for"};
            return block;
        });
}

Result<MessageInfo> Client::message(
    const ChainId& chain, uint64_t block_number, uint32_t log_index) const
{
    pb::GetMessageRequest request;
    request.set_chain_id(wire::to_proto(chain));
    request.set_block_number(block_number);
    request.set_log_index(log_index);
    return call(stubs_->index, &pb::Index::Stub::GetMessage, request, deadline_,
        [&](const pb::GetMessageReply& reply) -> Decoded<MessageInfo>
        {
            auto out = decode(reply);
            if (out && (out->block.id.number != block_number || out->log_index != log_index))
                return tl::unexpected<std::string>{"block is not the one that was asked for"};
            return out;
        });
}
}  // namespace interlock::client
