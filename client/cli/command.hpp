// What every command gets and gives.
#pragma once

#include <functional>
#include <istream>
#include <ostream>
#include <stop_token>

#include "client/cli/chain_names.hpp"
#include "client/cli/exit_code.hpp"
#include "client/cli/json_forms.hpp"
#include "client/cli/render.hpp"
#include "client/cli/terminal.hpp"
#include "client/client.hpp"

namespace interlock::client::cli
{
/// The surroundings of one run.
struct Context
{
    const Client& client;
    std::string server;      // As the user wrote it.
    std::optional<Tls> tls;  // Of connections to other doors of that service, too.
    std::istream& in;
    /// For commands that do not end by themselves; the others leave their answer to the caller.
    std::ostream& out;
    std::ostream& err;
    /// Called by such a command: from then on, being interrupted stops the token instead of the
    /// process.
    std::function<std::stop_token()> on_interrupt;
    /// Unset: output goes to no terminal, or to one that cannot be drawn on.
    std::function<std::unique_ptr<Terminal>()> open_terminal;
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

/// The configured chains, and the one that was named.
struct ChosenChain
{
    Chains chains;
    ChainId id;
};

/// Asks the service for its chains; `text` is an id or a name.
[[nodiscard]] Result<ChosenChain> choose_chain(const Context& context, std::string_view text);
}  // namespace interlock::client::cli
