// Who may come in, and how many at once: counted before anything is read.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace interlock::server::rpc
{
struct AdmissionLimits
{
    size_t connections = 0;
    size_t connections_per_address = 0;
    size_t requests = 0;
};

/// Who is in, and how many were not let in since start.
struct AdmissionLoad
{
    size_t connections = 0;
    uint64_t refused_connections = 0;             // All places were taken.
    uint64_t refused_connections_of_address = 0;  // All places of one client.
    uint64_t refused_requests = 0;
};

/// Thread-safe. Outlives the slots that it gives.
class Admission
{
public:
    explicit Admission(AdmissionLimits limits) : limits_{limits} {}

    /// A place that is taken, until it goes.
    class Slot
    {
    public:
        Slot() = default;
        Slot(Admission& of, std::string address) : of_{&of}, address_{std::move(address)} {}
        Slot(Slot&& other) noexcept
          : of_{std::exchange(other.of_, nullptr)}, address_{std::move(other.address_)}
        {
        }
        Slot& operator=(Slot&&) = delete;
        ~Slot();

        [[nodiscard]] explicit operator bool() const noexcept { return of_ != nullptr; }

    private:
        Admission* of_ = nullptr;
        std::string address_;  // Of a connection; empty for a request.
    };

    /// A place for a connection, given back when the slot goes; false when there is none.
    [[nodiscard]] Slot enter(const boost::asio::ip::address& address);
    /// A place for a request.
    [[nodiscard]] Slot begin_request();
    [[nodiscard]] AdmissionLoad load() const;

private:
    const AdmissionLimits limits_;
    mutable std::mutex mutex_;
    AdmissionLoad load_;                        // Guarded by mutex_.
    size_t requests_ = 0;                       // Guarded by mutex_.
    std::map<std::string, size_t> by_address_;  // Guarded by mutex_; what is zero is not there.
};

/// What counts as one client: an IPv4 address, or the network of 64 bits of an IPv6 one, which one
/// host has to itself.
[[nodiscard]] std::string client_of(const boost::asio::ip::address& address);
}  // namespace interlock::server::rpc
