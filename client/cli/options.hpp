// The command line's grammar.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "client/cli/commands.hpp"
#include "console/completion.hpp"

namespace interlock::client::cli
{
/// Everything that was asked for.
struct Request
{
    Options connection;
    bool tls = false;  // Also when files are given.
    TlsFiles tls_files;
    bool json = false;
    bool no_color = false;
    CheckArgs check;
    BlockArgs block;
    MessageArgs message;
    ExplainBlockArgs explain_block;
    ExplainHeadArgs explain_head;
    DeriveArgs derive;
    SuperRootArgs super_root;
    GraphArgs graph;
    MessagesArgs messages;
    TransactionArgs transaction;
    WatchArgs watch;
    SyncArgs sync;
    BenchArgs bench;
    FailsafeArgs failsafe;
    LogLevelArgs log_level;
    DbArgs db;
    console::Shell completion_shell = console::Shell::bash;
    /// The command that was named, with its arguments. Refers to this request.
    std::function<Result<Output>(const Context&)> run;
};

/// Puts the whole grammar into `app`; parsing then fills `request`. Both must stay where they are.
void add_options(CLI::App& app, Request& request);
}  // namespace interlock::client::cli
