// `interlock check`: whether messages may be executed.
#include "client/cli/access_input.hpp"
#include "client/cli/check_report.hpp"
#include "interop/eth/hash.hpp"

namespace interlock::client::cli
{
namespace
{
Result<std::vector<Hash32>> entries_of(
    const Context& context, const CheckArgs& args, const ChainId& executing)
{
    const bool is_transaction = !args.transaction.empty();
    const auto entries = is_transaction ? read_transaction(args.transaction, executing, context.in)
                                        : read_entries(args.access_list, context.in);
    if (!entries)
        return usage_error(
            (is_transaction ? "--transaction: " : "--access-list: ") + entries.error());
    return *entries;
}

Result<CheckReport> check_entries(
    const Context& context, const CheckArgs& args, const CheckTerms& terms)
{
    const auto entries = entries_of(context, args, terms.executing_chain);
    if (!entries)
        return tl::unexpected{entries.error()};
    auto answer = context.client.check_access_list(*entries, terms);
    if (!answer)
        return tl::unexpected{std::move(answer.error())};
    CheckReport report{.overall = std::move(answer->overall), .messages = {}};
    for (auto& one : answer->messages)
        report.messages.push_back({.at = one.announced.at,
            .message = std::nullopt,
            .checksum = one.announced.checksum,
            .answer = std::move(one.answer)});
    return report;
}

/// Precondition: find_fault finds nothing in `args`.
Message message_of(const CheckArgs& args, const ChainId& chain)
{
    return {.id = {.origin = *args.origin,
                .at = {.chain_id = chain,
                    .block_number = *args.block_number,
                    .timestamp_s = *args.initiated_s,
                    .log_index = *args.log_index}},
        .payload_hash = args.payload_hash ? *args.payload_hash : keccak256(*args.payload)};
}

Result<CheckReport> check_identifier(
    const Context& context, const CheckArgs& args, const CheckTerms& terms, const Chains& chains)
{
    const auto chain = resolve_chain(*args.chain, chains);
    if (!chain)
        return usage_error("--chain: " + chain.error());
    const auto message = message_of(args, *chain);
    const auto answers = context.client.check_messages(std::span{&message, 1}, terms);
    if (!answers)
        return tl::unexpected{answers.error()};
    const auto& answer = answers->front();  // The client has matched the replies to the questions.
    return CheckReport{.overall = answer,
        .messages = {
            {.at = message.id.at, .message = message, .checksum = std::nullopt, .answer = answer}}};
}

/// Of a check, "cannot tell" is one of the answers and not a failure.
Result<CheckReport> as_report(const Error& error)
{
    if (error.kind != ErrorKind::cannot_tell)
        return tl::unexpected{error};
    return CheckReport{.overall = Answer{tl::unexpect,
                           CannotTell{.cause = error.cause, .explanation = error.message}},
        .messages = {}};
}

Result<CheckReport> check(const Context& context, const CheckArgs& args, const Chains& chains)
{
    const auto executing = resolve_chain(args.executing_chain, chains);
    if (!executing)
        return usage_error("--on: " + executing.error());
    const CheckTerms terms{.executing_chain = *executing,
        .timestamp_s = args.timestamp_s.value_or(context.now_s),
        .timeout_s = args.timeout_s,
        .min_safety = args.level};
    const auto report = args.names_a_list() ? check_entries(context, args, terms)
                                            : check_identifier(context, args, terms, chains);
    return report ? report : as_report(report.error());
}
}  // namespace

Result<Output> run_check(const Context& context, const CheckArgs& args)
{
    if (auto fault = find_fault(args))
        return usage_error(std::move(*fault));
    const auto chains = context.client.chains();
    if (!chains)
        return tl::unexpected{chains.error()};
    return check(context, args, *chains)
        .map(
            [&](const CheckReport& report)
            {
                return Output{.code = exit_code(report.overall),
                    .body = context.json ? json_line(check_json(report))
                                         : check_text(report, context.view(*chains))};
            });
}
}  // namespace interlock::client::cli
