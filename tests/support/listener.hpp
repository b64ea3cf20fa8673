// What the fake servers share: a port of this machine, and one thread on which connections are
// served.
#pragma once

#include <atomic>
#include <boost/asio.hpp>
#include <functional>
#include <future>
#include <thread>

namespace interlock::testing
{
/// Listens on 127.0.0.1, at a port that the system chooses, from start() on. To be declared after
/// everything that connections use: its end ends them.
class Listener
{
public:
    using Socket = boost::asio::ip::tcp::socket;
    using Serve = std::function<boost::asio::awaitable<void>(Socket)>;

    /// `serve` is called on the listener's thread.
    explicit Listener(Serve serve) : serve_{std::move(serve)} {}
    ~Listener() { stop(); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    void start()
    {
        open();
        thread_ = std::thread{[this] { io_.run(); }};
    }
    /// Nothing is served any more.
    void stop()
    {
        io_.stop();
        if (thread_.joinable())
            thread_.join();
    }

    // From any thread.
    [[nodiscard]] uint16_t port() const noexcept { return port_; }
    [[nodiscard]] size_t connections() const noexcept { return connections_; }  // So far.
    [[nodiscard]] boost::asio::io_context& io() noexcept { return io_; }
    /// Runs `work` on the listener's thread, and waits for it.
    template <typename Work>
    void on_thread(Work work)
    {
        std::promise<void> done;
        boost::asio::post(io_,
            [&]
            {
                work();
                done.set_value();
            });
        done.get_future().wait();
    }

    // On the listener's thread.
    void refuse() { acceptor_.close(); }
    void accept()
    {
        if (!acceptor_.is_open())
            open();
    }

private:
    static constexpr auto kToResult = boost::asio::as_tuple(boost::asio::use_awaitable);

    /// On the port of the last time if there was one.
    void open()
    {
        using boost::asio::ip::tcp;
        const tcp::endpoint where{boost::asio::ip::address_v4::loopback(), port_};
        acceptor_.open(where.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address{true});
        acceptor_.bind(where);
        acceptor_.listen();
        port_ = acceptor_.local_endpoint().port();
        boost::asio::co_spawn(io_, accept_all(), boost::asio::detached);
    }

    boost::asio::awaitable<void> accept_all()
    {
        for (;;)
        {
            auto [error, socket] = co_await acceptor_.async_accept(kToResult);
            if (error)
                co_return;
            ++connections_;
            boost::asio::co_spawn(io_, serve_(std::move(socket)), boost::asio::detached);
        }
    }

    const Serve serve_;
    std::atomic<uint16_t> port_ = 0;
    std::atomic<size_t> connections_ = 0;
    boost::asio::io_context io_{1};
    // Without connections there is nothing to do, and yet it goes on.
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
        io_.get_executor()};
    boost::asio::ip::tcp::acceptor acceptor_{io_};
    std::thread thread_;
};
}  // namespace interlock::testing
