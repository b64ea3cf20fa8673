// The C++ client of a service's Admin door: what an operator does to its index.
//
// Thread-safe. Long jobs block until they are done; they have no deadline, and end on the service
// when their call does.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "client/error.hpp"
#include "client/tls.hpp"
#include "interlock/v1/admin.pb.h"
#include "interop/chain_id.hpp"
#include "proto/wire/bearer_token.hpp"

namespace interlock::client
{
inline constexpr const char* kDefaultAdminServer = "127.0.0.1:7547";

/// How a job is waited for.
struct JobWatch
{
    std::function<void(const pb::JobProgress&)> on_progress = {};
    std::stop_token stop = {};  // Breaks the job off; then the error says that it was cancelled.
};

/// Which blocks to compare; the service's bounds are in admin.proto.
struct VerifyQuery
{
    ChainId chain;
    std::optional<uint64_t> first;
    std::optional<uint64_t> last;
    uint32_t sample = 0;  // 0: the whole range, or some without one.
};

/// A service asks for the secret, for the client certificate of `tls`, or for both.
struct AdminOptions
{
    std::string server = kDefaultAdminServer;  // host:port
    /// When given, every call carries a token of its own, made with it.
    std::optional<wire::BearerSecret> secret = {};
    std::optional<Tls> tls = {};  // Not encrypted when absent.
};

class Admin
{
public:
    explicit Admin(const AdminOptions& options);
    ~Admin();
    Admin(const Admin&) = delete;
    Admin& operator=(const Admin&) = delete;

    /// `count`: also what takes reading the whole index. Chain ids are those of a service that was
    /// checked: wire::chain_id_from_proto takes them.
    [[nodiscard]] Result<pb::IndexStats> stats(bool count, const JobWatch& watch = {}) const;
    [[nodiscard]] Result<pb::CheckReport> check(bool quick, const JobWatch& watch = {}) const;
    [[nodiscard]] Result<pb::VerifyReport> verify(
        const VerifyQuery& query, const JobWatch& watch = {}) const;
    /// `path` is absolute, on the service's machine.
    [[nodiscard]] Result<pb::BackupDone> backup(
        const std::string& path, const JobWatch& watch = {}) const;
    [[nodiscard]] Result<pb::CompactDone> compact(const JobWatch& watch = {}) const;
    /// Messages between these two chains, of this chain, or all (none given) are not judged from
    /// now on. `by` says who wants it.
    [[nodiscard]] Result<void> raise_failsafe(
        const std::vector<ChainId>& chains, const std::string& reason, const std::string& by) const;
    /// How many were cleared.
    [[nodiscard]] Result<uint32_t> clear_failsafe(
        const std::vector<ChainId>& chains, const std::string& by) const;
    /// trace, debug, info, warn or error; until the service restarts.
    [[nodiscard]] Result<void> set_log_level(const std::string& level) const;
    /// How many blocks were taken out.
    [[nodiscard]] Result<uint64_t> rewind(const ChainId& chain, uint64_t number) const;

private:
    struct Stub;
    std::unique_ptr<Stub> stub_;
};
}  // namespace interlock::client
