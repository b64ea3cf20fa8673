#include "storage/sqlite_view.hpp"

namespace interlock::storage
{
Result<std::unique_ptr<View>> SqliteView::open(ViewPool& pool)
{
    auto lease = pool.lease();
    if (!lease)
        return tl::unexpected(std::move(lease.error()));
    ReadConnection& reading = **lease;
    auto transaction = sqlite::Transaction::begin(*reading.connection, sqlite::Access::read_only);
    if (!transaction)
        return tl::unexpected(std::move(transaction.error()));
    // Without this the snapshot would be that of the first question.
    if (const auto taken = reading.readers.blocks.take_snapshot(); !taken)
        return tl::unexpected(taken.error());
    return std::unique_ptr<View>{new SqliteView{std::move(*lease), std::move(*transaction)}};
}

SqliteView::SqliteView(ViewPool::Lease lease, sqlite::Transaction transaction) noexcept
  : ReaderBacked<View>{lease->readers},
    lease_{std::move(lease)},
    transaction_{std::move(transaction)}
{
}
}  // namespace interlock::storage
