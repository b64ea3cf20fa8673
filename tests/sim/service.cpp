#include "tests/sim/service.hpp"

namespace interlock::sim
{
using server::Anchors;
using server::Fetcher;
using server::Indexer;
using server::IndexEvent;
using server::LabelFollower;
using server::NodeWatch;
using server::StatusBoard;
using storage::ErrorKind;

/// Commits events in the calling thread, and has the checks look at each.
class Service::Sink final : public server::EventSink
{
public:
    Sink(Service& service, storage::Writer& writer, StatusBoard& board)
      : service_{service}, indexer_{writer, service.world_.set()}, board_{board}
    {
    }

    void settle()
    {
        must(indexer_.settle(service_.context_.now_s()));
        service_.checks_.settled(*service_.view());
    }

    storage::Result<void> submit(IndexEvent event) override
    {
        const auto news = indexer_.apply(event, service_.context_.now_s());
        if (!news)
        {
            count_failure(news.error());
            if (service_.saboteur_.has_killed())
                last_ = std::move(event);
            return tl::unexpected{news.error()};
        }
        board_.set_alarms(news->alarms);
        service_.checks_.committed(*service_.view(), event, *news);
        return {};
    }

    /// The event during which the process was killed.
    std::optional<IndexEvent> take_last() { return std::exchange(last_, std::nullopt); }

private:
    /// Without sabotage no event is refused: one thread after the other has its turn.
    void count_failure(const storage::Error& error)
    {
        if (!Saboteur::is_ours(error))
            throw Broken{"the index refused an event: " + error.message};
        service_.context_.tally.count("failed steps: " + error.message);
        service_.context_.tell("a step failed: {}", error.message);
    }

    Service& service_;
    Indexer indexer_;
    StatusBoard& board_;
    std::optional<IndexEvent> last_;
};

/// What is gone when the process is.
struct Service::Process
{
    Process(Service& service, size_t chains_to_begin, std::optional<uint64_t> known_anchor_s)
      : store{*service.store_, *service.store_, service.saboteur_},
        board{service.world_.set()},
        anchors{chains_to_begin, std::chrono::seconds{5}, known_anchor_s},
        sink{service, store, board}
    {
    }

