#include "server/api/check_requests.hpp"

#include <fmt/format.h>

#include "interop/transaction.hpp"

namespace interlock::server
{
namespace
{
tl::expected<std::vector<Hash32>, std::string> words_from(const RepeatedBytes& entries)
{
    std::vector<Hash32> out;
    out.reserve(static_cast<size_t>(entries.size()));
    for (int i = 0; i < entries.size(); ++i)
    {
        const auto word = wire::hash_from_proto(entries[i], "");
        if (!word)
        {
            // Made for the error only: there are many entries.
            const auto field = fmt::format("entries[{}]", i);
            return tl::unexpected{wire::hash_from_proto(entries[i], field).error()};
        }
        out.push_back(*word);
    }
    return out;
}

tl::expected<std::vector<Hash32>, std::string> entries_in(
    const std::string& raw, const ChainId& executing)
{
    const auto read =
        read_signed_transaction({reinterpret_cast<const uint8_t*>(raw.data()), raw.size()});
    if (!read)
        return tl::unexpected{"transaction: " + read.error()};
    if (read->chain_id && *read->chain_id != executing)
    {
        return tl::unexpected{fmt::format("transaction: signed for chain {}, not for {}",
            to_string(*read->chain_id), to_string(executing))};
    }
    return read->inbox_entries;
}

tl::expected<std::vector<MessageAccess>, std::string> accesses_from(
    const pb::CheckAccessListRequest& request, const ChainId& executing)
{
    const bool has_transaction = !request.transaction().empty();
    if (has_transaction && request.entries_size() > 0)
        return tl::unexpected<std::string>{"entries and transaction are given; one is needed"};
    const auto* field = has_transaction ? "transaction: entries" : "entries";
    const auto words = has_transaction ? entries_in(request.transaction(), executing)
                                       : words_from(request.entries());
    if (!words)
        return tl::unexpected{words.error()};
    if (words->size() > kMaxAccessListEntries)
    {
        return tl::unexpected{fmt::format(
            "{}: {} given, at most {} are taken", field, words->size(), kMaxAccessListEntries)};
    }
    auto accesses = parse_access_list(*words);
    if (!accesses)
    {
        const auto& error = accesses.error();
        return tl::unexpected{fmt::format("{}[{}]: {}", field, error.entry, error.message)};
    }
    return *std::move(accesses);
}

void put_access(const MessageAccess& access, const Answer& answer, pb::CheckAccessListReply& reply)
{
    auto& out = *reply.add_messages();
    auto& announced = *out.mutable_announced();
    announced.set_block_number(access.at.block_number);
    announced.set_log_index(access.at.log_index);
    announced.set_timestamp(access.at.timestamp_s);
    announced.set_chain_id(wire::to_proto(access.at.chain_id));
    out.set_checksum(wire::to_proto(access.checksum));
    put_answer(answer, out);
}

/// On a list as a whole: no one block is that of the list.
void put_overall(const Verdict& overall, pb::Verdict& out)
{
    if (std::holds_alternative<Valid>(overall))
        out.mutable_valid();
    else
        out = to_proto(overall);
}

void put_failure(const CallFailure& why, pb::CheckFailure& out)
{
    const auto* trouble = std::get_if<CannotTell>(&why);
    const auto status = trouble != nullptr ? to_status(*trouble) : std::get<grpc::Status>(why);
    out.set_code(status.error_code());
    out.set_explanation(status.error_message());
    if (trouble != nullptr)
        out.set_cause(to_proto(*trouble).cause());
}

pb::StreamedAnswer answer_one(
    const ApiContext& context, const OpenIndex& open, const pb::CheckAccessListRequest& request)
{
    CountedCheck counted{context.checks, CheckDoor::stream};
    pb::StreamedAnswer out;
    const auto check = list_check_from(request);
    if (!check)
    {
        put_failure(refuse(check.error()).value(), *out.mutable_failure());
        return out;
    }
    const auto answer = check_access_list(
        context.judge, *open.view, open.circumstances, check->accesses, check->execution);
    counted.answered(check->execution.min_safety, answer.overall);
    if (!answer.overall)
    {
        put_failure(answer.overall.error(), *out.mutable_failure());
        return out;
    }
    put_overall(*answer.overall, *out.mutable_overall());
    out.set_message(static_cast<uint32_t>(answer.decisive.value_or(0)));
    return out;
}
}  // namespace

tl::expected<Execution, std::string> execution_from(
    const pb::ExecutingDescriptor& executing, pb::SafetyLevel min_safety)
{
    const auto chain = wire::chain_id_from_proto(executing.chain_id(), "executing.chain_id");
    if (!chain)
        return tl::unexpected{chain.error()};
    if (!executing.has_timestamp())
        return tl::unexpected<std::string>{"executing.timestamp is missing"};
    const auto level = wire::level_from_proto(min_safety, "min_safety");
    if (!level)
        return tl::unexpected{level.error()};
    return Execution{.chain_id = *chain,
        .timestamp_s = executing.timestamp(),
        .timeout_s = executing.timeout(),
        .min_safety = *level};
}

tl::expected<ListCheck, std::string> list_check_from(const pb::CheckAccessListRequest& request)
{
    const auto execution = execution_from(request.executing(), request.min_safety());
    if (!execution)
        return tl::unexpected{execution.error()};
    auto accesses = accesses_from(request, execution->chain_id);
    if (!accesses)
        return tl::unexpected{std::move(accesses.error())};
    return ListCheck{*std::move(accesses), {.chain_id = execution->chain_id,
                                               .timestamp_s = execution->timestamp_s,
                                               .timeout_s = execution->timeout_s,
                                               .min_safety = execution->min_safety}};
}

CallResult answer_access_list(const ApiContext& context, const pb::CheckAccessListRequest& request,
    pb::CheckAccessListReply& reply)
{
    CountedCheck counted{context.checks, CheckDoor::grpc};
    const auto check = list_check_from(request);
    if (!check)
        return refuse(check.error());
    const auto level = check->execution.min_safety;
    const auto open = open_index(context);
    if (!open)
    {
        counted.answered(level, tl::unexpected{open.error()});
        return tl::unexpected{open.error()};
    }
    const auto& [circumstances, view] = *open;
    const auto [answers, overall, decisive] =
        check_access_list(context.judge, *view, circumstances, check->accesses, check->execution);
    counted.answered(level, overall);
    if (!overall)
        return cannot_tell(overall.error());
    put_overall(*overall, *reply.mutable_overall());
    for (size_t i = 0; i < answers.size(); ++i)
        put_access(check->accesses[i], answers[i], reply);
    return {};
}

pb::CheckStreamReply answer_streamed(
    const ApiContext& context, const pb::CheckStreamRequest& request)
{
    if (request.checks_size() > kMaxStreamedChecks)
    {
        context.checks.count_bad_request(CheckDoor::stream);
        return refuse_streamed(
            request.id(), refuse(fmt::format("checks: {} given, at most {} are taken",
                                     request.checks_size(), kMaxStreamedChecks))
                              .value());
    }
    const auto open = open_index(context);
    if (!open)
    {
        for (int i = 0; i < request.checks_size(); ++i)
            context.checks.count(CheckDoor::stream, std::nullopt, tl::unexpected{open.error()});
        return refuse_streamed(request.id(), open.error());
    }
    pb::CheckStreamReply out;
    out.set_id(request.id());
    for (const auto& check : request.checks())
        *out.add_answers() = answer_one(context, *open, check);
    return out;
}

pb::CheckStreamReply refuse_streamed(uint64_t id, const CallFailure& why)
{
    pb::CheckStreamReply out;
    out.set_id(id);
    put_failure(why, *out.mutable_failure());
    return out;
}
}  // namespace interlock::server
