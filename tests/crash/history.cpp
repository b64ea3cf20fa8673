#include "tests/crash/history.hpp"

#include <sqlite3.h>

#include <cstdlib>

#include "interop/eth/hash.hpp"
#include "server/safety/invariants.hpp"
#include "tests/model/scenario_generator.hpp"
#include "tests/support/scenario_events.hpp"

namespace interlock::crash
{
namespace
{
using storage::View;

/// The rows of a query, as text.
std::vector<std::string> rows_of(sqlite3* database, const std::string& sql)
{
    std::vector<std::string> out;
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr);
    while (code == SQLITE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW)
    {
        out.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement, 0)));
        code = SQLITE_OK;
    }
    sqlite3_finalize(statement);
    if (code != SQLITE_DONE)
        throw std::runtime_error{sql + ": " + sqlite3_errmsg(database)};
    return out;
}

bool is_time(const std::string& column)
{
    return column == "at" || column == "since" || column == "seq";
}

std::string text_of(sqlite3* database, Times times)
{
    std::string out;
    for (const auto& table : rows_of(database,
             "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
             "ORDER BY name"))
    {
        std::string columns;
        for (const auto& column :
            rows_of(database, "SELECT name FROM pragma_table_info('" + table + "')"))
        {
            if (times == Times::with || !is_time(column))
                columns += (columns.empty() ? "quote(" : " || ',' || quote(") + column + ")";
        }
        out += table + "\n";
        // All have a primary key, in whose order they are read.
        for (const auto& row : rows_of(database, "SELECT " + columns + " FROM " + table))
            out += row + "\n";
    }
    return out;
}

void expect(bool holds, const std::string& what)
{
    if (!holds)
        throw std::runtime_error{"broken: " + what};
}

void check_blocks(const View& view, const ChainId& chain, uint64_t first, uint64_t last)
{
    std::optional<storage::BlockRecord> parent;
    for (auto number = first; number <= last; ++number)
    {
        const auto where = "chain " + to_string(chain) + ", block " + std::to_string(number);
        const auto block = must(view.block(chain, number));
        expect(block.has_value(), where + " is missing");
        expect(must(view.log_hashes(chain, number)).size() == block->log_count, where + ": logs");
        expect(!parent || (block->seal.parent_hash == parent->seal.id.hash &&
                              block->seal.timestamp_s > parent->seal.timestamp_s),
            where + " does not follow its parent");
        parent = block;
    }
}

void check_chain(const View& view, const ChainId& chain)
{
    server::ChainHeads heads;
    for (const auto level : kSafetyLevels)
    {
        if (const auto head = must(view.head(chain, level)))
            heads[static_cast<size_t>(level)] = head->seal;
    }
    const auto broken = server::find_broken_order(heads);
    expect(!broken, "chain " + to_string(chain) + ": " + broken.value_or(""));
    const auto first = must(view.first(chain));
    const auto& last = heads[static_cast<size_t>(SafetyLevel::unsafe)];
    expect(first.has_value() == last.has_value(), "the first block and the newest");
    if (first)
        check_blocks(view, chain, first->seal.id.number, last->id.number);
}
}  // namespace

Hash32 content_of(const fs::path& file, Times times)
{
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> database{opened, &sqlite3_close};
    expect(code == SQLITE_OK, "cannot open " + file.string());
    const auto faults = rows_of(opened, "PRAGMA integrity_check");
    expect(faults == std::vector<std::string>{"ok"}, file.string() + ": " + faults.front());
    expect(rows_of(opened, "SELECT \"table\" FROM pragma_foreign_key_check").empty(),
        "a row refers to none");
    const auto text = text_of(opened, times);
    return keccak256(ByteView{reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

History::History(uint64_t seed, size_t max_steps) : History{seed, script_of(seed, max_steps)}
{
}

History::Script History::script_of(uint64_t seed, size_t max_steps)
{
    const auto scenario = model::random_scenario(seed, {.max_steps = max_steps, .max_chains = 4});
    testing::ScenarioEvents scripted{scenario};
    auto events = scripted.begin();
    for (const auto& step : scenario.at("steps"))
    {
        if (auto event = scripted.take(step))
            events.push_back(*std::move(event));
    }
    return {scripted.set(), std::move(events)};
}

History::History(uint64_t seed, Script script)
  : seed_{seed}, set_{std::move(script.first)}, events_{std::move(script.second)}
{
    const testing::TempDir folder;
    const auto file = folder.path() / "index.db";
    Life life{file, set_};
    states_.push_back(content_of(file));
    for (size_t n = 0; n < size(); ++n)
    {
        must(take(n, *life.store, life.indexer));
        states_.push_back(content_of(file));
        const auto view = must(life.store->open_view());
        for (const auto& chain : set_.chains())
            check_chain(*view, chain.id);
    }
}

storage::Result<void> History::take(
    size_t n, storage::Writer& writer, server::Indexer& indexer, uint64_t now_s) const
{
    if (n == 0)
    {
        auto step = writer.begin();
        if (!step)
            return tl::unexpected{step.error()};
        for (const auto& chain : set_.chains())
        {
            if (auto done = (*step)->put_chain({.config = chain, .followed = true}); !done)
                return done;
        }
        return (*step)->commit();
    }
    const auto forget = [](const server::SafetyNews&) {};
    return n < kBeforeEvents ? indexer.settle(now_s).map(forget)
                             : indexer.apply(event(n), now_s).map(forget);
}

std::optional<size_t> History::find_state(const fs::path& file, size_t first, size_t last) const
{
    const auto content = content_of(file);
    for (size_t n = std::min(last, size()) + 1; n-- > first;)
    {
        if (states_[n] == content)
            return n;
    }
    return std::nullopt;
}

uint64_t rounds(const char* variable, uint64_t otherwise)
{
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

uint64_t first_seed()
{
    return rounds("INTERLOCK_SEED", 1);
}
}  // namespace interlock::crash
