#include "server/app/app.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <chrono>

#include "server/app/endpoints.hpp"
#include "server/app/index_file.hpp"
#include "server/app/takeover.hpp"
#include "server/app/version.hpp"
#include "server/dashboard/dashboard.hpp"
#include "server/log/logging.hpp"

namespace interlock::server
{
namespace
{
/// Blocks wait here for the writer; a batch of blocks is one event.
constexpr size_t kWriterQueueLimit = 64;
/// How long chains that have told their anchor wait for the others when an index begins.
constexpr auto kAnchorGrace = std::chrono::seconds{30};
constexpr const char* kFailsafeFile = "failsafes.json";
constexpr auto kWaitInterval = std::chrono::seconds{5};
constexpr auto kLabelInterval = std::chrono::milliseconds{1'000};

std::map<ChainId, std::string> names_of(const Config& config)
{
    std::map<ChainId, std::string> names;
    for (const auto& chain : config.chains)
    {
        if (chain.name)
            names.emplace(chain.id, *chain.name);
    }
    return names;
}

uint64_t now_s()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

std::optional<uint64_t> retention_of(const RetentionSettings& settings, const DependencySet& set)
{
    if (!settings.removes_old)
        return std::nullopt;
    return settings.window_s.value_or(shortest_retention_s(set));
}

StartRule start_rule_of(const ResolvedChain& chain, const DependencySet& set)
{
    return {.activation_s = chain.config.activation_s,
        .expiry_window_s = set.expiry_window_s(),
        .genesis_number = chain.genesis ? chain.genesis->block.number : 0,
        .start_block = chain.start_block};
}

tl::unexpected<StartFailures> failure(const storage::Error& error)
{
    const bool temporary = error.kind == storage::ErrorKind::busy ||
                           error.kind == storage::ErrorKind::full ||
                           error.kind == storage::ErrorKind::io;
    return tl::unexpected{StartFailures{{error.message, temporary}}};
}

/// The configuration is recorded in the index, or refused with what to do.
tl::expected<IndexState, StartFailures> take_over(
    storage::SqliteStore& store, const ChainSet& chains)
{
    const auto view = store.open_view();
    if (!view)
        return failure(view.error());
    const auto state = read_index_state(**view);
    if (!state)
        return failure(state.error());
    const auto notes = check_takeover(*state, chains);
    if (!notes)
    {
        StartFailures refusals;
        for (const auto& problem : notes.error())
            refusals.push_back({.message = to_string(problem)});
        return tl::unexpected{std::move(refusals)};
    }
    for (const auto& note : *notes)
        spdlog::info("index: {}", note);
    if (const auto done = record_configuration(store, chains.dependency_set); !done)
        return failure(done.error());
    return *state;
}

/// Enough threads for two chains at full speed; more chains take turns. Only what is far behind is
/// fetched by them: answers come first.
WorkLimits fetch_limits(const Config& config)
{
    size_t nodes = 0;
    for (const auto& chain : config.chains)
        nodes += chain.execution.size();
    return {.threads = 2 * config.ingest.connections,
        .waiting = nodes * config.ingest.connections,
        .priority = Priority::background};
}

/// The chains of the set whose index is still to begin.
size_t count_new(const IndexState& state, const DependencySet& set)
{
    const auto has_blocks = [](const IndexedChain& chain) { return chain.start.has_value(); };
    const auto in_set = [&](const IndexedChain& chain)
    { return set.find(chain.record.config.id) != nullptr && has_blocks(chain); };
    const auto begun = std::count_if(state.chains.begin(), state.chains.end(), in_set);
    return set.chains().size() - static_cast<size_t>(begun);
}
}  // namespace

tl::expected<std::unique_ptr<App>, StartFailures> App::start(const Config& config, ChainSet chains)
{
    const auto endpoints = check_endpoints(config, chains, limits_of(config.ingest, {}));
    if (!endpoints.wrong.empty())
    {
        StartFailures failures;
        for (const auto& message : endpoints.wrong)
            failures.push_back({.message = message});
        return tl::unexpected{std::move(failures)};
    }
    for (const auto& message : endpoints.silent)
        spdlog::warn("{}; going on without it", message);

    // Every fetcher, label follower and watch of nodes, the pruner, an admin's job, metrics, what
    // follows messages, what feeds the streams, and the log of waits, may hold a view beside those
    // of the doors.
    auto store = storage::SqliteStore::create({.file = index_file(config.data_dir),
        .max_views = config.query.max_concurrent + 3 * config.chains.size() + 6,
        .on_migration = [](size_t from, size_t to)
        {
            spdlog::info(
                "the index has schema version {} and is brought to {}; a large one takes minutes",
                from, to);
        }});
    if (!store)
        return failure(store.error());
    const auto state = take_over(**store, chains);
    if (!state)
        return tl::unexpected{state.error()};

    auto failsafes = Failsafes::open(config.data_dir / kFailsafeFile, config.safety.failsafe);
    if (!failsafes)
        return tl::unexpected{StartFailures{{.message = failsafes.error()}}};

    auto app = std::unique_ptr<App>{
        new App{config, std::move(chains), *std::move(store), *state, *std::move(failsafes)}};
    if (const auto begun = app->watch_for_failsafes(); !begun)
        return failure(begun.error());
    auto grpc = GrpcServer::start(config.grpc, app->context_, {}, &app->lookup_);
    if (!grpc)
        return tl::unexpected{StartFailures{{grpc.error(), true}}};
    app->grpc_ = *std::move(grpc);
    app->board_.on_ready([server = app->grpc_.get()](bool ready) { server->set_ready(ready); });
    if (auto served = app->serve_rpc(config.rpc); !served)
        return tl::unexpected{served.error()};
    for (const auto& chain : app->chains_.chains)
        app->follow(config, chain);
    app->keep_small();
    app->tell_of_waits();
    if (auto served = app->serve_admin(config); !served)
        return tl::unexpected{served.error()};
    if (auto served = app->serve_metrics(config.metrics); !served)
        return tl::unexpected{served.error()};
    return app;
}

App::App(const Config& config, ChainSet chains, std::unique_ptr<storage::SqliteStore> store,
    const IndexState& index, std::unique_ptr<Failsafes> failsafes)
  : chains_{std::move(chains)},
    names_{names_of(config)},
    store_{std::move(store)},
    index_file_{index_file(config.data_dir)},
    retention_s_{retention_of(config.retention, chains_.dependency_set)},
    board_{chains_.dependency_set},
    failsafes_{std::move(failsafes)},
    failsafe_feed_{chains_.dependency_set, *failsafes_, board_, &now_s},
    anchors_{count_new(index, chains_.dependency_set), kAnchorGrace,
        earliest_anchor_s(index, chains_.dependency_set)},
    judge_{chains_.dependency_set, {.admit_same_timestamp = config.query.admit_same_timestamp}},
    context_{.set = chains_.dependency_set,
        .names = names_,
        .views = *store_,
        .judge = judge_,
        .board = board_,
        .failsafes = *failsafes_,
        .commits = commits_,
        .checks = checks_,
        .started_at_s = now_s(),
        .version = kVersion,
        .disk = [this] { return storage::disk_use(index_file_); },
        .serves_metrics = config.metrics.listen.has_value(),
        .serves_admin = config.admin.listen.has_value()},
    lookup_{lookup_sources(config, requests_.get_token()), {}},
    safety_log_{names_},
    safety_counts_{chains_.dependency_set},
    writer_{Indexer{*store_, chains_.dependency_set},
        {.queue_limit = kWriterQueueLimit,
            .now_s = &now_s,
            .committed = [this](const SafetyNews& news) { on_committed(news); }}},
    fetch_pool_{fetch_limits(config)},
    wait_log_{chains_.dependency_set, names_}
{
}

App::~App()
{
    metrics_.reset();  // It reads of all the others.
    admin_.reset();    // A job that runs uses the writer and the store.
    requests_.request_stop();
    for (auto& thread : threads_)
        thread->request_stop();
    for (auto& thread : head_threads_)
        thread->request_stop();
    rpc_.reset();
    admin_rpc_.reset();
    if (grpc_)
        grpc_->stop();
}

storage::Result<void> App::watch_for_failsafes()
{
    board_.on_disagreement([this] { failsafe_feed_.look_at_nodes(); });
    return store_->open_view().and_then(
        [this](const std::unique_ptr<storage::View>& view) { return failsafe_feed_.begin(*view); });
}

void App::on_committed(const SafetyNews& news)
{
    board_.set_alarms(news.alarms);
    failsafe_feed_.tell(news);
    safety_log_.tell(news);
    safety_counts_.count(news);
    commits_.notify();
}

tl::expected<void, StartFailures> App::serve_rpc(const RpcSettings& settings)
{
    if (!settings.listen)
        return {};
    auto pages = settings.dashboard ? std::make_unique<Dashboard>(context_, &lookup_) : nullptr;
    auto served = rpc::RpcServer::start(settings, context_, std::move(pages));
    if (!served)
        return tl::unexpected{StartFailures{{served.error(), true}}};
    rpc_ = *std::move(served);
    const auto address = fmt::format("{}://{}", settings.tls.certificate ? "https" : "http",
        to_string(ListenAddress{settings.listen->host, static_cast<uint16_t>(rpc_->port())}));
    spdlog::info("JSON-RPC at {}", address);
    if (settings.dashboard)
        spdlog::info("page at {}/dashboard/", address);
    return {};
}

tl::expected<void, StartFailures> App::serve_admin(const Config& config)
{
    std::optional<wire::BearerSecret> secret;
    if (config.admin.jwt_secret)
    {
        auto read = wire::BearerSecret::from_file(*config.admin.jwt_secret);
        if (!read)
            return tl::unexpected{StartFailures{{"admin.jwt_secret: " + read.error(), false}}};
        secret = *std::move(read);
    }
    if (auto served = serve_admin_rpc(config, secret); !served || !config.admin.listen)
        return served;
    auto sources = [config](const ChainId& id, const std::stop_token& stop)
    { return make_single_sources(*config.find_chain(id), limits_of(config.ingest, stop)); };
    auto served = AdminServer::start(*config.admin.listen, config.admin.tls,
        {.set = chains_.dependency_set,
            .names = names_,
            .store = *store_,
            .index_file = index_file(config.data_dir),
            .writer = writer_,
            .failsafes = *failsafes_,
            .retention_s = retention_s_,
            .sources = std::move(sources),
            .secret = std::move(secret),
            .now_s = &now_s,
            .set_log_level = [](std::string_view level) { return set_log_level(level); }});
    if (!served)
        return tl::unexpected{StartFailures{{served.error(), true}}};
    admin_ = *std::move(served);
    spdlog::info("admin at {}{}",
        to_string(ListenAddress{config.admin.listen->host, static_cast<uint16_t>(admin_->port())}),
        config.admin.tls.certificate ? " over TLS" : "");
    return {};
}

tl::expected<void, StartFailures> App::serve_admin_rpc(
    const Config& config, const std::optional<wire::BearerSecret>& secret)
{
    if (!config.admin.rpc_listen)
        return {};
    auto settings = config.rpc;
    settings.listen = config.admin.rpc_listen;
    settings.tls = config.admin.tls;
    const auto authorize = [secret](std::string_view token) -> tl::expected<void, std::string>
    {
        // Without a secret callers are known by their certificates.
        return secret ? secret->check(token, now_s()) : tl::expected<void, std::string>{};
    };
    auto served = rpc::RpcServer::start_admin(
        settings, context_, {.failsafes = *failsafes_, .now_s = &now_s, .authorize = authorize});
    if (!served)
        return tl::unexpected{StartFailures{{served.error(), true}}};
    admin_rpc_ = *std::move(served);
    spdlog::info("admin over JSON-RPC at {}://{}", settings.tls.certificate ? "https" : "http",
        to_string(ListenAddress{settings.listen->host, static_cast<uint16_t>(admin_rpc_->port())}));
    return {};
}

void App::keep_small()
{
    if (!retention_s_)
        return;
    pruner_.emplace(chains_.dependency_set, Pruner::Options{.retention_s = *retention_s_},
        Pruner::Services{*store_, writer_});
    threads_.push_back(std::make_unique<StepThread>([this] { return pruner_->step(); }));
}

void App::tell_of_waits()
{
    threads_.push_back(std::make_unique<StepThread>(
        [this]() -> std::chrono::milliseconds
        {
            if (const auto view = store_->open_view())
                static_cast<void>(wait_log_.look(**view, now_s()));
            return kWaitInterval;
        }));
}

/// Wakes the fetcher that was added last.
void App::listen(const ChainSettings& settings, const chain::RequestLimits& limits)
{
    head_watches_.push_back(
        std::make_unique<HeadWatch>(settings.id, make_head_sources(settings, limits),
            HeadWatch::Services{.wake_up = fetchers_.back()->wake_up(),
                .wake = [fetching = threads_.back().get()] { fetching->wake(); },
                .board = board_}));
    head_threads_.push_back(std::make_unique<StepThread>(
        [watch = head_watches_.back().get()] { return watch->step(); }));
}

void App::follow(const Config& config, const ResolvedChain& chain)
{
    const auto& settings = *config.find_chain(chain.config.id);
    const auto limits = limits_of(config.ingest, requests_.get_token());

    fetchers_.push_back(std::make_unique<Fetcher>(chain.config,
        FetcherOptions{.batch_blocks = config.ingest.batch_blocks,
            .poll_interval = config.ingest.poll_interval,
            .quorum = settings.quorum,
            .start = start_rule_of(chain, chains_.dependency_set),
            .genesis = identity_of(chain).genesis},
        ChainNodes{.execution = make_sources(settings, limits, fetch_pool_,
                       {.chunk_blocks = config.ingest.batch_blocks,
                           .connections = config.ingest.connections,
                           .held_bytes = held_bytes_of_each(config.chains.size())}),
            .labels = make_labels(settings, limits)},
        FetcherServices{.views = *store_, .sink = writer_, .anchors = anchors_, .board = board_}));
    threads_.push_back(std::make_unique<StepThread>(
        [fetcher = fetchers_.back().get()] { return fetcher->step(); }));
    if (!settings.subscribe.empty())
        listen(settings, limits);

    auto& nodes = fetchers_.back()->nodes();
    board_.watch_nodes(chain.config.id, nodes);
    if (nodes.size() > 1)
    {
        node_watches_.push_back(
            std::make_unique<NodeWatch>(identity_of(chain), make_single_sources(settings, limits),
                NodeWatch::Services{.views = *store_, .nodes = nodes, .quorum = settings.quorum}));
        threads_.push_back(std::make_unique<StepThread>(
            [watch = node_watches_.back().get()] { return watch->step(); }));
    }

    label_followers_.push_back(std::make_unique<LabelFollower>(chain.config.id, kLabelInterval,
        make_labels(settings, limits),
        LabelFollower::Services{.views = *store_, .sink = writer_, .board = board_}));
    threads_.push_back(std::make_unique<StepThread>(
        [follower = label_followers_.back().get()] { return follower->step(); }));
}
}  // namespace interlock::server
