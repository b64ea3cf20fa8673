#include "server/rpc/method.hpp"

namespace interlock::server::rpc
{
namespace
{
constexpr Method kMethods[]{
    {"interop_checkAccessList", 3, &check_access_list},
    {"supervisor_checkAccessList", 3, &check_access_list},
    {"interop_getBlockHashByNumber", 2, &block_hash_by_number},
    {"supervisor_getBlockHashByNumber", 2, &block_hash_by_number},
    {"interop_crossUnsafe", 1, &cross_unsafe},
    {"admin_getFailsafeEnabled", 0, &failsafe_enabled},
    {"health_status", 0, &health_status},
    {"supervisor_syncStatus", 0, &sync_status},
    {"supervisor_localUnsafe", 1, &local_unsafe},
    {"supervisor_localSafe", 1, &local_safe},
    {"supervisor_crossSafe", 1, &cross_safe},
    {"supervisor_finalized", 1, &finalized},
    {"supervisor_finalizedL1", 0, &finalized_l1},
    {"supervisor_crossDerivedToSource", 2, &cross_derived_to_source},
    {"supervisor_allSafeDerivedAt", 1, &all_safe_derived_at},
    {"supervisor_dependencySetV1", 0, &dependency_set},
    {"superroot_atTimestamp", 1, &super_root_at_timestamp},
    {"supernode_syncStatus", 0, &supernode_sync_status},
    {"supervisor_superRootAtTimestamp", 1, &supervisor_super_root},
    {"heartbeat_check", 0, &heartbeat},
};

/// What op-interop-filter has at its admin port.
constexpr Method kAdminMethods[]{
    {"admin_setFailsafeEnabled", 1, &set_failsafe_enabled},
    {"admin_getFailsafeEnabled", 0, &failsafe_enabled},
    {"health_status", 0, &health_status},
};
}  // namespace

std::span<const Method> methods()
{
    return kMethods;
}

std::span<const Method> admin_methods()
{
    return kAdminMethods;
}

Called<ChainId> known_chain_at(
    const MethodContext& context, const Arguments& arguments, size_t index)
{
    const auto chain = chain_id_at(arguments, index);
    if (chain && context.api.set.find(*chain) == nullptr)
        return fail(Code::unknown_chain,
            "unknown chain: chain " + to_string(*chain) + " is not in the dependency set");
    return chain;
}

Called<std::unique_ptr<storage::View>> open_view(const MethodContext& context)
{
    return told(context.api.views.open_view());
}

Called<OpenHead> open_head(
    const MethodContext& context, const Arguments& arguments, SafetyLevel level)
{
    const auto chain = known_chain_at(context, arguments, 0);
    if (!chain)
        return tl::unexpected{chain.error()};
    auto view = open_view(context);
    if (!view)
        return tl::unexpected{view.error()};
    const auto head = head_at(**view, *chain, level);
    if (!head)
        return tl::unexpected{error_of(head.error())};
    return OpenHead{*chain, *std::move(view), *head};
}
}  // namespace interlock::server::rpc
