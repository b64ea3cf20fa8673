// What the metrics tell, gathered from all the others when they are read.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "server/app/app.hpp"
#include "server/app/version.hpp"
#include "storage/disk_use.hpp"

namespace interlock::server
{
namespace
{
using storage::Result;
using storage::View;

std::optional<BlockSeal> seal_of(const std::optional<storage::BlockRecord>& block)
{
    return block ? std::optional{block->seal} : std::nullopt;
}

Result<IndexedChainReading> read_chain(const View& view, const ChainId& chain)
{
    IndexedChainReading out;
    const auto oldest = view.first(chain);
    if (!oldest)
        return tl::unexpected{oldest.error()};
    out.oldest = seal_of(*oldest);
    for (const auto level : kSafetyLevels)
    {
        const auto head = view.head(chain, level);
        if (!head)
            return tl::unexpected{head.error()};
        out.heads[static_cast<size_t>(level)] = seal_of(*head);
    }
    for (const auto cross_view : kCrossViews)
    {
        const auto progress = view.progress(chain, cross_view);
        if (!progress)
            return tl::unexpected{progress.error()};
        if (*progress && (*progress)->pending)
            out.obstacles[static_cast<size_t>(cross_view)] = (*progress)->pending->obstacle;
    }
    return out;
}

void add(const std::string& door, const rpc::RpcLoad& load, DoorsReading& out)
{
    for (const auto& [method, answered, errors] : load.methods)
    {
        const auto known = std::find_if(out.methods.begin(), out.methods.end(),
            [name = method](const MethodReading& other) { return other.method == name; });
        auto& counts = known == out.methods.end()
                           ? out.methods.emplace_back(MethodReading{std::string{method}})
                           : *known;
        counts.answered += answered;
        counts.errors += errors;
    }
    const auto& admission = load.admission;
    out.connections.push_back({door, admission.connections});
    out.refused.push_back({door, "connections", admission.refused_connections});
    out.refused.push_back(
        {door, "connections_of_address", admission.refused_connections_of_address});
    out.refused.push_back({door, "requests", admission.refused_requests});
    if (load.certificate_expires_at_s)
        out.certificates.push_back({door, *load.certificate_expires_at_s});
}
}  // namespace

tl::expected<void, StartFailures> App::serve_metrics(const MetricsSettings& settings)
{
    if (!settings.listen)
        return {};
    messages_.emplace(MessageWatch::Services{
        .views = *store_, .board = board_, .set = chains_.dependency_set, .judge = judge_});
    threads_.push_back(std::make_unique<StepThread>([this] { return messages_->step(); }));
    auto served = Metrics::serve(to_string(*settings.listen), [this] { return read(); });
    if (!served)
        return tl::unexpected{StartFailures{{served.error(), true}}};
    metrics_ = *std::move(served);
    spdlog::info("metrics at http://{}/metrics",
        to_string(ListenAddress{settings.listen->host, static_cast<uint16_t>(metrics_->port())}));
    return {};
}

Reading App::read() const
{
    Reading out{.version = kVersion,
        .started_at_s = context_.started_at_s,
        .is_ready = board_.all_ready(),
        .chains = read_chains(),
        .failsafes = failsafes_->active(),
        .messages = messages_->counts(),
        .checks = {.counts = checks_.rows()},
        .doors = read_doors(),
        .index = read_index(),
        .process = read_process()};
    for (const auto door : kCheckDoors)
        out.checks.durations[static_cast<size_t>(door)] = checks_.durations(door);
    return out;
}

std::vector<ChainReading> App::read_chains() const
{
    std::vector<ChainReading> out;
    const auto alarms = board_.alarms();
    const auto view = store_->open_view();
    for (const auto& chain : chains_.dependency_set.chains())
    {
        auto& reading = out.emplace_back(ChainReading{.id = chain.id,
            .status = board_.status(chain.id),
            .index = std::nullopt,
            .safety = safety_counts_.of(chain.id),
            .diverges = is_about(alarms.divergences, chain.id),
            .is_halted = is_about(alarms.halts, chain.id)});
        if (!view)
            continue;
        if (auto index = read_chain(**view, chain.id))
            reading.index = *std::move(index);
    }
    return out;
}

DoorsReading App::read_doors() const
{
    DoorsReading out;
    const auto grpc = grpc_->load();
    out.check_streams = grpc.check_streams;
    out.watch_streams = grpc.watch_streams;
    out.refused = {{"grpc", "check_streams", grpc.refused_check_streams},
        {"grpc", "watch_streams", grpc.refused_watch_streams},
        {"grpc", "reads", grpc.refused_reads}};
    if (grpc.certificate_expires_at_s)
        out.certificates.push_back({"grpc", *grpc.certificate_expires_at_s});
    if (rpc_)
        add("json_rpc", rpc_->load(), out);
    if (admin_rpc_)
        add("admin_rpc", admin_rpc_->load(), out);
    const auto admin = admin_ ? admin_->certificate_expires_at_s() : std::nullopt;
    if (admin)
        out.certificates.push_back({"admin", *admin});
    return out;
}

IndexReading App::read_index() const
{
    const auto disk = storage::disk_use(index_file_);
    return {.index_bytes = disk.index_bytes,
        .write_ahead_log_bytes = storage::size_or_zero(storage::write_ahead_log_of(index_file_)),
        .disk_free_bytes = disk.free_bytes.value_or(0),
        .views = store_->open_views(),
        .writer_queue = writer_.queue_length(),
        .fetch_queue = fetch_pool_.load().waiting,
        .commits = writer_.commit_durations()};
}
}  // namespace interlock::server
