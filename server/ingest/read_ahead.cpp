#include "server/ingest/read_ahead.hpp"

#include <algorithm>

namespace interlock::server
{
using Blocks = chain::Result<std::vector<DigestedBlock>>;

namespace
{
/// Asked for from a node that may be silent.
constexpr size_t kTrialBlocks = 4;

size_t bytes_of(const Blocks& blocks)
{
    size_t out = 0;
    for (const auto& block : blocks ? *blocks : std::vector<DigestedBlock>{})
    {
        out += sizeof(DigestedBlock) + block.digest.log_hashes.size() * sizeof(Hash32) +
               block.digest.executing.size() * sizeof(ExecutingLog);
    }
    return out;
}
}  // namespace

/// A piece of work and what became of it. Shared by who waits for it and the thread that does it.
struct ReadAhead::Chunk
{
    const uint64_t first;
    const size_t count;

    std::mutex mutex;
    std::condition_variable done;
    std::optional<Blocks> blocks;  // Guarded by mutex, as the next two.
    size_t bytes = 0;
    bool dropped = false;  // Nobody waits for it any more.

    Chunk(uint64_t first_block, size_t blocks_in_it) : first{first_block}, count{blocks_in_it} {}

    [[nodiscard]] bool is_done()
    {
        const std::scoped_lock lock{mutex};
        return blocks.has_value();
    }
    [[nodiscard]] size_t held_bytes()
    {
        const std::scoped_lock lock{mutex};
        return bytes;
    }
    [[nodiscard]] bool is_dropped()
    {
        const std::scoped_lock lock{mutex};
        return dropped;
    }
    void drop()
    {
        const std::scoped_lock lock{mutex};
        dropped = true;
    }
    void finish(Blocks result)
    {
        {
            const std::scoped_lock lock{mutex};
            bytes = bytes_of(result);
            blocks = std::move(result);
        }
        done.notify_all();
    }
    [[nodiscard]] Blocks wait()
    {
        std::unique_lock lock{mutex};
        done.wait(lock, [this] { return blocks.has_value(); });
        return *std::move(blocks);
    }
};

/// The connections that nobody uses at the moment. Thread-safe.
class ReadAhead::Connections
{
public:
    explicit Connections(Connect connect) : connect_{std::move(connect)} {}

    [[nodiscard]] std::unique_ptr<chain::BlockSource> take()
    {
        {
            const std::scoped_lock lock{mutex_};
            if (!idle_.empty())
            {
                auto out = std::move(idle_.back());
                idle_.pop_back();
                return out;
            }
        }
        return connect_();
    }
    void give_back(std::unique_ptr<chain::BlockSource> connection)
    {
        const std::scoped_lock lock{mutex_};
        idle_.push_back(std::move(connection));
    }
    /// Once there is nothing to fetch ahead.
    void close_idle()
    {
        const std::scoped_lock lock{mutex_};
        idle_.clear();
    }

private:
    const Connect connect_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<chain::BlockSource>> idle_;  // Guarded by mutex_.
};

ReadAhead::ReadAhead(Connect connect, WorkPool& pool, ReadAheadLimits limits)
  : limits_{limits},
    pool_{pool},
    own_{connect()},
    connections_{std::make_shared<Connections>(std::move(connect))}
{
}

ReadAhead::~ReadAhead()
{
    begin_at(0);
}

Blocks ReadAhead::blocks(uint64_t first, size_t count)
{
    if (chunks_.empty() || chunks_.front()->first != first)
        begin_at(first);
    plan();
    if (chunks_.empty())
        return judge(own_->blocks(first, answers_ ? count : std::min(count, kTrialBlocks)));

    const auto chunk = std::move(chunks_.front());
    chunks_.pop_front();
    auto blocks = judge(chunk->wait());
    if (!blocks || blocks->size() < chunk->count)
        begin_at(first + (blocks ? blocks->size() : 0));
    else
        plan();
    if (blocks && blocks->size() > count)
        blocks->resize(count);
    return blocks;
}

Blocks ReadAhead::judge(Blocks answer)
{
    // That it lacks a block is an answer.
    const bool is_answer = answer || answer.error().kind == chain::ErrorKind::not_found;
    if (is_answer || answer.error().kind != chain::ErrorKind::cancelled)
        answers_ = is_answer;
    return answer;
}

void ReadAhead::begin_at(uint64_t first)
{
    for (const auto& chunk : chunks_)
        chunk->drop();
    chunks_.clear();
    next_ = first;
}

void ReadAhead::plan()
{
    size_t held = 0;
    size_t under_way = 0;
    for (const auto& chunk : chunks_)
    {
        held += chunk->held_bytes();
        under_way += chunk->is_done() ? size_t{0} : size_t{1};
    }
    while (answers_ && under_way < limits_.connections && held < limits_.held_bytes)
    {
        const auto missing = last_ >= next_ ? last_ - next_ + 1 : 0;
        // What is a single piece is fetched at once by who needs it.
        if (missing == 0 || (chunks_.empty() && missing <= limits_.chunk_blocks))
            break;
        const auto count = static_cast<size_t>(std::min<uint64_t>(missing, limits_.chunk_blocks));
        const auto chunk = std::make_shared<Chunk>(next_, count);
        if (!submit(chunk))
            break;
        chunks_.push_back(chunk);
        next_ += count;
        ++under_way;
    }
    if (chunks_.empty())
        connections_->close_idle();
}

bool ReadAhead::submit(const std::shared_ptr<Chunk>& chunk)
{
    const auto work = [chunk, connections = connections_](const std::stop_token& stop)
    {
        if (stop.stop_requested() || chunk->is_dropped())
        {
            chunk->finish(tl::unexpected{
                chain::Error{chain::ErrorKind::cancelled, "given up, as nobody waits for it"}});
            return;
        }
        auto connection = connections->take();
        auto blocks = connection->blocks(chunk->first, chunk->count);
        connections->give_back(std::move(connection));
        chunk->finish(std::move(blocks));
    };
    return pool_.submit(work, connections_.get()) == WorkPool::Submitted::taken;
}
}  // namespace interlock::server
