#include "storage/pack_logs.hpp"

#include "storage/log_runs.hpp"

namespace interlock::storage
{
namespace
{
constexpr const char* kPacking = "move the hashes of logs";
constexpr const char* kNext =
    "SELECT block.id, log_count, hashes FROM block LEFT JOIN block_logs ON block_logs.id = block.id"
    " WHERE block.id > ? ORDER BY block.id LIMIT 1";

struct OldBlock
{
    int64_t key = 0;
    std::vector<Hash32> log_hashes;
};

Result<std::optional<OldBlock>> next(sqlite::Statement& statement, int64_t after)
{
    auto rows = statement.query(after);
    const auto found = rows.next();
    if (!found)
        return tl::unexpected(found.error());
    if (!*found)
        return std::nullopt;
    OldBlock out{.key = rows.integer(0)};
    const auto packed = rows.blob(2);
    if (packed.size() != uint64_t{rows.u32(1)} * Hash32::kSize)
        rows.damaged();
    out.log_hashes.resize(packed.size() / Hash32::kSize);
    for (size_t i = 0; i < out.log_hashes.size(); ++i)
        std::memcpy(out.log_hashes[i].data(), packed.data() + i * Hash32::kSize, Hash32::kSize);
    return rows.checked(std::optional{std::move(out)});
}
}  // namespace

Result<void> pack_logs(sqlite::Connection& connection)
{
    sqlite::Statement next_block{connection, kNext, kPacking};
    sqlite::Statement place_block{
        connection, "UPDATE block SET first_log = ?2 WHERE id = ?1", kPacking};
    // One by one, so that the new rows take the old ones' pages.
    sqlite::Statement forget{connection, "DELETE FROM block_logs WHERE id = ?", kPacking};
    LogRunsWriter runs{connection};
    int64_t last = -1;  // Before every key.
    uint64_t place = 0;
    for (;;)
    {
        const auto block = next(next_block, last);
        if (!block)
            return tl::unexpected(block.error());
        if (!*block)
            break;
        const OldBlock& old = **block;
        const auto ix = ix_in(old.key);
        if (last < 0 || ix != ix_in(last))
            place = 0;
        if (auto done = place_block.run(old.key, place); !done)
            return done;
        if (auto done = runs.append(ix, place, old.log_hashes); !done)
            return done;
        if (auto done = forget.run(old.key); !done)
            return done;
        place += old.log_hashes.size();
        last = old.key;
    }
    return connection.execute("DROP TABLE block_logs", kPacking);
}
}  // namespace interlock::storage
