#include "client/client.hpp"

#include <grpcpp/create_channel.h>

#include "client/decode.hpp"
#include "interlock/v1/index.grpc.pb.h"
#include "interlock/v1/supervisor.grpc.pb.h"

namespace interlock::client
{
namespace
{
/// The largest reply is a page of 10,000 logs that all execute messages: some 1 KiB each.
constexpr int kMaxReplyBytes = 32 << 20;
/// A block is asked for anew when reorgs replace it while its pages arrive; that often.
constexpr int kMaxRestarts = 3;

using Deadline = std::chrono::system_clock::time_point;

Deadline from_now(std::chrono::milliseconds time)
{
    return std::chrono::system_clock::now() + time;
}

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
    const Request& request, Deadline deadline, DecodeReply&& decode_reply)
{
    using T = typename decltype(decode_reply(std::declval<const Reply&>()))::value_type;
    grpc::ClientContext context;
    context.set_deadline(deadline);
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

tl::unexpected<std::string> another_block()
{
    return tl::unexpected<std::string>{"block is not the one that was asked for"};
}

/// All pages of a block; nullopt when a reorg replaced it in between.
Result<std::optional<BlockInfo>> all_pages(
    pb::Index::Stub& index, pb::GetBlockRequest& request, Deadline deadline)
{
    BlockPages pages;
    const auto add_page = [&](const pb::GetBlockReply& reply) -> Decoded<bool>
    {
        auto page = decode(reply);
        if (!page)
            return tl::unexpected{std::move(page.error())};
        if (page->block.seal.id.number != request.number())
            return another_block();
        return pages.add(*std::move(page));
    };
    while (!pages.complete())
    {
        request.set_first_log(pages.next_log());
        const auto same = call(index, &pb::Index::Stub::GetBlock, request, deadline, add_page);
        if (!same)
            return tl::unexpected{same.error()};
        if (!*same)
            return std::optional<BlockInfo>{};
    }
    return std::optional{std::move(pages).take()};
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
    return call(stubs_->supervisor, &pb::Supervisor::Stub::CheckAccessList, request,
        from_now(deadline_),
        [&](const pb::CheckAccessListReply& reply) { return decode(reply, *announced); });
}

Result<std::vector<Answer>> Client::check_messages(
    std::span<const Message> messages, const CheckTerms& terms) const
{
    auto request = check_request<pb::CheckMessagesRequest>(terms);
    for (const auto& message : messages)
        *request.add_messages() = wire::to_proto(message);
    return call(stubs_->supervisor, &pb::Supervisor::Stub::CheckMessages, request,
        from_now(deadline_),
        [&](const pb::CheckMessagesReply& reply) { return decode(reply, messages.size()); });
}

Result<std::vector<ChainHeads>> Client::heads() const
{
    return call(stubs_->supervisor, &pb::Supervisor::Stub::GetHeads, pb::GetHeadsRequest{},
        from_now(deadline_), kDecode);
}

Result<Chains> Client::chains() const
{
    return call(stubs_->supervisor, &pb::Supervisor::Stub::GetDependencySet,
        pb::GetDependencySetRequest{}, from_now(deadline_), kDecode);
}

Result<Status> Client::status() const
{
    return call(stubs_->index, &pb::Index::Stub::GetStatus, pb::GetStatusRequest{},
        from_now(deadline_), kDecode);
}

Result<BlockInfo> Client::block(const ChainId& chain, uint64_t number) const
{
    pb::GetBlockRequest request;
    request.set_chain_id(wire::to_proto(chain));
    request.set_number(number);
    const auto deadline = from_now(deadline_);
    for (int restarts = 0; restarts <= kMaxRestarts; ++restarts)
    {
        auto block = all_pages(stubs_->index, request, deadline);
        if (!block)
            return tl::unexpected{std::move(block.error())};
        if (*block)
            return **std::move(block);
    }
    return tl::unexpected{Error{.kind = ErrorKind::other,
        .message = "reorgs replaced the block again and again while it was read"}};
}

Result<MessageInfo> Client::message(
    const ChainId& chain, uint64_t block_number, uint32_t log_index) const
{
    pb::GetMessageRequest request;
    request.set_chain_id(wire::to_proto(chain));
    request.set_block_number(block_number);
    request.set_log_index(log_index);
    return call(stubs_->index, &pb::Index::Stub::GetMessage, request, from_now(deadline_),
        [&](const pb::GetMessageReply& reply) -> Decoded<MessageInfo>
        {
            auto out = decode(reply);
            if (out && (out->block.id.number != block_number || out->log_index != log_index))
                return another_block();
            return out;
        });
}
}  // namespace interlock::client
