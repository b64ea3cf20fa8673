// The least HTTP server that tests need: one thread, one handler, and answers that are wrong on
// purpose.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace interlock::testing
{
struct HttpRequest
{
    std::string target;
    std::map<std::string, std::string> headers;  // Names in lower case.
    std::string body;
};

struct HttpAnswer
{
    unsigned status = 200;
    std::map<std::string, std::string> headers;
    std::string body;
    /// The body is repeated, as a stream without a length, until so many bytes were sent.
    uint64_t stream_bytes = 0;
    /// The connection is closed after half of the announced body.
    bool cut_short = false;
    /// The connection is closed instead of an answer.
    bool hang_up = false;
};

/// A server without an end: what stops it is the client.
inline constexpr uint64_t kEndless = UINT64_MAX;

/// Listens on 127.0.0.1, at a port that the system chooses. All methods from any thread; the
/// handler is called on the server's own.
class FakeHttpServer
{
public:
    using Handler = std::function<HttpAnswer(const HttpRequest&)>;

    explicit FakeHttpServer(Handler handler);
    ~FakeHttpServer();

    [[nodiscard]] uint16_t port() const noexcept;
    [[nodiscard]] size_t connections() const noexcept;  // Accepted so far.

    void refuse_connections();
    void accept_connections();

    void hold();
    void release();
    void wait_until_held(size_t count);

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};
}  // namespace interlock::testing
