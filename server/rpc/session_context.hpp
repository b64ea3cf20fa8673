// What the connections of a server share.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

#include "server/rpc/admission.hpp"
#include "server/rpc/deadlines.hpp"
#include "server/rpc/pages.hpp"
#include "server/rpc/routes.hpp"

namespace interlock::server::rpc
{
inline constexpr auto kToResult = boost::asio::as_tuple(boost::asio::use_awaitable);

/// It outlives the sessions.
struct SessionContext
{
    const Routes& routes;
    Admission& admission;
    Pages* pages = nullptr;  // Absent when there are none.
    boost::asio::thread_pool& page_threads;
    Deadlines& deadlines;
    size_t max_body_bytes = 0;
    std::chrono::milliseconds request_timeout{};
    std::chrono::milliseconds idle_timeout{};

    /// Of the thread that calls, which answers without waiting in between: connections need none.
    [[nodiscard]] static RequestParser& parser()
    {
        thread_local RequestParser parser;
        return parser;
    }
};
}  // namespace interlock::server::rpc
