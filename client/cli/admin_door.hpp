// The Admin service as commands use it.
#pragma once

#include "client/cli/commands.hpp"

namespace interlock::client::cli
{
/// The door and how its jobs are waited for: progress goes to standard error, and being interrupted
/// breaks the job off.
class Door
{
public:
    [[nodiscard]] static Result<Door> open(const Context& context, const AdminArgs& args);

    [[nodiscard]] const Admin& admin() const { return *admin_; }
    [[nodiscard]] const JobWatch& watch() const { return watch_; }

private:
    Door(const Context& context, const AdminOptions& options);

    std::unique_ptr<Admin> admin_;
    JobWatch watch_;
};
}  // namespace interlock::client::cli
