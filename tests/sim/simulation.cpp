#include "tests/sim/simulation.hpp"

#include "tests/sim/rest_checks.hpp"
#include "tests/sim/scheduler.hpp"

namespace interlock::sim
{
namespace
{
/// In which time, at rest, everything must have been told and taken.
constexpr uint64_t kRestLimitMs = 180'000;
constexpr uint64_t kJitterMs = 150;

class Simulation
{
public:
    Simulation(const RunOptions& options, Tally& tally)
      : context_{options.seed, tally, options.aloud},
        world_{context_},
        producer_{context_, world_},
        upheaval_{context_, world_, producer_},
        network_{context_, world_, upheaval_},
        checks_{context_, world_, network_},
        events_{context_},
        rounds_{context_}
    {
    }

    Snapshot run()
    {
        constexpr uint64_t kMaxPhases = 3;
        let_the_world_begin();
        service_.emplace(context_, world_, network_, checks_);
        plan_events();
        plan_rounds();
        for (auto phases = context_.random.between(1, kMaxPhases); phases > 0; --phases)
        {
            context_.tell("things happen");
            network_.rest(false);
            run_both(context_.random.between(4'000, 16'000));
            context_.tell("rest");
            rest();
        }
        return checks_.snapshot();
    }

private:
    /// Some history before the service first looks.
    void let_the_world_begin()
    {
        uint64_t latest_s = 0;
        for (size_t place = 0; place < world_.size(); ++place)
            latest_s = std::max(latest_s, world_.branch(place).genesis().seal.timestamp_s);
        context_.now_ms = (latest_s + 1) * 1'000;
        for (auto rounds = context_.random.below(5); rounds > 0; --rounds)
        {
            producer_.catch_up();
            upheaval_.advance_l1();
            context_.now_ms += 2'000;
        }
        producer_.catch_up();
    }

    void plan_events()
    {
        every(900, 1'100, [this] { producer_.catch_up(); });
        every(1'500, 3'500, [this] { upheaval_.advance_l1(); });
        every(1'000, 12'000, [this] { upheaval_.reorg(); });
        every(5'000, 40'000, [this] { upheaval_.reorg_l1(); });
        every(4'000, 20'000, [this] { upheaval_.pause(); });
        every(300, 3'000, [this] { network_.disturb(); });
        every(3'000, 30'000, [this] { service_->restart(); });
        every(1'000, 12'000, [this] { service_->sabotage(); });
    }

    void plan_rounds()
    {
        for (size_t place = 0; place < world_.size(); ++place)
        {
            const auto jitter = [this](std::chrono::milliseconds wait)
            { return static_cast<uint64_t>(wait.count()) + context_.random.below(kJitterMs); };
            rounds_.add(context_.random.below(500),
                [this, place, jitter] { return jitter(service_->step_fetcher(place)); });
            rounds_.add(context_.random.below(1'000),
                [this, place, jitter] { return jitter(service_->step_follower(place)); });
            rounds_.add(context_.random.below(1'000),
                [this, place, jitter] { return jitter(service_->step_watch(place)); });
        }
    }

    /// At a time of the world's own, again and again.
    void every(uint64_t least_ms, uint64_t most_ms, std::function<void()> event)
    {
        const auto wait = [this, least_ms, most_ms]
        { return context_.random.between(least_ms, most_ms); };
        events_.add(wait(),
            [wait, event = std::move(event)]
            {
                event();
                return wait();
            });
    }

    void run_both(uint64_t duration_ms)
    {
        constexpr uint64_t kSliceMs = 100;
        for (; duration_ms > kSliceMs; duration_ms -= kSliceMs)
        {
            const auto begin_ms = context_.now_ms;
            events_.run_for(kSliceMs);
            context_.now_ms = begin_ms;
            rounds_.run_for(kSliceMs);
        }
    }

    void rest()
    {
        constexpr uint64_t kSliceMs = 500;
        network_.rest(true);
        service_->disarm();
        if (!world_.finalized(0))
            world_.finalize_genesis();
        const auto limit_ms = context_.now_ms + kRestLimitMs;
        while (!has_arrived(*service_->view(), checks_, world_))
        {
            if (context_.now_ms > limit_ms)
                throw Broken{"at rest: the index does not come to where its nodes are"};
            rounds_.run_for(kSliceMs);
        }
        if (context_.random.percent(20))
            service_->restart();
        check_at_rest(context_, world_, *service_->view(), checks_, service_->folder() / "again");
    }

    Context context_;
    World world_;
    Producer producer_;
    Upheaval upheaval_;
    Network network_;
    StepChecks checks_;
    Scheduler events_;  // What happens to the world.
    Scheduler rounds_;  // What the service does; goes on at rest.
    std::optional<Service> service_;
};
}  // namespace

Snapshot simulate(const RunOptions& options, Tally& tally)
{
    return Simulation{options, tally}.run();
}
}  // namespace interlock::sim
