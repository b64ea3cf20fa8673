// Bytes of HTTP, as a client may send them to the JSON-RPC door.
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>

#include "tests/fuzz/rpc_door.hpp"

namespace interlock::fuzz
{
namespace
{
namespace http = boost::beast::http;

constexpr uint32_t kMaxHeaderBytes = 1'024;
constexpr uint64_t kMaxBodyBytes = 4'096;

/// The request that the bytes are; nullopt when they are none, or not all of one.
std::optional<server::rpc::HttpRequest> request_of(ByteView bytes)
{
    http::request_parser<http::string_body> parser;
    parser.header_limit(kMaxHeaderBytes);
    parser.body_limit(kMaxBodyBytes);
    parser.eager(true);
    boost::beast::error_code error;
    size_t taken = 0;
    while (!error && !parser.is_done() && taken < bytes.size())
    {
        const auto rest = bytes.subspan(taken);
        const auto size = parser.put(boost::asio::buffer(rest.data(), rest.size()), error);
        if (size == 0)
            break;
        taken += size;
    }
    if (error || !parser.is_done())
        return std::nullopt;
    require(parser.get().body().size() <= kMaxBodyBytes, "a body is bounded");
    return parser.release();
}
}  // namespace
}  // namespace interlock::fuzz

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    using namespace interlock::fuzz;
    static RpcDoor door;
    const auto request = request_of({data, size});
    if (!request)
        return 0;
    const auto reply = door.answer(*request);
    const auto status = reply.result_int();
    require(status == 200 || status == 204 || status == 404 || status == 405 || status == 415 ||
                status == 503,
        "the status is known");
    require(reply.keep_alive() == request->keep_alive() || reply.version() == 10,
        "the client decides whether the connection is kept");
    const auto type = reply[http::field::content_type];
    const bool is_call = request->method() == http::verb::post && status == 200;
    if (is_call && !reply.body().empty())
        require_replies(reply.body());
    else if (type == "application/json" && !reply.body().empty())
        require(read_again(reply.body()).has_value(), "what says that it is JSON is");
    return 0;
}
