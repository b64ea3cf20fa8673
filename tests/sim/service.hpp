// The service under test: the real index, indexer, fetchers and label followers, without threads.
#pragma once

#include "server/ingest/fetcher.hpp"
#include "server/ingest/label_follower.hpp"
#include "server/ingest/node_watch.hpp"
#include "storage/sqlite_store.hpp"
#include "tests/sim/faulty_store.hpp"
#include "tests/sim/network.hpp"
#include "tests/sim/step_checks.hpp"
#include "tests/support/temp_dir.hpp"

namespace interlock::sim
{
/// For one thread. Throws Broken where it does not work.
class Service
{
public:
    Service(Context& context, const World& world, Network& network, StepChecks& checks);
    ~Service();

    /// One round, as its thread would do it. How long to wait until the next. A kill in the round
    /// is followed by a new start.
    [[nodiscard]] std::chrono::milliseconds step_fetcher(size_t place);
    [[nodiscard]] std::chrono::milliseconds step_follower(size_t place);
    [[nodiscard]] std::chrono::milliseconds step_watch(size_t place);

    /// Ends between two rounds, in order or by a kill, and starts again.
    void restart();
    /// Something is going to fail in one of the next rounds.
    void sabotage();
    void disarm() { saboteur_.disarm(); }

    [[nodiscard]] const std::filesystem::path& folder() const { return dir_.path(); }
    [[nodiscard]] std::unique_ptr<storage::View> view() { return must(store_->open_view()); }

private:
    class Sink;
    struct Process;

    void start(const std::optional<server::IndexEvent>& maybe);
    void stop(bool by_kill);
    void revive();
    [[nodiscard]] std::filesystem::path file() const;
    void record_chains();
    void count_state(size_t place);

    Context& context_;
    const World& world_;
    Network& network_;
    StepChecks& checks_;
    testing::TempDir dir_;
    uint64_t lives_ = 0;  // Kills so far: each leaves a copy of the files behind.
    const size_t batch_blocks_;
    const size_t quorum_;
    std::vector<std::optional<uint64_t>> start_blocks_;  // The operator's choice.
    Saboteur saboteur_;
    std::unique_ptr<storage::SqliteStore> store_;
    std::unique_ptr<Process> process_;
};
}  // namespace interlock::sim
