// What every command gets and gives.
#pragma once

#include <istream>

#include "client/cli/chain_names.hpp"
#include "client/cli/exit_code.hpp"
#include "client/cli/json_forms.hpp"
#include "client/cli/render.hpp"
#include "client/client.hpp"

namespace interlock::client::cli
{
/// The surroundings of one run.
struct Context
{
    const Client& client;
    std::string server;  // As the user wrote it.
    std::istream& in;
    bool json = false;
    bool colour = false;
    uint64_t now_s = 0;

    [[nodiscard]] View view(const Chains& chains) const
    {
        return {.colour = colour, .now_s = now_s, .chains = chains};
    }
};

/// What a command has to say: for standard output, and to the shell.
struct Output
{
    ExitCode code = ExitCode::ok;
    std::string body;
};

/// An error that is the user's, found without asking the service.
[[nodiscard]] inline tl::unexpected<Error> usage_error(std::string message)
{
    return tl::unexpected{
        Error{.kind = ErrorKind::invalid_argument, .message = std::move(message)}};
}
}  // namespace interlock::client::cli
