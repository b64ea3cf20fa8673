// What the page shows, as JSON: the answers of interlock.v1.Index, asked by paths.
#pragma once

#include "server/api/requests.hpp"
#include "server/dashboard/forms.hpp"
#include "server/dashboard/shared_answer.hpp"

namespace interlock::server
{
class Lookup;

/// Thread-safe.
class DashboardData
{
public:
    /// Both outlive it; without a look-up nodes are not asked.
    explicit DashboardData(const ApiContext& context, Lookup* lookup = nullptr);

    struct Answer
    {
        unsigned http_status = 200;
        std::string body;  // JSON; of a failure {"error": a sentence}.
    };
    /// `path` is what follows /dashboard/data/: "status", "messages", "block/901/12",
    /// "block/901/0x…", "message/901/12/0" and what it says, "said/901/12/0"; "transaction/0x…", or
    /// for any hash "find/0x…".
    [[nodiscard]] Answer answer(std::string_view path);

private:
    const ApiContext& context_;
    Lookup* lookup_;
    SharedAnswer status_;
    SharedAnswer messages_;
};
}  // namespace interlock::server
