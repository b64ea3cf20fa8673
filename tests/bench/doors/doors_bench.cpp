// What the doors of a running service answer, beside servers that do nothing.
//
//   doors-bench --grpc HOST:PORT --rpc HOST:PORT --process ID [--rounds N] [--seconds N]
//               [--rate N]
//
// The same client asks the service and, in turn, a bare echo of the same sizes; the ratio is told
// of each round, and the median of these. Clients and servers share this machine. `--process` is
// the service's, to tell what processor time an answer takes there. Beside this program stands
// echo-server.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <functional>
#include <span>

#include "client/check_request.hpp"
#include "client/connection.hpp"
#include "client/load/load.hpp"
#include "tests/bench/doors/echo_process.hpp"
#include "tests/bench/results.hpp"

namespace interlock::bench
{
namespace
{
using client::Door;
using client::Question;

constexpr size_t kInFlight = 32;
constexpr size_t kQuestions = 5'000;
constexpr std::chrono::seconds kDeadline{10};

struct Options
{
    std::string grpc;
    std::string rpc;
    pid_t process = 0;
    size_t rounds = 5;
    double seconds = 2;
    double rate = 0;  // 0: as fast as it is answered.
    std::string echo_server;
};

template <typename T>
T number(const std::string& text)
{
    T out{};
    if (std::from_chars(text.data(), text.data() + text.size(), out).ec != std::errc{})
        throw std::runtime_error{"not a number: " + text};
    return out;
}

Options parse(std::span<char*> arguments)
{
    Options out;
    out.echo_server = std::filesystem::path{arguments[0]}.parent_path() / "echo-server";
    for (size_t i = 1; i + 1 < arguments.size(); i += 2)
    {
        const std::string option{arguments[i]};
        const std::string value{arguments[i + 1]};
        if (option == "--grpc")
            out.grpc = value;
        else if (option == "--rpc")
            out.rpc = value;
        else if (option == "--process")
            out.process = number<pid_t>(value);
        else if (option == "--rounds")
            out.rounds = number<size_t>(value);
        else if (option == "--rate")
            out.rate = number<double>(value);
        else if (option == "--seconds")
            out.seconds = number<double>(value);
        else
            throw std::runtime_error{"unknown option " + option};
    }
    if (out.grpc.empty() || out.rpc.empty() || out.process == 0 || out.rounds == 0)
        throw std::runtime_error{"--grpc, --rpc and --process are needed"};
    return out;
}

template <typename T>
T must(client::Result<T> result)
{
    if (!result)
        throw std::runtime_error{result.error().message};
    return *std::move(result);
}

/// A server, with a way to ask it.
struct Target
{
    std::string name;
    std::unique_ptr<Door> door;
    pid_t process = 0;
};

struct Measured
{
    double rate = 0;  // Requests a second.
    double p50_ms = 0;
    double p99_ms = 0;
    double cpu_us = 0;  // Of the server, a request.
};

Measured measure(const Target& target, double seconds, double rate)
{
    const double before_s = cpu_s_of(target.process);
    const auto result = client::run_load(*target.door,
        {.questions = kQuestions,
            .in_flight = kInFlight,
            .rate = rate,
            .time = std::chrono::milliseconds{static_cast<int64_t>(seconds * 1'000)}},
        {});
    const double cpu_s = cpu_s_of(target.process) - before_s;
    const auto answered = static_cast<double>(result.answered());
    for (const auto& [outcome, count] : result.outcomes)
    {
        if (outcome != "valid")
            throw std::runtime_error{
                fmt::format("{}: {} times {} instead of valid", target.name, count, outcome)};
    }
    return {.rate = answered / result.seconds,
        .p50_ms = result.percentile_ms(0.5),
        .p99_ms = result.percentile_ms(0.99),
        .cpu_us = cpu_s / answered * 1e6};
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

double median_of(const std::vector<Measured>& all, double Measured::*part)
{
    std::vector<double> values;
    for (const auto& one : all)
        values.push_back(one.*part);
    return median(std::move(values));
}

void print_header()
{
    fmt::print("{:<34} {:>12} {:>12} {:>8} {:>8} {:>10} {:>8}\n", "", "requests/s", "messages/s",
        "p50 ms", "p99 ms", "CPU us/req", "of bound");
}

void tell(const std::string& name, const std::vector<Measured>& all, size_t messages,
    std::optional<double> ratio)
{
    const auto part = [&](double Measured::*which) { return median_of(all, which); };
    fmt::print("{:<34} {:>12.0f} {:>12.0f} {:>8.2f} {:>8.2f} {:>10.1f} {:>8}\n", name,
        part(&Measured::rate), part(&Measured::rate) * static_cast<double>(messages),
        part(&Measured::p50_ms), part(&Measured::p99_ms), part(&Measured::cpu_us),
        ratio ? fmt::format("{:.2f}", *ratio) : "");
    std::fflush(stdout);
    nlohmann::json figures{{"requests_per_s", part(&Measured::rate)}, {"messages", messages},
        {"p50_ms", part(&Measured::p50_ms)}, {"p99_ms", part(&Measured::p99_ms)},
        {"cpu_us", part(&Measured::cpu_us)}};
    if (ratio)
        figures["ratio"] = *ratio;
    record(name, std::move(figures));
}

using Open = std::function<std::unique_ptr<Door>(const std::string& address)>;
struct Comparison
{
    std::string name;
    Open open;
    std::string address;  // Of the service's door.
    std::vector<std::string> models;
    std::string reply;
    size_t messages = 1;
};

/// The service against the fastest of the models, round by round.
void compare(const Options& options, const Comparison& what)
{
    const Target service{what.name, what.open(what.address), options.process};
    std::vector<std::unique_ptr<EchoProcess>> servers;
    std::vector<Target> echoes;
    for (const auto& model : what.models)
    {
        const auto& server = servers.emplace_back(
            std::make_unique<EchoProcess>(options.echo_server, model, what.reply));
        echoes.push_back(
            {"  a bare echo: " + model, what.open("127.0.0.1:" + server->port()), server->id()});
    }
    std::vector<Measured> served;
    std::vector<std::vector<Measured>> echoed(echoes.size());
    std::vector<double> ratios;
    static_cast<void>(measure(service, options.seconds / 2, options.rate));  // Warms up.
    for (size_t round = 0; round < options.rounds; ++round)
    {
        served.push_back(measure(service, options.seconds, options.rate));
        double best = 0;
        for (size_t i = 0; i < echoes.size(); ++i)
            best = std::max(best,
                echoed[i].emplace_back(measure(echoes[i], options.seconds, options.rate)).rate);
        if (best > 0)
            ratios.push_back(served.back().rate / best);
    }
    tell(what.name, served, what.messages,
        ratios.empty() ? std::nullopt : std::optional{median(ratios)});
    for (size_t i = 0; i < echoes.size(); ++i)
        tell(echoes[i].name, echoed[i], what.messages, std::nullopt);
}

/// What the service replies to the question over gRPC.
std::string grpc_reply_to(const Question& question, const std::string& server)
{
    const auto stub = client::pb::Supervisor::NewStub(client::connect(server, std::nullopt));
    client::pb::CheckAccessListRequest request;
    client::put_terms(question.terms, request);
    for (const auto& entry : question.entries)
        request.add_entries(wire::to_proto(entry));
    grpc::ClientContext context;
    client::pb::CheckAccessListReply reply;
    const auto status = stub->CheckAccessList(&context, request, &reply);
    if (!status.ok())
        throw std::runtime_error{status.error_message()};
    return reply.SerializeAsString();
}

/// What it replies over JSON-RPC to what is valid.
constexpr const char* kValidReply = R"({"jsonrpc":"2.0","id":1,"result":null})";

Open unary(const std::vector<Question>& questions)
{
    return [&questions](const std::string& address)
    {
        return client::make_unary_door({.server = address, .own_connection = true}, questions,
            {.connections = 4, .deadline = kDeadline});
    };
}

Open rpc(const std::vector<Question>& questions, bool connects_anew)
{
    return [&questions, connects_anew](const std::string& address)
    {
        const auto colon = address.rfind(':');
        return client::make_rpc_door(
            questions, {.host = address.substr(0, colon),
                           .port = address.substr(colon + 1),
                           .door = {.connections = kInFlight, .deadline = kDeadline},
                           .connects_anew = connects_anew});
    };
}

/// One stream, with so many checks in a request.
Open stream(const std::vector<Question>& questions, size_t batch)
{
    return [&questions, batch](const std::string& address)
    {
        return client::make_stream_door({.server = address, .own_connection = true}, questions,
            {.connections = 1, .deadline = kDeadline}, batch);
    };
}

void run(const Options& options)
{
    const client::Client asked{{.server = options.grpc}};
    const auto single = must(client::draw_questions(asked, kQuestions, 1, 1));
    const auto tens = must(client::draw_questions(asked, kQuestions, 10, 2));
    print_header();
    compare(options, {.name = "gRPC",
                         .open = unary(single),
                         .address = options.grpc,
                         .models = {"sync", "callback", "async", "raw"},
                         .reply = grpc_reply_to(single.front(), options.grpc)});
    const std::vector<std::string> http{"http-1", "http-2"};
    compare(options, {.name = "JSON-RPC",
                         .open = rpc(single, false),
                         .address = options.rpc,
                         .models = http,
                         .reply = kValidReply});
    compare(options, {.name = "JSON-RPC, connecting anew",
                         .open = rpc(single, true),
                         .address = options.rpc,
                         .models = http,
                         .reply = kValidReply});
    compare(options, {.name = "JSON-RPC, lists of 10",
                         .open = rpc(tens, false),
                         .address = options.rpc,
                         .models = {},
                         .reply = {},
                         .messages = 10});
    for (const size_t batch : std::initializer_list<size_t>{100, 1'000})
    {
        compare(options, {.name = fmt::format("a stream, {} checks in a request", batch),
                             .open = stream(single, batch),
                             .address = options.grpc,
                             .models = {},
                             .reply = {},
                             .messages = batch});
    }
}
}  // namespace
}  // namespace interlock::bench

int main(int argc, char** argv)
{
    using namespace interlock::bench;
    try
    {
        run(parse({argv, static_cast<size_t>(argc)}));
        return 0;
    }
    catch (const std::exception& error)
    {
        fmt::print(stderr, "doors-bench: {}\n", error.what());
        return 1;
    }
}
