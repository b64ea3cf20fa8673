// A node's WebSocket that announces blocks, and misbehaves when told to.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace interlock::testing
{
/// PEM files of a certificate, signed by itself. `names` as OpenSSL writes them.
struct Certificate
{
    std::string certificate_file;
    std::string key_file;
};
[[nodiscard]] Certificate make_certificate(
    const std::string& folder, const std::string& names = "DNS:localhost,IP:127.0.0.1");

/// Listens on 127.0.0.1, at a port that the system chooses. All methods from any thread.
class FakeWebSocket
{
public:
    /// What it does with connections from now on.
    enum class Habit
    {
        serve,
        refuse_connections,   // The port is closed.
        hang_up,              // Closes the connection at once.
        never_shake_hands,    // Takes the connection and says nothing.
        decline,              // HTTP status 403.
        ask_for_patience,     // HTTP status 429, Retry-After: 7.
        never_reply,          // Does not answer eth_subscribe, but pings.
        refuse_subscription,  // An error, with what the URL holds in its text.
        break_off,            // Closes after the reply.
    };

    FakeWebSocket();
    explicit FakeWebSocket(const Certificate& certificate);
    ~FakeWebSocket();

    [[nodiscard]] uint16_t port() const noexcept;
    void set_habit(Habit habit);
    /// What it replies to eth_subscribe instead.
    void reply_with(std::string text);

    /// To every connection that has subscribed: an announcement, any text or binary message, any
    /// bytes in place of a frame.
    void announce();
    void send(std::string text);
    void send_binary(std::string bytes);
    void send_raw(std::string bytes);
    /// Ends all connections.
    void drop();
    /// Does nothing at all, not even answer pings, until `go_on`.
    void stall();
    void go_on();

    /// Returns once so many subscriptions were made since the beginning.
    void wait_for_subscriptions(size_t count);
    /// The same of pings.
    void wait_for_pings(size_t count);
    [[nodiscard]] size_t connections() const;
    /// Of the last upgrade: the path with the query as ":target", headers by name in lower case.
    [[nodiscard]] std::map<std::string, std::string> last_request() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};
}  // namespace interlock::testing
