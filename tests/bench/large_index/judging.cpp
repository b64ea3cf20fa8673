#include "tests/bench/large_index/judging.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <random>

#include "interop/access_list.hpp"
#include "server/query/judge.hpp"
#include "tests/bench/results.hpp"
#include "tests/support/must.hpp"

namespace interlock::bench
{
namespace
{
using testing::must;

/// A log's place as the database has it, and what is asked about it.
struct Sample
{
    int64_t block = 0;  // block.id
    int64_t log = 0;    // In the block.
    int64_t place = 0;  // In the chain: each of its blocks has as many, and the first is number 1.
    MessageAccess access;
    Hash32 log_hash;
};

int64_t row_of(uint64_t chain, uint64_t number)
{
    constexpr unsigned kNumberBits = 44;  // storage/migrations.cpp
    return static_cast<int64_t>((chain << kNumberBits) | number);
}

/// From blocks all over the index; another seed, other logs.
std::vector<Sample> draw(
    const LargeIndex& index, const storage::View& view, size_t count, uint64_t seed)
{
    std::mt19937_64 random{seed};
    std::vector<Sample> out;
    for (size_t i = 0; i < count; ++i)
    {
        const auto chain = random() % index.set.chains().size();
        const auto number = 1 + random() % index.blocks_a_chain();
        const auto log = static_cast<uint32_t>(random() % GrowingChains::kLogsPerBlock);
        const auto block = must(view.block(chain_at(chain), number)).value();
        const LogPosition at{chain_at(chain), number, block.seal.timestamp_s, log};
        const auto hash = must(view.log_hash(at.chain_id, number, log)).value();
        const auto place = (number - 1) * GrowingChains::kLogsPerBlock + log;
        out.push_back({row_of(chain, number), log, static_cast<int64_t>(place),
            {at, message_checksum(hash, at)}, hash});
    }
    return out;
}

/// SQLite alone, set as the service sets it.
class Plain
{
public:
    Plain(const std::filesystem::path& file, const char* sql)
    {
        sqlite3_open_v2(
            file.c_str(), &database_, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
        sqlite3_exec(database_, "PRAGMA cache_size = -2048; BEGIN", nullptr, nullptr, nullptr);
        if (sqlite3_prepare_v2(database_, sql, -1, &statement_, nullptr) != SQLITE_OK)
            throw std::runtime_error{sqlite3_errmsg(database_)};
    }
    ~Plain()
    {
        sqlite3_finalize(statement_);
        sqlite3_close(database_);
    }
    Plain(const Plain&) = delete;
    Plain& operator=(const Plain&) = delete;

    void read(const Sample& sample)
    {
        sqlite3_bind_int64(statement_, 1, sample.block);
        sqlite3_bind_int64(statement_, 2, sample.log);
        sqlite3_bind_int64(statement_, 3, sample.place);
        const bool is_right = sqlite3_step(statement_) == SQLITE_ROW &&
                              std::memcmp(sqlite3_column_blob(statement_, 0),
                                  sample.log_hash.data(), Hash32::kSize) == 0;
        sqlite3_reset(statement_);
        if (!is_right)
            throw std::runtime_error{"SQLite read another row"};
    }

private:
    sqlite3* database_ = nullptr;
    sqlite3_stmt* statement_ = nullptr;
};

// Three numbers are bound to either, though it may name only some of them.
constexpr const char* kLogRow =
    "SELECT substr(hashes, 1 + 32 * (?3 % 510), 32) FROM log_run"
    " WHERE id = ?1 >> 44 << 44 | ?3 / 510";
constexpr const char* kBothRows =
    "SELECT substr(hashes, 1 + 32 * ((first_log + ?2) % 510), 32), hash, parent_hash, timestamp"
    " FROM block JOIN log_run ON log_run.id = block.id >> 44 << 44 | (first_log + ?2) / 510"
    " WHERE block.id = ?1";

template <typename Do>
double each_us(const std::vector<Sample>& samples, const Do& act)
{
    auto begin = Clock::now();
    for (const auto& sample : samples)
        act(sample);
    return lap_ms(begin) * 1'000 / static_cast<double>(samples.size());
}

class Measures
{
public:
    explicit Measures(const LargeIndex& index)
      : index_{index}, store_{must(storage::SqliteStore::create({.file = index.file}))}
    {
    }

