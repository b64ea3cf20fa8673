#include "server/rpc/admission.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

namespace interlock::server::rpc
{
Admission::Slot::~Slot()
{
    if (of_ == nullptr)
        return;
    const std::scoped_lock lock{of_->mutex_};
    if (address_.empty())
    {
        --of_->requests_;
        return;
    }
    --of_->load_.connections;
    const auto found = of_->by_address_.find(address_);
    if (--found->second == 0)
        of_->by_address_.erase(found);
}

Admission::Slot Admission::enter(const boost::asio::ip::address& address)
{
    auto client = client_of(address);
    const std::scoped_lock lock{mutex_};
    if (load_.connections >= limits_.connections)
    {
        ++load_.refused_connections;
        return {};
    }
    const auto found = by_address_.find(client);
    if (found != by_address_.end() && found->second >= limits_.connections_per_address)
    {
        ++load_.refused_connections_of_address;
        return {};
    }
    ++by_address_[client];
    ++load_.connections;
    return {*this, std::move(client)};
}

Admission::Slot Admission::begin_request()
{
    const std::scoped_lock lock{mutex_};
    if (requests_ >= limits_.requests)
    {
        ++load_.refused_requests;
        return {};
    }
    ++requests_;
    return {*this, {}};
}

AdmissionLoad Admission::load() const
{
    const std::scoped_lock lock{mutex_};
    return load_;
}

std::string client_of(const boost::asio::ip::address& address)
{
    using boost::asio::ip::address_v6;
    if (address.is_v4())
        return address.to_string();
    auto v6 = address.to_v6();
    if (v6.is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_string();
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), uint8_t{0});
    return address_v6{bytes}.to_string();
}
}  // namespace interlock::server::rpc
