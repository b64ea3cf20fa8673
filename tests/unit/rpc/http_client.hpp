// A client that sends what it is told to, byte by byte if need be.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace interlock::testing
{
/// A connection to a port of this machine. Waits at most a minute for anything.
class RawConnection
{
public:
    /// From an address of this machine's own network, 127.0.0.0/8.
    explicit RawConnection(int port, const std::string& from = "127.0.0.1");
    ~RawConnection();
    RawConnection(const RawConnection&) = delete;
    RawConnection& operator=(const RawConnection&) = delete;

    /// False when the other side has closed.
    bool send(const std::string& bytes);
    /// One whole reply with a Content-Length; what there is when the connection ends before.
    std::string receive();
    /// Whether the other side ends the connection, whatever it still sends.
    bool is_ended();

private:
    int socket_ = -1;
    std::string buffer_;
};

/// "POST / HTTP/1.1 …" with this body; `headers` are whole lines.
[[nodiscard]] std::string post(const std::string& body, const std::string& headers = {});
/// What follows the headers of a reply.
[[nodiscard]] std::string body_of(const std::string& reply);
/// 200, 503, …; 0 when that is no reply.
[[nodiscard]] int status_of(const std::string& reply);

/// How a request over TLS went.
struct SecureReply
{
    bool connected = false;  // The handshake succeeded, and a reply came.
    std::string body;
};
struct SecureClient
{
    std::string ca_file;
    std::string certificate_file;  // Empty for none.
    std::string key_file;
};
/// Over a connection of its own.
[[nodiscard]] SecureReply post_secure(
    int port, const std::string& body, const SecureClient& client);
}  // namespace interlock::testing
