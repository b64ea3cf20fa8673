// HTTP POST to one endpoint, bounded in time and size. One connection, kept alive and used again.
// For one thread at a time.
#pragma once

#include <simdjson.h>

#include <memory>
#include <string>
#include <string_view>

#include "chain/endpoint.hpp"
#include "chain/source.hpp"

namespace interlock::chain
{
struct HttpReply
{
    long status = 0;
    /// What a Retry-After header asks for.
    std::optional<uint64_t> retry_after_s;
    /// Valid until the next request.
    simdjson::padded_string_view body;
};

class HttpClient
{
public:
    HttpClient(Endpoint endpoint, RequestLimits limits);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    [[nodiscard]] const Endpoint& endpoint() const noexcept;

    /// Sends `body` as application/json. Any HTTP status is a reply; an error is what prevented
    /// one, and its message names the endpoint by its display name only. It has the time of the
    /// limits, or `at_most` if that is less.
    [[nodiscard]] Result<HttpReply> post(std::string_view body,
        std::chrono::milliseconds at_most = std::chrono::milliseconds::max());

    /// Gives back what a large reply took. The last reply is gone.
    void shrink();

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};
}  // namespace interlock::chain
