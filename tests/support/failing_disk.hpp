// A disk below SQLite that fails and loses power when it is told to.
//
// While one lives it is where SQLite opens files. Files in its folder are watched, and pass on to
// real ones of the same name; all others only pass on. It remembers what was made durable: the
// content of a file by syncing the file, and that the file is there (or no more) by syncing its
// folder, which SQLite does where it must. When the power goes, everything else may be there or
// not, sector by sector, in whatever order it was written.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace interlock::testing
{
/// For one thread, one at a time.
class FailingDisk
{
public:
    /// The unit that a disk writes as a whole.
    static constexpr size_t kSectorBytes = 512;

    /// The folder has no files in it. The seed decides what survives.
    FailingDisk(std::filesystem::path folder, uint64_t seed);
    ~FailingDisk();
    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;

    /// By name, the content of the files that a power cut could leave, were it now. Each call
    /// throws the dice anew.
    using Files = std::map<std::string, std::string>;
    [[nodiscard]] Files survivors() const;
    /// Called at each change (a write, a truncation, a sync, a file made or removed), when it may
    /// be on the disk or not. It may ask for survivors, and must not use what is in the folder.
    void on_change(std::function<void()> told);

    enum class End
    {
        power,    // What was not synced may be lost.
        process,  // The system goes on, and with it all that was written, synced or not.
    };
    /// All ends at the change after so many others: from then on nothing changes, and all fails.
    void end_after(uint64_t changes, End end);
    [[nodiscard]] bool has_ended() const;
    /// The folder has what survived, and all is well. Precondition: nothing in it is open.
    void restart();

    enum class Strikes
    {
        anything,  // The operation fails with an I/O error.
        writes,    // The disk is full.
    };
    struct Fault
    {
        Strikes strikes = Strikes::anything;
        uint64_t after = 0;  // So many such operations pass first.
        uint64_t count = 1;  // So many fail; then all is well again.
    };
    /// What a write that fails was to write is there in part. After a sync that failed the next one
    /// succeeds, but what the first was to make durable never is until it is written again, as on
    /// Linux.
    void fail(const Fault& fault);
    /// How many operations the fault still lets pass or fails; 0 when it is over.
    [[nodiscard]] uint64_t fault_left() const;

    /// From now on the system reads and writes only a part of what it is asked to, as it may.
    void go_in_pieces();
    /// How often it was asked.
    [[nodiscard]] static uint64_t pieces();

    struct State;

private:
    std::unique_ptr<State> state_;
};
}  // namespace interlock::testing
