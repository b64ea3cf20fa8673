// How each setting's value gets into the configuration: what the table of settings points to.
// Bounds and types are the table's and have been checked before. Pure.
#pragma once

#include "server/config/setting.hpp"

namespace interlock::server
{
/// A path, relative to the assignment's folder.
[[nodiscard]] tl::expected<std::filesystem::path, std::string> path_from(const Assignment& in);

/// The same, into a setting.
[[nodiscard]] Assigned assign_path(std::optional<std::filesystem::path>& out, const Assignment& in);
/// One of the TLS files of a door: assign_tls<&Config::rpc, &TlsSettings::key>.
template <auto Door, auto File>
[[nodiscard]] Assigned assign_tls(Config& config, const Assignment& in)
{
    return assign_path((config.*Door).tls.*File, in);
}

/// The place of the text among `names`, or which of them would be right.
[[nodiscard]] tl::expected<size_t, std::string> choose(
    const std::string& text, std::span<const std::string_view> names);
/// An address, or "off" for none.
[[nodiscard]] Assigned assign_listen_or_off(
    std::optional<ListenAddress>& listen, const Assignment& in);
[[nodiscard]] std::chrono::milliseconds milliseconds(const Assignment& in);

[[nodiscard]] Assigned assign_data_dir(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_grpc_listen(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_same_timestamp(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_metrics_listen(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_admin_listen(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_admin_rpc_listen(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_admin_jwt_secret(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_rpc_listen(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_rpc_legacy_access_list(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_rpc_dashboard(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_rpc_cors_origins(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_rpc_max_body_bytes(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_rpc_max_batch(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_rpc_max_connections(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_rpc_max_connections_per_address(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_rpc_max_in_flight(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_rpc_request_timeout(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_rpc_idle_timeout(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_on_divergence(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_on_invalid_safe_block(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_on_disagreement(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_max_concurrent(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_log_level(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_log_format(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_poll_interval(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_batch_blocks(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_connections(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_request_timeout(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_max_reply_bytes(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_retention(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_dependency_set_file(Config& config, const Assignment& in);
[[nodiscard]] Assigned assign_expiry_window(Config& config, const Assignment& in);

[[nodiscard]] Assigned assign_chain_name(ChainDraft& chain, const Assignment& in);
[[nodiscard]] Assigned assign_execution(ChainDraft& chain, const Assignment& in);
[[nodiscard]] Assigned assign_quorum(ChainDraft& chain, const Assignment& in);
[[nodiscard]] Assigned assign_execution_headers(ChainDraft& chain, const Assignment& in);
[[nodiscard]] Assigned assign_subscribe(ChainDraft& chain, const Assignment& in);
[[nodiscard]] Assigned assign_subscribe_headers(ChainDraft& chain, const Assignment& in);
[[nodiscard]] Assigned assign_consensus(ChainDraft& chain, const Assignment& in);
[[nodiscard]] Assigned assign_consensus_headers(ChainDraft& chain, const Assignment& in);
[[nodiscard]] Assigned assign_rollup_config(ChainDraft& chain, const Assignment& in);
[[nodiscard]] Assigned assign_block_time(ChainDraft& chain, const Assignment& in);
[[nodiscard]] Assigned assign_activation_time(ChainDraft& chain, const Assignment& in);
[[nodiscard]] Assigned assign_start_block(ChainDraft& chain, const Assignment& in);
}  // namespace interlock::server
