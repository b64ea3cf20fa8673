// A store that fails when it is told to: once, like a full disk, or for good, like a killed
// process.
#pragma once

#include "storage/store.hpp"

namespace interlock::sim
{
/// Strikes at one of the next operations on the index. For one thread.
class Saboteur
{
public:
    enum class Means
    {
        error,           // The operation fails; the process goes on.
        kill,            // It and all after it fail: the process is dead.
        kill_at_commit,  // The next commit is the last thing that happens, and nobody is told.
    };
    /// Lets so many operations pass first.
    void arm(Means means, uint64_t operations, storage::ErrorKind error);
    /// So many of the next views are refused.
    void refuse_views(uint64_t count) { refused_views_ = count; }
    void disarm() { *this = {}; }

    /// Whether the process is to be taken for dead.
    [[nodiscard]] bool has_killed() const noexcept { return dead_; }

    /// Whether the error is of a saboteur.
    [[nodiscard]] static bool is_ours(const storage::Error& error);

    /// For the store: why the next operation fails.
    [[nodiscard]] std::optional<storage::Error> strike();
    [[nodiscard]] std::optional<storage::Error> refuse_view();
    /// For the store: a commit succeeded; true: nobody gets to know.
    [[nodiscard]] bool dies_after_commit();

private:
    bool armed_ = false;
    bool dead_ = false;
    Means means_ = Means::error;
    uint64_t operations_ = 0;
    storage::ErrorKind error_ = storage::ErrorKind::io;
    uint64_t refused_views_ = 0;
};

/// Passes everything on, until the saboteur strikes. All three outlive what is opened of it.
class FaultyStore final : public storage::ViewSource, public storage::Writer
{
public:
    FaultyStore(storage::ViewSource& views, storage::Writer& writer, Saboteur& saboteur)
      : views_{views}, writer_{writer}, saboteur_{saboteur}
    {
    }

    [[nodiscard]] storage::Result<std::unique_ptr<storage::View>> open_view() override;
    [[nodiscard]] storage::Result<std::unique_ptr<storage::Step>> begin() override;

private:
    storage::ViewSource& views_;
    storage::Writer& writer_;
    Saboteur& saboteur_;
};
}  // namespace interlock::sim
