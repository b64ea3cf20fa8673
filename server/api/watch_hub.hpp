// Keeps the streams of those who watch: feeds each at its own pace from the index's journals, and
// cuts those that do not read.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "server/api/call.hpp"
#include "server/api/limits.hpp"
#include "server/ingest/commit_signal.hpp"

namespace interlock::server
{
/// One subscriber's stream, as the hub handles it. Thread-safe.
class Stream
{
public:
    virtual ~Stream() = default;

    /// In the order of what the hub does about it for all streams together.
    enum class Fed
    {
        waits,     // For news, or for the client to take what it was given.
        busy,      // The index had no time; to be fed again soon.
        has_more,  // To be fed again at once.
    };
    /// Hands on what is new since it was last fed, unless the client has not taken that yet. Only
    /// by the hub's own thread.
    [[nodiscard]] virtual Fed feed(const storage::View& view) = 0;
    /// The stream ends with this once the client has taken what is under way. Later reasons than
    /// the first do not count.
    virtual void end(const CallFailure& why) = 0;
    struct Standing
    {
        bool ended = false;                       // Though the client may not have taken that yet.
        std::optional<StreamTime> writing_since;  // Since when a write is outstanding.
    };
    [[nodiscard]] virtual Standing standing() const = 0;
    /// Ends the stream at once, without a word.
    virtual void cancel() = 0;
};

/// Thread-safe, except that one thread at a time stops it.
class WatchHub
{
public:
    /// All outlive the hub. Its thread runs until stop().
    WatchHub(storage::ViewSource& views, CommitSignal& commits, WatchLimits limits);
    /// All streams must be gone.
    ~WatchHub();

    [[nodiscard]] const WatchLimits& limits() const noexcept { return limits_; }
    /// From now on the stream is fed. Refuses it when there are too many, or it is too late.
    [[nodiscard]] CallResult add(std::shared_ptr<Stream> stream);
    /// The stream has taken all that it was given, and there may be more for it.
    void wake() { commits_.nudge(); }
    /// The stream has ended, and must not be used any more.
    void remove(const Stream* stream);

    /// Ends all streams; later ones are refused.
    void stop();
    [[nodiscard]] StreamLoad load() const;

private:
    using Streams = std::vector<std::shared_ptr<Stream>>;

    void run(const std::stop_token& stop);
    [[nodiscard]] Stream::Fed feed_all();
    void cut_slow();
    void cancel_oldest();
    [[nodiscard]] Streams streams() const;
    [[nodiscard]] size_t count_live() const;  // With mutex_ held.
    [[nodiscard]] std::optional<StreamTime> next_deadline(Stream::Fed fed) const;

    storage::ViewSource& views_;
    CommitSignal& commits_;
    const WatchLimits limits_;
    /// While it is held, a stream is asked how it stands and nothing else.
    mutable std::mutex mutex_;
    Streams streams_;        // Guarded by mutex_; the oldest first.
    uint64_t refused_ = 0;   // Guarded by mutex_.
    bool stopping_ = false;  // Guarded by mutex_.
    std::jthread thread_;
};
}  // namespace interlock::server
