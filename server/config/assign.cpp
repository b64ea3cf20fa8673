#include "server/config/assign.hpp"

#include <array>

#include "server/config/listen_address.hpp"

namespace interlock::server
{
tl::expected<size_t, std::string> choose(
    const std::string& text, std::span<const std::string_view> names)
{
    std::string wanted{"must be "};
    for (size_t i = 0; i < names.size(); ++i)
    {
        if (text == names[i])
            return i;
        wanted += i == 0 ? "" : (i + 1 == names.size() ? " or " : ", ");
        wanted += names[i];
    }
    return tl::unexpected{std::move(wanted)};
}

Assigned assign_listen_or_off(std::optional<ListenAddress>& listen, const Assignment& in)
{
    listen.reset();
    if (in.text() == "off")
        return {};
    return parse_listen_address(in.text()).map([&](auto address) { listen = std::move(address); });
}

std::chrono::milliseconds milliseconds(const Assignment& in)
{
    return std::chrono::milliseconds{in.number()};
}

namespace
{
Assigned assign_policy(Config& config, FailsafeCause cause, const Assignment& in)
{
    // In the order of FailsafePolicy.
    static constexpr std::array<std::string_view, 3> kNames{
        "report", "failsafe", "failsafe_until_cleared"};
    return choose(in.text(), kNames)
        .map(
            [&](size_t chosen) {
                config.safety.failsafe[static_cast<size_t>(cause)] =
                    static_cast<FailsafePolicy>(chosen);
            });
}
}  // namespace

tl::expected<std::filesystem::path, std::string> path_from(const Assignment& in)
{
    // A NUL would cut the name short in the system's calls.
    if (in.text().empty() || in.text().find('\0') != std::string::npos)
        return tl::unexpected{std::string{"must be a path"}};
    return (in.base_dir / in.text()).lexically_normal();
}

Assigned assign_path(std::optional<std::filesystem::path>& out, const Assignment& in)
{
    return path_from(in).map([&](auto path) { out = std::move(path); });
}

Assigned assign_data_dir(Config& config, const Assignment& in)
{
    return path_from(in).map([&](auto path) { config.data_dir = std::move(path); });
}

Assigned assign_grpc_listen(Config& config, const Assignment& in)
{
    return parse_listen_address(in.text()).map(
        [&](auto address) { config.grpc.listen = std::move(address); });
}

Assigned assign_same_timestamp(Config& config, const Assignment& in)
{
    static constexpr std::array<std::string_view, 2> kNames{"refuse", "admit"};
    return choose(in.text(), kNames)
        .map([&](size_t chosen) { config.query.admit_same_timestamp = chosen == 1; });
}

Assigned assign_metrics_listen(Config& config, const Assignment& in)
{
    return assign_listen_or_off(config.metrics.listen, in);
}

Assigned assign_admin_listen(Config& config, const Assignment& in)
{
    return assign_listen_or_off(config.admin.listen, in);
}

Assigned assign_admin_rpc_listen(Config& config, const Assignment& in)
{
    return assign_listen_or_off(config.admin.rpc_listen, in);
}

Assigned assign_admin_jwt_secret(Config& config, const Assignment& in)
{
    return assign_path(config.admin.jwt_secret, in);
}

Assigned assign_on_divergence(Config& config, const Assignment& in)
{
    return assign_policy(config, FailsafeCause::divergence, in);
}

Assigned assign_on_invalid_safe_block(Config& config, const Assignment& in)
{
    return assign_policy(config, FailsafeCause::invalid_safe_block, in);
}

Assigned assign_on_disagreement(Config& config, const Assignment& in)
{
    return assign_policy(config, FailsafeCause::disagreement, in);
}

Assigned assign_max_concurrent(Config& config, const Assignment& in)
{
    config.query.max_concurrent = static_cast<size_t>(in.number());
    return {};
}

Assigned assign_log_level(Config& config, const Assignment& in)
{
    return choose(in.text(), kLogLevelNames)
        .map([&](size_t chosen) { config.log.level = static_cast<LogLevel>(chosen); });
}

Assigned assign_log_format(Config& config, const Assignment& in)
{
    static constexpr std::array<std::string_view, 2> kNames{"text", "json"};
    return choose(in.text(), kNames)
        .map([&](size_t chosen) { config.log.format = static_cast<LogFormat>(chosen); });
}

Assigned assign_poll_interval(Config& config, const Assignment& in)
{
    config.ingest.poll_interval = milliseconds(in);
    return {};
}

Assigned assign_batch_blocks(Config& config, const Assignment& in)
{
    config.ingest.batch_blocks = static_cast<size_t>(in.number());
    return {};
}

Assigned assign_connections(Config& config, const Assignment& in)
{
    config.ingest.connections = static_cast<size_t>(in.number());
    return {};
}

Assigned assign_request_timeout(Config& config, const Assignment& in)
{
    config.ingest.request_timeout = milliseconds(in);
    return {};
}

Assigned assign_max_reply_bytes(Config& config, const Assignment& in)
{
    config.ingest.max_reply_bytes = static_cast<size_t>(in.number());
    return {};
}

Assigned assign_retention(Config& config, const Assignment& in)
{
    const auto* const text = std::get_if<std::string>(&in.value);
    config.retention = {};
    if (text == nullptr)
        config.retention.window_s = static_cast<uint64_t>(in.number());
    else if (*text == "off")
        config.retention.removes_old = false;
    else if (*text != "auto")
        return tl::unexpected{std::string{"must be a number of seconds, auto or off"}};
    return {};
}

Assigned assign_dependency_set_file(Config& config, const Assignment& in)
{
    return assign_path(config.dependency_set.file, in);
}

Assigned assign_expiry_window(Config& config, const Assignment& in)
{
    config.dependency_set.expiry_window_s = static_cast<uint64_t>(in.number());
    return {};
}
}  // namespace interlock::server
