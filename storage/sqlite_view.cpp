#include "storage/sqlite_view.hpp"

namespace interlock::storage
{
Result<std::unique_ptr<View>> SqliteView::open(ViewPool& pool)
{
    auto lease = pool.lease();
    if (!lease)
        return tl::unexpected(std::move(lease.error()));
    return std::unique_ptr<View>{new SqliteView{*std::move(lease)}};
}

SqliteView::SqliteView(ViewPool::Lease lease) noexcept
  : ReaderBacked<View>{lease->readers}, lease_{std::move(lease)}
{
}
}  // namespace interlock::storage
