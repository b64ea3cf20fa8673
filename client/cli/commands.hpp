// The commands: each asks the service and renders the answer. No command prints.
#pragma once

#include "client/cli/command.hpp"

namespace interlock::client::cli
{
/// Which messages to judge: one named in full, or what access-list entries announce.
struct CheckArgs
{
    std::string executing_chain;  // id or name
    std::optional<uint64_t> timestamp_s;
    uint64_t timeout_s = 0;
    SafetyLevel level = SafetyLevel::unsafe;

    std::optional<Address> origin;
    std::optional<uint64_t> block_number;
    std::optional<uint32_t> log_index;
    std::optional<uint64_t> initiated_s;
    std::optional<std::string> chain;  // id or name
    std::optional<Hash32> payload_hash;
    std::optional<Bytes> payload;

    std::vector<std::string> access_list;  // "-": standard input
};

struct BlockArgs
{
    std::string chain;
    uint64_t number = 0;
    bool all_logs = false;
};

struct MessageArgs
{
    std::string chain;
    uint64_t block_number = 0;
    uint32_t log_index = 0;
};

/// Names what is missing or does not go together; nullopt when nothing is.
[[nodiscard]] std::optional<std::string> find_fault(const CheckArgs& args);

[[nodiscard]] Result<Output> run_status(const Context& context);
[[nodiscard]] Result<Output> run_chains(const Context& context);
[[nodiscard]] Result<Output> run_check(const Context& context, const CheckArgs& args);
[[nodiscard]] Result<Output> run_block(const Context& context, const BlockArgs& args);
[[nodiscard]] Result<Output> run_message(const Context& context, const MessageArgs& args);
}  // namespace interlock::client::cli