    FaultyStore store;
    StatusBoard board;
    Anchors anchors;
    Sink sink;
    std::vector<std::unique_ptr<Fetcher>> fetchers;
    std::vector<std::unique_ptr<LabelFollower>> followers;
    std::vector<std::unique_ptr<NodeWatch>> watches;
};

Service::Service(Context& context, const World& world, Network& network, StepChecks& checks)
  : context_{context},
    world_{world},
    network_{network},
    checks_{checks},
    batch_blocks_{context.random.between(1, 20)},
    quorum_{context.random.percent(20) ? 2U : 1U}
{
    auto& random = context.random;
    for (size_t place = 0; place < world.size(); ++place)
    {
        const auto genesis = world.branch(place).genesis().seal.id.number;
        const bool is_chosen = random.percent(5);
        start_blocks_.push_back(
            is_chosen ? std::optional{genesis + random.below(12)} : std::nullopt);
    }
    start(std::nullopt);
}

Service::~Service() = default;

std::filesystem::path Service::file() const
{
    return dir_.path() / fmt::format("life-{}", lives_) / "index.db";
}

void Service::start(const std::optional<IndexEvent>& maybe)
{
    store_ = must(storage::SqliteStore::create({.file = file()}));
    record_chains();
    checks_.opened(*view(), maybe);

    size_t to_begin = 0;
    std::optional<uint64_t> known_anchor_s;
    for (const auto& chain : checks_.snapshot().chains)
    {
        to_begin += chain.head(SafetyLevel::unsafe) ? 0U : 1U;
        if (const auto& final = chain.head(SafetyLevel::finalized))
            known_anchor_s = std::min(known_anchor_s.value_or(UINT64_MAX), final->timestamp_s);
    }
    process_ = std::make_unique<Process>(*this, to_begin, known_anchor_s);
    process_->sink.settle();
    const auto clock = [this]
    { return Anchors::Clock::time_point{std::chrono::milliseconds{context_.now_ms}}; };
    for (size_t place = 0; place < world_.size(); ++place)
    {
        const auto& config = world_.chain(place).config();
        const auto& genesis = world_.branch(place).genesis().seal.id;
        const server::StartRule rule{.activation_s = config.activation_s,
            .expiry_window_s = world_.set().expiry_window_s(),
            .genesis_number = genesis.number,
            .start_block = start_blocks_[place]};
        auto nodes = network_.execution(place);
        const auto quorum = std::min(quorum_, nodes.size());
        process_->fetchers.push_back(std::make_unique<Fetcher>(config,
            server::FetcherOptions{.batch_blocks = batch_blocks_,
                .poll_interval = std::chrono::milliseconds{500},
                .quorum = quorum,
                .start = rule,
                .genesis = genesis},
            server::ChainNodes{std::move(nodes), network_.labels(place)},
            server::FetcherServices{.views = process_->store,
                .sink = process_->sink,
                .anchors = process_->anchors,
                .board = process_->board,
                .clock = clock}));
        process_->watches.push_back(std::make_unique<NodeWatch>(
            server::ChainIdentity{config.id, genesis}, network_.execution(place),
            NodeWatch::Services{process_->store, process_->fetchers.back()->nodes(), clock}));
        process_->followers.push_back(std::make_unique<LabelFollower>(config.id,
            std::chrono::milliseconds{1'000}, network_.labels(place),
            LabelFollower::Services{process_->store, process_->sink, process_->board}));
    }
}

/// As at the first start: the configuration is recorded in the index.
void Service::record_chains()
{
    auto step = must(store_->begin());
    for (const auto& chain : world_.set().chains())
        must(step->put_chain({.config = chain, .followed = true}));
    must(step->commit());
}

/// A process that is killed closes nothing: what goes on is a copy of its files as they were.
void Service::stop(bool by_kill)
{
    if (by_kill)
    {
        const auto from = file();
        ++lives_;
        std::filesystem::create_directory(file().parent_path());
        for (const auto* end : {"", "-wal"})
        {
            if (std::filesystem::exists(from.string() + end))
                std::filesystem::copy_file(from.string() + end, file().string() + end);
        }
    }
    process_.reset();
    store_.reset();
    saboteur_.disarm();
}

void Service::restart()
{
    const bool by_kill = context_.random.percent(50);
    context_.tell("the service is {}", by_kill ? "killed between two rounds" : "restarted");
    context_.tally.count(by_kill ? "restarts: killed between rounds" : "restarts: in order");
    stop(by_kill);
    start(std::nullopt);
}

void Service::sabotage()
{
    constexpr std::array kErrors{ErrorKind::full, ErrorKind::io, ErrorKind::busy};
    constexpr uint64_t kOperations = 60;
    auto& random = context_.random;
    const auto operations = random.below(kOperations);
    const auto error = kErrors[random.below(kErrors.size())];
    switch (random.below(4))
    {
        case 0:
            return saboteur_.arm(Saboteur::Means::error, operations, error);
        case 1:
            return saboteur_.arm(Saboteur::Means::kill, operations, error);
        case 2:
            return saboteur_.arm(Saboteur::Means::kill_at_commit, 0, error);
        default:
            context_.tally.count("sabotage: views refused");
            return saboteur_.refuse_views(random.between(1, 3));
    }
}

void Service::revive()
{
    if (!saboteur_.has_killed())
        return;
    context_.tell("the service was killed in a step");
    context_.tally.count("restarts: killed in a step");
    const auto last = process_->sink.take_last();
    stop(true);
    start(last);
}

std::chrono::milliseconds Service::step_fetcher(size_t place)
{
    const auto wait = process_->fetchers[place]->step();
    count_state(place);
    revive();
    return wait;
}

std::chrono::milliseconds Service::step_follower(size_t place)
{
    const auto wait = process_->followers[place]->step();
    revive();
    return wait;
}

std::chrono::milliseconds Service::step_watch(size_t place)
{
    const auto wait = process_->watches[place]->step();
    revive();
    return wait;
}

void Service::count_state(size_t place)
{
    const auto status = process_->board.status(world_.chain(place).config().id);
    if (status.state == server::ChainState::halted)
        context_.tally.count(status.trouble.find("serves chain") != std::string::npos
                                 ? "fetchers: refused another chain"
                                 : "fetchers: refused a branch below what is final");
    else if (status.state == server::ChainState::troubled)
        context_.tally.count("fetchers: troubled rounds");
}
}  // namespace interlock::sim
