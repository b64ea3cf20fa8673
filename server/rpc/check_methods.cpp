// What transaction pools, ingresses and builders ask.
#include <fmt/format.h>

#include "server/query/access_check.hpp"
#include "server/rpc/method.hpp"

namespace interlock::server::rpc
{
namespace
{
Called<std::vector<MessageAccess>> accesses_at(const Arguments& arguments, size_t index)
{
    const auto entries = entries_at(arguments, index);
    if (!entries)
        return tl::unexpected{entries.error()};
    auto accesses = parse_access_list(*entries);
    if (!accesses)
        return fail(
            Code::invalid_params, "failed to parse access entry: " + accesses.error().message);
    return *std::move(accesses);
}

Called<ListExecution> execution_of(const MethodContext& context, const Arguments& arguments)
{
    const auto level = level_at(arguments, 1);
    if (!level)
        return tl::unexpected{level.error()};
    const auto descriptor = executing_descriptor_at(arguments, 2);
    if (!descriptor)
        return tl::unexpected{descriptor.error()};
    if (!descriptor->chain_id && !context.legacy_access_list)
        return fail(Code::invalid_params,
            "invalid argument 2: chainID, the chain on which the messages are executed, is "
            "missing; a service with rpc.legacy_access_list = \"admit\" does without");
    return ListExecution{.chain_id = descriptor->chain_id,
        .timestamp_s = descriptor->timestamp_s,
        .timeout_s = descriptor->timeout_s,
        .min_safety = *level};
}

/// Null when all are valid, else why not.
Answered result_of(const ListAnswer& answer, std::span<const MessageAccess> accesses)
{
    if (!answer.overall)
        return tl::unexpected{error_of(answer.overall.error())};
    if (std::holds_alternative<Valid>(*answer.overall))
        return Json(nullptr);
    const auto which =
        answer.decisive ? describe(*answer.decisive, accesses[*answer.decisive]) : std::string{};
    if (const auto* invalid = std::get_if<Invalid>(&*answer.overall))
        return tl::unexpected{error_of(*invalid, which)};
    return tl::unexpected{error_of(std::get<NotYet>(*answer.overall), which)};
}

tl::unexpected<RpcError> no_such_block(
    const storage::View& view, const ChainId& chain, uint64_t number)
{
    const auto text = fmt::format("block {} for chain {}: not found", number, to_string(chain));
    const auto first = view.first(chain);
    const auto head = view.head(chain, SafetyLevel::unsafe);
    if (!first || !head)
        return tl::unexpected{error_of(trouble_of(first ? head.error() : first.error()))};
    if (*first && number < (*first)->seal.id.number)
        return fail(Code::skipped, fmt::format("{}: skipped data: the index begins at block {}",
                                       text, (*first)->seal.id.number));
    if (*head)
        return fail(Code::future,
            fmt::format("{}: future data: the newest block is {}", text, (*head)->seal.id.number));
    return fail(Code::future, text + ": future data: no block is indexed yet");
}
}  // namespace

Answered check_access_list(const MethodContext& context, const Arguments& arguments)
{
    CountedCheck counted{context.api.checks, CheckDoor::json_rpc};
    // Before the request is looked at: clients probe for it with requests of any kind.
    if (const auto allowed = check_failsafe_for_all(context.api.failsafes.active()); !allowed)
    {
        counted.answered(std::nullopt, tl::unexpected{allowed.error()});
        return tl::unexpected{error_of(allowed.error())};
    }
    const auto execution = execution_of(context, arguments);
    if (!execution)
        return tl::unexpected{execution.error()};
    const auto accesses = accesses_at(arguments, 0);
    if (!accesses)
        return tl::unexpected{accesses.error()};
    // Taken before the view is opened: what is ready then, the view has.
    const auto circumstances = context.api.circumstances();
    const auto view = context.api.views.open_view();
    const auto answer = view ? server::check_access_list(
                                   context.api.judge, **view, circumstances, *accesses, *execution)
                             : ListAnswer{.answers = {},
                                   .overall = tl::unexpected{trouble_of(view.error())},
                                   .decisive = std::nullopt};
    counted.answered(execution->min_safety, answer.overall);
    return result_of(answer, *accesses);
}

Answered block_hash_by_number(const MethodContext& context, const Arguments& arguments)
{
    const auto chain = chain_id_at(arguments, 0);
    if (!chain)
        return tl::unexpected{chain.error()};
    if (context.api.set.find(*chain) == nullptr)
        return fail(Code::unknown_chain, fmt::format("chain {}: unknown chain", to_string(*chain)));
    const auto wanted = block_number_at(arguments, 1);
    if (!wanted)
        return tl::unexpected{wanted.error()};
    const auto circumstances = context.api.circumstances();
    const auto view = open_view(context);
    if (!view)
        return tl::unexpected{view.error()};
    const auto head = head_at(**view, *chain, SafetyLevel::unsafe);
    if (!head)
        return tl::unexpected{error_of(head.error())};
    const auto* asked = std::get_if<uint64_t>(&*wanted);
    const uint64_t number = asked != nullptr ? *asked : head->id.number;
    if (const auto ready = check_ready(**view, circumstances.not_ready, *chain, number); !ready)
        return tl::unexpected{error_of(ready.error())};
    const auto block = told((*view)->block(*chain, number));
    if (!block)
        return tl::unexpected{block.error()};
    if (!*block)
        return no_such_block(**view, *chain, number);
    return Json(to_hex((*block)->seal.id.hash));
}

Answered failsafe_enabled(const MethodContext& context, const Arguments&)
{
    // Never that of a pair: clients evict every interop transaction when this is true.
    return Json(context.api.failsafes.is_on_for_all());
}

Answered set_failsafe_enabled(const MethodContext& context, const Arguments& arguments)
{
    const auto wanted = flag_at(arguments, 0);
    if (!wanted)
        return tl::unexpected{wanted.error()};
    constexpr const char* kCaller = "admin_setFailsafeEnabled";
    auto& failsafes = *context.failsafes;
    const auto done = *wanted
                          ? failsafes.raise(FailsafeScope::all(),
                                "it was set by admin_setFailsafeEnabled", kCaller, context.now_s())
                          : failsafes.clear(FailsafeScope::all(), kCaller).map([](size_t) {});
    if (!done)
        return fail(Code::internal, done.error());
    return Json(nullptr);
}

Answered health_status(const MethodContext& context, const Arguments&)
{
    return Json(context.api.version);
}
}  // namespace interlock::server::rpc
