#include "chain/http.hpp"

#include <curl/curl.h>

#include <algorithm>

namespace interlock::chain
{
namespace
{
/// A buffer that grew beyond this is given back when it is idle.
constexpr size_t kKeptBytes = size_t{64} << 10U;

bool init_curl()
{
    static const bool kReady = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return kReady;
}

constexpr size_t kMaxHeaderBytes = size_t{256} << 10U;
/// Nobody is left alone for longer, whatever they ask.
constexpr curl_off_t kMaxRetryAfterS = 3'600;

/// The reply as it comes in, never larger than its bounds.
struct Receiver
{
    std::string buffer;
    size_t max_bytes = 0;
    size_t header_bytes = 0;
    bool too_large = false;

    /// libcurl keeps what it is told in headers, so they need a bound as well.
    static size_t receive_header(char* /*data*/, size_t /*one*/, size_t size, void* self) noexcept
    {
        auto& receiver = *static_cast<Receiver*>(self);
        receiver.header_bytes += size;
        receiver.too_large = receiver.header_bytes > kMaxHeaderBytes;
        return receiver.too_large ? 0 : size;
    }

    /// Called by libcurl with decompressed bytes; anything but `size` ends the transfer.
    static size_t receive(char* data, size_t /*one*/, size_t size, void* self) noexcept
    {
        auto& receiver = *static_cast<Receiver*>(self);
        if (size > receiver.max_bytes - receiver.buffer.size())
        {
            receiver.too_large = true;
            return 0;
        }
        receiver.buffer.append(data, size);
        return size;
    }

    void shrink()
    {
        if (buffer.capacity() > kKeptBytes)
            buffer = {};
    }

    void start()
    {
        buffer.clear();
        header_bytes = 0;
        too_large = false;
    }

    /// The parser may read a little past the end.
    simdjson::padded_string_view finish()
    {
        const auto size = buffer.size();
        buffer.append(simdjson::SIMDJSON_PADDING, ' ');
        return simdjson::padded_string_view{buffer.data(), size, buffer.size()};
    }
};

/// Called by libcurl about once a second, or more often; anything but 0 ends the transfer.
int stop_when_asked(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept
{
    return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

bool is_local(std::string_view display)
{
    const auto host = display.substr(display.find("://") + 3);
    return host.starts_with("127.") || host.starts_with("localhost:") || host.starts_with("[::1]");
}

std::string in_ms(std::chrono::milliseconds time)
{
    return std::to_string(time.count()) + " ms";
}
}  // namespace

class HttpClient::Impl
{
public:
    Impl(Endpoint endpoint, RequestLimits limits) : endpoint_{std::move(endpoint)}, limits_{limits}
    {
        receiver_.max_bytes = limits.max_reply_bytes;
        if (init_curl())
            handle_.reset(curl_easy_init());
        // The options are constants that libcurl has; only memory can run out.
        if (handle_ == nullptr || !make_headers())
            throw std::bad_alloc{};
        set_bounds();
        set_request();
    }

    const Endpoint& endpoint() const noexcept { return endpoint_; }

    void shrink() { receiver_.shrink(); }

    Result<HttpReply> post(std::string_view body, std::chrono::milliseconds at_most)
    {
        receiver_.start();
        // To libcurl, 0 is no limit at all.
        timeout_ = std::clamp(at_most, std::chrono::milliseconds{1}, limits_.timeout);
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_timeout().count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_.count()));
        set(CURLOPT_POSTFIELDS, body.data());
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        const auto code = curl_easy_perform(handle_.get());
        if (code != CURLE_OK)
            return tl::unexpected{error_of(code)};
        HttpReply reply;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &reply.status);
        curl_off_t wait_s = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RETRY_AFTER, &wait_s);
        if (wait_s > 0)
            reply.retry_after_s = static_cast<uint64_t>(std::min(wait_s, kMaxRetryAfterS));
        reply.body = receiver_.finish();
        return reply;
    }

