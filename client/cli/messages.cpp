// `interlock messages` and `interlock transaction`: which messages chains execute, and what a
// transaction has to do with them.
#include <condition_variable>
#include <mutex>
#include <set>
#include <tuple>

#include "client/cli/commands.hpp"
#include "client/cli/messages_report.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr std::chrono::milliseconds kPause{1'000};
/// Blocks of a chain that lags come with older times: so far back new ones are looked for.
constexpr uint64_t kLookBackS = 60;
constexpr uint32_t kMostAtOnce = 1'000;
constexpr uint32_t kMostDecoded = 50;

Result<std::vector<ChainId>> chains_of(const std::vector<std::string>& names, const Chains& chains)
{
    std::vector<ChainId> out;
    for (const auto& name : names)
    {
        const auto chain = resolve_chain(name, chains);
        if (!chain)
            return usage_error(chain.error());
        out.push_back(*chain);
    }
    return out;
}

Result<MessageQuery> query_of(const MessagesArgs& args, const Chains& chains)
{
    auto executing = chains_of(args.to, chains);
    auto initiating = chains_of(args.from, chains);
    if (!executing || !initiating)
        return tl::unexpected{executing ? initiating.error() : executing.error()};
    return MessageQuery{.executing = *std::move(executing),
        .initiating = *std::move(initiating),
        .states = args.states,
        .since_s = args.since_s,
        .until_s = args.until_s,
        .limit = kMostAtOnce,
        .decode = args.decode};
}

/// The newest that fit, page by page.
Result<std::vector<ListedMessage>> newest(
    const Context& context, MessageQuery query, uint32_t count)
{
    std::vector<ListedMessage> out;
    do
    {
        const auto missing = count - static_cast<uint32_t>(out.size());
        query.limit = std::min(missing, query.decode ? kMostDecoded : kMostAtOnce);
        auto page = context.client.messages(query);
        if (!page)
            return tl::unexpected{std::move(page.error())};
        std::move(page->messages.begin(), page->messages.end(), std::back_inserter(out));
        query.page_token = std::move(page->next_token);
    } while (out.size() < count && !query.page_token.empty());
    return out;
}

std::string lines_of(
    const Context& context, const std::vector<ListedMessage>& messages, const Chains& chains)
{
    if (!context.json)
        return messages_text(messages, context.view(chains));
    std::string out;
    for (const auto& message : messages)
        out += json_line(listed_json(message));
    return out;
}

/// False when told to stop.
bool pause(const std::stop_token& stop)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock{mutex};
    wake.wait_for(lock, stop, kPause, [] { return false; });
    return !stop.stop_requested();
}

/// Remembers what was told, as far back as new ones are looked for.
class Told
{
public:
    /// Those that are new, the oldest first.
    std::vector<ListedMessage> take_new(std::vector<ListedMessage> messages)
    {
        std::vector<ListedMessage> out;
        for (auto message = messages.rbegin(); message != messages.rend(); ++message)
        {
            const auto& executing = message->executing;
            newest_s_ = std::max(newest_s_, message->block.timestamp_s);
            if (told_
                    .insert(
                        {message->block.timestamp_s, message->block.id.hash, executing.log_index})
                    .second)
                out.push_back(std::move(*message));
        }
        told_.erase(told_.begin(), told_.lower_bound({since_s(), Hash32{}, 0}));
        return out;
    }

    [[nodiscard]] uint64_t since_s() const { return newest_s_ - std::min(newest_s_, kLookBackS); }

private:
    uint64_t newest_s_ = 0;
    std::set<std::tuple<uint64_t, Hash32, uint32_t>> told_;
};

Result<Output> follow(const Context& context, MessageQuery query, const Chains& chains)
{
    const auto stop = context.on_interrupt ? context.on_interrupt() : std::stop_token{};
    Told told;
    query.since_s = context.now_s - std::min(context.now_s, kLookBackS);
    for (;;)
    {
        auto messages = newest(context, query, kMostAtOnce);
        if (!messages)
            return tl::unexpected{std::move(messages.error())};
        context.out << lines_of(context, told.take_new(*std::move(messages)), chains) << std::flush;
        if (!context.out.good() || !pause(stop))
            return Output{};
        query.since_s = std::max(*query.since_s, told.since_s());
    }
}
}  // namespace

Result<Output> run_messages(const Context& context, const MessagesArgs& args)
{
    const auto chains = context.client.chains();
    if (!chains)
        return tl::unexpected{chains.error()};
    const auto query = query_of(args, *chains);
    if (!query)
        return tl::unexpected{query.error()};
    if (args.follow)
        return follow(context, *query, *chains);
    const auto messages = newest(context, *query, args.count);
    if (!messages)
        return tl::unexpected{messages.error()};
    auto body = lines_of(context, *messages, *chains);
    if (body.empty() && !context.json)
        body = "no such messages in the index\n";
    return Output{.code = ExitCode::ok, .body = std::move(body)};
}

Result<Output> run_transaction(const Context& context, const TransactionArgs& args)
{
    const auto chains = context.client.chains();
    if (!chains)
        return tl::unexpected{chains.error()};
    const auto asked = chains_of(args.chains, *chains);
    if (!asked)
        return tl::unexpected{asked.error()};
    const auto answer = context.client.transaction(args.hash, *asked);
    if (!answer)
        return tl::unexpected{answer.error()};
    return Output{.code = ExitCode::ok,
        .body = context.json ? json_line(transaction_json(*answer))
                             : transaction_text(*answer, context.view(*chains))};
}
}  // namespace interlock::client::cli
