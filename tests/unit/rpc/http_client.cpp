#include "tests/unit/rpc/http_client.hpp"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <stdexcept>
#include <utility>

namespace interlock::testing
{
namespace
{
constexpr int kPatienceS = 60;

sockaddr_in address_of(const std::string& host, int port)
{
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_port = htons(static_cast<uint16_t>(port));
    if (inet_pton(AF_INET, host.c_str(), &out.sin_addr) != 1)
        throw std::runtime_error{"no address: " + host};
    return out;
}

size_t keep(char* data, size_t size, size_t count, void* out)
{
    static_cast<std::string*>(out)->append(data, size * count);
    return size * count;
}
}  // namespace

RawConnection::RawConnection(int port, const std::string& from)
  : socket_{::socket(AF_INET, SOCK_STREAM, 0)}
{
    const timeval patience{.tv_sec = kPatienceS, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    const auto here = address_of(from, 0);
    const auto there = address_of("127.0.0.1", port);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&here), sizeof(here)) != 0 ||
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof(there)) != 0)
        throw std::runtime_error{"cannot connect"};
}

RawConnection::~RawConnection()
{
    ::close(socket_);
}

bool RawConnection::send(const std::string& bytes)
{
    size_t sent = 0;
    while (sent < bytes.size())
    {
        const auto size = ::send(socket_, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (size <= 0)
            return false;
        sent += static_cast<size_t>(size);
    }
    return true;
}

std::string RawConnection::receive()
{
    std::array<char, 4'096> chunk;
    for (;;)
    {
        const auto head = buffer_.find("\r\n\r\n");
        const auto length = buffer_.find("Content-Length: ");
        if (head != std::string::npos)
        {
            const auto size = length < head ? std::stoull(buffer_.substr(length + 16)) : 0;
            const auto end = head + 4 + size;
            if (buffer_.size() >= end)
            {
                auto reply = buffer_.substr(0, end);
                buffer_.erase(0, end);
                return reply;
            }
        }
        const auto size = ::recv(socket_, chunk.data(), chunk.size(), 0);
        if (size <= 0)
            return std::exchange(buffer_, {});
        buffer_.append(chunk.data(), static_cast<size_t>(size));
    }
}

bool RawConnection::is_ended()
{
    std::array<char, 4'096> chunk;
    for (;;)
    {
        const auto size = ::recv(socket_, chunk.data(), chunk.size(), 0);
        if (size == 0)
            return true;
        if (size < 0)
            return errno == ECONNRESET;
    }
}

std::string post(const std::string& body, const std::string& headers)
{
    return "POST / HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string body_of(const std::string& reply)
{
    const auto end = reply.find("\r\n\r\n");
    return end == std::string::npos ? std::string{} : reply.substr(end + 4);
}

int status_of(const std::string& reply)
{
    constexpr std::string_view kVersion = "HTTP/1.1 ";
    return reply.starts_with(kVersion) ? std::stoi(reply.substr(kVersion.size(), 3)) : 0;
}

SecureReply post_secure(int port, const std::string& body, const SecureClient& client)
{
    const std::unique_ptr<CURL, void (*)(CURL*)> curl{curl_easy_init(), &curl_easy_cleanup};
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers{
        curl_slist_append(nullptr, "Content-Type: application/json"), &curl_slist_free_all};
    const auto url = "https://127.0.0.1:" + std::to_string(port) + "/";
    SecureReply out;
    curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, long{kPatienceS});
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_CAINFO, client.ca_file.c_str());
    if (!client.certificate_file.empty())
    {
        curl_easy_setopt(curl.get(), CURLOPT_SSLCERT, client.certificate_file.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_SSLKEY, client.key_file.c_str());
    }
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &keep);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &out.body);
    out.connected = curl_easy_perform(curl.get()) == CURLE_OK;
    return out;
}
}  // namespace interlock::testing
