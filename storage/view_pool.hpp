// The reading connections: opened when needed, kept for the next view.
#pragma once

#include <mutex>

#include "storage/safety_reader.hpp"

namespace interlock::storage
{
/// A connection that can only read. For one thread at a time.
struct ReadConnection
{
    explicit ReadConnection(std::unique_ptr<sqlite::Connection> opened) noexcept
      : connection{std::move(opened)}, readers{*connection}
    {
    }

    std::unique_ptr<sqlite::Connection> connection;
    Readers readers;
};

/// May be used from any thread. Outlives its leases.
class ViewPool
{
public:
    /// Gives the connection back.
    struct Return
    {
        ViewPool* pool = nullptr;
        void operator()(ReadConnection* reading) const noexcept;
    };
    using Lease = std::unique_ptr<ReadConnection, Return>;

    /// `file` must exist, with its schema. At most `max_leases` connections are ever open.
    ViewPool(std::filesystem::path file, size_t max_leases);
    ~ViewPool();
    ViewPool(const ViewPool&) = delete;
    ViewPool& operator=(const ViewPool&) = delete;

    [[nodiscard]] Result<Lease> lease();

private:
    [[nodiscard]] Result<std::unique_ptr<ReadConnection>> take();
    [[nodiscard]] Result<std::unique_ptr<ReadConnection>> open() const;
    void give_back(std::unique_ptr<ReadConnection> reading) noexcept;

    const std::filesystem::path file_;
    const size_t max_leases_;

    std::mutex mutex_;
    std::vector<std::unique_ptr<ReadConnection>> idle_;  // Guarded by mutex_.
    size_t leased_ = 0;                                  // Guarded by mutex_.
};
}  // namespace interlock::storage
