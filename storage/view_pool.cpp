#include "storage/view_pool.hpp"

#include "storage/ensure.hpp"
#include "storage/errors.hpp"

namespace interlock::storage
{
namespace
{
// A reader waits only while the write-ahead log is being recovered or begun anew.
// The cache holds the inner pages of the b-trees; the system's own cache holds the rest. Mapping
// the file into memory was measured: slower, and a failing disk would end the process.
constexpr const char* kSettings =
    "PRAGMA busy_timeout = 2000;"
    "PRAGMA query_only = ON;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
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
    return take().map(
        [this](std::unique_ptr<ReadConnection>&& reading) {
            return Lease{reading.release(), Return{this}};
        });
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
    if (const auto set = (*connection)->execute(kSettings, "open a view"); !set)
        return tl::unexpected(set.error());
    return std::make_unique<ReadConnection>(std::move(*connection));
}

void ViewPool::give_back(std::unique_ptr<ReadConnection> reading) noexcept
{
    // After a failure a fresh connection is safer than one in an unknown state.
    const bool reusable = !reading->connection->failure();
    const std::lock_guard guard{mutex_};
    --leased_;
    if (reusable)
        idle_.push_back(std::move(reading));
}
}  // namespace interlock::storage
