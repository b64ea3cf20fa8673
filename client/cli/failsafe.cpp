// `interlock failsafe …`: which messages are not judged.
#include "client/cli/admin_door.hpp"
#include "client/cli/failsafe_report.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kSomebody = "operator";

std::string who(const FailsafeArgs& args)
{
    return args.by.empty() ? kSomebody : args.by;
}

/// The chains that were named. For ids the Admin service is enough.
Result<std::vector<ChainId>> chosen(const Context& context, const FailsafeArgs& args)
{
    std::vector<ChainId> out;
    for (const auto& text : args.chains)
    {
        if (const auto id = chain_id_from_text(text))
        {
            out.push_back(*id);
            continue;
        }
        const auto chain = choose_chain(context, text);
        if (!chain)
            return tl::unexpected{chain.error()};
        out.push_back(chain->id);
    }
    return out;
}

std::string scope_of(const FailsafeArgs& args)
{
    if (args.chains.empty())
        return "all messages";
    if (args.chains.size() == 1)
        return "messages of chain " + args.chains[0];
    return "messages between chains " + args.chains[0] + " and " + args.chains[1];
}
}  // namespace

Result<Output> run_failsafe_list(const Context& context, const FailsafeArgs&)
{
    const auto status = context.client.status();
    if (!status)
        return tl::unexpected{status.error()};
    if (context.json)
        return Output{.body = json_line({{"failsafes", failsafes_json(status->failsafes)}})};
    if (status->failsafes.empty())
        return Output{.body = "no failsafe is in force: all messages are judged\n"};
    return context.client.chains().map([&](const Chains& chains)
        { return Output{.body = failsafes_text(status->failsafes, context.view(chains))}; });
}

Result<Output> run_failsafe_on(const Context& context, const FailsafeArgs& args)
{
    const auto chains = chosen(context, args);
    if (!chains)
        return tl::unexpected{chains.error()};
    return Door::open(context, args.admin)
        .and_then([&](const Door& door)
            { return door.admin().raise_failsafe(*chains, args.reason, who(args)); })
        .map(
            [&]
            {
                return Output{.body = context.json ? json_line({{"raised", true}})
                                                   : "failsafe on: " + printable(scope_of(args)) +
                                                         " are not judged until it is cleared\n"};
            });
}

Result<Output> run_failsafe_off(const Context& context, const FailsafeArgs& args)
{
    const auto chains = chosen(context, args);
    if (!chains)
        return tl::unexpected{chains.error()};
    return Door::open(context, args.admin)
        .and_then([&](const Door& door) { return door.admin().clear_failsafe(*chains, who(args)); })
        .map(
            [&](uint32_t cleared)
            {
                if (context.json)
                    return Output{.body = json_line({{"cleared", cleared}})};
                return Output{.body = cleared == 0
                                          ? "there was none for " + printable(scope_of(args)) + "\n"
                                          : "failsafe off: " + printable(scope_of(args)) +
                                                " are judged again, unless another one is in force "
                                                "(interlock failsafe list)\n"};
            });
}
}  // namespace interlock::client::cli
