// The methods of the JSON-RPC door. To add one: a handler below, and a row in methods.cpp.
#pragma once

#include <span>

#include "server/api/context.hpp"
#include "server/rpc/arguments.hpp"
#include "server/rpc/shapes.hpp"

namespace interlock::server::rpc
{
struct Method;
/// Of the door that is open to all.
[[nodiscard]] std::span<const Method> methods();
/// Of the operators' door.
[[nodiscard]] std::span<const Method> admin_methods();

/// What the methods work with. The references outlive them.
struct MethodContext
{
    const ApiContext& api;
    /// Whether a check may leave out the chain on which the messages are executed.
    bool legacy_access_list = false;
    std::span<const Method> (*methods)() = &rpc::methods;
    /// What calls may change; nullptr where anybody may call.
    Failsafes* failsafes = nullptr;
    uint64_t (*now_s)() = nullptr;  // Unix seconds; given with failsafes.
};

using Answered = Called<Json>;
/// Reads its arguments, looks into the index, and gives the result. Any thread.
using Handler = Answered (*)(const MethodContext& context, const Arguments& arguments);

struct Method
{
    std::string_view name;
    size_t argument_count = 0;  // All of them are required.
    Handler handler = nullptr;
};

// check_methods.cpp: what transaction pools, ingresses and builders ask.
[[nodiscard]] Answered check_access_list(const MethodContext&, const Arguments&);
[[nodiscard]] Answered block_hash_by_number(const MethodContext&, const Arguments&);
[[nodiscard]] Answered failsafe_enabled(const MethodContext&, const Arguments&);
/// Precondition: the context has failsafes to change.
[[nodiscard]] Answered set_failsafe_enabled(const MethodContext&, const Arguments&);
[[nodiscard]] Answered health_status(const MethodContext&, const Arguments&);

// head_methods.cpp: how far the chains are.
[[nodiscard]] Answered sync_status(const MethodContext&, const Arguments&);
[[nodiscard]] Answered local_unsafe(const MethodContext&, const Arguments&);
[[nodiscard]] Answered cross_unsafe(const MethodContext&, const Arguments&);
[[nodiscard]] Answered finalized(const MethodContext&, const Arguments&);
[[nodiscard]] Answered dependency_set(const MethodContext&, const Arguments&);

// l1_methods.cpp: which L1 blocks chains are derived from.
[[nodiscard]] Answered local_safe(const MethodContext&, const Arguments&);
[[nodiscard]] Answered cross_safe(const MethodContext&, const Arguments&);
[[nodiscard]] Answered finalized_l1(const MethodContext&, const Arguments&);
[[nodiscard]] Answered cross_derived_to_source(const MethodContext&, const Arguments&);
[[nodiscard]] Answered all_safe_derived_at(const MethodContext&, const Arguments&);

// super_root_methods.cpp: what proposers and challengers ask.
[[nodiscard]] Answered super_root_at_timestamp(const MethodContext&, const Arguments&);
[[nodiscard]] Answered supervisor_super_root(const MethodContext&, const Arguments&);
[[nodiscard]] Answered supernode_sync_status(const MethodContext&, const Arguments&);
[[nodiscard]] Answered heartbeat(const MethodContext&, const Arguments&);

// What several of them do.
/// unknown_chain unless the argument is a chain of the dependency set.
[[nodiscard]] Called<ChainId> known_chain_at(
    const MethodContext& context, const Arguments& arguments, size_t index);
[[nodiscard]] Called<std::unique_ptr<storage::View>> open_view(const MethodContext& context);
/// A chain's head, and the view that it was read from.
struct OpenHead
{
    ChainId chain;
    std::unique_ptr<storage::View> view;
    BlockSeal block;
};
/// Of the chain that is the first argument.
[[nodiscard]] Called<OpenHead> open_head(
    const MethodContext& context, const Arguments& arguments, SafetyLevel level);
/// The value read, or what the trouble means to the caller.
template <typename T>
[[nodiscard]] Called<T> told(storage::Result<T> read)
{
    if (!read)
        return tl::unexpected{error_of(trouble_of(read.error()))};
    return *std::move(read);
}
}  // namespace interlock::server::rpc
