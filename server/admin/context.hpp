// What the Admin door works with.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "chain/source.hpp"
#include "proto/wire/bearer_token.hpp"
#include "server/failsafe/failsafes.hpp"
#include "server/ingest/writer_thread.hpp"
#include "storage/sqlite_store.hpp"

namespace interlock::server
{
/// The references outlive the door.
struct AdminContext
{
    const DependencySet& set;
    const std::map<ChainId, std::string>& names;  // Chains that the operator named.
    storage::SqliteStore& store;
    std::filesystem::path index_file;
    WriterThread& writer;
    Failsafes& failsafes;
    std::optional<uint64_t> retention_s;  // Absent when everything is kept.
    /// New connections to the execution nodes of a chain of the set, in order of preference; what
    /// is asked over them ends when a stop is requested.
    std::function<std::vector<std::unique_ptr<chain::BlockSource>>(
        const ChainId& chain, const std::stop_token& stop)>
        sources;
    /// Tokens are made with it. Absent where callers are known by their certificates alone.
    std::optional<wire::BearerSecret> secret;
    std::function<uint64_t()> now_s;  // Unix seconds.
    /// trace, debug, info, warn or error; false for anything else.
    std::function<bool(std::string_view level)> set_log_level;
};
}  // namespace interlock::server
