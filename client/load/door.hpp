// A door of the service that can be asked many things at once.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "client/load/questions.hpp"

namespace interlock::client
{
/// What became of one request: "valid", or another answer, refusal or failure in a word or two.
using Outcome = std::string;
using Answered = std::function<void(const Outcome&)>;

/// Thread-safe.
class Door
{
public:
    virtual ~Door() = default;
    /// Returns at once, or after `answered` was called; it is called once, from any thread. Which
    /// question it is, the number tells.
    virtual void ask(size_t number, const Answered& answered) = 0;
};

struct DoorOptions
{
    size_t connections = 1;
    std::chrono::milliseconds deadline{1'000};
};

/// CheckAccessList over gRPC, each question a call.
[[nodiscard]] std::unique_ptr<Door> make_unary_door(
    const Options& server, const std::vector<Question>& questions, const DoorOptions& options);

/// CheckStream: each request has `batch` of the questions. At most 32 requests may be under way on
/// a connection.
[[nodiscard]] std::unique_ptr<Door> make_stream_door(const Options& server,
    std::vector<Question> questions, const DoorOptions& options, size_t batch);

struct RpcDoorOptions
{
    std::string host;
    std::string port;
    DoorOptions door;
    bool connects_anew = false;  // For each request, as proxyd does.
    std::optional<Tls> tls;      // Absent: not encrypted.
};
/// interop_checkAccessList over HTTP.
[[nodiscard]] std::unique_ptr<Door> make_rpc_door(
    const std::vector<Question>& questions, const RpcDoorOptions& options);
}  // namespace interlock::client