private:
    template <typename T>
    void set(CURLoption option, T value)
    {
        curl_easy_setopt(handle_.get(), option, value);
    }

    bool make_headers()
    {
        // Without "Expect:" a large request would first wait for leave to be sent.
        std::vector<std::string> lines{
            "Content-Type: application/json", "Accept: application/json", "Expect:"};
        const auto& secret = endpoint_.secret_headers();
        lines.insert(lines.end(), secret.begin(), secret.end());
        for (const auto& line : lines)
        {
            auto* longer = curl_slist_append(headers_.get(), line.c_str());
            if (longer == nullptr)
                return false;
            static_cast<void>(headers_.release());
            headers_.reset(longer);
        }
        return true;
    }

    void set_bounds()
    {
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &stop_when_asked);
        set(CURLOPT_XFERINFODATA, &limits_.stop);
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        // An endpoint that sends us elsewhere is not the one that was configured.
        set(CURLOPT_FOLLOWLOCATION, 0L);
    }

    void set_request()
    {
        set(CURLOPT_URL, endpoint_.secret_url().c_str());
        set(CURLOPT_POST, 1L);
        set(CURLOPT_HTTPHEADER, headers_.get());
        set(CURLOPT_USERAGENT, "interlock");
        set(CURLOPT_ACCEPT_ENCODING, "gzip");
        set(CURLOPT_TCP_KEEPALIVE, 1L);
        set(CURLOPT_WRITEFUNCTION, &Receiver::receive);
        set(CURLOPT_WRITEDATA, &receiver_);
        set(CURLOPT_HEADERFUNCTION, &Receiver::receive_header);
        set(CURLOPT_HEADERDATA, &receiver_);
        // The proxy of the environment is for the world outside.
        if (is_local(endpoint_.display()))
            set(CURLOPT_PROXY, "");
    }

    /// libcurl's own texts for a transfer may quote the URL; those for a code cannot.
    Error error_of(CURLcode code) const
    {
        const auto& name = endpoint_.display();
        if (receiver_.too_large)
            return {ErrorKind::too_large,
                name + ": the reply exceeds " + std::to_string(limits_.max_reply_bytes) + " bytes"};
        if (code == CURLE_ABORTED_BY_CALLBACK)
            return {ErrorKind::cancelled, name + ": given up, as the service stops"};
        if (code == CURLE_OPERATION_TIMEDOUT)
            return {ErrorKind::timed_out, name + ": " + what_timed_out()};
        if (code == CURLE_BAD_CONTENT_ENCODING)
            return {ErrorKind::malformed, name + ": " + curl_easy_strerror(code)};
        return {ErrorKind::unreachable, name + ": " + curl_easy_strerror(code)};
    }

    std::string what_timed_out() const
    {
        // Zero until a request could have been sent.
        curl_off_t ready_us = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_PRETRANSFER_TIME_T, &ready_us);
        if (ready_us == 0)
            return "no connection within " + in_ms(connect_timeout());
        return "no whole reply within " + in_ms(timeout_);
    }

    std::chrono::milliseconds connect_timeout() const
    {
        return std::min(limits_.connect_timeout, timeout_);
    }

    Endpoint endpoint_;
    RequestLimits limits_;
    std::chrono::milliseconds timeout_{};  // Of the request under way.
    Receiver receiver_;
    std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers_{
        nullptr, &curl_slist_free_all};
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> handle_{nullptr, &curl_easy_cleanup};
};

HttpClient::HttpClient(Endpoint endpoint, RequestLimits limits)
  : impl_{std::make_unique<Impl>(std::move(endpoint), limits)}
{
}

HttpClient::~HttpClient() = default;

const Endpoint& HttpClient::endpoint() const noexcept
{
    return impl_->endpoint();
}

Result<HttpReply> HttpClient::post(std::string_view body, std::chrono::milliseconds at_most)
{
    return impl_->post(body, at_most);
}

void HttpClient::shrink()
{
    impl_->shrink();
}
}  // namespace interlock::chain
