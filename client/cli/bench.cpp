// `interlock bench`: how much the service answers, and how soon.
#include "client/cli/bench_report.hpp"
#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr size_t kQuestions = 5'000;

RpcDoorOptions rpc_door_options(const std::string& address, const Context& context,
    const BenchArgs& args, const DoorOptions& door)
{
    RpcDoorOptions out{.door = door, .connects_anew = args.connects_anew, .tls = context.tls};
    const auto colon = address.rfind(':');
    out.host = address.substr(0, colon);
    out.port = address.substr(colon + 1);
    return out;
}

Result<std::unique_ptr<Door>> open_door(
    const Context& context, const BenchArgs& args, const std::vector<Question>& questions)
{
    const DoorOptions options{
        .connections = args.connections, .deadline = std::chrono::milliseconds{args.deadline_ms}};
    const Options server{.server = context.server, .tls = context.tls, .own_connection = true};
    if (args.rpc)
        return make_rpc_door(questions, rpc_door_options(*args.rpc, context, args, options));
    if (args.batch > 0)
        return make_stream_door(server, questions, options, args.batch);
    return make_unary_door(server, questions, options);
}

std::optional<std::string> find_fault(const BenchArgs& args)
{
    if (args.connects_anew && !args.rpc)
        return "--connect-anew goes with --rpc";
    if (args.rpc && args.batch > 0)
        return "--rpc and --stream exclude each other";
    if (args.batch > 0 && args.in_flight > 32 * args.connections)
        return "--stream: the service takes 32 requests of a stream at once; --in-flight is at "
               "most 32 times --connections";
    return std::nullopt;
}
}  // namespace

Result<Output> run_bench(const Context& context, const BenchArgs& args)
{
    if (auto fault = find_fault(args))
        return usage_error(*std::move(fault));
    auto questions = draw_questions(context.client, kQuestions, args.messages, args.seed);
    if (!questions)
        return tl::unexpected{std::move(questions.error())};
    for (auto& question : *questions)
        question.terms.min_safety = args.level;
    const auto door = open_door(context, args, *questions);
    if (!door)
        return tl::unexpected{door.error()};
    const auto stop = context.on_interrupt ? context.on_interrupt() : std::stop_token{};
    const auto result = run_load(**door,
        {.questions = questions->size(),
            .in_flight = args.in_flight,
            .rate = args.rate,
            .time = std::chrono::milliseconds{args.seconds * 1'000}},
        stop);
    return Output{.code = result.answered() > 0 ? ExitCode::ok : ExitCode::unreachable,
        .body = context.json ? json_line(bench_json(args, result)) : bench_text(args, result)};
}
}  // namespace interlock::client::cli
