#include "storage/view_pool.hpp"

#include "storage/ensure.hpp"
#include "storage/errors.hpp"

namespace interlock::storage
{
namespace
{
// The cache holds the inner pages of the b-trees; the system's own cache holds the rest. Mapping
// the file into memory was measured: slower, and a failing disk would end the process.
constexpr const char* kSettings =
    "PRAGMA query_only = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cache_size = -2048;";  // KiB
}  // namespace

void ViewPool::Return::operator()(ReadConnection* reading) const noexcept
{
    pool->give_back(std::unique_ptr<ReadConnection>{reading});
}

ViewPool::ViewPool(std::filesystem::path file, size_t max_leases)
  : file_{std::move(file)}, max_leases_{max_leases}
{
}

ViewPool::~ViewPool()
{
    const std::lock_guard guard{mutex_};
    ensure(leased_ == 0, "every view is gone before its store");
}

Result<ViewPool::Lease> ViewPool::lease()
{
    auto reading = take();
    if (!reading)
        return tl::unexpected(std::move(reading.error()));
    Lease lease{reading->release(), Return{this}};
    if (!lease->snapshot)
    {
        if (auto taken = take_snapshot(*lease); !taken)
            return tl::unexpected(std::move(taken.error()));
    }
    return lease;
}

Result<void> ViewPool::take_snapshot(ReadConnection& reading) const
{
    const auto before = moment();
    auto transaction = sqlite::Transaction::begin(*reading.connection, sqlite::Access::read_only);
    if (!transaction)
        return tl::unexpected(std::move(transaction.error()));
    // Without this the snapshot would be that of the first question.
    if (auto taken = reading.readers.blocks.take_snapshot(); !taken)
        return taken;
    reading.snapshot.emplace(*std::move(transaction));
    // Of one moment only if no step has begun meanwhile.
    reading.moment = before == moment() ? before : std::nullopt;
    reading.readers.blocks.see(reading.moment);
    return {};
}

void ViewPool::begin_step() noexcept
{
    const std::lock_guard guard{mutex_};
    in_step_ = true;
    ++moment_.steps;
    for (const auto& reading : idle_)
        reading->snapshot.reset();
}

void ViewPool::end_step(bool removes) noexcept
{
    const std::lock_guard guard{mutex_};
    in_step_ = false;
    if (removes)
        ++moment_.removals;
}

std::optional<Moment> ViewPool::moment() const
{
    const std::lock_guard guard{mutex_};
    return in_step_ ? std::nullopt : std::optional{moment_};
}

size_t ViewPool::leased() const
{
    const std::lock_guard guard{mutex_};
    return leased_;
}

Result<std::unique_ptr<ReadConnection>> ViewPool::take()
{
    {
        const std::lock_guard guard{mutex_};
        if (leased_ == max_leases_)
        {
            return tl::unexpected(describe(ErrorKind::busy,
                {file_, "open a view", "all " + std::to_string(max_leases_) + " views are in use"},
                "try again"));
        }
        ++leased_;
        if (!idle_.empty())
        {
            auto reading = std::move(idle_.back());
            idle_.pop_back();
            return reading;
        }
    }
    auto opened = open();  // Outside the lock: others need not wait for the disk.
    if (!opened)
    {
        const std::lock_guard guard{mutex_};
        --leased_;
    }
    return opened;
}

Result<std::unique_ptr<ReadConnection>> ViewPool::open() const
{
    auto connection = sqlite::Connection::open(file_, sqlite::Access::read_only);
    if (!connection)
        return tl::unexpected(std::move(connection.error()));
    // A reader waits only while the write-ahead log is being recovered or started over.
    (*connection)->set_patience(2'000);
    if (const auto set = (*connection)->execute(kSettings, "open a view"); !set)
        return tl::unexpected(set.error());
    return std::make_unique<ReadConnection>(std::move(*connection));
}

void ViewPool::give_back(std::unique_ptr<ReadConnection> reading) noexcept
{
    // After a failure a fresh connection is safer than one in an unknown state.
    if (reading->connection->failure())
        reading.reset();
    std::unique_lock lock{mutex_};
    const bool is_current = reading && !in_step_ && reading->moment == moment_;
    if (reading && !is_current)
    {
        lock.unlock();
        reading->snapshot.reset();
        lock.lock();
    }
    --leased_;
    if (reading)
        idle_.push_back(std::move(reading));
}
}  // namespace interlock::storage
