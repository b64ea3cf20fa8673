// The reading connections: opened when needed, kept for the next view, and with them, until the
// next step begins, the snapshot that they have taken.
#pragma once

#include <mutex>
#include <utility>

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
    std::optional<sqlite::Transaction> snapshot;
    /// Of the snapshot; nullopt when it may lie in the midst of a step.
    std::optional<Moment> moment;
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

    /// A connection with a snapshot of the newest committed step.
    [[nodiscard]] Result<Lease> lease();
    [[nodiscard]] size_t leased() const;

    /// For as long as it is there, a step may be under way: no idle connection has a snapshot,
    /// which would keep the write-ahead log from being started over.
    class Pause
    {
    public:
        explicit Pause(ViewPool& pool) : pool_{&pool} { pool.begin_step(); }
        Pause(Pause&& other) noexcept
          : pool_{std::exchange(other.pool_, nullptr)}, removes_{other.removes_}
        {
        }
        Pause& operator=(Pause&&) = delete;
        ~Pause()
        {
            if (pool_ != nullptr)
                pool_->end_step(removes_);
        }
        /// To be told before blocks are removed.
        void removes_blocks() noexcept { removes_ = true; }

    private:
        ViewPool* pool_;
        bool removes_ = false;
    };

private:
    void begin_step() noexcept;
    void end_step(bool removes) noexcept;
    /// nullopt while a step may be under way.
    [[nodiscard]] std::optional<Moment> moment() const;
    [[nodiscard]] Result<void> take_snapshot(ReadConnection& reading) const;
    [[nodiscard]] Result<std::unique_ptr<ReadConnection>> take();
    [[nodiscard]] Result<std::unique_ptr<ReadConnection>> open() const;
    void give_back(std::unique_ptr<ReadConnection> reading) noexcept;

    const std::filesystem::path file_;
    const size_t max_leases_;

    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<ReadConnection>> idle_;  // Guarded by mutex_.
    size_t leased_ = 0;                                  // Guarded by mutex_.
    Moment moment_;                                      // Guarded by mutex_.
    bool in_step_ = false;                               // Guarded by mutex_.
};
}  // namespace interlock::storage
