// The grammar of the commands that ask how a service is doing.
#include "client/cli/option_parts.hpp"

namespace interlock::client::cli
{
namespace
{
constexpr const char* kDoctorAbout =
    R"(Says of each thing that was looked at whether it is well, what was seen, and how to mend it: the
connection, versions, clocks, disk, each chain with its nodes and heads, failsafes, divergences. What
the service works with is examined by interlockd doctor, where it runs or is to run.)";
}  // namespace

void add_service(CLI::App& app, Request& request)
{
    auto& status = add_command(app, request, "status",
        "Whether the service is ready, and how far each chain is", run_status);
    add_notes(status, {.exit_codes = "0 ready, 4 not ready",
                          .examples = {"status", "--server 10.0.0.7:7545 status --json"}});
    auto& chains = add_command(app, request, "chains",
        "The chains that may message each other, and how each is followed", run_chains);
    add_notes(chains, {.examples = {"chains"}});
    auto& doctor = add_command(
        app, request, "doctor", "What is wrong with the service, and how to mend it", run_doctor);
    add_notes(doctor, {.about = kDoctorAbout,
                          .exit_codes = "0 all well, 5 the service is not reachable, 7 there is "
                                        "something to mend",
                          .examples = {"doctor", "doctor --json | jq .worst"}});
}
}  // namespace interlock::client::cli
