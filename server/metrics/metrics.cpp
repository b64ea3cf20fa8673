#include "server/metrics/metrics.hpp"

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <mutex>

#include "server/metrics/page.hpp"

namespace interlock::server
{
namespace
{
constexpr size_t kThreads = 2;

/// Reads when it is asked; nothing is kept between two scrapes.
class Pages final : public prometheus::Collectable
{
public:
    explicit Pages(Metrics::Read read) : read_{std::move(read)} {}

    [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override
    {
        const std::scoped_lock lock{mutex_};
        return page_of(read_());
    }

private:
    const Metrics::Read read_;
    mutable std::mutex mutex_;  // Held while it reads.
};
}  // namespace

struct Metrics::State
{
    State(const std::string& address, Read read)
      : pages{std::make_shared<Pages>(std::move(read))}, exposer{address, kThreads}
    {
        exposer.RegisterCollectable(pages);
    }

    std::shared_ptr<Pages> pages;
    prometheus::Exposer exposer;
};

tl::expected<std::unique_ptr<Metrics>, std::string> Metrics::serve(
    const std::string& address, Read read)
{
    try
    {
        return std::unique_ptr<Metrics>{
            new Metrics{std::make_unique<State>(address, std::move(read))}};
    }
    catch (const std::exception&)
    {
        return tl::unexpected{"cannot listen at " + address +
                              " for metrics; is another program using it, or is it not an address "
                              "of this machine?"};
    }
}

Metrics::Metrics(std::unique_ptr<State> state) : state_{std::move(state)}
{
}

Metrics::~Metrics() = default;

int Metrics::port() const noexcept
{
    return state_->exposer.GetListeningPorts().front();
}
}  // namespace interlock::server