    [[nodiscard]] std::vector<Sample> draw(size_t count, uint64_t seed) const
    {
        return bench::draw(index_, *must(store_->open_view()), count, seed);
    }
    double in_one_view(const std::vector<Sample>& samples)
    {
        const auto view = must(store_->open_view());
        return each_us(samples, [&](const Sample& sample) { judge(*view, sample); });
    }
    double in_views(const std::vector<Sample>& samples)
    {
        return each_us(
            samples, [&](const Sample& sample) { judge(*must(store_->open_view()), sample); });
    }
    double looked_up(const std::vector<Sample>& samples)
    {
        const auto view = must(store_->open_view());
        return each_us(samples,
            [&](const Sample& sample)
            {
                const auto& at = sample.access.at;
                const auto hash = must(view->log_hash(at.chain_id, at.block_number, at.log_index));
                if (message_checksum(hash.value(), at) != sample.access.checksum)
                    throw std::runtime_error{"a wrong checksum"};
            });
    }
    double sqlite(const char* sql, const std::vector<Sample>& samples)
    {
        Plain plain{index_.file, sql};
        return each_us(samples, [&](const Sample& sample) { plain.read(sample); });
    }

private:
    void judge(const storage::View& view, const Sample& sample)
    {
        const auto& at = sample.access.at;
        const auto answer = judge_.judge(view, {}, server::claim_of(sample.access),
            {.chain_id = at.chain_id, .timestamp_s = at.timestamp_s + 2});
        if (!answer || !std::holds_alternative<server::Valid>(*answer))
            throw std::runtime_error{"a message was not judged valid"};
    }

    const LargeIndex& index_;
    std::unique_ptr<storage::SqliteStore> store_;
    const server::Judge judge_{index_.set, {}};
};

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void tell(const char* name, double us)
{
    fmt::print("{:<44} {:>8.2f} us\n", name, us);
    record(name, {{"us", us}});
}
}  // namespace

void measure_judging(const LargeIndex& index)
{
    constexpr size_t kRounds = 5;
    constexpr size_t kWarm = 100'000;
    constexpr size_t kCold = 2'000;
    Measures measures{index};
    std::vector<double> judged;
    std::vector<double> viewed;
    std::vector<double> looked_up;
    std::vector<double> row;
    std::vector<double> rows;
    for (size_t round = 0; round < kRounds; ++round)
    {
        // Each way its own logs: none finds what another one has read.
        const auto samples = [&](size_t way) { return measures.draw(kWarm, round * 10 + way); };
        judged.push_back(measures.in_one_view(samples(1)));
        row.push_back(measures.sqlite(kLogRow, samples(2)));
        rows.push_back(measures.sqlite(kBothRows, samples(3)));
        looked_up.push_back(measures.looked_up(samples(4)));
        viewed.push_back(measures.in_views(samples(5)));
    }
    fmt::print("random over {} logs, files in memory, medians of {}\n", index.logs, kRounds);
    tell("judged, in one view", median(judged));
    tell("judged, a view each", median(viewed));
    tell("looked up, and the checksum's two Keccaks", median(looked_up));
    tell("SQLite alone, the log's row", median(row));
    tell("SQLite alone, the log's row and its block's", median(rows));
    const auto cold = [&](size_t seed, const auto& measure)
    {
        const auto samples = measures.draw(kCold, seed);
        drop_from_memory(index.file.parent_path());
        return measure(samples);
    };
    fmt::print("the same, files on disk\n");
    tell("judged, files on disk",
        cold(1'001, [&](const auto& samples) { return measures.in_one_view(samples); }));
    tell("SQLite alone, the log's row, files on disk",
        cold(1'002, [&](const auto& samples) { return measures.sqlite(kLogRow, samples); }));
    tell("SQLite alone, both rows, files on disk",
        cold(1'003, [&](const auto& samples) { return measures.sqlite(kBothRows, samples); }));
}
}  // namespace interlock::bench
